"""The parts of the dialog before a switch that are about people: what stopped it, who is told, the note."""

from typing import Any

import reflex as rx

from app.flows.limits import NOTE_CHARS
from components.canvas.client import act, ui
from components.editor.differences import changes
from components.editor.widgets import PlainTextArea
from state.lifecycle import LifecycleState
from state.session import SessionState

REVIEW = LifecycleState.review


def trouble(words: Any, colour: str = "gray", icon: str = "info", *more: rx.Component) -> rx.Component:
    """Return a sentence that must be read first."""
    return rx.callout.root(
        rx.callout.icon(rx.icon(icon, size=16)),
        rx.callout.text(words, *more),
        color_scheme=colour,
        size="1",
        width="100%",
        role="status",
    )


def problem() -> rx.Component:
    """Return why the last press was refused."""
    told = rx.box(trouble(LifecycleState.problem, "red", "circle-alert"), margin_top="16px", role="alert")
    return rx.cond(LifecycleState.problem != "", told)


def since() -> rx.Component:
    """Return who changed what while the dialog was open; the button has to be pressed anew."""
    again = rx.match(ui("switch_verb"), ("publish", "publish"), ("roll_back", "roll back"), "activate")
    words = rx.text(LifecycleState.since, " Review and ", again, " again.", as_="span")
    shown = rx.box(
        trouble(words, "amber", "triangle-alert"),
        rx.box(changes(LifecycleState.fresh), padding="8px 12px 0"),
        width="100%",
        role="alert",
        custom_attrs={"data-testid": "switch-since"},
    )
    return rx.cond(LifecycleState.since != "", shown)


def deactivating() -> rx.Component:
    """Return what becomes of the calls in progress."""
    calls, version = REVIEW.standing.calls, REVIEW.standing.version
    words = rx.match(
        calls,
        (0, "No call is in progress now."),
        (1, f"1 call is in progress. It completes on v{version}."),
        f"{calls} calls are in progress. They complete on v{version}.",
    )
    return rx.box(
        trouble(words, "amber", "phone-call"), width="100%", custom_attrs={"data-testid": "switch-calls"}
    )


def told() -> rx.Component:
    """Return who is told."""
    words = rx.cond(
        REVIEW.told != "",
        f"{REVIEW.told} will be told in their inbox, and everyone who has this agent open sees it at once.",
        "Nobody else is in this workspace yet, so nobody has to be told.",
    )
    return part("Who will be told", rx.text(words, size="2"), mark="switch-told")


def note() -> rx.Component:
    """Return the field for a note."""
    box = PlainTextArea.create(
        value=ui("switch_note"),
        on_change=act("set", "switch_note"),
        placeholder="Why, for the history (optional)",
        max_length=NOTE_CHARS,
        rows="2",
        width="100%",
        custom_attrs={"aria-label": "Note", "data-testid": "switch-note"},
    )
    return rx.cond(SessionState.rights.publish, part("Note", box))


def part(title: str, *body: rx.Component, mark: str = "") -> rx.Component:
    """Return a part of the dialog under its heading."""
    heading = rx.heading(title, as_="h2", size="2", weight="bold", margin_bottom="6px")
    return rx.box(heading, *body, width="100%", custom_attrs={"data-testid": mark} if mark else {})
