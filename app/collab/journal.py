"""Port: where committed edits live. Nothing is acknowledged or shown to others before ``append`` returned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from app.collab.compaction import Merge
from app.errors import NotFound
from app.flows.absent import NO_AGENT
from app.flows.documents import SetAside
from app.kit import clock

DELETION_MARK = "deleted"
SERVER = "system"  # owner of the client ids with which the server itself writes


class EpochChanged(Exception):
    """The document's history was replaced, or the document was set aside; the room must be left."""


@dataclass(frozen=True, slots=True)
class Row:
    """One committed piece: ``update`` is one user's updates of one flush, or what was merged up to ``seq``.

    ``owners`` says whose the client ids in it are, where that is not the user.
    """

    seq: int
    user_id: str
    update: bytes
    owners: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document as stored: ``state`` merges everything up to ``state_seq``; ``rows`` are what came later.

    ``deleted_at`` says for each node id when its deletion mark was last written.
    """

    epoch: int
    seq: int
    state: bytes
    state_seq: int
    rows: tuple[Row, ...]
    owners: dict[int, str]
    saved_at: datetime | None
    hash: str
    deleted_at: dict[str, datetime] = field(default_factory=dict[str, datetime])


@dataclass(frozen=True, slots=True)
class Entry:
    """What one user brings in one flush."""

    user_id: str
    update: bytes
    touched: frozenset[tuple[str, str]]
    client_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """``last_seq`` after the append; ``missed`` is what others wrote between what was known and ours."""

    last_seq: int
    missed: tuple[Row, ...] = ()


class Journal(Protocol):
    """Four verbs. All raise NotFound for an unknown agent and Unavailable where the database is away."""

    async def load(self, agent_id: str) -> Loaded:
        """Return the whole stored document. Raises SetAside."""
        ...

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        """Commit entries in order, one seq each. Raises EpochChanged."""
        ...

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        """Return the rows after ``seq`` in order; for those that were merged meanwhile the merge stands first."""
        ...

    async def store(self, agent_id: str, merge: Merge, was_seq: int) -> bool:
        """Replace state and the rows it merged; False where somebody else stored first."""
        ...


def deletion_marks(touched: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of the nodes whose deletion mark was touched."""
    return [
        element.removeprefix("nodes/")
        for element, name in touched
        if element.startswith("nodes/") and name == DELETION_MARK
    ]


class MemoryJournal:
    """The twin for tests: the same laws in dictionaries."""

    def __init__(self) -> None:
        self._documents: dict[str, Loaded] = {}
        self.set_aside: set[str] = set()

    def create(self, agent_id: str, state: bytes) -> None:
        """Begin a document."""
        self._documents[agent_id] = Loaded(1, 0, state, 0, (), {}, None, "")

    async def load(self, agent_id: str) -> Loaded:
        """See Journal."""
        if agent_id in self.set_aside:
            raise SetAside
        return self._copy(agent_id)

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        """See Journal."""
        found = self._copy(agent_id)
        if found.epoch != epoch or agent_id in self.set_aside:
            raise EpochChanged(agent_id)
        rows, owners, deleted_at = list(found.rows), found.owners, dict(found.deleted_at)
        missed = _since(found, known_seq)
        for seq, entry in enumerate(entries, found.seq + 1):
            rows.append(Row(seq, entry.user_id, entry.update))
            for client_id in entry.client_ids:
                owners.setdefault(client_id, entry.user_id)
            deleted_at |= dict.fromkeys(deletion_marks(entry.touched), clock.now())
        last = found.seq + len(entries)
        self._documents[agent_id] = replace(
            found, seq=last, rows=tuple(rows), owners=owners, deleted_at=deleted_at
        )
        return Appended(last, missed)

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        """See Journal."""
        return _since(self._copy(agent_id), seq)

    async def store(self, agent_id: str, merge: Merge, was_seq: int) -> bool:
        """See Journal."""
        found = self._copy(agent_id)
        if found.state_seq != was_seq:
            return False
        rows = tuple(row for row in found.rows if row.seq > merge.seq)
        self._documents[agent_id] = replace(
            found, state=merge.state, state_seq=merge.seq, rows=rows, saved_at=clock.now(), hash=merge.hash
        )
        return True

    def _copy(self, agent_id: str) -> Loaded:
        if agent_id not in self._documents:
            raise NotFound(NO_AGENT)
        found = self._documents[agent_id]
        return replace(found, owners=dict(found.owners))


def _since(found: Loaded, seq: int) -> tuple[Row, ...]:
    rows = tuple(replace(row, owners=found.owners) for row in found.rows if row.seq > seq)
    merged = Row(found.state_seq, SERVER, found.state, found.owners)
    return (merged, *rows) if seq < found.state_seq else rows
