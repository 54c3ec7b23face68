"""Where a control's value lives: in a field of the selected step or settings, or in an entry of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.flows.spec import FieldSpec, JsonValue
from components.canvas.client import Client

Scope = Literal["nodes", "settings"]

PYTHON_TYPES: dict[str, Any] = {
    "prose": str,
    "line": str,
    "choice": str,
    "time": str,
    "toggle": bool,
    "number": float,
    "several": list[str],
    "items": list[dict[str, Any]],
}


@dataclass(frozen=True, slots=True)
class Binding:
    """What a control shows and calls. ``mark`` is its ``data-flow-field``, ``ident`` its id in the page."""

    value: Any
    set: Any
    flip: Callable[[str], Any]
    mark: Any
    ident: Any


def field_client(scope: Scope, spec: FieldSpec) -> Client:
    """Return the hook of one field; ``value``, ``set`` and ``toggle`` are its parts."""
    return Client("useField", scope, spec.name, spec.default)


def of_field(scope: Scope, spec: FieldSpec) -> Binding:
    """Return the binding of a field of the selected step or of the settings."""
    client = field_client(scope, spec)
    return Binding(
        value=client.value("value", PYTHON_TYPES[spec.type]),
        set=client.handler("set"),
        flip=lambda option: client.handler("toggle", option),
        mark=mark_of(scope, spec.name),
        ident=f"{scope}-{spec.name}",
    )


def of_entry(rows: Client, place: str, row: Any, index: Any, spec: FieldSpec) -> Binding:
    """Return the binding of a field of one entry of a list. Raises TypeError for a type lists cannot hold."""
    if spec.type in {"prose", "items", "number"}:
        raise TypeError(f"{place}.{spec.name}: an entry of a list cannot hold a field of type {spec.type}.")
    mark = f"{place}.{index}.{spec.name}"
    return Binding(
        value=row[spec.name].to(PYTHON_TYPES[spec.type]),
        set=rows.handler("set", row["id"], spec.name),
        flip=lambda option: rows.handler("flip", row["id"], spec.name, row[spec.name], option),
        mark=mark,
        ident=f"entry-{mark}",
    )


def mark_of(scope: str, name: str) -> str:
    """Return a field's ``data-flow-field``: its bare name in a step, ``settings.<name>`` in the settings."""
    return f"settings.{name}" if scope == "settings" else name


def holds(value: Any, type_: str, wanted: JsonValue) -> Any:
    """Return whether a value is, or has among its chosen ones, what a ``shown_if`` asks for, as a Var."""
    return value.contains(wanted) if type_ == "several" else value == wanted
