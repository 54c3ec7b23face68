"""Times, shown in the viewer's own time zone, with the exact time and UTC on hover."""

from typing import Any

import reflex as rx

_JAVASCRIPT = [rx.asset(name, shared=True).importable_path for name in ("moments.js", "when.jsx")]


class When(rx.Component):
    """One moment in words: just now, 5 min. ago, 3 Nov. They keep up with the clock by themselves."""

    library = _JAVASCRIPT[-1]
    tag = "When"

    at: rx.Var[str]


def when(at: Any) -> rx.Component:
    """Return the moment ``at`` (ISO 8601 with zone); nothing for an empty text."""
    return When.create(at=at)
