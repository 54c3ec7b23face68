"""Reads a Yjs update (format V1) from a stranger: bounded and iterative, so that no bytes can exhaust us.

It knows the wire only: whether a struct fits its document is the ledger's business, whether it may be there
the guard's. A clock counts UTF-16 code units, as Yjs does.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from app.collab.lib0 import (
    FORBIDDEN_KEYS,
    BadUpdate,
    Oversized,
    read_count,
    read_string,
    read_uint,
    read_value,
)
from app.flows.limits import (
    DOCUMENT_BYTES,
    UPDATE_BYTES,
    UPDATE_DELETIONS,
    UPDATE_STRUCTS,
    UPDATE_VALUES,
    VALUE_BYTES,
)

GC, DELETED, STRING, TYPE, ANY, SKIP = 0, 1, 4, 7, 8, 10
MAP, TEXT = 1, 2

MAX_CLOCK = 2**31 - 1

HAS_ORIGIN, HAS_RIGHT, _HAS_KEY, _KIND_BITS = 0x80, 0x40, 0x20, 0x1F
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")

Id: TypeAlias = tuple[int, int]
"""Client id and clock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one update may cost us. Sizes in bytes; counts bound the time: about 3 µs a struct."""

    max_bytes: int = UPDATE_BYTES
    max_structs: int = UPDATE_STRUCTS
    max_delete_ranges: int = UPDATE_DELETIONS
    max_values: int = UPDATE_VALUES
    max_value_bytes: int = VALUE_BYTES
    max_value_depth: int = 32
    max_new_clients: int = 32
    max_work_seconds: float = 0.2
    max_load_seconds: float = 0.5


UPDATE = Limits()
FIRST_SYNC = Limits(max_bytes=DOCUMENT_BYTES, max_delete_ranges=200_000)
UNBOUNDED = Limits(2**62, 2**62, 2**62, 2**62, 2**62, 1_000, 2**62, 1e9, 1e9)


class Struct(NamedTuple):
    """One run of clocks. ``at`` is where its content begins in the update's bytes, ``end`` where it ends.

    ``type`` is MAP or TEXT for a TYPE, else 0. ``pairs`` are the clocks of the second halves of surrogate pairs in a
    STRING: between the halves nothing may be cut. ``values`` counts the plain values of an ANY and all inside them.
    """

    clock: int
    length: int
    kind: int
    origin: Id | None = None
    right: Id | None = None
    parent: str | Id | None = None
    key: str | None = None
    at: int = 0
    end: int = 0
    type: int = 0
    pairs: Sequence[int] = ()
    values: int = 0


class Own(NamedTuple):
    """The client whose block is being read, and the bytes that spell its id."""

    client: int
    spelling: bytes


class Block(NamedTuple):
    """The structs of one client, in clock order and without gaps; ``at`` is where the first begins."""

    client: int
    structs: tuple[Struct, ...]
    at: int


class Deletes(NamedTuple):
    """What is deleted of one client's clocks: ascending ``[start, end, start, end, …]``, ends exclusive."""

    client: int
    spans: "array[int]"

    def ranges(self) -> "zip[tuple[int, int]]":
        """Pairs of start and end."""
        return zip(self.spans[::2], self.spans[1::2], strict=True)


class Update(NamedTuple):
    """A decoded update and the bytes it came from. ``values`` counts its plain values and all inside them."""

    data: bytes
    blocks: tuple[Block, ...]
    deletes: tuple[Deletes, ...]
    values: int = 0


def decode(data: bytes, limits: Limits = UPDATE) -> Update:
    """Read a whole update. Raises BadUpdate (Oversized beyond a limit) and nothing else."""
    if len(data) > limits.max_bytes:
        raise Oversized("the update has too many bytes")
    try:
        blocks, values, at = _blocks(data, limits)
        deletes, at = _deletes(data, at, limits)
    except IndexError:
        raise BadUpdate("bytes are missing") from None
    except UnicodeDecodeError:
        raise BadUpdate("a text is not valid UTF-8") from None
    if at != len(data):
        raise BadUpdate("bytes are missing or left over")
    return Update(data, blocks, deletes, values)


def decode_deletes(data: bytes) -> tuple[Deletes, ...]:
    """Read a delete set that stands alone, as pycrdt tells it after a transaction. Raises BadUpdate."""
    return decode(b"\x00" + data, UNBOUNDED).deletes


def clients_of(data: bytes) -> frozenset[int]:
    """Return whose structs an update has. Raises BadUpdate.

    Of an update of one client, which the server's own all are, only the head is read.
    """
    try:
        count, at = read_count(data, 0, 5)
        if count > 1:
            return frozenset(block.client for block in decode(data, UNBOUNDED).blocks)
        return frozenset((read_uint(data, read_count(data, at, 2)[1])[0],) if count else ())
    except IndexError:
        raise BadUpdate("bytes are missing") from None


