"""The dialogs of the history panel: a snapshot, and a version brought back into the draft."""

from typing import Any

import reflex as rx

from app.flows.limits import NAME_CHARS, NOTE_CHARS
from components.canvas.client import act, ui
from components.editor.dialogs import buttons, dialog, quiet
from components.editor.look import MUTED
from components.editor.widgets import PlainTextArea, away
from components.ui.version_dialogs import NOT_RESTORED
from state.timeline import TimelineState


def history_dialogs() -> rx.Component:
    """Return both; at most one is open."""
    return rx.fragment(_snapshot(), _restore())


def _snapshot() -> rx.Component:
    name = rx.el.label(
        rx.text("Name", size="2", weight="medium", margin_bottom="4px"),
        rx.input(
            name="name",
            placeholder="Before the new booking",
            max_length=NAME_CHARS,
            required=True,
            auto_focus=True,
            width="100%",
            custom_attrs={"data-testid": "snapshot-name"},
        ),
        width="100%",
    )
    note = rx.el.label(
        rx.text("Note", size="2", weight="medium", margin_bottom="4px"),
        PlainTextArea.create(
            name="note",
            placeholder="What is about to change (optional)",
            max_length=NOTE_CHARS,
            rows="2",
            width="100%",
        ),
        width="100%",
    )
    keep = _deed("Keep snapshot", "iris", "snapshot-confirm", type="submit")
    form = rx.form(
        rx.vstack(name, note, spacing="3", width="100%"),
        _told(),
        buttons(quiet("Cancel", act("dialog", "")), keep),
        on_submit=act("snapshot"),
    )
    words = "A version of the draft as it is now, with a name to find it by. It changes nothing for callers."
    return dialog("snapshot", "Snapshot", words, form)


def _restore() -> rx.Component:
    listed = rx.el.ul(
        *(rx.el.li(words) for words in NOT_RESTORED),
        style={"padding_left": "20px", "font_size": "var(--font-size-2)", "line_height": "1.6"},
    )
    body = rx.box(
        rx.text("Not restored:", size="2", weight="medium"),
        listed,
        rx.text(
            "Teammates stay in the flow. The draft as it is now is kept as a version first, so you can undo this.",
            size="2",
            color=MUTED,
        ),
    )
    restore = _deed("Restore", "amber", "restore-confirm", on_click=act("restore"))
    return dialog(
        "restore",
        f"Restore v{ui('restoring', int)} to the draft",
        "The draft becomes what that version is: steps, connections, settings, variables and pronunciations.",
        body,
        _told(),
        buttons(quiet("Cancel", act("dialog", "")), restore),
    )


def _deed(words: str, colour: Any, mark: str, **props: Any) -> rx.Component:
    return rx.button(
        words,
        color_scheme=colour,
        loading=ui("pressed") != "",
        disabled=away(),
        custom_attrs={"data-testid": mark},
        **props,
    )


def _told() -> rx.Component:
    """Return what keeps the deed waiting, or why it was not done."""
    waiting = rx.text("Waiting for your edits to be stored…", size="2", color=MUTED, role="status")
    lost = rx.callout(
        "The server went away before it answered. Look at the history before you try again.",
        icon="cloud-off",
        size="1",
        color_scheme="amber",
    )
    refused = rx.callout(
        TimelineState.refusal, icon="circle-alert", size="1", color_scheme="red", role="alert"
    )
    is_mine = (TimelineState.refusal != "") & (ui("heard") != "") & (TimelineState.answered == ui("heard"))
    return rx.box(
        rx.cond(ui("waiting", bool), waiting),
        rx.cond(ui("lost", bool), lost, rx.cond(is_mine, refused)),
        margin_top="12px",
    )
