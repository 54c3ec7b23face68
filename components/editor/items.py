"""The list control: entries that are added, written, moved and removed, each with the fields of its spec."""

from typing import Any

import reflex as rx

from app.flows.spec import FieldSpec
from components.canvas.client import Client
from components.editor.binding import Scope, mark_of, of_entry
from components.editor.cells import cell, wide_cells
from components.editor.controls import control
from components.editor.look import LINE
from components.editor.widgets import can_write, hint, icon_button

_CARD = {"border": LINE, "border_radius": "var(--radius-3)", "background": "var(--gray-a2)"}


def items_control(scope: Scope, spec: FieldSpec) -> rx.Component:
    """Return the list control of an items field of the selected step or of the settings."""
    rows = Client("useItems", scope, spec.name)
    return entries(rows, mark_of(scope, spec.name), spec.item, spec.item_title or "Entry")


def entries(rows: Client, place: str, fields: tuple[FieldSpec, ...], title: str) -> rx.Component:
    """Return a list control over the rows of ``useItems``; ``place`` begins every ``data-flow-field``."""
    blank = {each.name: each.default for each in fields}
    draw = _slim if len(fields) == 1 else _card
    add = rx.button(
        rx.icon("plus", size=14),
        f"Add {title.lower()}",
        variant="soft",
        color_scheme="gray",
        size="1",
        type="button",
        disabled=~can_write(),
        on_click=rows.handler("add", blank),
        custom_attrs={"data-add": place},
    )
    listing = rx.foreach(
        rows.value("rows", list[dict[str, Any]]),
        lambda row, index: draw(rows, place, fields, title, row, index),
    )
    return rx.vstack(listing, add, spacing="2", width="100%", custom_attrs={"data-items": place})


def _slim(
    rows: Client, place: str, fields: tuple[FieldSpec, ...], title: str, row: Any, index: Any
) -> rx.Component:
    spec = fields[0]
    return rx.hstack(
        rx.box(control(spec, of_entry(rows, place, row, index, spec)), flex="1", min_width="0"),
        _buttons(rows, title, row, index),
        align="start",
        spacing="1",
        width="100%",
        key=row["id"],
        custom_attrs=_attributes(rows, row),
    )


def _card(
    rows: Client, place: str, fields: tuple[FieldSpec, ...], title: str, row: Any, index: Any
) -> rx.Component:
    heading = rx.hstack(
        rx.text(f"{title} ", index.to(int) + 1, size="1", weight="medium", color="var(--gray-11)"),
        rx.spacer(),
        _buttons(rows, title, row, index),
        align="center",
        width="100%",
    )
    wide = wide_cells(fields)
    binds = {spec.name: of_entry(rows, place, row, index, spec) for spec in fields}
    by_name = {spec.name: spec for spec in fields}
    cells = (cell(spec, binds, by_name, is_wide=spec.name in wide) for spec in fields)
    return rx.vstack(
        heading,
        rx.grid(*cells, columns="2", gap="8px", width="100%"),
        spacing="1",
        padding="4px 8px 10px 10px",
        width="100%",
        style=_CARD,
        key=row["id"],
        custom_attrs=_attributes(rows, row),
    )


def _buttons(rows: Client, title: str, row: Any, index: Any) -> rx.Component:
    noun = title.lower()
    last = rows.value("rows", list[dict[str, Any]]).length() - 1
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


def _attributes(rows: Client, row: Any) -> dict[str, Any]:
    return {"data-item": row["id"], "onKeyDown": rows.handler("keys", row["id"])}


def nothing_yet(rows: Client, words: str) -> rx.Component:
    """Return a line that stands where the list would be, while it is empty."""
    return rx.cond(rows.value("empty", bool), hint(words))
