"""Whether my edits are stored: a word, an icon and the time, said aloud politely when it changes."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import CALM, MUTED, SPOKEN_ON_PHONE
from components.ui.fence import AS_IT_IS

_SPIN = {
    "animation": "spin 1s linear infinite",
    "@keyframes spin": {"to": {"transform": "rotate(360deg)"}},
    CALM: {"animation": "none"},
}


def save_status() -> rx.Component:
    """Return the status line; on Error it offers a retry."""
    state, reason = ui("save"), ui("save_reason")
    words = rx.text(
        ui("save_text"),
        size="2",
        color=_colour(state),
        white_space="nowrap",
        font_variant_numeric="tabular-nums",
    )
    line = rx.hstack(_icon(state), rx.box(words, style=SPOKEN_ON_PHONE), align="center", spacing="1")
    told = rx.box(
        rx.cond(reason != "", rx.tooltip(line, content=reason), line),
        role="status",
        custom_attrs={"aria-live": "polite", "data-testid": "save-status", "data-save": state, **AS_IT_IS},
    )
    retry = rx.button(
        "Retry",
        size="1",
        variant="soft",
        color_scheme="red",
        on_click=act("retry"),
        custom_attrs={"data-testid": "retry"},
    )
    return rx.hstack(told, rx.cond(state == "error", retry), align="center", spacing="2")


def _colour(state: Any) -> Any:
    return rx.match(state, ("error", "var(--red-11)"), ("offline", "var(--amber-11)"), MUTED)


def _icon(state: Any) -> rx.Component:
    size = 16
    return rx.match(
        state,
        ("saved", rx.icon("circle-check", size=size, color="var(--green-10)")),
        ("saving", rx.icon("loader-circle", size=size, color=MUTED, style=_SPIN)),
        ("unsaved", rx.icon("circle-dot", size=size, color=MUTED)),
        ("error", rx.icon("circle-alert", size=size, color="var(--red-11)")),
        ("offline", rx.icon("cloud-off", size=size, color="var(--amber-11)")),
        rx.icon("circle-dashed", size=size, color="var(--gray-8)"),
    )
