"""One field as the panels show it: its label, its control, what it means, and who else is in it."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from app.flows.spec import FieldSpec
from components.canvas.client import Client
from components.canvas.islands import prose
from components.editor.binding import PYTHON_TYPES, Scope, field_client, holds, mark_of, of_field
from components.editor.controls import control, number_control
from components.editor.hours import zone_control
from components.editor.items import items_control
from components.editor.look import MUTED
from components.editor.marks import field_marks
from components.editor.widgets import hint, required_mark
from components.ui.fence import AS_IT_IS

ZONE = "time_zone"


def fields(
    scope: Scope, specs: tuple[FieldSpec, ...], among: tuple[FieldSpec, ...] | None = None
) -> rx.Component:
    """Return fields of a kind or of the settings, each only while its ``shown_if`` holds.

    ``among`` are all fields of the kind, where ``specs`` are only some of them.
    """
    by_name = {spec.name: spec for spec in among or specs}
    return rx.vstack(*(_shown(scope, spec, by_name) for spec in specs), spacing="4", width="100%")


def field(scope: Scope, spec: FieldSpec) -> rx.Component:
    """Return one field with its label, help and presence."""
    presence = Client("usePresence", scope, spec.name)
    body = _beside(scope, spec) if spec.type == "toggle" else _below(scope, spec)
    return rx.box(
        body,
        field_marks(scope, spec.name),
        editors(scope, spec.name),
        width="100%",
        on_focus=presence.handler("enter"),
        on_blur=presence.handler("leave"),
        custom_attrs={"data-field-row": mark_of(scope, spec.name)},
    )


def editors(scope: Scope, name: str) -> rx.Component:
    """Return who else has the caret in this field, in their colours."""
    people = Client("useEditors", scope, name).value("", list[dict[str, str]])
    return rx.foreach(people, _editor)


def _editor(peer: Any) -> rx.Component:
    return rx.hstack(
        rx.box(width="6px", height="6px", border_radius="50%", background=peer["color"], flex_shrink="0"),
        rx.text(peer["name"], " is editing this", size="1", weight="medium"),
        align="center",
        spacing="1",
        margin_top="4px",
        key=peer["client"],
        custom_attrs={"data-testid": "is-editing", **AS_IT_IS},
    )


def _shown(scope: Scope, spec: FieldSpec, by_name: Mapping[str, FieldSpec]) -> rx.Component:
    if spec.shown_if is None:
        return field(scope, spec)
    name, wanted = spec.shown_if
    other = by_name[name]
    value = field_client(scope, other).value("value", PYTHON_TYPES[other.type])
    return rx.cond(holds(value, other.type, wanted), field(scope, spec))


def _below(scope: Scope, spec: FieldSpec) -> rx.Component:
    bind = of_field(scope, spec)
    if scope == "settings" and spec.name == ZONE:
        body = zone_control(spec)
    elif spec.type == "prose":
        body = prose(scope, spec, bind.mark)
    elif spec.type == "items":
        body = items_control(scope, spec)
    elif spec.type == "number":
        body = number_control(scope, spec, bind)
    else:
        body = control(spec, bind)
    return rx.box(label(spec, bind.ident, margin_bottom="4px"), body, _help(spec))


def _beside(scope: Scope, spec: FieldSpec) -> rx.Component:
    bind = of_field(scope, spec)
    line = rx.hstack(label(spec, bind.ident), rx.spacer(), control(spec, bind), align="center", width="100%")
    return rx.box(line, _help(spec))


def label(spec: FieldSpec, ident: Any, **props: Any) -> rx.Component:
    """Return a field's label."""
    words = rx.text(spec.label, required_mark(spec), size="2", weight="medium", as_="span")
    return rx.el.label(words, html_for=ident, display="block", **props)


def _help(spec: FieldSpec) -> rx.Component:
    return hint(spec.help, margin_top="4px", color=MUTED) if spec.help else rx.fragment()
