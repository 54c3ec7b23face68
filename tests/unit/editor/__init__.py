"""The editor's panels, and the seam between its Python and its JavaScript."""
