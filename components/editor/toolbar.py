"""The toolbar: where I am, whether it is saved, who is here, and what can be opened."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import (
    ELLIPSIS,
    HIDDEN_ON_PHONE,
    WIDE_ONLY,
)
from components.editor.presence import presence
from components.editor.save_status import save_status
from components.editor.standing import ACTIVE, unpublished
from components.editor.switch import may_publish_changes, switch
from components.editor.title import title
from components.editor.widgets import NEEDS_SERVER, away, can_write, icon_button
from components.editor.workbench import bar
from components.routes import version_path
from components.theme import ACCENT
from state.editor import EditorState

_COMPACT = "@media (max-width: 1023px)"
_HIDDEN_IF_COMPACT = {_COMPACT: {"display": "none !important"}}
_ONLY_IF_COMPACT = {"@media (min-width: 1024px)": {"display": "none !important"}}

_PANELS = (
    ("problems", "circle-alert", "Problems"),
    ("checklist", "list-checks", "Checklist"),
    ("history", "history", "History"),
    ("settings", "settings-2", "Settings"),
    ("variables", "braces", "Variables"),
    ("deleted", "archive-restore", "Deleted steps"),
)


def toolbar(account: rx.Component) -> rx.Component:
    """Return the toolbar; ``account`` is the menu of the person at its end."""
    return bar(
        title(),
        rx.spacer(),
        save_status(),
        _saving(),
        _gap(),
        _history(),
        _gap(),
        rx.box(presence(), style=HIDDEN_ON_PHONE),
        _gap(),
        rx.hstack(*(_panel_button(*panel) for panel in _PANELS), spacing="1", style=_HIDDEN_IF_COMPACT),
        _gap(),
        switch(),
        _gap(),
        _aside(account),
        _overflow(),
        custom_attrs={"data-testid": "toolbar"},
    )


def _gap() -> rx.Component:
    return rx.separator(orientation="vertical", size="1", style=WIDE_ONLY)


def _saving() -> rx.Component:
    note = icon_button(
        "chevron-down",
        "Save with a note",
        variant="soft",
        color_scheme=ACCENT,
        on_click=act("dialog", "save"),
        disabled=~can_write(),
        border_top_left_radius="0",
        border_bottom_left_radius="0",
        width="24px",
        custom_attrs={"data-testid": "save-with-note"},
    )
    return rx.hstack(_save(), rx.box(note, style=HIDDEN_ON_PHONE), spacing="0", gap="1px")


def _save() -> rx.Component:
    button = rx.button(
        rx.icon("save", size=15),
        rx.text("Save", as_="span", style=WIDE_ONLY),
        size="2",
        variant="soft",
        on_click=act("save"),
        disabled=~can_write(),
        style={
            "@media (min-width: 768px)": {"border_top_right_radius": "0", "border_bottom_right_radius": "0"}
        },
        custom_attrs={"data-testid": "save", "aria-label": "Save"},
    )
    return rx.tooltip(button, content="Save now (Ctrl+S)")


def _history() -> rx.Component:
    return rx.hstack(
        icon_button(
            "undo-2",
            "Undo (Ctrl+Z)",
            on_click=act("undo"),
            disabled=~can_write(),
            custom_attrs={"data-testid": "undo"},
        ),
        icon_button(
            "redo-2",
            "Redo (Ctrl+Shift+Z)",
            on_click=act("redo"),
            disabled=~can_write(),
            custom_attrs={"data-testid": "redo"},
        ),
        spacing="1",
        style=WIDE_ONLY,
    )


def _panel_button(name: str, icon: str, words: str) -> rx.Component:
    is_open = (ui("panel") == name) & ui("panel_open", bool)
    count = _problems() if name == "problems" else rx.fragment()
    button = rx.button(
        rx.icon(icon, size=16),
        count,
        size="2",
        variant=rx.cond(is_open, "soft", "ghost"),
        color_scheme=rx.cond(is_open, ACCENT, "gray"),
        on_click=act("panel", name),
        margin="0",
        padding="0 7px",
        height="32px",
        custom_attrs={"data-testid": f"panel-{name}", "aria-label": words, "aria-pressed": is_open},
    )
    return rx.tooltip(button, content=words)


def _problems() -> rx.Component:
    """How many findings there are: red while one of them blocks."""
    errors, total = ui("errors", int), ui("errors", int) + ui("warnings", int)
    colour = rx.cond(errors > 0, "var(--red-11)", "var(--amber-11)")
    number = rx.text(
        total, size="1", weight="bold", color=colour, font_variant_numeric="tabular-nums", as_="span"
    )
    return rx.cond(total > 0, number)


def _aside(account: rx.Component) -> rx.Component:
    theme = icon_button(
        "sun-moon", "Light or dark", on_click=rx.toggle_color_mode, custom_attrs={"data-testid": "theme"}
    )
    shortcuts = icon_button(
        "circle-help",
        "Shortcuts (?)",
        on_click=act("set", "help", True),
        custom_attrs={"data-testid": "open-help"},
    )
    quick = rx.hstack(shortcuts, theme, align="center", spacing="1", style=WIDE_ONLY)
    return rx.hstack(quick, account, align="center", spacing="1", style=HIDDEN_ON_PHONE)


def _overflow() -> rx.Component:
    """Where there is little room, everything but the name and saving is in one menu."""
    entries: tuple[tuple[str, str, Any], ...] = (
        ("undo-2", "Undo", act("undo")),
        ("redo-2", "Redo", act("redo")),
        ("message-square-text", "Save with a note…", act("dialog", "save")),
        *((icon, words, act("panel", name)) for name, icon, words in _PANELS),
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
    return rx.box(menu, style={**_ONLY_IF_COMPACT, **ELLIPSIS})


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
