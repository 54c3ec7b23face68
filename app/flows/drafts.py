"""The draft as the database has it: parsed before the transaction, proven unmoved inside it, else parsed again."""

from dataclasses import dataclass

from app.db.engine import Database
from app.db.tx import Tx
from app.flows import document, jobs, queries
from app.flows.chunks import Packed, pack
from app.flows.documents import Documents
from app.flows.graph import FlowGraph
from app.flows.version_limits import VersionLimits
from app.flows.work import DocumentWork


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

    def inside(self, tx: Tx, agent_id: str, ahead: PackedDraft | None = None) -> PackedDraft:
        """Return the draft as a worker has just read it, for a version of it. The caller holds the agent's row.

        What was edited since came after the request and belongs to the next version. Only where such a version was
        made meanwhile is the draft read here.
        """
        seq = self._documents.seq(tx, agent_id)
        latest = queries.latest_version(tx, agent_id)
        if ahead is not None and (ahead.seq == seq or latest is None or latest.seq <= ahead.seq):
            return ahead
        graph = document.read_state(self._documents.read(tx, agent_id))
        return PackedDraft(seq, pack(graph, queries.latest_manifest(tx, agent_id)))
