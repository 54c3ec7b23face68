"""A text to be copied: a link or a secret that is shown once."""

from typing import Any

import reflex as rx

from components.ui.button import button


def copy_field(text: Any, label: str, *deeds: rx.Component) -> rx.Component:
    """Return the text in full, and the button that copies it beside the other deeds."""
    copied = [rx.set_clipboard(text), rx.toast.success("Copied.")]
    return rx.el.div(
        rx.el.code(text, class_name="cw-secret"),
        rx.el.div(*deeds, button(label, "copy", kind="main", on_click=copied), class_name="cw-form-deeds"),
        class_name="cw-form",
    )
