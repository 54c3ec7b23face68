"""What is known of drafts and versions without a transaction: parsed and weighed beside it, proven inside it."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.db.engine import Database
from app.db.tx import Tx
from app.flows.documents import Documents
from app.flows.drafts import Draft, Drafts
from app.flows.graph import FlowGraph
from app.flows.live import queries
from app.flows.live.content import Weighed, graph_of, weigh
from app.flows.live.recent import Recent
from app.flows.tables import Version

MOST_DRAFTS = 16
MOST_VERSIONS = 16
MOST_REVIEWED = 32


@dataclass(frozen=True, slots=True)
class WeighedDraft:
    """A draft at a position of its document, weighed."""

    seq: int
    content: Weighed


class Known:
    """Weighs drafts and versions, and keeps the last ones."""

    def __init__(self, db: Database, documents: Documents, drafts: Drafts) -> None:
        self._db = db
        self._documents = documents
        self._drafts = drafts
        self._weighed: Recent[str, WeighedDraft] = Recent(MOST_DRAFTS)
        self._versions: Recent[str, Weighed] = Recent(MOST_VERSIONS)
        self._reviewed: Recent[tuple[str, str], Draft] = Recent(MOST_REVIEWED)
        self._hashes: dict[str, tuple[int, str]] = {}

    async def draft(self, agent_id: str) -> WeighedDraft:
        """Return the draft as it is now. Raises NotFound."""
        kept = self._weighed.get(agent_id)
        if kept and kept.seq == await self._db.read(lambda tx: self._documents.seq(tx, agent_id)):
            return kept
        draft = await self._drafts.ahead(agent_id)
        return await asyncio.to_thread(self._weigh, agent_id, draft)

    def inside(self, tx: Tx, agent_id: str, ahead: WeighedDraft | None) -> WeighedDraft:
        """Return the draft of this very transaction; it is ``ahead`` unless something moved."""
        known = Draft(ahead.seq, ahead.content.graph) if ahead else None
        draft = self._drafts.inside(tx, agent_id, known)
        return ahead if ahead and draft is known else self._weigh(agent_id, draft)

    async def hashes(self, agent_ids: Collection[str], live: Mapping[str, tuple[int, str]]) -> dict[str, str]:
        """Return the drafts' content hashes; ``live`` are (seq, hash) of versions that may still be the draft."""

        def work(tx: Tx) -> dict[str, int]:
            return {each: self._documents.seq(tx, each) for each in sorted(agent_ids)}

        found: dict[str, str] = {}
        for agent_id, seq in (await self._db.read(work)).items():
            known = [each for each in (live.get(agent_id), self._hashes.get(agent_id)) if each]
            equal = next((content_hash for at, content_hash in known if at == seq), None)
            found[agent_id] = equal or await self._hash(agent_id)
        return found

    def version(self, row: Version) -> Weighed:
        """Return a version's content, weighed."""
        kept = self._versions.get(row.id)
        if kept is None:
            kept = weigh(graph_of(row))
            self._versions.keep(row.id, kept)
        return kept

    async def live_graph(self, agent_id: str) -> FlowGraph | None:
        """Return what callers hear or last heard, None before."""

        def work(tx: Tx) -> Version | Weighed | None:
            version_id = queries.live_version_id(tx, agent_id)
            if version_id is None:
                return None
            return self._versions.get(version_id) or queries.version(tx, version_id)

        found = await self._db.read(work)
        if isinstance(found, Version):
            found = await asyncio.to_thread(self.version, found)
        return found.graph if found else None

    def remember_review(self, agent_id: str, seq: int, content: Weighed) -> None:
        """Keep what somebody has before their eyes, to say later what changed since."""
        self._reviewed.keep((agent_id, content.hash), Draft(seq, content.graph))

    def reviewed(self, agent_id: str, content_hash: str) -> Draft | None:
        """Return what somebody had before their eyes, if it is still known here."""
        return self._reviewed.get((agent_id, content_hash))

    async def _hash(self, agent_id: str) -> str:
        draft = await self._drafts.ahead(agent_id)
        content_hash = await asyncio.to_thread(draft.graph.content_hash)
        self._hashes[agent_id] = (draft.seq, content_hash)
        return content_hash

    def _weigh(self, agent_id: str, draft: Draft) -> WeighedDraft:
        weighed = WeighedDraft(draft.seq, weigh(draft.graph))
        self._weighed.keep(agent_id, weighed)
        self._hashes[agent_id] = (draft.seq, weighed.content.hash)
        return weighed
