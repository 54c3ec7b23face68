"""Keys for a page with a list: arrows or j and k walk the rows, and ``data-key`` says what presses what."""

import reflex as rx


class Shortcuts(rx.NoSSRComponent):
    """Listens while its page is shown; silent while somebody types or a dialog is open."""

    library = rx.asset("shortcuts.jsx", shared=True).importable_path
    tag = "Shortcuts"


def shortcuts() -> rx.Component:
    """Return the listener."""
    return Shortcuts.create()
