"""Keys for a page with a list: arrows or j and k walk the rows, and ``data-key`` says what presses what."""

from typing import Any

import reflex as rx
from reflex.event import EventChain
from reflex.vars import FunctionVar, VarData

from components.ui.browser_file import registered

TAKES_FOCUS = {"data-takes-focus": ""}
"""The mark of a field that is to be typed into as soon as it appears."""

_LETTERS = registered(lambda: rx.asset("letters.js", shared=True).importable_path)
_SHORTCUTS = registered(lambda: rx.asset("shortcuts.jsx", shared=True).importable_path)


class Shortcuts(rx.NoSSRComponent):
    """Listens while its page is shown; silent while somebody types or a dialog is open."""

    library = _SHORTCUTS
    tag = "Shortcuts"


def shortcuts() -> rx.Component:
    """Return the listener."""
    return Shortcuts.create()


def hand_over() -> Any:
    """Return the handler for a closing menu, by which a field that wants the focus gets it."""
    data = VarData(imports={_SHORTCUTS: [rx.ImportVar(tag="handOver")]})
    return rx.Var(_js_expr="handOver", _var_data=data).to(FunctionVar, EventChain)
