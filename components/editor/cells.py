"""The cells of a list's entry: two in a row where they are short, one where they are not."""

from collections.abc import Mapping

import reflex as rx

from app.flows.fields import LONG_LINE_CHARS
from app.flows.spec import FieldSpec
from components.editor.binding import Binding, holds
from components.editor.controls import control
from components.editor.widgets import required_mark


def wide_cells(fields: tuple[FieldSpec, ...]) -> set[str]:
    """Return the names of the fields that take a whole row: long ones, switches, many at once, the odd one out."""
    wide: set[str] = set()
    waiting = ""
    for spec in fields:
        if spec.type in {"toggle", "several"} or spec.shown_if or (spec.max_length or 0) >= LONG_LINE_CHARS:
            wide |= {spec.name, waiting}
            waiting = ""
        else:
            waiting = "" if waiting else spec.name
    return (wide | {waiting}) - {""}


def cell(
    spec: FieldSpec, binds: Mapping[str, Binding], by_name: Mapping[str, FieldSpec], *, is_wide: bool
) -> rx.Component:
    """Return one field of an entry, only while its ``shown_if`` holds."""
    words = rx.text(spec.label, required_mark(spec), size="1", as_="span", title=spec.help)
    label = rx.el.label(words, html_for=binds[spec.name].ident)
    drawn = control(spec, binds[spec.name])
    if spec.type == "toggle":
        body = rx.hstack(label, rx.spacer(), drawn, align="center", width="100%")
    else:
        body = rx.fragment(label, rx.box(drawn, margin_top="2px"))
    shown = rx.box(body, grid_column="1 / -1" if is_wide else "auto", min_width="0")
    if spec.shown_if is None:
        return shown
    name, wanted = spec.shown_if
    return rx.cond(holds(binds[name].value, by_name[name].type, wanted), shown)
