"""The draft as the database has it: parsed by a worker, and proven inside the transaction; where it moved, again.

Nothing is parsed within a transaction: one may hold everybody else's writes for as long.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Conflict
from app.flows import jobs, queries
from app.flows.chunks import Packed
from app.flows.documents import Documents
from app.flows.graph import FlowGraph
from app.flows.version_limits import VersionLimits
from app.flows.work import DocumentWork

T = TypeVar("T")

MOST_TRIES = 8  # as many people may save or restore one flow at once


class DraftMoved(Conflict):
    """The draft is another than the one that a worker read; what was to be done has to be tried again."""

    def __init__(self) -> None:
        super().__init__("Others are changing this flow right now. Try again in a moment.")


async def while_it_moves(attempt: Callable[[bool], Awaitable[T]], tries: int = MOST_TRIES) -> T:
    """Return what ``attempt`` returns, which is told whether it is the last; one that raises DraftMoved is repeated.

    The last may raise it, too: so many were faster.
    """
    for _ in range(tries - 1):
        with suppress(DraftMoved):
            return await attempt(False)
    return await attempt(True)


@dataclass(frozen=True, slots=True)
class Draft:
    """An agent's flow at a position of its document."""

    seq: int
    graph: FlowGraph


@dataclass(frozen=True, slots=True)
class PackedDraft:
    """An agent's flow at a position of its document, ready to be a version."""

    seq: int
    content: Packed


class Drafts:
    """Reads drafts. Parsing a large flow takes a third of a second: too long to hold a transaction for."""

    def __init__(
        self,
        db: Database,
        documents: Documents,
        work: DocumentWork | None = None,
        limits: VersionLimits | None = None,
    ) -> None:
        self._db = db
        self._documents = documents
        self.work = work or DocumentWork()
        self.limits = limits or VersionLimits()

    async def ahead(self, agent_id: str, person: str = "") -> PackedDraft:
        """Return the draft as it is now, for ``inside`` to rely on if nothing moves. Raises NotFound or SetAside."""
        raw, known = await self._db.read(
            lambda tx: (self._documents.raw(tx, agent_id), queries.latest_manifest(tx, agent_id))
        )
        read = (jobs.pack_draft, self._documents.whole, raw, known)
        return PackedDraft(raw.seq, await self.work.run(agent_id, raw.size_bytes, *read, person=person))

    async def versioned(self, agent_id: str, person: str, work: Callable[[Tx, PackedDraft], T]) -> T:
        """Have a transaction make a version of the draft; it asks ``inside``. Raises DraftMoved in the end."""

        async def attempt(_is_last: bool) -> T:
            ahead = await self.ahead(agent_id, person)
            return await self._db.write(lambda tx: work(tx, ahead))

        return await while_it_moves(attempt)

    def inside(self, tx: Tx, agent_id: str, ahead: PackedDraft) -> PackedDraft:
        """Return the draft as a worker has just read it, for a version of it. The caller holds the agent's row.

        What was edited since came after the request and belongs to the next version. Raises DraftMoved where such a
        version was made meanwhile.
        """
        seq = self._documents.seq(tx, agent_id)
        latest = queries.latest_version(tx, agent_id)
        if ahead.seq != seq and latest is not None and latest.seq > ahead.seq:
            raise DraftMoved
        return ahead
