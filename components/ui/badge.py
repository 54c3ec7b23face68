"""The three states of an agent: always a word and an icon, never a colour alone."""

from typing import Any

import reflex as rx

_STATES = (
    ("draft", "circle-dashed", "Draft"),
    ("active", "radio", "Active"),
    ("inactive", "circle-pause", "Inactive"),
)


def state_badge(state: Any) -> rx.Component:
    """Return the badge for draft, active or inactive."""
    return rx.el.span(
        rx.match(
            state, *[(name, rx.icon(icon, size=12)) for name, icon, _ in _STATES], rx.icon("circle", size=12)
        ),
        rx.match(state, *[(name, word) for name, _, word in _STATES], state),
        class_name="cw-badge",
        custom_attrs={"data-state": state},
    )


def standing_badge(state: Any, words: Any) -> rx.Component:
    """Return the badge with what is true in words: "v4 live · changes not live"."""
    icon = rx.match(
        state, *[(name, rx.icon(icon, size=12)) for name, icon, _ in _STATES], rx.icon("circle", size=12)
    )
    return rx.el.span(
        icon,
        rx.el.span(words, class_name="cw-cut"),
        class_name="cw-badge cw-standing",
        custom_attrs={"data-state": state},
    )
