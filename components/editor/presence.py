"""Who is here: up to five small circles, and a number for the rest."""

from typing import Any

import reflex as rx

from components.canvas.client import Client
from components.editor.look import SURFACE
from components.ui.fence import AS_IT_IS

_CIRCLE = {
    "width": "26px",
    "height": "26px",
    "border_radius": "50%",
    "font_size": "11px",
    "font_weight": "600",
    "box_shadow": f"0 0 0 2px {SURFACE}",
    "flex_shrink": "0",
    "cursor": "default",
}


def presence(mark: str = "people") -> rx.Component:
    """Return the circles; names are in their tooltips. ``mark`` is the ``data-testid``."""
    people = Client("usePeople", source="panels.js")
    more = people.value("more", int)
    rest = rx.tooltip(
        rx.center("+", more, background="var(--gray-5)", color="var(--gray-12)", style=_CIRCLE),
        content=people.value("others"),
    )
    return rx.hstack(
        rx.foreach(people.value("shown", list[dict[str, str]]), _person),
        rx.cond(more > 0, rest),
        align="center",
        spacing="1",
        role="group",
        custom_attrs={"data-testid": mark, "aria-label": "Who is here", **AS_IT_IS},
    )


def _person(person: Any) -> rx.Component:
    circle = rx.center(
        person["initials"],
        background=person["color"],
        color="white",
        style=_CIRCLE,
        role="img",
        custom_attrs={"aria-label": person["name"], "data-person": person["id"]},
    )
    return rx.tooltip(circle, content=person["name"], key=person["id"])
