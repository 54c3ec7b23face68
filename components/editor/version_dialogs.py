"""What can be done with the version one looks at: go back, compare it, restore it to the draft, make it live."""

from typing import Any

import reflex as rx

from components.routes import editor_path, history_path
from components.ui.button import button
from components.ui.dialog import open_dialog
from components.ui.field import hidden
from components.ui.version_dialogs import Asked, asks_to_make_live, asks_to_restore
from state.version import VersionState
from state.versions import VersionsState

RESTORE, MAKE_LIVE = "restore-this", "make-this-live"


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
    state = VersionState
    restore = Asked(RESTORE, state.label, VersionsState.refusal, VersionsState.restore, VersionsState.close)
    live = Asked(MAKE_LIVE, state.label, state.refusal, state.make_live, state.close)
    return rx.fragment(
        asks_to_restore(restore, hidden("number", state.version.to_string())),
        asks_to_make_live(live, active=state.word == "active", live=state.live_version),
    )
