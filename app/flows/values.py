"""Reading one value: what is not of the field's type reads as its default, and nothing ever raises."""

import math
import re
from typing import Any, cast

from app.flows.spec import FieldSpec, Json, JsonValue

MAX_SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 32  # as deep as the wire lets a value be

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME = re.compile(r"[a-z_]{1,40}")
_POISON = frozenset({"__proto__", "constructor", "prototype"})  # would reach into objects


def is_id(value: object) -> bool:
    """Whether this may name a node, edge or item."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None and value not in _POISON


def is_name(value: object) -> bool:
    """Whether this may name a field or a kind."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None and value not in _POISON


def number(value: object) -> int | float | None:
    """Return a finite number, an integer wherever it is one exactly; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        as_float = float(value)
    except OverflowError:
        return None
    if not math.isfinite(as_float):
        return None
    if as_float.is_integer() and abs(as_float) <= MAX_SAFE_INTEGER:
        return int(as_float)
    return as_float


def table(data: object, name: str) -> Json:
    """Return the object standing under this name, or an empty one."""
    inner = cast("Json", data).get(name) if isinstance(data, dict) else None
    return cast("Json", inner) if isinstance(inner, dict) else {}


def rows(data: object) -> list[Json]:
    """Return the objects of a list, or none."""
    if not isinstance(data, list | tuple):
        return []
    return [cast("Json", row) for row in cast("list[object]", data) if isinstance(row, dict)]


def plain(value: object, depth: int = 0) -> JsonValue:
    """Return a JSON value of anything: what JSON cannot say, or lies too deep, becomes None."""
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if depth >= MAX_DEPTH:
        return None
    if isinstance(value, list | tuple):
        return [plain(each, depth + 1) for each in cast("list[object]", value)]
    if isinstance(value, dict):
        known = cast("dict[Any, object]", value)
        return {str(key): plain(each, depth + 1) for key, each in known.items() if str(key) not in _POISON}
    return number(value)


def read(field: FieldSpec, value: object) -> JsonValue:
    """Return the value as this field holds it, or the field's default."""
    kind = field.type
    if kind == "items":
        return _items(field, value)
    if kind == "number":
        found = number(value)
        return field.default if found is None else found
    if kind == "toggle":
        return value if isinstance(value, bool) else field.default
    if kind == "several":
        return _several(field, value)
    return str(value) if isinstance(value, str) else field.default


def read_all(fields: tuple[FieldSpec, ...], values: Json) -> Json:
    """Return exactly these fields, each read from the values by its name."""
    return {field.name: read(field, values.get(field.name)) for field in fields}


def read_rows(fields: tuple[FieldSpec, ...], data: object) -> list[Json]:
    """Return a list of entries ``{"id", fields…}``; those without an id of their own are left out."""
    found: dict[str, Json] = {}
    for row in rows(data):
        if is_id(row.get("id")) and row["id"] not in found:
            found[row["id"]] = {"id": row["id"], **read_all(fields, row)}
    return list(found.values())


def _items(field: FieldSpec, value: object) -> list[Json]:
    return read_rows(field.item, value)


def _several(field: FieldSpec, value: object) -> list[str]:
    chosen = cast("list[object]", value) if isinstance(value, list | tuple) else None
    if chosen is None or not all(isinstance(each, str) for each in chosen):
        return list(field.default)
    return [str(each) for each in chosen]
