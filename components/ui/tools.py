"""A toolbar that is one tab stop: the arrow keys go from button to button. See tools.jsx."""

from typing import Any

import reflex as rx

from components.ui.browser_file import registered


class Tools(rx.Component):
    """The buttons; their order in the page is that of the arrow keys."""

    library = registered(lambda: rx.asset("tools.jsx", shared=True).importable_path)
    tag = "Tools"

    label: rx.Var[str]


def tools(*buttons: rx.Component, label: str, **props: Any) -> rx.Component:
    """Return the toolbar; ``label`` is what a screen reader calls it."""
    return Tools.create(*buttons, label=label, **props)
