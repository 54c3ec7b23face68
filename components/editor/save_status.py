"""Whether my edits are stored: a word, an icon and the time, said aloud politely when it changes."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import CALM, ELLIPSIS, MUTED, SPOKEN_ON_PHONE
from components.ui.fence import AS_IT_IS

_SPIN = {
    "animation": "spin 1s linear infinite",
    "@keyframes spin": {"to": {"transform": "rotate(360deg)"}},
    CALM: {"animation": "none"},
}


# "Unsaved changes" and "Saved · 10:45 AM" are as wide as this: the icon stands still while they take turns.
WORDS_PIXELS = 116


def save_status() -> rx.Component:
    """Return the status line; on Error it offers a retry."""
    state, reason = ui("save"), ui("save_reason")
    words = rx.text(
        ui("save_text"),
        size="2",
        color=_colour(state),
        style=ELLIPSIS,
        font_variant_numeric="tabular-nums",
    )
    beside = rx.box(words, min_width=["0", "0", f"{WORDS_PIXELS}px"], style=SPOKEN_ON_PHONE)
    icon = rx.box(_icon(state), flex_shrink="0", line_height="0")  # where there is no room, words give way
    line = rx.hstack(icon, beside, align="center", spacing="1", min_width="0")
    told = rx.box(
        rx.cond(reason != "", rx.tooltip(line, content=reason), line),
        role="status",
        min_width="0",
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
    return rx.hstack(rx.cond(state == "error", retry), told, align="center", spacing="2", min_width="0")


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
