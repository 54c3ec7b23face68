"""What says elsewhere that there are problems: the line above a field one led to, and the count of all of them."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act, ui
from components.editor.look import MUTED
from components.editor.widgets import icon_button


def problem_bar() -> rx.Component:
    """Return the line above a place that a problem led to: which of them it is, and the way to the others."""
    place = Client("useProblemPlace", source="problems.js")
    bar = rx.hstack(
        rx.text(
            "Problem ", place.value("at", int), " of ", place.value("of", int), size="1", weight="medium"
        ),
        rx.spacer(),
        *turning(size="1"),
        rx.button(
            "All problems",
            size="1",
            variant="ghost",
            margin="0",
            on_click=act("open_problems"),
            custom_attrs={"data-testid": "all-problems"},
        ),
        align="center",
        spacing="2",
        width="100%",
        class_name="cw-problem-bar",
        custom_attrs={"data-testid": "problem-bar"},
    )
    return rx.cond(place.value("shown", bool), bar)


def turning(**props: Any) -> tuple[rx.Component, rx.Component]:
    """Return the buttons that go through the problems in turn."""
    return (
        icon_button("chevron-up", "Previous problem (Shift+F8)", on_click=act("previous_problem"), **props),
        icon_button("chevron-down", "Next problem (F8)", on_click=act("next_problem"), **props),
    )


def problem_summary() -> rx.Component:
    """Return one line that says how many problems there are and opens the list."""
    counts = Client("useProblemCounts", source="problems.js")
    errors, warnings = counts.value("errors", int), counts.value("warnings", int)
    badges = rx.hstack(
        rx.cond(errors > 0, _count("circle-alert", errors, "error", "red")),
        rx.cond(warnings > 0, _count("triangle-alert", warnings, "warning", "amber")),
        rx.cond(
            ui("findings_stale", bool),
            _words("circle-dashed", waiting("Checking…", "Not checked while offline"), MUTED),
            rx.cond(
                counts.value("total", int) == 0, _words("circle-check", "Nothing to mend", "var(--green-11)")
            ),
        ),
        spacing="3",
        align="center",
    )
    return rx.button(
        badges,
        rx.spacer(),
        rx.icon("chevron-right", size=16),
        variant="surface",
        color_scheme="gray",
        width="100%",
        on_click=act("open_problems"),
        custom_attrs={"data-testid": "problem-summary"},
    )


def waiting(online: str, offline: str) -> Any:
    """Return the words for a list that is not true yet, or not any more."""
    return rx.cond((ui("connection") == "offline") | (ui("connection") == "stopped"), offline, online)


def _words(icon: str, words: Any, colour: str) -> rx.Component:
    return rx.hstack(
        rx.icon(icon, size=14, color=colour), rx.text(words, size="2"), align="center", spacing="1"
    )


def _count(icon: str, number: Any, word: str, colour: str) -> rx.Component:
    words = rx.fragment(number, rx.cond(number == 1, f" {word}", f" {word}s"))
    return _words(icon, words, f"var(--{colour}-11)")
