"""The editor, composed in Python from the node-spec table."""
