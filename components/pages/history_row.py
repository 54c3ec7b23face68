"""One line of a history, and what can be done with the version it points at."""

from typing import Any

import reflex as rx

from components import routes
from components.ui.avatar import avatar
from components.ui.dialog import open_dialog
from components.ui.menu import item, link_item, menu, separator
from components.ui.when import moment
from state.compare import CompareState
from state.history import EventRow, HistoryState
from state.screen import chosen, chosen_name
from state.versions import VersionsState

_ICONS = (
    ("created", "sparkles"),
    ("imported", "upload"),
    ("saved", "save"),
    ("snapshot", "camera"),
    ("published", "radio"),
    ("activated", "circle-play"),
    ("deactivated", "circle-pause"),
    ("restored", "archive-restore"),
    ("rolled_back", "history"),
)


def history_row(row: rx.Var[EventRow]) -> rx.Component:
    """Return the line."""
    icon = rx.match(
        row.kind, *[(kind, rx.icon(name, size=16)) for kind, name in _ICONS], rx.icon("circle", size=16)
    )
    return rx.el.li(
        rx.el.span(icon, row.word, class_name="cw-event-kind", custom_attrs={"data-kind": row.kind}),
        rx.el.div(
            avatar(row.person, small=True),
            rx.el.span(row.person.name, class_name="cw-name"),
            class_name="cw-event-who",
        ),
        _what(row),
        rx.el.span(moment(row.at), class_name="cw-muted"),
        rx.cond(row.version > 0, _deeds(row), rx.el.span()),
        class_name="cw-row cw-event",
        custom_attrs={"data-event": row.kind, "data-version": row.version},
        key=row.id,
    )


def _what(row: rx.Var[EventRow]) -> rx.Component:
    live = rx.el.span(
        rx.icon("radio", size=12), "live", class_name="cw-badge", custom_attrs={"data-state": "active"}
    )
    version = rx.el.div(
        rx.link(
            row.label, href=routes.version_path(HistoryState.flow_id, row.version), class_name="cw-version"
        ),
        rx.cond(row.name != "", rx.el.strong(row.name, class_name="cw-name")),
        rx.cond(row.was != "", rx.el.small(row.was, class_name="cw-cut")),
        rx.cond(row.is_live, live),
        rx.el.small(row.size, class_name="cw-cut"),
        class_name="cw-event-version",
    )
    return rx.el.div(
        rx.cond(row.version > 0, version),
        rx.cond(row.note != "", rx.el.q(row.note, class_name="cw-quote")),
        class_name="cw-event-what",
    )


def _deeds(row: rx.Var[EventRow]) -> rx.Component:
    trigger = rx.icon_button(
        rx.icon("ellipsis", size=16),
        variant="ghost",
        color_scheme="gray",
        size="2",
        margin="0",
        class_name="cw-icon",
        aria_label=rx.Var.create(f"More for {row.label}"),
    )
    this = row.version.to_string()
    return menu(
        trigger,
        link_item("Open read-only", "eye", routes.version_path(HistoryState.flow_id, row.version)),
        item("Compare with the draft", "git-compare", CompareState.between(this, "draft"), needs_server=True),
        rx.cond(
            (HistoryState.live_version > 0) & ~row.is_live,
            item("Compare with live", "git-compare", CompareState.between(this, "live"), needs_server=True),
        ),
        rx.cond(
            row.version > 1,
            item(
                "Compare with the one before",
                "git-compare",
                CompareState.between((row.version - 1).to_string(), this),
                needs_server=True,
            ),
        ),
        item("Export", "download", VersionsState.export(row.version), needs_server=True),
        rx.cond(HistoryState.rights.edit, _editing(row)),
        rx.cond(HistoryState.rights.publish, _publishing(row)),
    )


def _editing(row: rx.Var[EventRow]) -> rx.Component:
    return rx.fragment(
        separator(),
        item("Name it…", "tag", _choose(row, "name-version"), needs_server=True),
        item("Restore to the draft…", "archive-restore", _choose(row, "restore"), needs_server=True),
    )


def _publishing(row: rx.Var[EventRow]) -> rx.Component:
    """An earlier version may be made live again by a publisher. What never was live is activated in its editor."""
    is_heard = (HistoryState.word == "active") & (row.version == HistoryState.live_version)
    return rx.cond(
        (HistoryState.word != "draft") & ~is_heard,
        item("Make it live…", "radio", _choose(row, "make-live"), needs_server=True),
    )


def _choose(row: rx.Var[EventRow], dialog: str) -> list[Any]:
    return [chosen.set_value(row.version), chosen_name.set_value(row.name), open_dialog(dialog)]
