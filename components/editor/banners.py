"""What one must know before going on: a line each, with what to do, between toolbar and canvas."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.banner import banner, deed
from components.editor.news_banner import news_banner
from components.editor.set_aside import set_aside
from components.editor.title import is_here
from components.editor.widgets import icon_button
from components.shell.notices import notices
from components.ui.focus import focus_keeper
from state.agents import AgentsState
from state.editor import EditorState
from state.session import SessionState


def banners() -> rx.Component:
    """Return the editor's banners; most of the time there is none."""
    return rx.vstack(
        _refused(),
        _signed_out(),
        _gone(),
        _not_saved(),
        _offline(),
        _backup_problem(),
        _quarantined(),
        _recovered(),
        news_banner(),
        spacing="0",
        width="100%",
        flex_shrink="0",
        custom_attrs={"data-testid": "banners"},
    )


def overlay() -> rx.Component:
    """Return what stands beside every page, in place of Reflex's own notice, which names addresses.

    That the server is away is said by each page in its own place: by its frame, or by the banner here.
    """
    return rx.fragment(notices(), focus_keeper())


def _offline() -> rx.Component:
    unsent = ui("unsent", int)
    words = rx.match(
        unsent,
        (0, "Offline · everything you did is stored. You can go on editing."),
        (1, "Offline · 1 edit kept on this device. It is sent when the server is back."),
        f"Offline · {unsent} edits kept on this device. They are sent when the server is back.",
    )
    found = banner("cloud-off", "amber", words, mark="banner-offline")
    return rx.cond(ui("connection") == "offline", found)


def _refused() -> rx.Component:
    refusal = ui("refusal", dict[str, str])
    is_gone = (refusal["action"] == "leave") & EditorState.gone & (ui("unsent", int) == 0)
    message = rx.cond(is_gone, EditorState.problem, refusal["message"])
    words = rx.fragment(rx.text(refusal["title"], " ", weight="bold", as_="span"), message)
    download = deed("Download my edits", "red", act("download"), "refusal-download")
    what_to_do = rx.match(
        refusal["action"],
        ("sign-in", deed("Sign in again", "red", act("dialog", "sign-in"), "refusal-sign-in")),
        ("reload", deed("Reload", "red", act("reload"), "refusal-reload")),
        ("leave", deed("Back to agents", "red", act("go", "/agents"), "refusal-leave")),
        ("download", rx.fragment(download, deed("Load again", "red", act("reload"), "refusal-reload"))),
        rx.fragment(),
    )
    found = banner("circle-alert", "red", words, what_to_do, role="alert", mark="banner-refusal")
    return rx.cond(_is_refused(), rx.cond(refusal["action"] == "release", set_aside(), found))


def _signed_out() -> rx.Component:
    """The page's own connection may learn it before the document's does."""
    again = deed("Sign in again", "red", act("dialog", "sign-in"), "signed-out-sign-in")
    words = "You are signed out. What you write is kept on this device; sign in to go on."
    found = banner("circle-alert", "red", words, again, role="alert", mark="banner-signed-out")
    return rx.cond(SessionState.signed_out & ~_is_refused(), found)


def _gone() -> rx.Component:
    """Somebody deleted the agent that is open here."""
    restore = deed("Restore", "red", AgentsState.recover(EditorState.flow_id), "gone-restore")
    deeds = (
        rx.cond(SessionState.rights.agents, restore),
        deed("Back to agents", "red", act("go", "/agents"), "gone-leave"),
    )
    found = banner("circle-alert", "red", EditorState.problem, *deeds, role="alert", mark="banner-gone")
    return rx.cond(EditorState.gone & is_here() & ~_is_refused(), found)


def _not_saved() -> rx.Component:
    """Why; the retry stands beside the word in the toolbar."""
    words = rx.fragment(rx.text("Not saved. ", weight="bold", as_="span"), ui("save_reason"))
    found = banner("circle-alert", "red", words, role="alert", mark="banner-not-saved")
    return rx.cond((ui("save") == "error") & (ui("connection") != "stopped"), found)


def _is_refused() -> Any:
    return ui("refusal", dict[str, str]).bool()


def _backup_problem() -> rx.Component:
    problem = ui("backup_problem")
    return rx.cond(problem != "", banner("triangle-alert", "amber", problem, mark="banner-backup"))


def _quarantined() -> rx.Component:
    count = ui("quarantined", int)
    words = rx.cond(
        count == 1,
        "1 edit of yours could not be sent and was set aside.",
        f"{count} edits of yours could not be sent and were set aside.",
    )
    deeds = (
        deed("Download", "amber", act("download"), "quarantine-download"),
        rx.cond(ui("can_write", bool), deed("Apply again", "amber", act("reapply"), "quarantine-reapply")),
        deed("Discard", "gray", act("discard"), "quarantine-discard"),
    )
    return rx.cond(count > 0, banner("archive", "amber", words, *deeds, mark="banner-quarantine"))


def _recovered() -> rx.Component:
    count = ui("recovered", int)
    words = rx.cond(
        count == 1,
        "1 edit was recovered from this device and merged.",
        f"{count} edits were recovered from this device and merged.",
    )
    close = icon_button("x", "Dismiss", on_click=act("set", "recovered", 0), size="1")
    return rx.cond(count > 0, banner("history", "green", words, close, mark="banner-recovered"))
