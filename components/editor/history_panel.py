"""The history panel: the last events, and what can be done with the version each points at."""

from typing import Any

import reflex as rx

from components.canvas.client import act
from components.editor.look import LINE, MUTED
from components.editor.standing import ACTIVE
from components.editor.widgets import away, can_write, empty, hint, icon_button, panel_heading
from components.routes import history_path, version_path
from components.ui.when import when
from state.editor import EditorState
from state.session import SessionState
from state.timeline import TimelineState

_ICONS = (
    ("created", "sparkles"),
    ("imported", "upload"),
    ("saved", "save"),
    ("snapshot", "camera"),
    ("published", "rocket"),
    ("activated", "radio"),
    ("deactivated", "circle-pause"),
    ("restored", "archive-restore"),
    ("rolled_back", "undo-2"),
)


def history_panel() -> rx.Component:
    """Return the panel; the page with everything is one click away."""
    events = TimelineState.events
    nothing = empty("history", "Nothing yet", "Saving, snapshots and going live are remembered here.")
    listed = rx.fragment(
        rx.vstack(rx.foreach(events, _event), spacing="0", width="100%"),
        rx.cond(events.length() == 0, nothing),
        rx.cond(TimelineState.has_more, hint("Older events stand on the page of the history.")),
    )
    bones = rx.vstack(
        *(rx.skeleton(width="100%", height="40px") for _ in range(6)), spacing="3", width="100%"
    )
    waiting = rx.cond(away(), hint("The history is read from the server. You are offline."), bones)
    return rx.vstack(
        panel_heading("History"),
        _deeds(),
        rx.cond(
            TimelineState.problem != "",
            rx.callout(
                TimelineState.problem, icon="circle-alert", size="1", color_scheme="red", width="100%"
            ),
        ),
        rx.cond(TimelineState.agent == EditorState.flow_id, listed, waiting),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "history-panel"},
    )


def _deeds() -> rx.Component:
    snapshot = rx.button(
        rx.icon("camera", size=14),
        "Snapshot",
        size="1",
        variant="soft",
        on_click=act("snapshot_open"),
        disabled=away() | ~can_write(),
        custom_attrs={"data-testid": "snapshot"},
    )
    whole = rx.link("Whole history", href=history_path(EditorState.flow_id), size="2")
    return rx.hstack(
        rx.tooltip(rx.box(snapshot), content="Keep a named version before a big change"),
        rx.spacer(),
        rx.cond(away(), rx.text("Whole history", size="2", color=MUTED), whole),
        align="center",
        width="100%",
    )


def _event(event: Any) -> rx.Component:
    drawn = ((kind, rx.icon(icon, size=15)) for kind, icon in _ICONS)
    name = rx.cond(event.version_name != "", rx.text(f"“{event.version_name}”", size="2", weight="medium"))
    live = rx.el.span("live", class_name="cw-badge", custom_attrs={"data-state": ACTIVE})
    words = rx.box(
        rx.hstack(
            rx.text(rx.text(event.who, weight="medium", as_="span"), " ", event.words, size="2"),
            rx.cond(event.is_live, live),
            align="center",
            spacing="2",
            wrap="wrap",
        ),
        name,
        rx.cond(event.note != "", hint(event.note, white_space="pre-wrap", overflow_wrap="anywhere")),
        hint(when(event.at), rx.cond(event.size != "", f" · {event.size}", "")),
        min_width="0",
        flex="1",
    )
    return rx.hstack(
        rx.box(rx.match(event.kind, *drawn, rx.icon("circle", size=15)), color=MUTED, margin_top="2px"),
        words,
        rx.cond(event.version > 0, _menu(event)),
        align="start",
        spacing="2",
        width="100%",
        padding="8px 0",
        border_bottom=LINE,
        key=event.id,
        custom_attrs={"data-event": event.kind, "data-version": event.version},
    )


def _menu(event: Any) -> rx.Component:
    compare = f"{history_path(EditorState.flow_id)}?older={event.version}&newer=draft"
    trigger = rx.icon_button(
        rx.icon("ellipsis", size=16),
        size="1",
        variant="ghost",
        color_scheme="gray",
        margin="0",
        custom_attrs={"aria-label": f"What to do with v{event.version}", "data-testid": "version-menu"},
    )
    restore = rx.menu.item(
        rx.icon("archive-restore", size=15),
        "Restore to the draft…",
        on_select=act("restore_open", event.version),
        disabled=~can_write(),
    )
    live = rx.menu.item(
        rx.icon("radio", size=15),
        "Make it live…",
        on_select=act("switch_open", _verb(), event.version),
        disabled=event.is_live & (EditorState.standing.state == ACTIVE),
    )
    items = (
        _link("Open, read-only", "eye", version_path(EditorState.flow_id, event.version)),
        _link("Compare with the draft", "git-compare", compare),
        restore,
        rx.cond(SessionState.rights.publish, live),
    )
    menu = rx.menu.root(rx.menu.trigger(trigger), rx.menu.content(*items))
    return rx.cond(away(), icon_button("ellipsis", "You are offline", size="1", disabled=True), menu)


def _verb() -> Any:
    return rx.cond(EditorState.standing.state == ACTIVE, "roll_back", "activate")


def _link(words: str, icon: str, href: Any) -> rx.Component:
    return rx.menu.item(rx.el.a(rx.icon(icon, size=15), words, href=href), as_child=True)