def _blocks(data: bytes, limits: Limits) -> tuple[tuple[Block, ...], int, int]:
    count, at = read_count(data, 0, 5)
    values = 0
    blocks: list[Block] = []
    seen: set[int] = set()
    budget = limits.max_structs
    for _ in range(count):
        structs, at = read_count(data, at, 2)
        budget -= structs
        if budget < 0:
            raise Oversized("the update has too many structs")
        named_at = at
        client, at = read_uint(data, at)
        own = Own(client, data[named_at:at])
        clock, at = read_uint(data, at)
        if client in seen or not structs:
            raise BadUpdate("a client's block is empty or comes twice")
        seen.add(client)
        run: list[Struct] = []
        begin = at
        for _ in range(structs):
            struct, at = _struct(data, at, clock, own, limits)
            clock += struct.length
            if clock > MAX_CLOCK or not struct.length:
                raise BadUpdate("a clock is out of range")
            values += struct.values
            if values > limits.max_values:
                raise Oversized("the update has too many values")
            run.append(struct)
        blocks.append(Block(client, tuple(run), begin))
    return tuple(blocks), values, at


def _deletes(data: bytes, at: int, limits: Limits) -> tuple[tuple[Deletes, ...], int]:
    count, at = read_count(data, at, 2)
    deletes: list[Deletes] = []
    seen: set[int] = set()
    budget = limits.max_delete_ranges
    for _ in range(count):
        client, at = read_uint(data, at)
        ranges, at = read_count(data, at, 2)
        budget -= ranges
        if budget < 0:
            raise Oversized("the update deletes in too many places")
        if client in seen:
            raise BadUpdate("a client's deletions come twice")
        seen.add(client)
        spans = array("I")
        last = 0
        for _ in range(ranges):
            start, at = read_uint(data, at)
            length, at = read_uint(data, at)
            if start < last or not length or start + length > MAX_CLOCK:
                raise BadUpdate("a deleted range is empty, out of order or out of range")
            last = start + length
            spans.extend((start, last))
        deletes.append(Deletes(client, spans))
    return tuple(deletes), at


def _struct(data: bytes, at: int, clock: int, own: Own, limits: Limits) -> tuple[Struct, int]:
    info = data[at]
    at += 1
    if info in (GC, SKIP):
        length, at = read_uint(data, at)
        return Struct(clock, length, info, at=at, end=at), at
    origin: Id | None = None
    right: Id | None = None
    parent: str | Id | None = None
    key: str | None = None
    if info & HAS_ORIGIN:
        origin, at = _id(data, at, own)
    if info & HAS_RIGHT:
        right, at = _id(data, at, own)
    if origin is None and right is None:
        parent, at = _parent(data, at, own)
        if info & _HAS_KEY:
            key, at = read_string(data, at)
            if key in FORBIDDEN_KEYS:
                raise BadUpdate("a forbidden key")
    kind = info & _KIND_BITS
    if kind == STRING:
        length, end, pairs = _text(data, at, clock)
        return Struct(clock, length, kind, origin, right, parent, key, at, end, 0, pairs), end
    if kind == ANY:
        length, at, end, values = _values(data, at, limits)
        return Struct(clock, length, kind, origin, right, parent, key, at, end, 0, (), values), end
    length, end, shape = _content(data, at, kind)
    return Struct(clock, length, kind, origin, right, parent, key, at, end, shape), end


def _id(data: bytes, at: int, own: Own) -> tuple[Id, int]:
    if data.startswith(own.spelling, at):  # most neighbours are the same client's, and its id is long to read
        client, at = own.client, at + len(own.spelling)
    else:
        client, at = read_uint(data, at)
    clock, at = read_uint(data, at)
    return (client, clock), at


def _parent(data: bytes, at: int, own: Own) -> tuple[str | Id, int]:
    is_root = data[at]
    if is_root > 1:
        raise BadUpdate("a parent of no known kind")
    return read_string(data, at + 1) if is_root else _id(data, at + 1, own)


def _content(data: bytes, at: int, kind: int) -> tuple[int, int, int]:
    """Length in clocks, end, kind of shared type."""
    if kind == TYPE:
        shape = data[at]
        if shape not in (MAP, TEXT):
            raise BadUpdate("a shared type that is neither map nor text")
        return 1, at + 1, shape
    if kind == DELETED:
        return *read_uint(data, at), 0
    raise BadUpdate("a kind of content that a flow does not have")


def _values(data: bytes, at: int, limits: Limits) -> tuple[int, int, int, int]:
    """Length in clocks, begin, end, and how many values there are with all inside them."""
    length, at = read_count(data, at, 1)
    end, values = at, 0
    for _ in range(length):
        begin, (end, count) = end, read_value(data, end, limits.max_value_depth, limits.max_values - values)
        values += count
        if end - begin > limits.max_value_bytes:
            raise Oversized("a value is too large")
    return length, at, end, values


def _text(data: bytes, at: int, clock: int) -> tuple[int, int, Sequence[int]]:
    """Length in UTF-16 code units, end, and the clocks of second halves of surrogate pairs."""
    text, end = read_string(data, at)
    if text.isascii():
        return len(text), end, ()
    length = len(text.encode("utf-16-le")) // 2
    if length == len(text) or clock + length > MAX_CLOCK:
        return length, end, ()
    wide = _BEYOND_BMP.finditer(text)
    return length, end, array("I", (clock + match.start() + before + 1 for before, match in enumerate(wide)))
