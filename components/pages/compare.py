"""Two contents of an agent side by side: what to compare, and the difference as a list by section."""

import reflex as rx

from components.ui.button import icon_button
from components.ui.choose import choose
from components.ui.instead import bones, instead
from components.ui.note import problem
from state.compare import ChangeRow, CompareState, PieceRow, SectionRows
from state.history import HistoryState

_SIDES = (("added", "plus", "Added"), ("removed", "minus", "Removed"), ("changed", "pencil", "Changed"))


def compare() -> rx.Component:
    """Return the comparison, or nothing while the address asks for none."""
    shown = rx.cond(
        CompareState.ready,
        rx.cond(CompareState.count > 0, _sections(), _equal()),
        rx.cond(CompareState.problem == "", bones(3, "cw-change", ("160px", "320px"))),
    )
    whole = rx.el.section(
        _head(),
        problem(CompareState.problem),
        shown,
        class_name="cw-compare",
        aria_label="Comparison",
        id="compare",
    )
    return rx.cond((CompareState.older != "") & (CompareState.newer != ""), whole)


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.span("From", class_name="cw-muted"),
        choose(
            "From", HistoryState.contents, CompareState.older, lambda one: CompareState.choose("older", one)
        ),
        icon_button("arrow-left-right", "Swap them", on_click=CompareState.swap, needs_server=True),
        rx.el.span("to", class_name="cw-muted"),
        choose(
            "To", HistoryState.contents, CompareState.newer, lambda one: CompareState.choose("newer", one)
        ),
        rx.el.span(_summary(), class_name="cw-compare-count", role="status"),
        icon_button("x", "Compare no more", on_click=CompareState.close, needs_server=True),
        class_name="cw-compare-head",
    )


def _summary() -> rx.Component:
    many = rx.fragment(CompareState.count, " changes")
    return rx.cond(CompareState.ready, rx.cond(CompareState.count == 1, rx.fragment("1 change"), many))


def _equal() -> rx.Component:
    return instead(
        "equal",
        "No difference",
        rx.Var.create(
            f"{CompareState.older_label} and {CompareState.newer_label} say the same to callers. "
            "Where steps lie on the canvas is no difference."
        ),
    )


def _sections() -> rx.Component:
    return rx.el.div(rx.foreach(CompareState.sections, _section), class_name="cw-compare-list")


def _section(section: rx.Var[SectionRows]) -> rx.Component:
    return rx.el.div(
        rx.el.h2(section.title, rx.el.span(section.changes.length(), class_name="cw-count")),
        rx.el.ul(rx.foreach(section.changes, _change)),
        class_name="cw-compare-section",
        key=section.title,
    )


def _change(change: rx.Var[ChangeRow]) -> rx.Component:
    jump = rx.link(
        rx.icon("square-arrow-out-up-right", size=14),
        href=change.href,
        class_name="cw-jump",
        custom_attrs={"aria-label": "Show it in the editor", "title": "Show it in the editor"},
    )
    return rx.el.li(
        rx.el.div(
            _side(change),
            rx.el.strong(change.title, class_name="cw-name"),
            rx.cond(change.label != "", rx.el.span(change.label, class_name="cw-muted cw-cut")),
            rx.cond(change.authors != "", rx.el.small("by ", change.authors, class_name="cw-muted cw-cut")),
            jump,
            class_name="cw-change-head",
        ),
        rx.cond(change.pieces.length() > 0, _pieces(change), _values(change)),
        class_name="cw-change",
        custom_attrs={"data-side": change.side},
    )


def _side(change: rx.Var[ChangeRow]) -> rx.Component:
    marks = [(side, rx.fragment(rx.icon(icon, size=12), word)) for side, icon, word in _SIDES]
    return rx.el.span(
        rx.match(change.side, *marks, rx.fragment(change.side)),
        class_name="cw-side",
        custom_attrs={"data-side": change.side},
    )


def _pieces(change: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.p(rx.foreach(change.pieces, _piece), class_name="cw-diff")


def _piece(piece: rx.Var[PieceRow]) -> rx.Component:
    """Added is underlined after a plus, removed is struck after a minus: the colours only help."""
    return rx.match(
        piece.mark,
        ("added", rx.el.ins(piece.text)),
        ("removed", rx.el.del_(piece.text)),
        rx.el.span(piece.text),
    )


def _values(change: rx.Var[ChangeRow]) -> rx.Component:
    return rx.cond(
        (change.before != "") | (change.after != ""),
        rx.el.p(
            rx.cond(change.before != "", rx.el.del_(change.before)),
            rx.cond(change.after != "", rx.el.ins(change.after)),
            class_name="cw-diff",
        ),
    )
