"""One control for each type of field a spec can name.

Every control carries ``data-flow-field``: ``prompt`` in a step, ``settings.voice`` in the settings,
``conditions.0.variable`` in the first entry of a list, ``variables.0.name`` in the agent's variables.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from app.flows.fields import LONG_LINE_CHARS
from app.flows.spec import FieldSpec
from components.canvas.client import Client, act
from components.editor.binding import Binding, Scope
from components.editor.widgets import PlainInput, PlainTextArea, can_write

SHORT_LABEL_CHARS = 14
WEEKDAY_CHARS = 9
DATE = "date"

_GROWS = {"min_height": "32px", "& textarea": {"field_sizing": "content", "max_height": "160px"}}


def control(spec: FieldSpec, bind: Binding) -> rx.Component:
    """Return the control for a field of any type but prose, number and items, which need more than that."""
    return _BY_TYPE[spec.type](spec, bind)


def number_control(scope: Scope, spec: FieldSpec, bind: Binding) -> rx.Component:
    """Return a number box: what cannot be accepted stays in it, the reason below, and out of the document."""
    limits = {"minimum": spec.minimum, "maximum": spec.maximum, "integer": spec.integer, "step": spec.step}
    number = Client("useNumber", scope, spec.name, spec.default, limits)
    problem = number.value("problem")
    box = PlainInput.create(
        value=number.value("text"),
        on_change=number.handler("set"),
        on_blur=number.handler("leave"),
        disabled=~can_write(),
        max_width="120px",
        font_variant_numeric="tabular-nums",
        custom_attrs={
            **_attributes(spec, bind),
            "inputMode": "numeric" if spec.integer else "decimal",
            "onKeyDown": number.handler("keys"),
            "aria-invalid": problem != "",
        },
    )
    return rx.box(
        rx.hstack(box, _range(spec), align="center", spacing="2"),
        rx.cond(
            problem != "", rx.text(problem, size="1", color="var(--red-11)", role="alert", margin_top="4px")
        ),
    )


def _range(spec: FieldSpec) -> rx.Component:
    if spec.minimum is None or spec.maximum is None:
        return rx.fragment()
    return rx.text(f"{spec.minimum:g} to {spec.maximum:g}", size="1", color="var(--gray-11)")


def _line(spec: FieldSpec, bind: Binding) -> rx.Component:
    common: dict[str, Any] = {
        "value": bind.value,
        "placeholder": spec.placeholder,
        "disabled": ~can_write(),
        "max_length": spec.max_length,
        "width": "100%",
    }
    if (spec.max_length or 0) < LONG_LINE_CHARS:
        box = PlainInput.create(on_change=bind.set, custom_attrs=_attributes(spec, bind), **common)
        return _with_calendar(spec, bind, box) if spec.name == DATE else box
    attributes = {**_attributes(spec, bind), "onKeyDown": act("stay_in_line")}
    return PlainTextArea.create(
        on_change=bind.set, rows="1", resize="none", style=_GROWS, custom_attrs=attributes, **common
    )


def _with_calendar(spec: FieldSpec, bind: Binding, box: rx.Component) -> rx.Component:
    """A day can be written, or chosen; what was written and is no day stays to be seen."""
    pick = rx.el.input(
        type="date",
        value=bind.value,
        on_change=bind.set,
        disabled=~can_write(),
        class_name="cw-date-pick",
        tab_index=-1,
        custom_attrs={"aria-label": f"{spec.label}: choose from a calendar"},
    )
    return rx.hstack(box, pick, align="center", spacing="1", width="100%")


def _choice(spec: FieldSpec, bind: Binding) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(width="100%", custom_attrs=_attributes(spec, bind)),
        rx.select.content(
            *(rx.select.item(option.label, value=option.value) for option in spec.options), position="popper"
        ),
        value=bind.value,
        on_change=bind.set,
        disabled=~can_write(),
    )


def _toggle(spec: FieldSpec, bind: Binding) -> rx.Component:
    return rx.switch(
        checked=bind.value, on_change=bind.set, disabled=~can_write(), custom_attrs=_attributes(spec, bind)
    )


def _several(spec: FieldSpec, bind: Binding) -> rx.Component:
    longest = max(len(option.label) for option in spec.options)
    return rx.grid(
        *(_one_of_several(option.value, option.label, bind) for option in spec.options),
        columns="1" if longest > SHORT_LABEL_CHARS else "3" if longest <= WEEKDAY_CHARS else "2",
        gap="8px",
        role="group",
        custom_attrs={"data-flow-field": bind.mark, "aria-label": spec.label},
    )


def _one_of_several(value: str, label: str, bind: Binding) -> rx.Component:
    box = rx.checkbox(
        checked=bind.value.contains(value),
        on_change=bind.flip(value),
        disabled=~can_write(),
        custom_attrs={"data-option": value, "aria-label": label},
    )
    return rx.el.label(
        box, rx.text(label, size="2", as_="span"), display="flex", align_items="center", gap="6px"
    )


def _time(spec: FieldSpec, bind: Binding) -> rx.Component:
    return PlainInput.create(
        type="time",
        value=bind.value,
        on_change=bind.set,
        disabled=~can_write(),
        width="130px",
        font_variant_numeric="tabular-nums",
        custom_attrs=_attributes(spec, bind),
    )


def _attributes(spec: FieldSpec, bind: Binding) -> dict[str, Any]:
    told: dict[str, Any] = {"aria-required": "true"} if spec.required else {}
    if spec.help:
        told["aria-description"] = spec.help
    return {"data-flow-field": bind.mark, "id": bind.ident, "aria-label": spec.label, **told}


_BY_TYPE: dict[str, Callable[[FieldSpec, Binding], rx.Component]] = {
    "line": _line,
    "choice": _choice,
    "toggle": _toggle,
    "several": _several,
    "time": _time,
}
