"""A random history of honest people with pycrdt documents, and the desk that receives what they write.

Their Text indices count UTF-8 bytes, as pycrdt does; an index inside a character would corrupt the document.
"""

import random
from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent, UndoManager

from app.collab.guard import Accepted, Guard
from app.collab.ledger import Ledger
from app.collab.lib0 import read_uint
from app.collab.places import ROOTS, place_of
from app.collab.structs import FIRST_SYNC, UPDATE, Limits

SERVER = 1
WORDS = ("a", "hello ", "é", "漢字", "😀", "the caller ", "\n", "𝄞x")


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
        if not accepted.is_noop:
            self.doc.apply_update(accepted.update)
            self.guard.settle(self.lost)
            self.taken.append(accepted.update)
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
    """Per client the ranges that are not deleted, with their paths: what all ledgers of a document share."""
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


class Person:
    """Somebody with a document of their own who edits at random, online or not."""

    def __init__(self, user: str, client_id: int, rng: random.Random, state: bytes) -> None:
        self.user = user
        self.rng = rng
        self.doc: Doc = Doc(client_id=client_id)
        self.roots: dict[str, Any] = {name: self.doc.get(name, type=Map) for name in ROOTS}
        self.doc.apply_update(state)
        self.undo = UndoManager(scopes=list(self.roots.values()), capture_timeout_millis=0)
        self.is_online = True
        self.written: list[bytes] = []
        self._is_writing = False
        self._watch = self.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        if self._is_writing:
            self.written.append(event.update)

    def edit(self) -> list[bytes]:
        """Do something; return the updates it made."""
        acts: list[Callable[[], object]] = [
            self._type, self._type, self._type, self._erase, self._set, self._move, self._add, self._drop,
            self._items, self._connect, self._tables, self._rewrite, self._undo,
        ]  # fmt: skip
        self._is_writing, self.written = True, []
        if self.rng.random() < 0.3:
            with self.doc.transaction():
                for _ in range(self.rng.randrange(2, 6)):
                    self.rng.choice(acts[:-1])()
        else:
            self.rng.choice(acts)()
        self._is_writing = False
        return self.written

    def _id(self, root: str) -> str | None:
        known = sorted(self.roots[root].keys())
        return self.rng.choice(known) if known else None

    def _text(self) -> Text | None:
        if self.rng.random() < 0.2:
            return self.roots["settings"].get("system_prompt")
        root = self.rng.choice(("nodes", "nodes", "notes"))
        found = (id_ := self._id(root)) and self.roots[root][id_].get("prompt")
        return found if isinstance(found, Text) else None

    def _span(self, text: Text) -> tuple[int, int]:
        content = str(text)
        ends = sorted(self.rng.randrange(len(content) + 1) for _ in range(2))
        start, end = (len(content[:end].encode()) for end in ends)
        return start, end

    def _type(self) -> None:
        if (text := self._text()) is not None:
            text.insert(self._span(text)[0], self.rng.choice(WORDS) * self.rng.choice((1, 1, 1, 9)))

    def _erase(self) -> None:
        if (text := self._text()) is not None:
            start, end = self._span(text)
            del text[start:end]

    def _set(self) -> None:
        root = self.rng.choice(("nodes", "settings"))
        place = self.roots[root] if root == "settings" else (id_ := self._id(root)) and self.roots[root][id_]
        if place is not None:
            field = self.rng.choice(("name", "mode", "speed", "deleted"))
            if field in place and self.rng.random() < 0.2:
                del place[field]
            else:
                place[field] = self.rng.choice((1, 2.5, "x", True, None, [1, {"a": []}], {"by": "ana"}))

    def _move(self) -> None:
        if id_ := self._id("nodes"):
            self.roots["layout"][id_] = {"x": self.rng.uniform(-9, 9), "y": float(self.rng.randrange(2000))}

    def _add(self) -> None:
        root = self.rng.choice(("nodes", "nodes", "notes"))
        items = Map({f"i_{n}": Map({"order": n, "phrase": "yes"}) for n in range(self.rng.randrange(3))})
        self.roots[root][f"n_{self.rng.randrange(12)}"] = Map({
            "kind": "say", "prompt": Text(self.rng.choice(WORDS)), "items": items,
        })  # fmt: skip

    def _drop(self) -> None:
        root = self.rng.choice(("nodes", "edges", "layout", "notes", "variables"))
        id_ = self._id(root)
        if id_ and id_ != "start":
            del self.roots[root][id_]

    def _items(self) -> None:
        items = (id_ := self._id("nodes")) and self.roots["nodes"][id_].get("items")
        if isinstance(items, Map):
            key = f"i_{self.rng.randrange(4)}"
            if key not in items:
                items[key] = Map({"order": self.rng.random()})
            elif self.rng.random() < 0.3:
                del items[key]
            else:
                items[key]["phrase"] = self.rng.choice(WORDS)

    def _connect(self) -> None:
        if id_ := self._id("nodes"):
            edge = {"source": id_, "port": "out", "target": "start"}
            self.roots["edges"][f"e_{self.rng.randrange(8)}"] = edge

    def _tables(self) -> None:
        root = self.roots[self.rng.choice(("variables", "pronunciations"))]
        key = f"v_{self.rng.randrange(4)}"
        if key in root:
            root[key]["name"] = self.rng.choice(WORDS)
        else:
            root[key] = Map({"name": "n", "order": 1})

    def _rewrite(self) -> None:
        if id_ := self._id("nodes"):
            self.roots["nodes"][id_]["prompt"] = Text(self.rng.choice(WORDS))

    def _undo(self) -> None:
        self.undo.undo() if self.rng.random() < 0.6 else self.undo.redo()


