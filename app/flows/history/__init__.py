"""Versions and history: what changed between two contents, by whom, and the way back."""
