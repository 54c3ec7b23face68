"""The dialogs of the history page: keep a snapshot, name a version, restore one, make one live."""

from typing import Any

import reflex as rx

from app.flows.limits import NAME_CHARS
from components.ui.field import field, hidden
from components.ui.version_dialogs import Asked, asks, asks_to_make_live, asks_to_restore, note_area
from state.history import HistoryState
from state.screen import chosen, chosen_name
from state.versions import VersionsState


def history_dialogs() -> rx.Component:
    """Return all of them; which version they are about is chosen when they open."""
    number = hidden("number", chosen.value.to_string())
    return rx.fragment(
        _snapshot(),
        _name(number),
        asks_to_restore(_asked("restore", VersionsState.restore), number),
        asks_to_make_live(
            _asked("make-live", VersionsState.make_live),
            number,
            hidden("key", HistoryState.key),
            active=HistoryState.word == "active",
            live=HistoryState.live_version,
        ),
    )


def _asked(name: str, on_submit: Any) -> Asked:
    state = VersionsState
    return Asked(name, rx.Var.create(f"v{chosen.value}"), state.refusal, on_submit, state.close)


def _snapshot() -> rx.Component:
    name = field(
        "Name",
        "name",
        id="snapshot-name",
        placeholder="Before the holiday hours",
        required=True,
        max_length=NAME_CHARS,
        auto_complete="off",
    )
    why = note_area("snapshot-note", "Why it is kept, if that is not plain")
    text = "Keeps the draft as it is now under a name. Nothing changes for callers or for your teammates."
    return asks(_asked("snapshot", VersionsState.snapshot), "Snapshot", text, "Keep snapshot", name, why)


def _name(number: rx.Component) -> rx.Component:
    name = field(
        "Name",
        "name",
        id="version-name",
        default_value=chosen_name.value,
        max_length=NAME_CHARS,
        auto_complete="off",
    )
    what = _asked("name-version", VersionsState.rename)
    text = "A name is for finding it again; leave it empty to take the name away."
    return asks(what, rx.Var.create(f"Name of {what.label}"), text, "Save name", number, name)
