"""What can be done with the version one looks at: go back, compare it, restore it to the draft, make it live."""

from typing import Any

import reflex as rx

from components.routes import editor_path, history_path
from components.ui.button import button
from components.ui.dialog import dialog, dialog_deeds, open_dialog
from components.ui.field import hidden
from components.ui.note import note, problem
from state.version import VersionState
from state.versions import NOTE_CHARS, VersionsState

RESTORE, MAKE_LIVE = "restore-this", "make-this-live"
_STAYS = (
    "Not restored, as they are not part of the flow: phone numbers, call limits, call history, analytics "
    "and the content of knowledge bases."
)


def version_deeds() -> rx.Component:
    """Return the buttons; those that need a right are there for who has it."""
    state = VersionState
    compare = f"{history_path(state.flow_id)}?older={state.version}&newer=draft"
    restore = button("Restore", "archive-restore", on_click=open_dialog(RESTORE), needs_server=True, size="1")
    live = button(
        rx.cond(
            (state.word == "active") & (state.version < state.live_version), "Roll back to it", "Make it live"
        ),
        "radio",
        on_click=open_dialog(MAKE_LIVE),
        needs_server=True,
        size="1",
    )
    # What never was live is activated in its editor, where the checklist stands.
    may_be_live = state.rights.publish & (state.word != "draft") & (state.live_since == "")
    return rx.flex(
        _link("Back to the draft", editor_path(state.flow_id), "arrow-left"),
        _link("Compare", compare, "git-compare"),
        rx.cond(state.rights.edit, restore),
        rx.cond(may_be_live, live),
        gap="8px",
        wrap="wrap",
        custom_attrs={"data-testid": "version-deeds"},
    )


def _link(words: str, href: Any, icon: str) -> rx.Component:
    return rx.button(
        rx.link(
            rx.icon(icon, size=14),
            words,
            href=href,
            underline="none",
            color_scheme="gray",
            high_contrast=True,
        ),
        as_child=True,
        size="1",
        variant="surface",
        color_scheme="gray",
        high_contrast=True,
    )


def version_dialogs() -> rx.Component:
    """Return both dialogs; at most one is open."""
    return rx.fragment(_restore(), _make_live())


def _restore() -> rx.Component:
    form = rx.form(
        rx.el.div(
            problem(VersionsState.refusal),
            hidden("number", VersionState.version.to_string()),
            note(_STAYS),
            dialog_deeds("Restore"),
            class_name="cw-form",
        ),
        on_submit=VersionsState.restore,
    )
    return dialog(
        RESTORE,
        f"Restore {VersionState.label} to the draft?",
        "The draft becomes this version. It is kept as a version of its own first, and you can undo. "
        "Teammates stay connected; what they type meanwhile is merged. Callers notice nothing.",
        form,
        on_close=VersionsState.close,
    )


def _make_live() -> rx.Component:
    state = VersionState
    text = rx.cond(
        state.word == "active",
        rx.Var.create(
            f"Callers hear v{state.live_version} now. From the next call on they hear {state.label}; "
            "calls in progress finish as they began. The draft is not touched."
        ),
        rx.Var.create(
            f"The agent is inactive. It becomes active with {state.label}, and the next call is answered. "
            "The draft is not touched."
        ),
    )
    words = rx.el.div(
        rx.el.label("Note", html_for="version-live-note"),
        rx.el.textarea(
            name="note",
            id="version-live-note",
            rows="2",
            max_length=NOTE_CHARS,
            placeholder="What your team should know",
            class_name="cw-input cw-area",
        ),
        class_name="cw-field",
    )
    form = rx.form(
        rx.el.div(problem(state.refusal), words, dialog_deeds("Make it live"), class_name="cw-form"),
        on_submit=state.make_live,
    )
    return dialog(MAKE_LIVE, f"Make {state.label} live?", text, form, on_close=state.close)
