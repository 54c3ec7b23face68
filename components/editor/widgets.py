"""Small parts the panels are made of: boxes to type in, buttons with a name, headings."""

from typing import Any

import reflex as rx
from reflex.components.radix.themes.components.text_area import TextArea
from reflex.components.radix.themes.components.text_field import TextFieldRoot

from app.flows.spec import FieldSpec
from components.canvas.client import ui
from components.editor.look import MUTED, PANEL_CLOSE, STAYS
from components.ui.offline import offline

NEEDS_SERVER = "This needs the server. You are offline."


class PlainInput(TextFieldRoot):
    """A text field that tells every keystroke at once.

    The ordinary one waits 300 ms, long enough to write into the step that was selected before.
    """

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        """Return the field without the delay, in the direction of what is written."""
        return super(TextFieldRoot, cls).create(*children, **{"dir": "auto", **props})


class PlainTextArea(TextArea):
    """A text area that tells every keystroke at once."""

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        """Return the area without the delay, in the direction of what is written."""
        return super(TextArea, cls).create(*children, **{"dir": "auto", **props})


def can_write() -> Any:
    """Return whether this person may change the flow, as a Var."""
    return ui("can_write", bool)


def away() -> Any:
    """Return whether the server cannot be reached: by the page itself or by the document, as a Var."""
    return offline | (ui("connection") == "offline")


_SIDE_PIXELS = {"1": 24, "2": 32}


def icon_button(icon: str, words: str, **props: Any) -> rx.Component:
    """Return a quiet button that shows an icon and says its words on hover and to screen readers."""
    attributes = {"aria-label": words, **props.pop("custom_attrs", {})}
    quiet = {
        "variant": "ghost",
        "color_scheme": "gray",
        "size": "2",
        "type": "button",
        "margin": "0",
        **props,
    }
    side = f"{_SIDE_PIXELS[quiet['size']]}px"
    # The fragment keeps the icon's own size: the button would draw it half as large again.
    drawn = rx.fragment(rx.icon(icon, size=16 if quiet["size"] == "2" else 14))
    button = rx.icon_button(
        drawn, custom_attrs=attributes, **{"width": side, "height": side, "padding": "0", **quiet}
    )
    return rx.tooltip(button, content=words)


def panel_heading(title: str, *beside: rx.Component) -> rx.Component:
    """Return the first line of a panel: what it is, and the way to close it."""
    return rx.hstack(
        rx.heading(title, as_="h2", size="3", weight="bold"),
        rx.spacer(),
        *beside,
        align="center",
        width="100%",
        padding_right=PANEL_CLOSE,
        style=STAYS,
    )


def required_mark(spec: FieldSpec) -> rx.Component:
    """Return the star of what must be filled in, with the word for those who do not know it."""
    if not spec.required:
        return rx.fragment()
    return rx.text(" *", as_="span", color="var(--red-10)", title="Required")


def hint(*words: Any, **props: Any) -> rx.Component:
    """Return a small muted line of explanation."""
    return rx.text(*words, **{"size": "1", "color": MUTED, "as_": "p", **props})


def empty(icon: str, title: str, words: str) -> rx.Component:
    """Return what a panel shows while it has nothing: never a blank place."""
    return rx.vstack(
        rx.icon(icon, size=24, color="var(--gray-9)"),
        rx.text(title, size="2", weight="medium"),
        hint(words, text_align="center"),
        align="center",
        spacing="2",
        padding="32px 16px",
        width="100%",
    )


def looking() -> rx.Component:
    """Return the line that tells somebody without the right to edit that they only look."""
    note = rx.callout(
        "You can look, not change. Ask an admin of your workspace to make you an editor.",
        icon="eye",
        size="1",
        color_scheme="gray",
        width="100%",
        custom_attrs={"data-testid": "read-only"},
    )
    return rx.cond(ui("synced", bool) & ~can_write() & (ui("still") == ""), note)