def first_state() -> bytes:
    """What the server makes of a new flow."""
    doc: Doc = Doc(client_id=SERVER)
    doc.get("meta", type=Map)["schema"] = 1
    doc.get("settings", type=Map)["system_prompt"] = Text("Be kind.")
    start = Map({"kind": "start", "prompt": Text("Hello 😀"), "items": Map({})})
    doc.get("nodes", type=Map)["start"] = start
    return doc.get_update()


Frame = tuple[str, bytes, Limits]


class Team:
    """Three people and a desk. ``before`` is told of every frame before the desk takes it."""

    def __init__(self, seed: int, before: Callable[[Desk, Frame], object] = lambda desk, frame: None) -> None:
        self.rng = random.Random(seed)
        state = first_state()
        self.desk = Desk(state)
        self.people = [Person(f"user{n}", 1000 + 7 * n, self.rng, state) for n in range(3)]
        self.frames: list[Frame] = []
        self._before = before

    def work(self, steps: int) -> None:
        """Let them edit, come and go; in the end everybody is online and has everything."""
        for _ in range(steps):
            person = self.rng.choice(self.people)
            if self.rng.random() < 0.06:
                person.is_online = not person.is_online
                if person.is_online:
                    self._sync(person)
            written = person.edit()
            if person.is_online:
                for update in written:
                    self._send(person, update, UPDATE)
        for person in self.people:
            person.is_online = True
            self._sync(person)

    def _sync(self, person: Person) -> None:
        """Step 2 both ways, in full: it repeats every deletion."""
        self._send(person, person.doc.get_update(self.desk.doc.get_state()), FIRST_SYNC)
        person.doc.apply_update(self.desk.doc.get_update(person.doc.get_state()))

    def _send(self, person: Person, update: bytes, limits: Limits) -> None:
        frame = (person.user, update, limits)
        self._before(self.desk, frame)
        self.frames.append(frame)
        accepted = self.desk.take(update, person.user, limits)
        for other in self.people:
            if other.is_online and other is not person:
                other.doc.apply_update(accepted.update)
