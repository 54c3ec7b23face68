"""Where the clocks of the shared document live, and what may stand there: the shape of a flow on the wire."""

import math
import re
import struct
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.collab.lib0 import (
    ANY_FLOAT32,
    ANY_FLOAT64,
    ANY_INTEGER,
    ANY_OBJECT,
    FORBIDDEN_KEYS,
    BadUpdate,
    read_int,
    read_string,
    read_uint,
)
from app.collab.structs import ANY, DELETED, MAP, STRING, TEXT, TYPE, Struct
from app.flows.limits import MAX_COORDINATE

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FIELD = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the entries of one map are: their keys, whether plain, and which shared types."""

    keys: re.Pattern[str]
    plain: str = ""
    """"any", "object" or "point"; empty where no plain value may stand."""
    types: frozenset[int] = frozenset()
    inside: "Shape | None" = None
    """What the entries of a Map that stands here are."""


_PLAIN = Shape(_FIELD, "any")
_ITEMS = Shape(_ID, types=frozenset({MAP}), inside=_PLAIN)
_FIELDS = Shape(_FIELD, "any", frozenset({MAP, TEXT}), _ITEMS)
_RICH = Shape(_ID, types=frozenset({MAP}), inside=_FIELDS)
_FLAT = Shape(_ID, types=frozenset({MAP}), inside=_PLAIN)

ROOTS: Final[dict[str, Shape]] = {
    "meta": _PLAIN,
    "nodes": _RICH,
    "edges": Shape(_ID, "object"),
    "layout": Shape(_ID, "point"),
    "settings": _FIELDS,
    "variables": _FLAT,
    "pronunciations": _FLAT,
    "notes": _RICH,
}


class Container:
    """A root, or one Map or Text item. A root's ``place`` is None; identity is the item's identity."""

    __slots__ = ("chars", "entries", "name", "place", "shape", "type")

    def __init__(self, kind: int, place: "Place | None", shape: Shape | None, name: str = "") -> None:
        self.type = kind
        self.place = place
        self.shape = shape
        self.name = name
        self.entries: dict[str, Place] = {}
        self.chars = Place(self, None) if kind == TEXT else None


class Place:
    """One entry of one Map (``key``), or the characters of one Text (``key`` None). Compared by identity.

    ``structs`` counts what stands there, deleted or not: it bounds the work of the next conflict there.
    """

    __slots__ = ("holder", "key", "structs")

    def __init__(self, holder: Container, key: str | None) -> None:
        self.holder = holder
        self.key = key
        self.structs = 0

    @property
    def path(self) -> tuple[str, ...]:
        """Root name and keys: ("nodes", "n1", "prompt") for an entry and for the characters of its text."""
        keys = [self.key]
        holder = self.holder
        while holder.place is not None:
            keys.append(holder.place.key)
            holder = holder.place.holder
        return (holder.name, *(key for key in reversed(keys) if key is not None))


Home: TypeAlias = Place | Container | None
"""What a clock is: an entry's value or characters, a type item, or (None) what was garbage collected."""


def place_of(home: Home) -> Place | None:
    """Where a home stands."""
    return home.place if isinstance(home, Container) else home


def roots() -> dict[str, Container]:
    """Return the root maps of an empty document."""
    return {name: Container(MAP, None, shape, name) for name, shape in ROOTS.items()}


def container(kind: int, place: Place) -> Container:
    """Return what a new Map or Text item at ``place`` is."""
    shape = place.holder.shape
    return Container(kind, place, shape.inside if shape and kind == MAP else None)


def misfit(struct_: Struct, place: Place, data: bytes) -> str:
    """Say why this struct may not stand at this place; empty if it may. ``data`` is the update's bytes."""
    holder, kind, key = place.holder, struct_.kind, place.key
    if key is None:
        return "" if kind in (STRING, DELETED) else "a text holds only characters"
    shape = holder.shape
    if shape is None:
        return "nothing may live so deep"
    if not shape.keys.fullmatch(key) or key in FORBIDDEN_KEYS:
        return "a name that is not allowed here"
    if kind == DELETED:
        return ""
    if kind == TYPE:
        return "" if struct_.type in shape.types else "a shared type that may not stand here"
    if kind != ANY or not shape.plain:
        return "a plain value or text may not stand here"
    return _wrong_value(shape.plain, data, struct_.at)


def _wrong_value(wanted: str, data: bytes, at: int) -> str:
    if wanted == "object" and data[at] != ANY_OBJECT:
        return "the value must be an object"
    if wanted == "point" and not _is_point(data, at):
        return "a position is a finite x and y"
    return ""


def _is_point(data: bytes, at: int) -> bool:
    if data[at] != ANY_OBJECT:
        return False
    count, at = read_uint(data, at + 1)
    if count != 2:
        return False
    names: set[str] = set()
    try:
        for _ in range(2):
            name, at = read_string(data, at)
            value, at = _number(data, at)
            names.add(name)
            if not abs(value) <= MAX_COORDINATE:
                return False
    except BadUpdate:
        return False
    return names == {"x", "y"}


def _number(data: bytes, at: int) -> tuple[float, int]:
    tag = data[at]
    at += 1
    if tag == ANY_INTEGER:
        return read_int(data, at)
    if tag == ANY_FLOAT32:
        return struct.unpack_from(">f", data, at)[0], at + 4
    if tag == ANY_FLOAT64:
        return struct.unpack_from(">d", data, at)[0], at + 8
    return math.nan, at
