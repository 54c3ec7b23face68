"""Port: where the flows' documents are kept. The services read, make and edit them inside their own transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from pycrdt import Doc

from app.db.tx import Tx
from app.errors import Conflict, NotFound
from app.flows.absent import NO_AGENT
from app.kit import clock

Touched: TypeAlias = tuple[str, str]
"""Element and field: ("nodes/n1", "prompt"), ("settings", "voice"), ("edges/e1", "")."""

_ELEMENT_IS_ROOT = frozenset({"meta", "settings"})


def element_and_field(path: tuple[str, ...]) -> Touched:
    """Split a path, such as ("nodes", "n1", "prompt"), into what is touched and where in it."""
    size = 1 if path[0] in _ELEMENT_IS_ROOT else 2
    return "/".join(path[:size]), "/".join(path[size:])


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

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """Return the full Yjs state of everything committed, never an empty one instead. Raises Unavailable."""
        ...

    def seq(self, tx: Tx, agent_id: str) -> int:
        """Return how far the document is committed; while the agent's row is held, nobody moves it."""
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

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """See Documents."""
        self._found(agent_id)
        return self.states[agent_id]

    def seq(self, tx: Tx, agent_id: str) -> int:
        """See Documents."""
        return self._found(agent_id).seq

    def write(self, tx: Tx, agent_id: str, user_id: str, update: bytes, touched: Collection[Touched]) -> int:
        """See Documents."""
        kept = self._found(agent_id)
        if agent_id in self.set_aside:
            raise Conflict("This flow is being looked after. Ask your administrator.")
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
