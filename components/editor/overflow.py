"""The menu that stands for the toolbar where there is little room."""

from typing import Any

import reflex as rx

from components.canvas.client import act
from components.editor.look import ELLIPSIS, ONLY_IF_COMPACT
from components.editor.standing import ACTIVE, unpublished
from components.editor.switch import may_publish_changes
from components.editor.widgets import NEEDS_SERVER, away
from components.routes import version_path
from state.editor import EditorState

PANELS = (
    ("problems", "circle-alert", "Problems"),
    ("checklist", "list-checks", "Checklist"),
    ("history", "history", "History"),
    ("settings", "settings-2", "Settings"),
    ("variables", "braces", "Variables"),
    ("deleted", "archive-restore", "Deleted steps"),
)


def overflow() -> rx.Component:
    """Return it: everything but the name and saving."""
    entries: tuple[tuple[str, str, Any], ...] = (
        ("undo-2", "Undo", act("undo")),
        ("redo-2", "Redo", act("redo")),
        ("message-square-text", "Save with a note…", act("dialog", "save")),
        *((icon, words, act("panel", name)) for name, icon, words in PANELS),
        ("panel-bottom-open", "Selected step, or the flow", act("panel", "inspector")),
        ("search", "Find a step or a command", act("set", "palette", True)),
        ("sun-moon", "Light or dark", rx.toggle_color_mode),
        ("circle-help", "Shortcuts", act("set", "help", True)),
        ("door-open", "Sign out", act("sign_out")),
    )
    items = (rx.menu.item(rx.icon(icon, size=15), words, on_click=deed) for icon, words, deed in entries)
    items = (*_switching(), rx.menu.separator(), *items)
    trigger = rx.icon_button(
        rx.icon("ellipsis", size=18),
        variant="ghost",
        color_scheme="gray",
        margin="0",
        custom_attrs={"aria-label": "More", "data-testid": "more"},
    )
    menu = rx.menu.root(rx.menu.trigger(trigger), rx.menu.content(*items))
    return rx.box(menu, style={**ONLY_IF_COMPACT, **ELLIPSIS})


def _switching() -> tuple[rx.Component, ...]:
    """The switch on a phone; while the server is away its entries are there, disabled, and say why."""
    standing = EditorState.standing
    live = rx.menu.item(
        rx.el.a(
            rx.icon("eye", size=15), "Show live", href=version_path(EditorState.flow_id, standing.version)
        ),
        as_child=True,
    )
    turn = rx.cond(
        standing.state == ACTIVE,
        _deed("circle-pause", "Deactivate…", "switch_open", "deactivate"),
        _deed("radio", "Activate…", "switch_open", "activate"),
    )
    publish = _deed("rocket", f"Publish changes ({unpublished()})…", "switch_open", "publish")
    return (
        rx.cond(away(), rx.menu.item(NEEDS_SERVER, disabled=True)),
        rx.cond(may_publish_changes(), publish),
        turn,
        rx.cond((standing.version > 0) & ~away(), live),
    )


def _deed(icon: str, words: Any, action: str, *args: str) -> rx.Component:
    return rx.menu.item(
        rx.icon(icon, size=15),
        words,
        on_select=act(action, *args),
        disabled=away(),
        custom_attrs={"data-testid": f"menu-{args[0]}"},
    )
