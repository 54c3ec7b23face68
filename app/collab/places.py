"""Where the clocks of the shared document live, and what may stand there: the shape of a flow on the wire."""

import math
import re
import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Final, TypeAlias

from app.collab.structs import (
    ANY,
    DELETED,
    FORBIDDEN_KEYS,
    MAP,
    STRING,
    TEXT,
    TYPE,
    BadUpdate,
    Id,
    Struct,
    read_int,
    read_string,
    read_uint,
)

MAX_COORDINATE: Final = 1e7
_FEW_SPANS = 16
_NOBODY: Id = (2**64 - 1, 0)
_OBJECT, _INTEGER, _FLOAT32, _FLOAT64 = 118, 125, 124, 123
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


class Spans:
    """Half-open ranges of clocks, ascending and apart."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts = array("I")
        self.ends = array("I")

    def add(self, spans: list[tuple[int, int]]) -> None:
        """Add ranges in any order; they may overlap."""
        if len(spans) > _FEW_SPANS:
            spans.sort()
            every = merge(iter(self), spans)
            self.starts, self.ends = array("I"), array("I")
            for start, end in every:
                if self.ends and start <= self.ends[-1]:
                    self.ends[-1] = max(end, self.ends[-1])
                else:
                    self.starts.append(start)
                    self.ends.append(end)
            return
        for start, end in spans:
            low, high = bisect_left(self.ends, start), bisect_right(self.starts, end)
            if low < high:
                start, end = min(start, self.starts[low]), max(end, self.ends[high - 1])
            self.starts[low:high] = array("I", (start,))
            self.ends[low:high] = array("I", (end,))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def outside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a range that are not in here."""
        at = bisect_right(self.ends, start)
        while start < end and at < len(self.starts) and self.starts[at] < end:
            if start < self.starts[at]:
                yield start, self.starts[at]
            start = self.ends[at]
            at += 1
        if start < end:
            yield start, end


class Lane:
    """One client's clocks up to ``next``, in ranges that Yjs would keep as one struct. Append only.

    ``halves`` are clocks of second halves of surrogate pairs; ``right`` is the right origin of the last range.
    """

    __slots__ = (
        "client", "dead", "halves", "homes", "kinds", "left_clients", "left_clocks", "next", "right",
        "right_clients", "right_clocks", "starts",
    )  # fmt: skip

    def __init__(self, client: int, first: int) -> None:
        self.client = client
        self.next = first
        self.right: Id | None = None
        self.starts = array("I")
        self.homes: list[Home] = []
        self.kinds = bytearray()
        self.left_clients, self.left_clocks = array("Q"), array("I")
        self.right_clients, self.right_clocks = array("Q"), array("I")
        self.halves = array("I")
        self.dead = Spans()

    def append(self, length: int, kind: int, home: Home, left: Id | None, right: Id | None) -> None:
        """Add the next clocks and between which neighbours they were put."""
        if self.continues(kind, home, left, right):
            self.next += length
        else:
            self.begin(length, kind, home, left, right)

    def begin(self, length: int, kind: int, home: Home, left: Id | None, right: Id | None) -> None:
        """Add the next clocks as a range of their own."""
        self.starts.append(self.next)
        self.homes.append(home)
        self.kinds.append(kind)
        client, clock = left or _NOBODY
        self.left_clients.append(client)
        self.left_clocks.append(clock)
        client, clock = right or _NOBODY
        self.right_clients.append(client)
        self.right_clocks.append(clock)
        self.right = right
        self.next += length

    def continues(self, kind: int, home: Home, left: Id | None, right: Id | None) -> bool:
        """Whether a struct that comes next would be one with the last."""
        if not self.kinds or self.kinds[-1] != kind or kind == TYPE or self.homes[-1] is not home:
            return False
        return home is None or (left == (self.client, self.next - 1) and right == self.right)

    def extend(self, run: "Lane") -> None:
        """Add everything of a lane that begins where this one ends."""
        for index, (start, kind, home) in enumerate(zip(run.starts, run.kinds, run.homes, strict=True)):
            self.append(run.end(index) - start, kind, home, run.left_of(index), run.right_of(index))
        self.halves.extend(run.halves)

    def find(self, clock: int) -> int:
        """Return the index of the range in which a clock of this lane lies."""
        starts = self.starts
        return len(starts) - 1 if clock >= starts[-1] else bisect_right(starts, clock) - 1

    def end(self, index: int) -> int:
        """Return the clock at which a range ends."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.next

    def left_of(self, index: int) -> Id | None:
        """Return the left origin of a range."""
        client = self.left_clients[index]
        return None if client == _NOBODY[0] else (client, self.left_clocks[index])

    def right_of(self, index: int) -> Id | None:
        """Return the right origin of a range."""
        client = self.right_clients[index]
        return None if client == _NOBODY[0] else (client, self.right_clocks[index])

    def splits_pair(self, clock: int) -> bool:
        """Whether a cut before this clock goes through a character."""
        at = bisect_left(self.halves, clock)
        return at < len(self.halves) and self.halves[at] == clock


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
    if wanted == "object" and data[at] != _OBJECT:
        return "the value must be an object"
    if wanted == "point" and not _is_point(data, at):
        return "a position is a finite x and y"
    return ""


def _is_point(data: bytes, at: int) -> bool:
    if data[at] != _OBJECT:
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
    if tag == _INTEGER:
        return read_int(data, at)
    if tag == _FLOAT32:
        return struct.unpack_from(">f", data, at)[0], at + 4
    if tag == _FLOAT64:
        return struct.unpack_from(">d", data, at)[0], at + 8
    return math.nan, at
