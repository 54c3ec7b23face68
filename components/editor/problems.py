"""The list of problems: what is to mend before going live, where it is, and the mend where it is certain."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act, ui
from components.editor.look import MUTED
from components.editor.problem_signs import turning, waiting
from components.editor.widgets import can_write, empty, hint, panel_heading

_FILTERS = (("all", "All"), ("errors", "Errors"), ("warnings", "Warnings"))


def problems_panel() -> rx.Component:
    """Return the panel. It is computed on the server, once for everybody; the browser only shows it."""
    found = Client("useProblems", source="problems.js")
    count = found.value("count", int)
    return rx.vstack(
        panel_heading("Problems", rx.cond(count > 0, rx.hstack(*turning(), spacing="1"))),
        _stale(count),
        rx.cond(count > 0, _filters()),
        _group("Errors", "They keep the agent from going live.", found, "errors"),
        _group("Warnings", "They do not. Have a look at them all the same.", found, "warnings"),
        rx.cond(found.value("shown", int) == 0, _nothing(count)),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "problems-panel", "data-stale": ui("findings_stale", bool)},
    )


def _stale(count: Any) -> rx.Component:
    """That what is shown is not what is true now, and since when; nothing where it is."""
    words = rx.cond(
        count > 0,
        waiting(
            "The flow is being checked again.",
            "You are offline. This is what was found when the connection was lost.",
        ),
        waiting(
            "The flow is being checked.", "You are offline. The flow is checked when the server is back."
        ),
    )
    note = rx.hstack(
        rx.icon("clock", size=14, flex_shrink="0"),
        rx.text(words, size="1"),
        align="center",
        spacing="2",
        color=MUTED,
        role="status",
        custom_attrs={"data-testid": "problems-stale"},
    )
    return rx.cond(ui("findings_stale", bool), note)


def _filters() -> rx.Component:
    chosen = ui("problem_filter")
    buttons = (
        rx.button(
            words,
            rx.fragment(" ", ui(name, int)) if name != "all" else rx.fragment(),
            size="1",
            variant=rx.cond(chosen == name, "solid", "soft"),
            color_scheme="gray",
            on_click=act("filter_problems", name),
            custom_attrs={"aria-pressed": chosen == name, "data-testid": f"filter-{name}"},
        )
        for name, words in _FILTERS
    )
    return rx.hstack(*buttons, spacing="2", role="group", custom_attrs={"aria-label": "Show"})


def _group(title: str, words: str, found: Client, part: str) -> rx.Component:
    rows = found.value(part, list[dict[str, str]])
    group = rx.box(
        rx.heading(title, as_="h3", size="2", weight="bold"),
        hint(words, margin_bottom="4px"),
        rx.el.ul(rx.foreach(rows, _row), class_name="cw-problems"),
        width="100%",
        custom_attrs={"data-testid": f"problems-{part}"},
    )
    return rx.cond(rows.length() > 0, group)


def _row(row: Any) -> rx.Component:
    go = rx.el.button(
        rx.match(
            row["severity"], ("warning", rx.icon("triangle-alert", size=16)), rx.icon("circle-alert", size=16)
        ),
        rx.el.span(
            row["message"],
            rx.el.span(row["where"], class_name="cw-problem-where"),
            rx.cond(row["mend"] != "", rx.el.span(row["mend"], class_name="cw-problem-mend")),
        ),
        type="button",
        on_click=act("show_problem", row["key"]),
        class_name="cw-problem-go",
    )
    fix = rx.button(
        row["fix"],
        size="1",
        variant="soft",
        disabled=~can_write(),
        on_click=act("mend", row["key"]),
        class_name="cw-problem-fix",
        custom_attrs={"data-testid": "mend"},
    )
    return rx.el.li(
        go,
        rx.cond(row["fix"] != "", fix),
        class_name="cw-problem",
        key=row["key"],
        custom_attrs={
            "data-testid": "problem",
            "data-severity": row["severity"],
            "data-current": rx.cond(row["key"] == ui("problem"), "yes", rx.Var("undefined")),
        },
    )


def _nothing(count: Any) -> rx.Component:
    calm = empty("circle-check", "Nothing to mend", "The checks have found neither errors nor warnings.")
    hidden = empty("list-filter", "None of this kind", "Choose All to see the others.")
    waiting = empty("clock", "Not checked yet", "What is to mend appears here.")
    return rx.cond(count > 0, hidden, rx.cond(ui("findings_stale", bool), waiting, calm))
