"""What one must know before going on: a line each, with what to do, between toolbar and canvas."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.news_banner import news_banner
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


def _banner(
    icon: str, colour: str, words: Any, *deeds: rx.Component, role: str = "status", mark: str = ""
) -> rx.Component:
    return rx.hstack(
        rx.icon(icon, size=16, flex_shrink="0"),
        rx.text(words, size="2", flex="1 1 200px", min_width="0"),
        *deeds,
        align="center",
        spacing="3",
        wrap="wrap",
        width="100%",
        padding="6px 16px",
        color=f"var(--{colour}-12)",
        background=f"var(--{colour}-4)",
        border_bottom=f"1px solid var(--{colour}-a5)",
        role=role,
        custom_attrs={"data-testid": mark, "aria-live": "polite"},
    )


def _deed(words: Any, colour: str, on_click: Any, mark: str = "") -> rx.Component:
    return rx.button(
        words,
        size="1",
        variant="surface",
        color_scheme=colour,
        on_click=on_click,
        custom_attrs={"data-testid": mark},
    )


def _offline() -> rx.Component:
    unsent = ui("unsent", int)
    words = rx.match(
        unsent,
        (0, "Offline · everything you did is stored. You can go on editing."),
        (1, "Offline · 1 edit kept on this device. It is sent when the server is back."),
        f"Offline · {unsent} edits kept on this device. They are sent when the server is back.",
    )
    banner = _banner("cloud-off", "amber", words, mark="banner-offline")
    return rx.cond(ui("connection") == "offline", banner)


def _refused() -> rx.Component:
    refusal = ui("refusal", dict[str, str])
    is_gone = (refusal["action"] == "leave") & EditorState.gone & (ui("unsent", int) == 0)
    message = rx.cond(is_gone, EditorState.problem, refusal["message"])
    words = rx.fragment(rx.text(refusal["title"], " ", weight="bold", as_="span"), message)
    download = _deed("Download my edits", "red", act("download"), "refusal-download")
    deed = rx.match(
        refusal["action"],
        ("sign-in", _deed("Sign in again", "red", act("dialog", "sign-in"), "refusal-sign-in")),
        ("reload", _deed("Reload", "red", act("reload"), "refusal-reload")),
        ("leave", _deed("Back to agents", "red", act("go", "/agents"), "refusal-leave")),
        ("download", rx.fragment(download, _deed("Load again", "red", act("reload"), "refusal-reload"))),
        rx.fragment(),
    )
    banner = _banner("circle-alert", "red", words, deed, role="alert", mark="banner-refusal")
    return rx.cond(_is_refused(), banner)


def _signed_out() -> rx.Component:
    """The page's own connection may learn it before the document's does."""
    deed = _deed("Sign in again", "red", act("dialog", "sign-in"), "signed-out-sign-in")
    words = "You are signed out. What you write is kept on this device; sign in to go on."
    banner = _banner("circle-alert", "red", words, deed, role="alert", mark="banner-signed-out")
    return rx.cond(SessionState.signed_out & ~_is_refused(), banner)


def _gone() -> rx.Component:
    """Somebody deleted the agent that is open here."""
    restore = _deed("Restore", "red", AgentsState.recover(EditorState.flow_id), "gone-restore")
    deeds = (
        rx.cond(SessionState.rights.agents, restore),
        _deed("Back to agents", "red", act("go", "/agents"), "gone-leave"),
    )
    banner = _banner("circle-alert", "red", EditorState.problem, *deeds, role="alert", mark="banner-gone")
    return rx.cond(EditorState.gone & is_here() & ~_is_refused(), banner)


def _not_saved() -> rx.Component:
    """Why; the retry stands beside the word in the toolbar."""
    words = rx.fragment(rx.text("Not saved. ", weight="bold", as_="span"), ui("save_reason"))
    banner = _banner("circle-alert", "red", words, role="alert", mark="banner-not-saved")
    return rx.cond((ui("save") == "error") & (ui("connection") != "stopped"), banner)


def _is_refused() -> Any:
    return ui("refusal", dict[str, str]).bool()


def _backup_problem() -> rx.Component:
    problem = ui("backup_problem")
    return rx.cond(problem != "", _banner("triangle-alert", "amber", problem, mark="banner-backup"))


def _quarantined() -> rx.Component:
    count = ui("quarantined", int)
    words = rx.cond(
        count == 1,
        "1 edit of yours could not be sent and was set aside.",
        f"{count} edits of yours could not be sent and were set aside.",
    )
    deeds = (
        _deed("Download", "amber", act("download"), "quarantine-download"),
        rx.cond(ui("can_write", bool), _deed("Apply again", "amber", act("reapply"), "quarantine-reapply")),
        _deed("Discard", "gray", act("discard"), "quarantine-discard"),
    )
    return rx.cond(count > 0, _banner("archive", "amber", words, *deeds, mark="banner-quarantine"))


def _recovered() -> rx.Component:
    count = ui("recovered", int)
    words = rx.cond(
        count == 1,
        "1 edit was recovered from this device and merged.",
        f"{count} edits were recovered from this device and merged.",
    )
    close = icon_button("x", "Dismiss", on_click=act("set", "recovered", 0), size="1")
    return rx.cond(count > 0, _banner("history", "green", words, close, mark="banner-recovered"))
