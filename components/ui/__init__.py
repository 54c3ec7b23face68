"""Our own small set of controls. Pages are composed of these; the editor may use them too."""
