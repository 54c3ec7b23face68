"""A line of the checklist, drawn alike in the panel and in the dialog: icon, word, and the way to get it done."""

from typing import Any

import reflex as rx

from components import routes
from components.canvas.client import act
from components.editor.look import MUTED
from components.editor.widgets import away, hint
from state.editor import EditorState

_LOOKS = (
    ("done", "circle-check", "var(--green-10)"),
    ("blocking", "circle-x", "var(--red-10)"),
    ("warning", "triangle-alert", "var(--amber-11)"),
)


def line(row: Any, *beside: rx.Component, below: rx.Component | None = None) -> rx.Component:
    """Return a ``LineRow`` with its deed."""
    title = rx.hstack(
        rx.text(row.title, size="2", weight="medium"),
        rx.cond(
            row.look != "done", rx.text(row.word, size="1", color=_colour(row.look), white_space="nowrap")
        ),
        align="baseline",
        justify="between",
        spacing="2",
        width="100%",
    )
    body = rx.box(
        title,
        rx.cond((row.detail != "") & ~(row.ticked & (row.look == "done")), hint(row.detail)),
        below or rx.fragment(),
        deed(row),
        min_width="0",
        flex="1",
    )
    return rx.hstack(
        _icon(row.look),
        body,
        *beside,
        align="start",
        spacing="2",
        width="100%",
        key=row.id,
        custom_attrs={"data-line": row.id, "data-look": row.look},
    )


def deed(row: Any) -> rx.Component:
    """Return the way to get a line done: a button within the editor, a link to another page."""
    link = {"on_click": act("dialog", ""), "size": "1", "underline": "always", "weight": "medium"}
    way = rx.match(
        row.target,
        ("numbers", rx.link(row.deed, href=_for_this(routes.NUMBERS), **link)),
        ("members", rx.link(row.deed, href=_for_this(routes.MEMBERS), **link)),
        rx.button(row.deed, on_click=act("look_at", row.target), variant="soft", size="1", type="button"),
    )
    gone = rx.text(row.deed, size="1", color=MUTED)
    leads_out = (row.target == "numbers") | (row.target == "members")
    shown = rx.box(
        rx.cond(away() & leads_out, gone, way), margin_top="4px", custom_attrs={"data-testid": "deed"}
    )
    return rx.cond((row.deed != "") & (row.look != "done"), shown)


def _for_this(path: str) -> rx.Var[str]:
    return routes.for_agent(path, EditorState.flow_id)


def _icon(look: Any) -> rx.Component:
    style = {"flex_shrink": "0", "margin_top": "2px"}
    drawn = ((name, rx.icon(icon, size=16, color=colour, **style)) for name, icon, colour in _LOOKS)
    return rx.match(look, *drawn, rx.icon("circle-minus", size=16, color="var(--gray-9)", **style))


def _colour(look: Any) -> Any:
    return rx.match(look, ("blocking", "var(--red-11)"), ("warning", "var(--amber-11)"), MUTED)
