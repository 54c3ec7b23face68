"""People as small circles in their colour, the same that their cursors have."""

from typing import Any

import reflex as rx

from components.ui.fence import AS_IT_IS


def avatar(person: Any, *, small: bool = False, tip: bool = True) -> rx.Component:
    """Return the circle of one person (a ``Person``); the name is its accessible name, and with ``tip`` shown."""
    attrs = {"data-small": "", **AS_IT_IS} if small else {**AS_IT_IS}
    circle = rx.el.span(
        person.initials,
        class_name="cw-person",
        style={"--cw-tint": person.colour},
        role="img",
        aria_label=person.name,
        custom_attrs=attrs,
    )
    return rx.tooltip(circle, content=person.name, delay_duration=200) if tip else circle


def avatars(people: Any, more: Any) -> rx.Component:
    """Return several people in a row, and a number for those who do not fit."""
    rest = rx.el.span("+", more, class_name="cw-person", custom_attrs={"data-more": "", "data-small": ""})
    return rx.el.div(
        rx.foreach(people, lambda person: avatar(person, small=True)),
        rx.cond(more > 0, rest),
        class_name="cw-people cw-above",
    )
