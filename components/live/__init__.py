"""The live dashboard's parts: the list, the numbers above it, and what is written in JavaScript."""
