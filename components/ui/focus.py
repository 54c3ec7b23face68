"""Keeps the focus where people expect it when what had it goes; see focus.jsx."""

from typing import Any

import reflex as rx

from components.ui.browser_file import registered


class FocusKeeper(rx.NoSSRComponent):
    """Gives the focus to the opener, the next row or the region when the element that has it goes."""

    library = registered(lambda: rx.asset("focus.jsx", shared=True).importable_path)
    tag = "FocusKeeper"


def focus_keeper() -> rx.Component:
    """Return the one that stands beside every page."""
    return FocusKeeper.create()


def focus_region(name: str) -> dict[str, Any]:
    """Return the attributes of a part of the page that keeps the focus when something inside of it goes."""
    return {"data-focus-region": name, "tabIndex": -1}
