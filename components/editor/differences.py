"""Changes since the live version, by who made them, each with the way to its place in the flow."""

from typing import Any

import reflex as rx

from components.canvas.client import act
from components.editor.look import ELLIPSIS, MUTED
from components.editor.widgets import hint, icon_button
from components.ui.avatar import avatar

_SIDES = (
    ("added", "plus", "var(--green-10)", "Added"),
    ("removed", "minus", "var(--red-10)", "Removed"),
)


def by_author(authors: Any) -> rx.Component:
    """Return the changes under the person who made them (``AuthorRow``)."""
    return rx.vstack(
        rx.foreach(authors, _author), spacing="3", width="100%", custom_attrs={"data-testid": "by-author"}
    )


def changes(rows: Any) -> rx.Component:
    """Return changes in one list (``ChangeRow``)."""
    return rx.vstack(rx.foreach(rows, _change), spacing="1", width="100%")


def _author(author: Any) -> rx.Component:
    count = rx.cond(author.count == 1, "1 change", f"{author.count} changes")
    head = rx.hstack(
        avatar(author.person, small=True, tip=False),
        rx.text(author.person.name, size="2", weight="medium", style=ELLIPSIS),
        rx.text(count, size="1", color=MUTED, white_space="nowrap"),
        align="center",
        spacing="2",
    )
    more = rx.cond(author.more > 0, hint("and ", author.more, " more"))
    return rx.vstack(
        head,
        changes(author.changes),
        more,
        spacing="1",
        width="100%",
        key=author.person.id,
        custom_attrs={"data-author": author.person.name},
    )


def _change(change: Any) -> rx.Component:
    words = rx.box(
        rx.text(change.title, rx.cond(change.label != "", " · ", ""), change.label, size="2", style=ELLIPSIS),
        _values(change),
        min_width="0",
        flex="1",
    )
    jump = icon_button(
        "crosshair",
        "Show where",
        size="1",
        on_click=act("look_at", change.target),
        custom_attrs={"data-testid": "jump"},
    )
    return rx.hstack(
        _side(change.side),
        words,
        rx.cond(change.target != "", jump),
        align="start",
        spacing="2",
        width="100%",
        key=change.key,
        custom_attrs={"data-change": change.side},
    )


def _values(change: Any) -> rx.Component:
    before = rx.cond(change.before != "", rx.el.del_(change.before, style=_REMOVED))
    after = rx.cond(change.after != "", rx.el.ins(change.after, style=_ADDED))
    arrow = rx.cond((change.before != "") & (change.after != ""), " → ", "")
    text = rx.foreach(change.pieces, _piece)
    return rx.text(before, arrow, after, text, size="1", color=MUTED, overflow_wrap="anywhere")


_REMOVED = {"color": "var(--red-11)"}
_ADDED = {"color": "var(--green-11)", "text_decoration": "none"}


def _piece(piece: Any) -> rx.Component:
    return rx.match(
        piece.mark,
        ("added", rx.el.ins(piece.text, style=_ADDED)),
        ("removed", rx.el.del_(piece.text, style=_REMOVED)),
        rx.el.span(piece.text),
    )


def _side(side: Any) -> rx.Component:
    style = {"flex_shrink": "0", "margin_top": "3px"}
    drawn = (
        (name, rx.icon(icon, size=14, color=colour, custom_attrs={"aria-label": word}, **style))
        for name, icon, colour, word in _SIDES
    )
    changed = rx.icon(
        "pencil", size=14, color="var(--gray-10)", custom_attrs={"aria-label": "Changed"}, **style
    )
    return rx.match(side, *drawn, changed)
