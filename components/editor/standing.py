"""The toolbar's truth: what callers hear, what they do not hear yet, and who is still talking."""

from typing import Any

import reflex as rx

from components.canvas.client import ui
from components.editor.look import HIDDEN_ON_PHONE, MUTED, NARROW, UNSEEN
from components.editor.widgets import NEEDS_SERVER, away
from components.routes import version_path
from components.ui.fence import AS_IT_IS
from state.editor import EditorState

ACTIVE, INACTIVE = "active", "inactive"

_ROOMY = {"@media (max-width: 1599px)": {"display": "none"}}


def standing() -> rx.Component:
    """Return the badge, the link to what is live, and the calls that are finishing."""
    return rx.hstack(_badge(), _show_live(), _finishing(), align="center", spacing="2", flex_shrink="0")


def unpublished() -> Any:
    """Return how many changes callers do not hear, counted in the room as people edit, as a Var."""
    return ui("changes", int)


def changes_not_live() -> Any:
    """Return "3 changes not live" as a Var."""
    return rx.cond(unpublished() == 1, "1 change not live", f"{unpublished()} changes not live")


def _badge() -> rx.Component:
    state, version = EditorState.standing.state, EditorState.standing.version
    more = rx.cond(
        (state == ACTIVE) & (unpublished() > 0),
        rx.el.span(" · ", changes_not_live(), style={NARROW: UNSEEN}),
    )
    words = rx.match(state, (ACTIVE, f"v{version} live"), (INACTIVE, f"Inactive · was v{version}"), "Draft")
    icon = rx.match(
        state,
        (ACTIVE, rx.icon("radio", size=12)),
        (INACTIVE, rx.icon("circle-pause", size=12)),
        rx.icon("circle-dashed", size=12),
    )
    return rx.el.span(
        icon,
        rx.el.span(words, more),
        class_name="cw-badge",
        custom_attrs={"data-state": state, "data-testid": "standing", "aria-live": "polite", **AS_IT_IS},
    )


def _show_live() -> rx.Component:
    """The link needs the server: without one, a document that was left could not be opened again."""
    standing = EditorState.standing
    words = rx.cond(standing.state == ACTIVE, "Show live", f"Show v{standing.version}")
    shown = rx.hstack(
        rx.icon("eye", size=15),
        rx.text(words, size="2", as_="span", style=_ROOMY),
        spacing="1",
        align="center",
    )
    link = rx.link(
        shown,
        href=version_path(EditorState.flow_id, rx.cond(standing.state == ACTIVE, "live", standing.version)),
        color_scheme="gray",
        underline="hover",
        custom_attrs={"aria-label": words, "data-testid": "show-live"},
    )
    tip = rx.tooltip(link, content="What callers hear, read-only")
    told = rx.tooltip(
        rx.box(shown, opacity="0.5", custom_attrs={"aria-disabled": "true"}), content=NEEDS_SERVER
    )
    return rx.cond(standing.version > 0, rx.box(rx.cond(away(), told, tip), style=HIDDEN_ON_PHONE))


def _finishing() -> rx.Component:
    standing = EditorState.standing
    words = rx.cond(standing.calls == 1, "1 call finishing", f"{standing.calls} calls finishing")
    line = rx.hstack(
        rx.icon("phone-call", size=14, color="var(--amber-11)"),
        rx.text(words, size="1", color=MUTED, white_space="nowrap"),
        spacing="1",
        align="center",
        role="status",
        custom_attrs={"data-testid": "calls-finishing"},
    )
    tip = "Calls in progress complete on the version they began with."
    shown = (standing.state == INACTIVE) & (standing.calls > 0)
    return rx.cond(shown, rx.tooltip(line, content=tip))
