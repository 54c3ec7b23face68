"""Frames that no honest client sends, built byte by byte, and the fuzz that looks for more of them.

``python -m tests.hostile SEED COUNT`` mutates genuine updates of a random history and applies what the guard lets
through; it prints a line of counts, and fails where the document does not hold.
"""

import json
import random
import resource
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence

from app.collab.structs import ANY, DELETED, GC, MAP, SKIP, STRING, TEXT, TYPE

CPU_SECONDS = 120

Id = tuple[int, int]
Spans = Sequence[tuple[int, int]]


def uint(number: int) -> bytes:
    """A variable-length number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def text(content: str) -> bytes:
    """Length and UTF-8."""
    encoded = content.encode()
    return uint(len(encoded)) + encoded


def value(plain: object) -> bytes:
    """A plain value as lib0 writes it."""
    if isinstance(plain, bytes):
        return plain
    if plain is None or isinstance(plain, bool):
        return {None: b"\x7e", True: b"\x78", False: b"\x79"}[plain]
    if isinstance(plain, int):
        sign, size = (0x40 if plain < 0 else 0), abs(plain)
        return bytes((125, size | sign)) if size < 64 else bytes((125, size & 63 | sign | 128)) + uint(size >> 6)
    if isinstance(plain, float):
        return b"\x7b" + struct.pack(">d", plain)
    if isinstance(plain, str):
        return b"\x77" + text(plain)
    if isinstance(plain, Mapping):
        return b"\x76" + uint(len(plain)) + b"".join(text(k) + value(v) for k, v in plain.items())
    assert isinstance(plain, list)
    return b"\x75" + uint(len(plain)) + b"".join(map(value, plain))


def item(
    kind: int, content: bytes, origin: Id | None = None, right: Id | None = None,
    parent: str | Id | None = None, key: str | None = None,
) -> bytes:  # fmt: skip
    """One struct. The parent is written only where Yjs writes it: if there is neither neighbour."""
    info = kind | (0x80 if origin else 0) | (0x40 if right else 0) | (0x20 if key is not None else 0)
    out = bytes((info,))
    for neighbour in (origin, right):
        if neighbour:
            out += uint(neighbour[0]) + uint(neighbour[1])
    if not origin and not right:
        assert parent is not None
        out += b"\x01" + text(parent) if isinstance(parent, str) else b"\x00" + uint(parent[0]) + uint(parent[1])
        out += text(key) if key is not None else b""
    return out + content


def chars(content: str, *at: Id | None, parent: str | Id | None = None) -> bytes:
    """Characters of a text; ``at`` is left and right neighbour."""
    return item(STRING, text(content), *at, parent=parent)


def plain(content: object, *at: Id | None, parent: str | Id | None = None, key: str | None = None) -> bytes:
    """One plain value of a map entry."""
    return item(ANY, b"\x01" + value(content), *at, parent=parent, key=key)


def shared(kind: int, *at: Id | None, parent: str | Id | None = None, key: str | None = None) -> bytes:
    """A Map (1), Text (2) or something else."""
    return item(TYPE, uint(kind), *at, parent=parent, key=key)


def gone(length: int, *at: Id | None, parent: str | Id | None = None, key: str | None = None) -> bytes:
    """Content that was deleted."""
    return item(DELETED, uint(length), *at, parent=parent, key=key)


def garbage(length: int) -> bytes:
    """What was collected."""
    return bytes((GC,)) + uint(length)


def skip(length: int) -> bytes:
    """A hole."""
    return bytes((SKIP,)) + uint(length)


def update(
    blocks: Mapping[int, tuple[int, Sequence[bytes]]] | Sequence[tuple[int, int, Sequence[bytes]]] = (),
    deletes: Mapping[int, Spans] | Sequence[tuple[int, Spans]] = (),
) -> bytes:
    """A whole update: client → (first clock, structs), client → [(clock, length)]."""
    rows = [(c, *rest) for c, rest in blocks.items()] if isinstance(blocks, Mapping) else blocks
    out = uint(len(rows))
    for client, clock, structs in rows:
        out += uint(len(structs)) + uint(client) + uint(clock) + b"".join(structs)
    lost = list(deletes.items()) if isinstance(deletes, Mapping) else deletes
    out += uint(len(lost))
    for client, spans in lost:
        out += uint(client) + uint(len(spans)) + b"".join(uint(at) + uint(size) for at, size in spans)
    return out


def nest(depth: int) -> bytes:
    """A list in a list in a list."""
    return b"\x75\x01" * depth + b"\x7e"


SERVER, START, TITLE, PROMPT, MODE = 1, (1, 0), (1, 1), (1, 2), (1, 8)


def small_state(prompt: str = "Hello") -> bytes:
    """Client 1's document: nodes/start {title, prompt: Text, mode}; clocks as named above, characters from 3."""
    return update({
        SERVER: (0, [
            shared(MAP, parent="nodes", key="start"),
            plain("Start", parent=START, key="title"),
            shared(TEXT, parent=START, key="prompt"),
            chars(prompt, parent=PROMPT),
            plain("static", parent=START, key="mode"),
            shared(MAP, parent="nodes", key="n1"),
            shared(TEXT, parent=(1, 9), key="prompt"),
            chars("World", parent=(1, 10)),
        ]),
    })  # fmt: skip


