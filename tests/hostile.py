"""Frames that no honest client sends: built byte by byte, or genuine ones bent, for fuzzing.

``python -m tests.hostile SEED COUNT`` bends updates of a random history and applies what the guard lets
through; it prints a line of counts, and fails where the document does not hold.
"""

import copy
import random
import resource
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence

from pycrdt import Doc, Map, merge_updates

from app.collab.guard import Refused
from app.collab.ledger import Ledger
from app.collab.places import ROOTS
from app.collab.structs import ANY, DELETED, FIRST_SYNC, GC, MAP, SKIP, STRING, TEXT, TYPE, Struct, decode
from tests.honest import Desk, Frame, Team, live, vector

CPU_SECONDS = 120
MEMORY_BYTES = 4 * 2**30

Id = tuple[int, int]
Spans = Sequence[tuple[int, int]]
Deleted = tuple[int, list[tuple[int, int]]]


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
        if size < 64:
            return bytes((125, size | sign))
        return bytes((125, size & 63 | sign | 128)) + uint(size >> 6)
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
        out += b"\x01" + text(parent) if isinstance(parent, str) else b"\x00" + b"".join(map(uint, parent))
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
    """Client 1's document: nodes/start {title, prompt: Text, mode} and nodes/n1 {prompt: Text}.

    The clocks are named above and below; the five characters of the first text begin at 3.
    """
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
    deep = (shared(MAP, parent=(9, n), key="x") for n in range(20_000))
    yield "20,000 maps in each other", update({9: (0, [shared(MAP, parent="nodes", key="n9"), *deep])})
    for key in ("__proto__", "constructor", "prototype"):
        yield f"the key {key}", update({9: (0, [plain(1, parent="settings", key=key)])})
        inside = {"a": [{key: 1}]}
        yield f"the key {key} inside", update({9: (0, [plain(inside, parent="settings", key="x")])})
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
    cuts = [chars("y", (8, 199_990 - 9 * n)) for n in range(9_000)]
    yield "cuts without end", update({8: (0, [chars("x" * 200_000, NODE_CHARS)]), 9: (0, cuts)})
    glue = [chars("x" * 10, NODE_CHARS), *(chars("x" * 10, (9, 10 * n + 9)) for n in range(40_000))]
    yield "gluing without end", update({9: (0, glue)})


# Genuine updates, bent


def content_of(part: Struct, data: bytes) -> bytes:
    """A struct's content as it stood on the wire."""
    counted = part.kind == ANY
    return (uint(part.length) if counted else b"") + data[part.at : part.end]


