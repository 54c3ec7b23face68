"""The editor's dialogs: save with a note, sign in again in place, and signing out with unsent edits."""

from typing import Any

import reflex as rx

from app.flows.limits import NOTE_CHARS
from components.canvas.client import act, ui
from components.editor.look import MUTED
from components.editor.widgets import PlainTextArea
from components.theme import ACCENT
from components.ui.field import EMAIL
from state.editor import EditorState


def dialogs() -> rx.Component:
    """Return all of them; at most one is open."""
    return rx.fragment(_save(), _sign_in(), _sign_out())


def dialog(name: str, title: Any, words: Any, *body: rx.Component) -> rx.Component:
    """Return a dialog that is open while its name is the store's ``dialog``."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title, size="4"),
            rx.dialog.description(words, size="2", color=MUTED, margin_bottom="16px"),
            *body,
            max_width="440px",
            custom_attrs={"data-testid": f"dialog-{name}"},
        ),
        open=ui("dialog") == name,
        on_open_change=act("dialog_open", name),
    )


def buttons(*deeds: rx.Component) -> rx.Component:
    """Return the row of deeds at a dialog's end."""
    return rx.flex(*deeds, justify="end", wrap="wrap", gap="8px", margin_top="16px")


def quiet(words: Any, on_click: Any, **props: Any) -> rx.Component:
    """Return the button of what changes nothing."""
    return rx.button(words, variant="soft", color_scheme="gray", type="button", on_click=on_click, **props)


def _save() -> rx.Component:
    note = PlainTextArea.create(
        value=ui("note"),
        on_change=act("set", "note"),
        placeholder="What changed, and why",
        max_length=NOTE_CHARS,
        rows="3",
        auto_focus=True,
        custom_attrs={"aria-label": "Note", "data-testid": "save-note"},
    )
    save = rx.button(
        "Save", on_click=act("save_with_note"), custom_attrs={"data-testid": "save-note-confirm"}
    )
    words = "Saves now and adds a version if something changed. The note stands beside it in the history."
    return dialog("save", "Save with a note", words, note, buttons(quiet("Cancel", act("dialog", "")), save))


def _sign_in() -> rx.Component:
    problem = ui("sign_in_problem")
    told = rx.callout(problem, icon="circle-alert", color_scheme="red", size="1", width="100%", role="alert")
    lines = rx.vstack(
        _line("E-mail", name="email", auto_complete="username", default_value=EditorState.email, **EMAIL),
        _line(
            "Password", name="password", type="password", auto_complete="current-password", auto_focus=True
        ),
        rx.cond(problem != "", told),
        spacing="3",
        width="100%",
    )
    deeds = buttons(
        quiet("Download my edits", act("download")),
        rx.button("Sign in", type="submit", loading=ui("signing_in", bool)),
    )
    words = "Your edits are safe on this device. Sign in to go on where you are."
    return dialog("sign-in", "Sign in again", words, rx.form(lines, deeds, on_submit=act("sign_in")))


def _line(label: str, **props: Any) -> rx.Component:
    return rx.el.label(
        rx.text(label, size="2", weight="medium", margin_bottom="4px"),
        rx.input(required=True, width="100%", **props),
        width="100%",
    )


def _sign_out() -> rx.Component:
    unsent = ui("unsent", int)
    waits = unsent > 0
    words = rx.match(
        unsent,
        (0, "All your edits have reached the server. Nothing is lost by signing out."),
        (1, "1 edit has not reached the server yet. Download it first, or signing out loses it."),
        f"{unsent} edits have not reached the server yet. Download them first, or signing out loses them.",
    )
    problem = ui("sign_out_problem")
    told = rx.callout(problem, icon="circle-alert", color_scheme="red", size="1", role="alert")
    deeds = buttons(
        quiet(
            rx.cond(waits, "Wait", "Stay"), act("dialog", ""), custom_attrs={"data-testid": "sign-out-wait"}
        ),
        rx.cond(
            waits,
            quiet("Download", act("download"), custom_attrs={"data-testid": "sign-out-download"}),
        ),
        rx.button(
            rx.cond(waits, "Discard and sign out", "Sign out"),
            color_scheme=rx.cond(waits, "red", ACCENT),
            on_click=act("leave", True),
            custom_attrs={"data-testid": "sign-out-discard"},
        ),
    )
    title = rx.cond(waits, "You have unsent edits", "Sign out")
    return dialog("sign-out", title, words, rx.cond(problem != "", told), deeds)
