"""The browser half of the editor: all JavaScript of the flow, and the Python that mounts it."""