NODE, NODE_TEXT, NODE_CHARS = (1, 9), (1, 10), (1, 11)


def bombs() -> Iterator[tuple[str, bytes]]:
    """What is known to crash, hang or exhaust pycrdt, or to poison every browser; onto ``small_state()``."""
    yield "counts that reserve memory (4 bytes)", bytes.fromhex("93f4d654")
    yield "counts that reserve memory (ffffff7f)", bytes.fromhex("ffffff7f")
    yield "a delete set that reserves memory", bytes.fromhex("000105ffffff7f")
    for depth in (33, 5_000, 28_000, 300_000):
        yield f"a value {depth} deep", update({9: (0, [plain(nest(depth), parent="settings", key="deep")])})
    deep = [shared(MAP, parent="nodes", key="n9"), *(shared(MAP, parent=(9, n), key="x") for n in range(20_000))]
    yield "20,000 maps in each other", update({9: (0, deep)})
    for key in ("__proto__", "constructor", "prototype"):
        yield f"the key {key}", update({9: (0, [plain(1, parent="settings", key=key)])})
        yield f"the key {key} inside", update({9: (0, [plain({"a": [{key: 1}]}, parent="settings", key="x")])})
    yield "20,000 client ids", update({n: (0, [garbage(1)]) for n in range(100, 20_100)})
    yield "a value as parent", update({9: (0, [plain(1, parent=MODE, key="x")])})
    yield "an array", update({9: (0, [shared(0, parent=NODE, key="x")])})
    yield "an empty block", update({9: (0, [])})
    yield "an empty text", update({9: (0, [chars("", NODE_CHARS)])})
    yield "empty garbage", update({9: (0, [garbage(0)])})
    yield "a struct that leans on itself", update({9: (0, [chars("ab", (9, 1))])})
    yield "a struct that leans on its end", update({9: (0, [chars("ab", (9, 0))])})
    yield "a map in itself", update({9: (0, [shared(MAP, parent=(9, 0), key="x")])})
    yield "parents in a circle", update({
        8: (0, [shared(MAP, parent=(9, 0), key="x")]), 9: (0, [shared(MAP, parent=(8, 0), key="x")]),
    })  # fmt: skip
    yield "runs that overlap", update([(9, 0, [chars("ab", NODE_CHARS)]), (9, 1, [chars("cd", NODE_CHARS)])])
    yield "deletions out of order", update({}, {1: [(12, 1), (11, 1)]})
    yield "deletions that overlap", update({}, {1: [(11, 3), (12, 1)]})
    yield "deletions twice", update({}, [(1, [(11, 1)]), (1, [(12, 1)])])
    yield "an empty deletion", update({}, {1: [(11, 0)]})
    yield "garbage past the last clock", update({9: (0, [garbage(2**31 - 1), garbage(2)])})
    yield "neighbours in two texts", update({9: (0, [chars("x", (1, 3), (1, 12))])})
    yield "a text used as a map", update({9: (0, [plain(1, parent=NODE_TEXT, key="x")])})
    yield "a map used as a text", update({9: (0, [chars("x", parent=NODE)])})
    yield "a root used as a list", update({9: (0, [plain(1, parent="nodes")])})
    yield "a value among characters", update({9: (0, [plain(1, NODE_CHARS)])})
    yield "characters in an entry", update({9: (0, [chars("x", MODE)])})
    yield "a right neighbour in a map", update({9: (0, [plain(1, None, MODE)])})
    yield "two values at once", update({9: (0, [item(ANY, b"\x02" + value(1) + value(2), MODE)])})
    yield "undefined", update({9: (0, [plain(b"\x7f", parent="settings", key="x")])})
    yield "bytes", update({9: (0, [plain(b"\x74\x00", parent="settings", key="x")])})
    yield "a bigint", update({9: (0, [plain(b"\x7a" + bytes(8), parent="settings", key="x")])})
    yield "not a number", update({9: (0, [plain(float("nan"), parent="settings", key="x")])})
    yield "a lone surrogate", update({9: (0, [item(STRING, b"\x03\xed\xa0\x80", NODE_CHARS)])})
    many = [chars("x", None, (9, n % 50)) for n in range(8_000)]
    yield "conflicts without end", update({9: (0, [chars("y" * 50, NODE_CHARS), *many, *many])})
    chain = [plain(1, parent=NODE, key="x"), *(plain(1, (8, n)) for n in range(9_999))]
    forks = [plain(1, (8, n)) for n in reversed(range(10_000))]
    yield "forks of one entry without end", update({8: (0, chain), 9: (0, forks)})
    yield "cuts from the right without end", update({
        8: (0, [chars("x" * 200_000, NODE_CHARS)]), 9: (0, [chars("y", (8, 199_990 - 9 * n)) for n in range(9_000)]),
    })  # fmt: skip
    glue = [chars("x" * 10, NODE_CHARS), *(chars("x" * 10, (9, 10 * n + 9)) for n in range(40_000))]
    yield "gluing without end", update({9: (0, glue)})


