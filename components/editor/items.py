"""The list control: entries that are added, written, moved and removed, each with the fields of its spec."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.flows.nodes import NODES
from app.flows.spec import FieldSpec
from components.canvas.client import Client
from components.editor.binding import Scope, mark_of, of_entry
from components.editor.cells import cell, wide_cells
from components.editor.controls import control
from components.editor.exit_choice import entry_exit
from components.editor.look import LINE
from components.editor.marks import MarkScope, field_marks
from components.editor.widgets import can_write, hint, icon_button

_CARD = {"border": LINE, "border_radius": "var(--radius-3)", "background": "var(--gray-a2)"}


_OUTPUTS = frozenset(kind.ports.each for kind in NODES.values() if kind.ports.each)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list and the fields of its entries. One that is a root of the document by itself has no ``name``.

    ``are_outputs``: the step continues at each of its entries, and each says where.
    """

    scope: MarkScope
    name: str
    fields: tuple[FieldSpec, ...]
    title: str
    are_outputs: bool = False

    @property
    def rows(self) -> Client:
        """The hook that reads and changes its entries."""
        return Client("useItems", self.scope, self.name)

    @property
    def place(self) -> str:
        """What every ``data-flow-field`` of it begins with."""
        return mark_of(self.scope, self.name) if self.name else self.scope


def items_control(scope: Scope, spec: FieldSpec) -> rx.Component:
    """Return the list control of an items field of the selected step or of the settings."""
    are_outputs = scope == "nodes" and spec.name in _OUTPUTS
    return entries(Listed(scope, spec.name, spec.item, spec.item_title or "Entry", are_outputs))


def entries(listed: Listed) -> rx.Component:
    """Return the list with the button that adds to it."""
    blank = {each.name: each.default for each in listed.fields}
    draw = _slim if len(listed.fields) == 1 else _card
    add = rx.button(
        rx.icon("plus", size=14),
        f"Add {listed.title.lower()}",
        variant="soft",
        color_scheme="gray",
        size="1",
        type="button",
        disabled=~can_write(),
        on_click=listed.rows.handler("add", blank),
        custom_attrs={"data-add": listed.place},
    )
    before = listed.rows.value("page.offset", int)
    listing = rx.foreach(
        listed.rows.value("rows", list[dict[str, Any]]), lambda row, index: draw(listed, row, before + index)
    )
    return rx.vstack(
        listing,
        page_turner(listed.rows),
        add,
        spacing="2",
        width="100%",
        custom_attrs={"data-items": listed.place},
        **_presence(listed),
    )


def _presence(listed: Listed) -> dict[str, Any]:
    """Say who is in a list that is no field of a step or of the settings; those say it themselves."""
    if listed.name:
        return {}
    presence = Client("usePresence", listed.scope, "")
    return {"on_focus": presence.handler("enter"), "on_blur": presence.handler("leave")}


def _slim(listed: Listed, row: Any, index: Any) -> rx.Component:
    (spec,) = listed.fields
    drawn = control(spec, of_entry(listed.rows, listed.place, row, index, spec))
    line = rx.hstack(
        rx.box(drawn, *_goes_to(listed, row), flex="1", min_width="0"),
        _buttons(listed, row, index),
        align="start",
        spacing="1",
        width="100%",
    )
    marks = (field_marks(listed.scope, listed.name, row["id"], sub) for sub in (spec.name, ""))
    return rx.box(line, *marks, width="100%", key=row["id"], custom_attrs=_attributes(listed, row))


def _card(listed: Listed, row: Any, index: Any) -> rx.Component:
    heading = rx.hstack(
        rx.text(f"{listed.title} ", index.to(int) + 1, size="1", weight="medium", color="var(--gray-11)"),
        rx.spacer(),
        _buttons(listed, row, index),
        align="center",
        width="100%",
    )
    wide = wide_cells(listed.fields)
    binds = {spec.name: of_entry(listed.rows, listed.place, row, index, spec) for spec in listed.fields}
    by_name = {spec.name: spec for spec in listed.fields}
    cells = (cell(spec, binds, by_name, is_wide=spec.name in wide) for spec in listed.fields)
    marks = (field_marks(listed.scope, listed.name, row["id"], sub) for sub in (*by_name, ""))
    return rx.vstack(
        heading,
        rx.grid(*cells, columns="2", gap="8px", width="100%"),
        *_goes_to(listed, row),
        *marks,
        spacing="1",
        padding="4px 8px 10px 10px",
        width="100%",
        style=_CARD,
        key=row["id"],
        custom_attrs=_attributes(listed, row),
    )


def _goes_to(listed: Listed, row: Any) -> tuple[rx.Component, ...]:
    return (entry_exit(row["id"]),) if listed.are_outputs else ()


def _buttons(listed: Listed, row: Any, index: Any) -> rx.Component:
    noun, rows = listed.title.lower(), listed.rows
    last = rows.value("page.total", int) - 1
    common = {"size": "1", "disabled": ~can_write()}
    return rx.hstack(
        icon_button(
            "chevron-up",
            f"Move {noun} up (Alt+↑)",
            on_click=rows.handler("move", row["id"], -1),
            **{**common, "disabled": ~can_write() | (index == 0)},
        ),
        icon_button(
            "chevron-down",
            f"Move {noun} down (Alt+↓)",
            on_click=rows.handler("move", row["id"], 1),
            **{**common, "disabled": ~can_write() | (index == last)},
        ),
        icon_button("x", f"Remove {noun}", on_click=rows.handler("remove", row["id"]), **common),
        spacing="1",
        align="center",
        flex_shrink="0",
        padding_top="4px",
    )


def page_turner(rows: Client) -> rx.Component:
    """Return the line under a list that is too long to be drawn at once: which rows these are, and the others."""
    of = rx.text(
        rows.value("page.first", int),
        "–",
        rows.value("page.last", int),
        " of ",
        rows.value("page.total", int),
        size="1",
        color="var(--gray-11)",
        custom_attrs={"aria-live": "polite"},
    )
    line = rx.hstack(
        icon_button(
            "chevron-left",
            "Rows before these",
            on_click=rows.handler("page.turn", -1),
            disabled=~rows.value("page.hasBefore", bool),
        ),
        of,
        icon_button(
            "chevron-right",
            "Rows after these",
            on_click=rows.handler("page.turn", 1),
            disabled=~rows.value("page.hasAfter", bool),
        ),
        align="center",
        spacing="2",
        custom_attrs={"data-testid": "page-turner"},
    )
    return rx.cond(rows.value("page.isMany", bool), line)


def _attributes(listed: Listed, row: Any) -> dict[str, Any]:
    return {"data-item": row["id"], "onKeyDown": listed.rows.handler("keys", row["id"])}


def nothing_yet(listed: Listed, words: str) -> rx.Component:
    """Return a line that stands where the list would be, while it is empty."""
    return rx.cond(listed.rows.value("empty", bool), hint(words))
