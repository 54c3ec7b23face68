"""A text to be copied: a link or a secret that is shown once."""

from typing import Any

import reflex as rx
from reflex.event import EventChain
from reflex.vars import FunctionVar, VarData

from components.ui.button import button
from components.ui.fence import ENTRIES


def copy_field(text: Any, label: str, *deeds: rx.Component) -> rx.Component:
    """Return the text in full, and the button that copies it beside the other deeds."""
    wanted = rx.Var.create(text)
    data = VarData.merge(VarData(imports={ENTRIES: [rx.ImportVar(tag="copier")]}), wanted._get_all_var_data())
    copied = rx.Var(_js_expr=f"copier({wanted!s})", _var_data=data).to(FunctionVar, EventChain)
    return rx.el.div(
        rx.el.code(text, class_name="cw-secret"),
        rx.el.div(*deeds, button(label, "copy", kind="main", on_click=copied), class_name="cw-form-deeds"),
        class_name="cw-form",
    )
