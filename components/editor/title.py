"""The toolbar's beginning: the way back, the agent's name to rename in place, and its state in a word."""

from typing import Any

import reflex as rx

from app.flows.limits import NAME_CHARS
from components.canvas.client import act, ui
from components.editor.look import ELLIPSIS
from components.editor.standing import standing
from components.editor.widgets import NEEDS_SERVER, away, icon_button
from components.ui.fence import AS_IT_IS
from state import paths
from state.editor import EditorState


def title() -> rx.Component:
    """Return the way back, the name and the state."""
    return rx.hstack(
        rx.cond(away(), icon_button("arrow-left", NEEDS_SERVER, disabled=True), _back()),
        rx.cond(ui("renaming", bool) & ~away(), _form(), _name()),
        rx.cond(is_here(), standing()),
        align="center",
        spacing="2",
        min_width="0",
        flex="0 1 auto",
    )


def _back() -> rx.Component:
    """Only shown with a server: without one, a document that was left could not be opened again."""
    link = rx.link(
        rx.icon("arrow-left", size=16),
        href=paths.AGENTS,
        color_scheme="gray",
        style={"display": "grid", "place_items": "center", "width": "32px", "height": "32px"},
        custom_attrs={"aria-label": "All agents", "data-testid": "back"},
    )
    return rx.tooltip(link, content="All agents")


def is_here() -> Any:
    """Return whether the state speaks of the agent in the page's address, not of the one looked at before."""
    return (EditorState.flow_id != "") & rx.State.router.url.path.contains(EditorState.flow_id)


def _name() -> rx.Component:
    shown = rx.el.button(
        rx.text(EditorState.name, size="3", weight="bold", style=ELLIPSIS, as_="span"),
        type="button",
        on_click=act("set", "renaming", True),
        disabled=~(EditorState.may_rename & ~away()),
        style={
            **ELLIPSIS,
            "padding": "4px 6px",
            "border_radius": "var(--radius-2)",
            "text_align": "left",
            "&:hover:not(:disabled)": {"background": "var(--gray-a3)"},
            "&:focus-visible": {"outline": "2px solid var(--focus-8)"},
        },
        custom_attrs={"data-testid": "agent-name", **AS_IT_IS},
    )
    tip = rx.cond(
        away(),
        NEEDS_SERVER,
        rx.cond(EditorState.may_rename, "Click to rename", "Ask an editor to rename it"),
    )
    return rx.cond(
        ~is_here(),
        rx.skeleton(width="140px", height="20px"),
        rx.tooltip(rx.el.h1(shown, style=_HEADING), content=tip),
    )


_HEADING = {"margin": "0", "min_width": "0", "font": "inherit", "display": "flex"}


def _form() -> rx.Component:
    return rx.form(
        rx.input(
            name="name",
            default_value=EditorState.name,
            max_length=NAME_CHARS,
            auto_focus=True,
            required=True,
            width="220px",
            custom_attrs={
                "aria-label": "Agent name",
                "data-testid": "agent-name-input",
                "onKeyDown": act("leave_on_escape", "renaming"),
            },
        ),
        on_submit=[EditorState.rename, act("set", "renaming", False)],
    )