class Bender:
    """Bends updates, byte by byte or struct by struct, towards what a document nearly has."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def bend(self, data: bytes, clocks: Mapping[int, int]) -> bytes:
        """Return a mutant; ``clocks`` are what the document knows."""
        return self._bend_bytes(data) if self.rng.random() < 0.35 else self._bend_structs(data, clocks)

    def _bend_bytes(self, data: bytes) -> bytes:
        out, rng = bytearray(data), self.rng
        for _ in range(rng.choice((1, 1, 2, 4))):
            at = rng.randrange(len(out)) if out else 0
            match rng.randrange(5):
                case 0 if out:
                    out[at] ^= 1 << rng.randrange(8)
                case 1 if out:
                    out[at] = rng.choice((0, 1, 2, 4, 7, 8, 10, 0x84, 0xC4, 0x27, 0xFF, rng.randrange(256)))
                case 2:
                    del out[at : at + rng.randrange(1, 9)]
                case 3:
                    out[at:at] = out[at : at + rng.randrange(1, 9)]
                case _:
                    del out[max(at, 1) :]
        return bytes(out)

    def _bend_structs(self, data: bytes, clocks: Mapping[int, int]) -> bytes:
        decoded, rng = decode(data, FIRST_SYNC), self.rng
        blocks = [
            [client, structs[0].clock, [(part, content_of(part, data)) for part in structs]]
            for client, structs, _ in decoded.blocks
        ]
        deletes = [(row.client, [(a, b - a) for a, b in row.ranges()]) for row in decoded.deletes]
        ids = {**clocks, **{c: structs[-1].clock + structs[-1].length for c, structs, _ in decoded.blocks}}
        for _ in range(rng.choice((1, 1, 2, 3))):
            if not blocks or rng.random() < 0.2:
                deletes = self._bend_deletes(deletes, ids)
            else:
                self._bend_block(rng.choice(blocks), ids)
            if rng.random() < 0.1:
                client = rng.choice([*ids, 77])
                blocks.append([client, ids.get(client, 0), [(Struct(0, 1, GC), b"")]])
        wire = [(c, clock, [self._wire(part, body, ids) for part, body in run]) for c, clock, run in blocks]
        return update(wire, deletes)

    def _id(self, ids: Mapping[int, int]) -> Id:
        client = self.rng.choice(list(ids))
        return client, max(0, self.rng.randrange(ids[client] + 1) - (self.rng.random() < 0.9))

    def _bend_deletes(self, deletes: list[Deleted], ids: Mapping[int, int]) -> list[Deleted]:
        client, clock = self._id(ids)
        others = [row for row in deletes if row[0] != client]
        return [*others, (client, [(clock, self.rng.choice((1, 1, 2, 9)))])]

    def _bend_block(self, block: list, ids: Mapping[int, int]) -> None:
        rng, run = self.rng, block[2]
        at = rng.randrange(len(run))
        part, content = run[at]
        match rng.randrange(12):
            case 0:
                block[0] = rng.choice([*ids, 77, 2**40])
            case 1:
                block[1] = max(0, block[1] + rng.choice((-3, -1, 1, 2)))
            case 2:
                run.insert(at, run[at])
            case 3 if len(run) > 1:
                del run[at]
            case 4:
                rng.shuffle(run)
            case 5 | 6:
                run[at] = (part._replace(origin=self._id(ids), parent=None), content)
            case 7:
                run[at] = (part._replace(right=self._id(ids), parent=None), content)
            case 8:
                run[at] = (part._replace(origin=None, right=None, parent=self._id(ids)), content)
            case 9:
                run[at] = (part._replace(key=rng.choice((None, "prompt", "items", "n_1", "i_1"))), content)
            case _:
                kind, content = rng.choice((
                    (STRING, text(rng.choice(("xy", "😀")))), (ANY, b"\x01" + value({"x": 1, "y": 2})),
                    (ANY, b"\x01\x7e"), (TYPE, b"\x01"), (TYPE, b"\x02"), (DELETED, b"\x02"), (GC, b""),
                    (SKIP, b""),
                ))  # fmt: skip
                run[at] = (part._replace(kind=kind, length=2), content)

    def _wire(self, part: Struct, content: bytes, ids: Mapping[int, int]) -> bytes:
        if part.kind in (GC, SKIP):
            return bytes((part.kind,)) + uint(part.length)
        parent, key = part.parent, part.key
        if part.origin is None and part.right is None and parent is None:
            parent, key = self.rng.choice((("nodes", "n_1"), ("layout", "n_1"), (self._id(ids), key)))
        return item(part.kind, content, part.origin, part.right, parent, key)


def unordered(content: object) -> object:
    """A copy with the characters of every text sorted.

    Who forges the neighbours of their own characters can make copies differ in the order of that one text.
    """
    if isinstance(content, dict):
        return {key: unordered(inner) for key, inner in content.items()}
    return sorted(content) if isinstance(content, str) else content


def check(desk: Desk) -> None:
    """The document can be read, stored, read back, merged from its journal in one go; the ledger agrees."""
    content, clocks = unordered(desk.content()), vector(desk.doc)
    again = Desk(desk.doc.get_update())
    assert vector(again.doc) == clocks == again.ledger.state_vector()
    assert unordered(again.content()) == content
    assert live(again.ledger) == live(desk.ledger)
    for frames in (desk.taken, [merge_updates(*desk.taken)]):
        merged: Doc = Doc()
        with merged.transaction():
            for frame in frames:
                merged.apply_update(frame)
        assert vector(merged) == clocks
        assert unordered({name: merged.get(name, type=Map).to_py() for name in ROOTS}) == content


def fuzz(seed: int, count: int) -> dict[str, int]:
    """Bend frames of a random history; return how many were taken and refused. Fails where ``check`` does."""
    rng = random.Random(seed)
    moments: list[tuple[bytes, Ledger, Frame]] = []

    def before(desk: Desk, frame: Frame) -> None:
        if rng.random() < 0.2:
            moments.append((desk.doc.get_update(), copy.deepcopy(desk.ledger), frame))

    Team(seed, before).work(150)
    bender, tally = Bender(rng), {"taken": 0, "idle": 0, "refused": 0}
    while sum(tally.values()) < count:
        state, ledger, own = rng.choice(moments)
        desk = Desk(state, copy.deepcopy(ledger) if rng.random() < 0.5 else None)
        for _ in range(30):
            _, genuine, _ = own if rng.random() < 0.7 else rng.choice(moments)[2]
            try:
                accepted = desk.take(bender.bend(genuine, vector(desk.doc)), "mallory", FIRST_SYNC)
            except Refused:
                tally["refused"] += 1
                continue
            tally["idle" if accepted.is_noop else "taken"] += 1
            if not accepted.is_noop:
                check(desk)
    return tally


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    print(fuzz(int(sys.argv[1]), int(sys.argv[2])))
