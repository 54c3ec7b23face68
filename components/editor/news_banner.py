"""The banner of the last switch: who, what, which version, when, and the way to see it or to take it back."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.standing import ACTIVE
from components.editor.title import is_here
from components.editor.widgets import away, icon_button
from components.routes import history_path, version_path
from components.ui.when import when
from state.editor import EditorState
from state.session import SessionState

ACT = EditorState.standing.act
DEACTIVATED = "deactivated"


def news_banner() -> rx.Component:
    """Return the banner until this person has dismissed the act, in this browser, for this agent."""
    is_off = ACT.kind == DEACTIVATED
    body = rx.flex(
        _words(),
        rx.cond(~away(), rx.fragment(_difference(), _back())),
        align="center",
        wrap="wrap",
        gap="4px 12px",
        flex="1",
        min_width="0",
    )
    close = icon_button(
        "x",
        "Dismiss",
        size="1",
        on_click=act("news_dismiss", ACT.number),
        custom_attrs={"data-testid": "news-dismiss"},
    )
    line = rx.hstack(
        rx.cond(is_off, rx.icon("circle-pause", size=16), rx.icon("radio", size=16)),
        body,
        close,
        align="center",
        spacing="3",
        width="100%",
        padding="6px 16px",
        color="var(--gray-12)",
        background=rx.cond(is_off, "var(--amber-4)", "var(--green-4)"),
        border_bottom=rx.cond(is_off, "1px solid var(--amber-a5)", "1px solid var(--green-a5)"),
        role="status",
        custom_attrs={"data-testid": "banner-news", "data-kind": ACT.kind, "aria-live": "polite"},
    )
    return rx.cond(is_here() & (ACT.number > ui("news_seen", int)), line)


def _words() -> rx.Component:
    note = rx.cond(ACT.note != "", rx.text(f"“{ACT.note}”", as_="span", color="var(--gray-11)"))
    return rx.text(
        rx.text(ACT.words, weight="medium", as_="span"),
        " ",
        note,
        " · ",
        when(ACT.at),
        size="2",
        flex="1 1 260px",
        min_width="0",
        overflow_wrap="anywhere",
    )


def _difference() -> rx.Component:
    """What callers hear differently now; the first time there is nothing to compare with."""
    compare = rx.link(
        "See what changed",
        href=f"{history_path(EditorState.flow_id)}?older={ACT.was}&newer={ACT.version}",
        size="2",
        custom_attrs={"data-testid": "news-diff"},
    )
    look = rx.link(
        f"Show v{ACT.version}",
        href=version_path(EditorState.flow_id, ACT.version),
        size="2",
        custom_attrs={"data-testid": "news-show"},
    )
    both = (ACT.was > 0) & (ACT.version > 0) & (ACT.was != ACT.version)
    return rx.cond(both, compare, rx.cond(ACT.version > 0, look))


def _back() -> rx.Component:
    """The version before, live again in one step."""
    back: Any = rx.button(
        f"Roll back to v{ACT.was}",
        size="1",
        variant="surface",
        color_scheme="gray",
        on_click=act("switch_open", "roll_back", ACT.was),
        custom_attrs={"data-testid": "news-roll-back"},
    )
    can = SessionState.rights.publish & (EditorState.standing.state == ACTIVE) & (ACT.was > 0)
    return rx.cond(can & (ACT.was != EditorState.standing.version), back)
