"""Times, shown in the viewer's own time zone, with the exact time and UTC on hover."""

from typing import Any

import reflex as rx

from components.ui.browser_file import registered

MOMENTS = registered(lambda: rx.asset("moments.js", shared=True).importable_path)
PRESENT = registered(lambda: rx.asset("present.js", shared=True).importable_path)


class _Time(rx.Component):
    """One moment, ISO 8601 with zone."""

    library = registered(lambda: rx.asset("when.jsx", shared=True).importable_path)

    at: rx.Var[str]


class When(_Time):
    """One moment in words: just now, 5 min. ago, 3 Nov. They keep up with the clock by themselves."""

    tag = "When"

    coming: rx.Var[bool]


class Since(_Time):
    """How long it has been: 42 s, 3 h 12 min. It goes on by itself."""

    tag = "Since"


class Moment(_Time):
    """One moment to the second."""

    tag = "Moment"


def when(at: Any, *, coming: bool = False) -> rx.Component:
    """Return the moment ``at`` (ISO 8601 with zone), nothing for an empty text; ``coming``: it may lie ahead."""
    return When.create(at=at, coming=coming)


def since(at: Any) -> rx.Component:
    """Return how long it has been since ``at``; nothing for an empty text."""
    return Since.create(at=at)


def moment(at: Any) -> rx.Component:
    """Return ``at`` to the second; nothing for an empty text."""
    return Moment.create(at=at)
