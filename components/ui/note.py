"""A sentence in its place on the page: what went wrong, what was done, what to know."""

from typing import Any, Literal

import reflex as rx

Kind = Literal["info", "error", "done", "warning"]

_ICONS: dict[Kind, str] = {
    "info": "info",
    "error": "circle-alert",
    "done": "circle-check",
    "warning": "triangle-alert",
}


def note(text: Any, kind: Kind = "info") -> rx.Component:
    """Return the sentence with its icon; an error is read out at once."""
    return rx.el.div(
        rx.icon(_ICONS[kind], size=16),
        rx.el.span(text),
        class_name="cw-note",
        role="alert" if kind == "error" else "status",
        custom_attrs={"data-kind": kind},
    )


def problem(text: Any) -> rx.Component:
    """Return the error sentence, or nothing where there is none."""
    return rx.cond(text != "", note(text, "error"))