# A random history of honest people


class Desk:
    """A document behind the guard, as a room keeps it, with its invariants checked at every step."""

    def __init__(self, state: bytes, ledger: Ledger | None = None) -> None:
        self.doc: Doc = Doc()
        for name in ROOTS:
            self.doc.get(name, type=Map)
        self.doc.apply_update(state)
        self.ledger = ledger or Ledger.from_state(state)
        self.owners = {SERVER: "server"}
        self.guard = Guard(self.ledger, self.owners)
        self.taken = [state]
        self.lost = b"\x00"
        self._watch = self.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        self.lost = event.delete_set

    def take(self, frame: bytes, user: str, limits: Limits = UPDATE) -> Accepted:
        """Let the guard decide, apply, and prove that document and ledger agree."""
        accepted = self.guard.inspect(frame, user, limits)
        self.doc.apply_update(frame)
        self.guard.settle(self.lost)
        self.taken.append(frame)
        assert vector(self.doc) == self.ledger.state_vector()
        return accepted

    def content(self) -> dict[str, object]:
        """Everything, as plain values."""
        return {name: self.doc.get(name, type=Map).to_py() for name in ROOTS}


def vector(doc: Doc) -> dict[int, int]:
    """A document's next clock per client."""
    state, at = doc.get_state(), 0
    count, at = read_uint(state, at)
    clocks: dict[int, int] = {}
    for _ in range(count):
        client, at = read_uint(state, at)
        clocks[client], at = read_uint(state, at)
    return clocks


def live(ledger: Ledger) -> dict[int, list[tuple[int, int, object]]]:
    """Per client the ranges that are not deleted, each with its path: what two ledgers of one document share."""
    every: dict[int, list[tuple[int, int, object]]] = {}
    for client, lane in ledger.lanes.items():
        rows = every[client] = []
        for index, (start, home) in enumerate(zip(lane.starts, lane.homes, strict=True)):
            place = place_of(home)
            for begin, end in lane.dead.outside(start, lane.end(index)):
                path = place and (place.path, type(home).__name__)
                if rows and rows[-1][1] == begin and rows[-1][2] == path:
                    begin = rows.pop()[0]
                rows.append((begin, end, path))
    return every
