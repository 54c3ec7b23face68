"""Ctrl+K: every command and every step of the flow, found by typing."""

from typing import Any

import reflex as rx

from app.flows.nodes import NODES
from components.canvas.client import Client, act, ui
from components.editor.cmdk import (
    BOX,
    Command,
    CommandEmpty,
    CommandGroup,
    CommandInput,
    CommandItem,
    CommandList,
)
from components.editor.look import UNSEEN
from components.editor.standing import ACTIVE
from components.editor.switch import may_publish_changes
from components.editor.widgets import away, can_write
from components.routes import version_path
from state.editor import EditorState


def command_palette() -> rx.Component:
    """Return the dialog that Ctrl+K opens. It works while the server is away."""
    listing = CommandList.create(
        CommandEmpty.create("Nothing found."), _commands(), _going_live(), _placing(), _steps()
    )
    box = Command.create(
        CommandInput.create(placeholder="Find a step or a command", auto_focus=True),
        listing,
        label="Commands",
        loop=True,
        style=BOX,
    )
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Commands", style=UNSEEN),
            rx.dialog.description("Type to find a step or a command.", style=UNSEEN),
            box,
            padding="0",
            max_width="520px",
            custom_attrs={"data-testid": "command-palette"},
        ),
        open=ui("palette", bool),
        on_open_change=act("set", "palette"),
    )


def _entry(
    icon: str,
    words: str,
    deed: Any,
    *,
    writes: bool = False,
    blocked: Any = None,
    keywords: tuple[str, ...] = (),
) -> rx.Component:
    barred = ~can_write() if writes else blocked
    props: dict[str, Any] = {} if barred is None else {"disabled": barred}
    if keywords:
        props["keywords"] = list(keywords)
    return CommandItem.create(rx.icon(icon, size=16), words, value=words, on_select=deed, **props)


def _commands() -> rx.Component:
    return CommandGroup.create(
        _entry("save", "Save now", act("run", "save"), writes=True),
        _entry("message-square-text", "Save with a note…", act("run", "dialog", "save"), writes=True),
        _entry("undo-2", "Undo", act("run", "undo"), writes=True),
        _entry("redo-2", "Redo", act("run", "redo"), writes=True),
        _entry("settings-2", "Open settings", act("run", "panel", "settings")),
        _entry("braces", "Open variables", act("run", "panel", "variables")),
        _entry("archive-restore", "Open deleted steps", act("run", "panel", "deleted")),
        _entry("circle-alert", "Open problems", act("run", "open_problems")),
        _entry("list-checks", "Open checklist", act("run", "panel", "checklist")),
        _entry("history", "Open history", act("run", "panel", "history")),
        _entry("maximize", "Show the whole flow", act("run", "fit")),
        _entry("locate", "Bring into view", act("run", "bring_near"), writes=True, keywords=("far", "lost")),
        _entry("workflow", "Tidy up", act("run", "tidy"), writes=True, keywords=("layout", "arrange")),
        _entry("keyboard", "Shortcuts", act("run", "set", "help", True)),
        heading="Commands",
    )


_GOING_LIVE = ("going live", "go live", "switch", "active", "inactive")


def _going_live() -> rx.Component:
    """What can be asked of the switch as it stands. It all needs the server; offline it is there and disabled."""
    standing = EditorState.standing
    is_active = standing.state == ACTIVE
    snapshot = _entry("camera", "Snapshot…", act("run", "snapshot_open"), blocked=away() | ~can_write())
    return CommandGroup.create(
        rx.cond(is_active, _switch("circle-pause", "Deactivate…", "deactivate")),
        rx.cond(~is_active, _switch("radio", "Activate…", "activate")),
        rx.cond(may_publish_changes(), _switch("rocket", "Publish changes…", "publish")),
        rx.cond(standing.version > 0, _entry("eye", "Show live", _show_live(), blocked=away())),
        snapshot,
        _entry("volume-2", "Hear the greeting", act("run", "speak")),
        heading="Going live",
    )


def _switch(icon: str, words: str, verb: str) -> rx.Component:
    return _entry(icon, words, act("run", "switch_open", verb), blocked=away(), keywords=_GOING_LIVE)


def _show_live() -> Any:
    return act("run", "go", version_path(EditorState.flow_id, EditorState.standing.version))


def _placing() -> rx.Component:
    placeable = (spec for spec in NODES.values() if spec.placeable)
    entries = (
        _entry(spec.icon, f"Add {spec.title}", act("run", "add", spec.kind), writes=True)
        for spec in placeable
    )
    return CommandGroup.create(*entries, heading="Add a step")


def _steps() -> rx.Component:
    steps = Client("useOutline", source="panels.js").value("list", list[dict[str, str]])
    return CommandGroup.create(
        rx.foreach(steps, _step),
        heading="Go to",
    )


def _step(step: Any) -> rx.Component:
    return CommandItem.create(
        rx.text(step["name"], size="2", as_="span"),
        rx.text(step["kind"], size="1", color="var(--gray-11)", as_="span"),
        value=step["id"],
        keywords=[step["name"], step["kind"]],
        on_select=act("run", "jump", step["id"]),
        key=step["id"],
    )
