"""Port: where the flows' documents are kept. The services read, make and edit them inside their own transaction."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from pycrdt import Doc

from app.db.tx import Tx
from app.errors import Conflict, NotFound, Unavailable
from app.flows.absent import NO_AGENT
from app.kit import clock

Touched: TypeAlias = tuple[str, str]
"""Element and field: ("nodes/n1", "prompt"), ("settings", "voice"), ("edges/e1", "")."""

MOST_FAULTS = 2  # the first may be an accident
_ELEMENT_IS_ROOT = frozenset({"meta", "settings"})


def element_and_field(path: tuple[str, ...]) -> Touched:
    """Split a path, such as ("nodes", "n1", "prompt"), into what is touched and where in it."""
    size = 1 if path[0] in _ELEMENT_IS_ROOT else 2
    return "/".join(path[:size]), "/".join(path[size:])


class SetAside(Conflict):
    """The document is in quarantine: work on it failed twice. Somebody has to look at it, then release it."""

    def __init__(self) -> None:
        super().__init__("This agent is set aside: the server could not read it. Ask an admin to release it.")

    def __reduce__(self) -> tuple[type["SetAside"], tuple[()]]:
        return SetAside, ()


class Damaged(Unavailable):
    """The stored document cannot be read; it is an error and never an empty document. ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__("This flow cannot be opened right now. Ask your administrator.")
        self.reason = reason

    def __reduce__(self) -> tuple[type["Damaged"], tuple[str]]:
        return Damaged, (self.reason,)


@dataclass(frozen=True, slots=True)
class Raw:
    """A document as it is kept, at a position; nobody has looked into it. ``updates`` came after ``state``."""

    seq: int
    state: bytes
    updates: tuple[bytes, ...] = ()

    @property
    def size_bytes(self) -> int:
        """How much there is to read."""
        return len(self.state) + sum(map(len, self.updates))


Whole: TypeAlias = Callable[[Raw], bytes]
"""Gives the full Yjs state of a document. Slow, and native code works on what may be anything: a job for a worker."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who touched a field, by the name they have now ("" for one who is gone), and when they last did."""

    user_id: str
    name: str
    at: datetime


class Documents(Protocol):
    """What the flows need of whoever keeps the documents. All but ``create`` raise NotFound."""

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """Begin a document with this full Yjs state."""
        ...

    def raw(self, tx: Tx, agent_id: str) -> Raw:
        """Return everything committed, as it is kept. Raises SetAside."""
        ...

    @property
    def whole(self) -> Whole:
        """A module-level function that reads what ``raw`` gives, never as an empty one. It raises Unavailable."""
        ...

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """Return the full Yjs state at once: for small documents. Raises SetAside or Unavailable."""
        ...

    def count_fault(self, tx: Tx, agent_id: str, reason: str) -> None:
        """Note that work on this document failed; after the second time it is set aside."""
        ...

    def seq(self, tx: Tx, agent_id: str) -> int:
        """Return how far the document is committed; while the agent's row is held, nobody moves it. Raises SetAside."""
        ...

    def write(self, tx: Tx, agent_id: str, user_id: str, update: bytes, touched: Collection[Touched]) -> int:
        """Add an edit in a user's name and return its seq; its client ids are the server's. Raises Conflict."""
        ...

    def authors(self, tx: Tx, agent_id: str, after_seq: int) -> Mapping[Touched, tuple[Author, ...]]:
        """Return who touched what after ``after_seq``, for each field the last one last."""
        ...


@dataclass(slots=True)
class _Kept:
    seq: int = 0
    faults: int = 0
    touches: dict[Touched, dict[str, tuple[int, datetime]]] = field(
        default_factory=dict[Touched, dict[str, tuple[int, datetime]]]
    )


class MemoryDocuments:
    """Twin without a database: it forgets with the process and does not roll back. ``names`` are its users."""

    def __init__(self) -> None:
        self.states: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self.set_aside: set[str] = set()
        self._kept: dict[str, _Kept] = {}

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """See Documents."""
        self.states[agent_id] = state
        self._kept[agent_id] = _Kept()

    def raw(self, tx: Tx, agent_id: str) -> Raw:
        """See Documents."""
        return Raw(self.seq(tx, agent_id), self.states[agent_id])

    @property
    def whole(self) -> Whole:
        """See Documents."""
        return _state_of

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """See Documents."""
        return self.raw(tx, agent_id).state

    def count_fault(self, tx: Tx, agent_id: str, reason: str) -> None:
        """See Documents."""
        kept = self._found(agent_id)
        kept.faults += 1
        if kept.faults >= MOST_FAULTS:
            self.set_aside.add(agent_id)

    def seq(self, tx: Tx, agent_id: str) -> int:
        """See Documents."""
        kept = self._found(agent_id)
        if agent_id in self.set_aside:
            raise SetAside
        return kept.seq

    def write(self, tx: Tx, agent_id: str, user_id: str, update: bytes, touched: Collection[Touched]) -> int:
        """See Documents."""
        kept = self._found(agent_id)
        if agent_id in self.set_aside:
            raise SetAside
        doc: Doc[Any] = Doc()
        with doc.transaction(origin="write"):
            doc.apply_update(self.states[agent_id])
            doc.apply_update(update)
        self.states[agent_id] = doc.get_update()
        kept.seq += 1
        for place in touched:
            kept.touches.setdefault(place, {})[user_id] = (kept.seq, clock.now())
        return kept.seq

    def authors(self, tx: Tx, agent_id: str, after_seq: int) -> Mapping[Touched, tuple[Author, ...]]:
        """See Documents."""
        found: dict[Touched, tuple[Author, ...]] = {}
        for place, by_user in self._found(agent_id).touches.items():
            ordered = sorted((seq, at, user) for user, (seq, at) in by_user.items() if seq > after_seq)
            if ordered:
                found[place] = tuple(Author(user, self.names.get(user, ""), at) for _, at, user in ordered)
        return found

    def _found(self, agent_id: str) -> _Kept:
        try:
            return self._kept[agent_id]
        except KeyError:
            raise NotFound(NO_AGENT) from None


def _state_of(raw: Raw) -> bytes:
    return raw.state
