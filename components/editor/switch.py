"""The switch in the toolbar, and Publish changes beside it. Both open a dialog; nothing is switched by one click."""

from typing import Any

import reflex as rx

from components.canvas.client import act
from components.editor.look import HIDDEN_ON_PHONE, WIDE_ONLY
from components.editor.standing import ACTIVE, changes_not_live, unpublished
from components.editor.title import is_here
from components.editor.widgets import NEEDS_SERVER, away
from state.editor import EditorState
from state.session import SessionState

WHO_MAY = "Publishers, admins and owners of the workspace may switch it."


def switch() -> rx.Component:
    """Return the switch with its word; on a phone its deeds are in the menu of the toolbar."""
    both = rx.hstack(_publish(), _toggle(), align="center", spacing="3", flex_shrink="0")
    return rx.box(rx.cond(is_here(), both, rx.skeleton(width="96px", height="20px")), style=HIDDEN_ON_PHONE)


def may_publish_changes() -> Any:
    """Return whether there is something to publish, as a Var."""
    return is_here() & (EditorState.standing.state == ACTIVE) & (unpublished() > 0)


def _publish() -> rx.Component:
    """Its room is kept while an active agent has nothing to publish, so that nothing jumps at the first edit."""
    button = rx.button(
        rx.icon("rocket", size=15),
        rx.text("Publish changes", as_="span", white_space="nowrap", style=WIDE_ONLY),
        size="2",
        on_click=act("switch_open", "publish"),
        disabled=away(),
        custom_attrs={"data-testid": "publish", "aria-label": "Publish changes"},
    )
    tip = rx.cond(away(), NEEDS_SERVER, changes_not_live())
    shown = rx.box(
        rx.tooltip(rx.box(button), content=tip),
        visibility=rx.cond(may_publish_changes(), "visible", "hidden"),
    )
    return rx.cond(EditorState.standing.state == ACTIVE, shown)


def _toggle() -> rx.Component:
    toggle = rx.switch(
        checked=EditorState.standing.state == ACTIVE,
        on_change=act("switch_turn"),
        disabled=away(),
        color_scheme="green",
        id="active-switch",
        custom_attrs={"data-testid": "active-switch", "aria-label": "Active"},
    )
    word = rx.el.label("Active", html_for="active-switch", style={"font_size": "var(--font-size-2)"})
    both = rx.hstack(word, toggle, align="center", spacing="2")
    return rx.tooltip(rx.box(both), content=_tip())


def _tip() -> Any:
    does = rx.match(
        EditorState.standing.state,
        (ACTIVE, "Callers hear this agent. Switch off to stop answering."),
        "Switch on to have this agent answer calls.",
    )
    return rx.cond(away(), NEEDS_SERVER, rx.cond(SessionState.rights.publish, does, WHO_MAY))
