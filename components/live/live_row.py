"""One agent of the dashboard: what its callers hear and since when, who works on it, and what happened last."""

from typing import Any

import reflex as rx

from components import routes
from components.ui.avatar import avatars
from components.ui.badge import state_badge
from components.ui.when import since, when
from state.dashboard import LiveRow
from state.screen import wanted, wanted_state

COLUMNS = ("Agent", "Callers hear", "Calls", "Editing now", "Last act")


def live_row(row: rx.Var[LiveRow]) -> rx.Component:
    """Return the row, or nothing while others are looked for."""
    has_name: Any = row.name.lower().contains(wanted.value.lower())
    has_state: Any = (wanted_state.value == "all") | (wanted_state.value == row.state)
    return rx.cond(has_name & has_state, _row(row))


def wall_row(row: rx.Var[LiveRow]) -> rx.Component:
    """Return the row for a screen on the wall, which shows all."""
    return _row(row)


def _row(row: rx.Var[LiveRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.link(
                row.name,
                href=routes.editor_path(row.id),
                underline="none",
                class_name="cw-agent-link cw-name",
            ),
            state_badge(row.state),
            class_name="cw-live-name",
        ),
        _hears(row),
        rx.el.span(
            row.calls,
            rx.el.span(" in progress", class_name="cw-only-phone"),
            class_name="cw-live-calls",
            custom_attrs={"data-none": row.calls == 0},
            aria_label=rx.Var.create(f"{row.calls} calls in progress"),
        ),
        avatars(row.people, row.more),
        _act(row),
        class_name="cw-row cw-agent cw-live",
        custom_attrs={"data-row": row.id, "data-state": row.state},
        key=row.id,
    )


def _hears(row: rx.Var[LiveRow]) -> rx.Component:
    words = rx.match(
        row.state,
        ("active", rx.fragment(rx.el.strong(row.version), " for ", since(row.since))),
        ("inactive", rx.fragment("nothing for ", since(row.since), " · was ", row.version)),
        rx.fragment("nothing yet"),
    )
    waiting = rx.el.small(
        rx.icon("git-compare-arrows", size=12), "changes not live", class_name="cw-live-waiting"
    )
    return rx.el.div(
        rx.el.span(words, class_name="cw-cut"), rx.cond(row.has_changes, waiting), class_name="cw-live-hears"
    )


def _act(row: rx.Var[LiveRow]) -> rx.Component:
    act = rx.fragment(rx.el.span(row.act_by, " ", row.act, class_name="cw-cut"), when(row.act_at))
    edited = rx.fragment(rx.el.span("Edited by ", row.changed_by, class_name="cw-cut"), when(row.changed_at))
    return rx.el.div(rx.cond(row.act != "", act, edited), class_name="cw-live-act")
