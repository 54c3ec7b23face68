"""What is asked before a version comes back: to the draft, or to callers. Two pages ask it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.flows.limits import NOTE_CHARS
from components.ui.dialog import dialog, dialog_deeds
from components.ui.field import area
from components.ui.note import note, problem

NOT_RESTORED = (
    "phone numbers and call limits",
    "the history of calls and the analytics",
    "the content of attached knowledge",
    "what callers hear: publish the draft, or roll back, for that",
)
_NOT_THESE = f"Not restored: {', '.join(NOT_RESTORED[:-1])}, nor {NOT_RESTORED[-1]}."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks: under which name the dialog opens, about which version, and what happens then."""

    name: str
    label: Any
    refusal: Any
    on_submit: Any
    on_close: Any


def asks(what: Asked, title: Any, text: Any, deed: str, *fields: rx.Component) -> rx.Component:
    """Return a dialog with a form: what it sends, the refusal above it, and its deed."""
    parts = (problem(what.refusal), *fields, dialog_deeds(deed))
    form = rx.form(rx.el.div(*parts, class_name="cw-form"), on_submit=what.on_submit)
    return dialog(what.name, title, text, form, on_close=what.on_close)


def asks_to_restore(what: Asked, *fields: rx.Component) -> rx.Component:
    """Return the dialog before a version becomes the draft."""
    text = (
        "The draft becomes this version. It is kept as a version of its own first, and you can undo. "
        "Teammates stay connected; what they type meanwhile is merged. Callers notice nothing."
    )
    title = rx.Var.create(f"Restore {what.label} to the draft?")
    return asks(what, title, text, "Restore", *fields, note(_NOT_THESE))


def asks_to_make_live(what: Asked, *fields: rx.Component, active: Any, live: Any) -> rx.Component:
    """Return the dialog before callers hear a version; ``live`` is the number of the one they hear now."""
    text = rx.cond(
        active,
        rx.Var.create(
            f"Callers hear v{live} now. From the next call on they hear {what.label}; "
            "calls in progress finish as they began. The draft is not touched."
        ),
        rx.Var.create(
            f"The agent is inactive. It becomes active with {what.label}, and the next call is answered. "
            "The draft is not touched."
        ),
    )
    told = note_area(f"{what.name}-note", "What your team should know")
    title = rx.Var.create(f"Make {what.label} live?")
    return asks(what, title, text, "Make it live", *fields, told)


def note_area(place: str, words: str) -> rx.Component:
    """Return the field for a note; ``words`` say what might stand in it."""
    return area("Note", "note", id=place, rows="2", max_length=NOTE_CHARS, placeholder=words)
