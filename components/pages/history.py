"""The history page of an agent: its timeline, the comparison of two contents, and the deeds on versions."""

import reflex as rx

from components import routes
from components.pages.compare import compare
from components.pages.history_dialogs import history_dialogs
from components.pages.history_row import history_row
from components.shell.frame import frame
from components.ui.badge import standing_badge
from components.ui.button import button, link_button
from components.ui.choose import choose
from components.ui.dialog import open_dialog
from components.ui.instead import bones, failed, instead
from components.ui.note import problem
from components.ui.shortcuts import shortcuts
from state.compare import CompareState
from state.history import HistoryState

_WIDTHS = ("88px", "120px", "240px", "120px", "16px")


def history_page() -> rx.Component:
    """Return the page."""
    back = link_button("Back to your agents", routes.AGENTS)
    return rx.fragment(
        frame(
            _title(),
            rx.cond(
                HistoryState.ready,
                rx.fragment(problem(HistoryState.problem), compare(), _filters(), _timeline()),
                rx.cond(
                    HistoryState.problem != "",
                    failed("The history cannot be shown", HistoryState.problem, HistoryState.load, back),
                    bones(6, "cw-event cw-bleed", _WIDTHS),
                ),
            ),
            deeds=(rx.cond(HistoryState.ready, _deeds()),),
        ),
        history_dialogs(),
        shortcuts(),
    )


def _title() -> rx.Component:
    return rx.fragment(
        rx.cond(
            HistoryState.ready,
            rx.fragment(
                rx.link(
                    HistoryState.name,
                    href=routes.editor_path(HistoryState.flow_id),
                    underline="hover",
                    class_name="cw-title-link",
                ),
                rx.el.span(" / ", class_name="cw-muted"),
            ),
        ),
        "History",
    )


def _deeds() -> rx.Component:
    compared = button(
        "Compare", "git-compare-arrows", on_click=CompareState.between("live", "draft"), needs_server=True
    )
    snapshot = button(
        "Snapshot", "camera", kind="main", key="c", on_click=open_dialog("snapshot"), needs_server=True
    )
    return rx.el.div(
        rx.el.span(
            standing_badge(HistoryState.word, HistoryState.standing), class_name="cw-history-standing"
        ),
        rx.cond((HistoryState.live_version > 0) & (CompareState.older == ""), compared),
        rx.cond(HistoryState.rights.edit, snapshot),
        class_name="cw-head-deeds cw-history-deeds",
    )


def _filters() -> rx.Component:
    by = HistoryState.filter_by
    return rx.el.div(
        choose(
            "Whose",
            HistoryState.authors,
            rx.cond(HistoryState.author == "", "all", HistoryState.author),
            lambda author: by("author", author),
            ("all", "Everybody"),
        ),
        choose(
            "Of which kind",
            HistoryState.kinds,
            rx.cond(HistoryState.kind == "", "all", HistoryState.kind),
            lambda kind: by("kind", kind),
            ("all", "Everything"),
        ),
        class_name="cw-filters",
        role="group",
        aria_label="Filter",
    )


def _timeline() -> rx.Component:
    more = button("Show older events", on_click=HistoryState.older, needs_server=True)
    is_filtered = (HistoryState.author != "") | (HistoryState.kind != "")
    nothing = rx.cond(
        is_filtered,
        instead(
            "search-x",
            "Nothing of that kind happened",
            "Choose other filters, or none.",
            link_button("Show everything", routes.history_path(HistoryState.flow_id)),
        ),
        instead("history", "No history yet", "What is saved, made live or restored is listed here."),
    )
    return rx.cond(
        HistoryState.rows.length() > 0,
        rx.fragment(
            rx.el.ol(rx.foreach(HistoryState.rows, history_row), class_name="cw-agents cw-events cw-bleed"),
            rx.el.div(rx.cond(HistoryState.next > 0, more), class_name="cw-more"),
        ),
        nothing,
    )
