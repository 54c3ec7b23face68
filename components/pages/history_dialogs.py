"""The dialogs of the history page: keep a snapshot, name a version, restore one, make one live."""

from typing import Any

import reflex as rx

from components.ui.dialog import dialog, dialog_deeds
from components.ui.field import field, hidden
from components.ui.note import note, problem
from state.history import HistoryState
from state.screen import chosen, chosen_name
from state.versions import NOTE_CHARS, VersionsState

NAME_CHARS = 80
_STAYS = (
    "Not restored, as they are not part of the flow: phone numbers, call limits, call history, analytics "
    "and the content of knowledge bases."
)


def history_dialogs() -> rx.Component:
    """Return all of them; which version they are about is chosen when they open."""
    return rx.fragment(_snapshot(), _name(), _restore(), _make_live())


def _form(handler: Any, label: str, *children: rx.Component, version: bool = True) -> rx.Component:
    number = (hidden("number", chosen.value.to_string()),) if version else ()
    return rx.form(
        rx.el.div(
            problem(VersionsState.refusal), *number, *children, dialog_deeds(label), class_name="cw-form"
        ),
        on_submit=handler,
    )


def _note(place: str, words: str) -> rx.Component:
    return rx.el.div(
        rx.el.label("Note", html_for=place),
        rx.el.textarea(
            name="note",
            id=place,
            rows="2",
            max_length=NOTE_CHARS,
            placeholder=words,
            class_name="cw-input cw-area",
        ),
        class_name="cw-field",
    )


def _snapshot() -> rx.Component:
    form = _form(
        VersionsState.snapshot,
        "Keep snapshot",
        field(
            "Name",
            "name",
            id="snapshot-name",
            placeholder="Before the holiday hours",
            required=True,
            max_length=NAME_CHARS,
            auto_complete="off",
        ),
        _note("snapshot-note", "Why it is kept, if that is not plain"),
        version=False,
    )
    text = "Keeps the draft as it is now under a name. Nothing changes for callers or for your teammates."
    return dialog("snapshot", "Snapshot", text, form, on_close=VersionsState.close)


def _name() -> rx.Component:
    name = field(
        "Name",
        "name",
        id="version-name",
        default_value=chosen_name.value,
        max_length=NAME_CHARS,
        auto_complete="off",
    )
    return dialog(
        "name-version",
        rx.Var.create(f"Name of v{chosen.value}"),
        "A name is for finding it again; leave it empty to take the name away.",
        _form(VersionsState.rename, "Save name", name),
        on_close=VersionsState.close,
    )


def _restore() -> rx.Component:
    return dialog(
        "restore",
        rx.Var.create(f"Restore v{chosen.value} to the draft?"),
        "The draft becomes this version. It is kept as a version of its own first, and you can undo. "
        "Teammates stay connected; what they type meanwhile is merged. Callers notice nothing.",
        _form(VersionsState.restore, "Restore", note(_STAYS)),
        on_close=VersionsState.close,
    )


def _make_live() -> rx.Component:
    is_active = HistoryState.word == "active"
    text = rx.cond(
        is_active,
        rx.Var.create(
            f"Callers hear v{HistoryState.live_version} now. From the next call on they hear v{chosen.value}; "
            "calls in progress finish as they began. The draft is not touched."
        ),
        rx.Var.create(
            f"The agent is inactive. It becomes active with v{chosen.value}, and the next call is answered. "
            "The draft is not touched."
        ),
    )
    form = _form(
        VersionsState.make_live,
        "Make it live",
        hidden("key", HistoryState.key),
        _note("live-note", "What your team should know"),
    )
    title = rx.Var.create(f"Make v{chosen.value} live?")
    return dialog("make-live", title, text, form, on_close=VersionsState.close)
