"""What is known of drafts and versions without a transaction: parsed and weighed beside it, proven inside it."""

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import structlog

from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Unavailable
from app.flows import jobs, version_store
from app.flows import queries as flow_queries
from app.flows.chunks import Packed, Stored, pack
from app.flows.documents import Documents, Raw, SetAside
from app.flows.drafts import Draft, DraftMoved, Drafts
from app.flows.live import queries
from app.flows.live.content import Weighed
from app.flows.live.recent import Recent
from app.flows.tables import Version

log = structlog.get_logger()

MOST_DRAFTS = 16
MOST_VERSIONS = 16
MOST_REVIEWED = 32


@dataclass(frozen=True, slots=True)
class WeighedDraft:
    """A draft at a position of its document, weighed. ``packed`` is what a version of it would be, once asked for.

    ``is_final`` has it count also where the document has moved on.
    """

    seq: int
    content: Weighed
    size_bytes: int
    packed: Packed | None = None
    is_final: bool = False


class Known:
    """Weighs drafts and versions, and keeps the last ones."""

    def __init__(self, db: Database, documents: Documents, drafts: Drafts) -> None:
        self._db = db
        self._documents = documents
        self._work = drafts.work
        self._weighed: Recent[str, WeighedDraft] = Recent(MOST_DRAFTS)
        self._versions: Recent[str, Weighed] = Recent(MOST_VERSIONS)
        self._contents: Recent[str, Stored] = Recent(MOST_VERSIONS)
        self._reviewed: Recent[tuple[str, str], Draft] = Recent(MOST_REVIEWED)
        self._hashes: dict[str, tuple[int, str]] = {}

    async def draft(self, agent_id: str, person: str = "") -> WeighedDraft:
        """Return the draft as it is now. Raises NotFound or SetAside."""
        kept = self._weighed.get(agent_id)

        def ask(tx: Tx) -> Raw | None:
            is_known = kept is not None and kept.seq == self._documents.seq(tx, agent_id)
            return None if is_known else self._documents.raw(tx, agent_id)

        raw = await self._db.read(ask)
        if kept and raw is None:
            return kept
        assert raw is not None
        weigh_it = (jobs.weigh_draft, self._documents.whole, raw)
        content = await self._work.run(agent_id, raw.size_bytes, *weigh_it, person=person)
        return self._keep(agent_id, WeighedDraft(raw.seq, content, raw.size_bytes))

    async def packed_draft(self, agent_id: str, person: str) -> WeighedDraft:
        """Return the draft as it is now, ready to be a version. Raises NotFound or SetAside."""
        draft = await self.draft(agent_id, person)
        if draft.packed is None:
            known = await self._db.read(lambda tx: flow_queries.latest_manifest(tx, agent_id))
            write = (pack, draft.content.graph, known)
            packed = await self._work.run(agent_id, draft.size_bytes, *write, person=person)
            draft = self._keep(agent_id, replace(draft, packed=packed))
        return draft

    def inside(self, tx: Tx, agent_id: str, ahead: WeighedDraft) -> WeighedDraft:
        """Return ``ahead``, proven to be the draft of this very transaction. Raises DraftMoved."""
        if ahead.seq != self._documents.seq(tx, agent_id) and not ahead.is_final:
            raise DraftMoved
        return ahead

    async def hashes(self, agent_ids: Collection[str], live: Mapping[str, tuple[int, str]]) -> dict[str, str]:
        """Return the content hashes of the drafts that can be read.

        ``live`` are (seq, hash) of versions that may still be the draft.
        """

        def work(tx: Tx) -> dict[str, int]:
            found: dict[str, int] = {}
            for each in sorted(agent_ids):
                with contextlib.suppress(SetAside):
                    found[each] = self._documents.seq(tx, each)
            return found

        found: dict[str, str] = {}
        for agent_id, seq in (await self._db.read(work)).items():
            known = [each for each in (live.get(agent_id), self._hashes.get(agent_id)) if each]
            equal = next((content_hash for at, content_hash in known if at == seq), None)
            try:
                found[agent_id] = equal or await self._hash(agent_id)
            except (SetAside, Unavailable) as error:  # the others' are told all the same
                log.warning("a draft cannot be read", agent_id=agent_id, error=error.message)
        return found

    def version(self, row: Version) -> Weighed:
        """Return a version's content as ``version_ahead`` made it ready. Raises DraftMoved where it is forgotten."""
        kept = self._versions.get(row.id)
        if kept is None:
            raise DraftMoved
        return kept

    async def version_ahead(self, row: Version, person: str = "") -> Weighed:
        """Return a version's content, weighed by a worker if it is not known."""
        kept = self._versions.get(row.id)
        if kept is None:
            content = await self._db.read(lambda tx: version_store.read(tx, row))
            weigh_it = (jobs.weigh_version, content)
            kept = await self._work.run(row.agent_id, row.size_bytes, *weigh_it, person=person)
            self._versions.keep(row.id, kept)
        return kept

    async def live_content(self, agent_id: str) -> Stored | None:
        """Return what callers hear or last heard, as the version keeps it; None before."""

        def work(tx: Tx) -> Stored | None:
            version_id = queries.live_version_id(tx, agent_id)
            if version_id is None:
                return None
            kept = self._contents.get(version_id)
            if kept is None:
                kept = version_store.read(tx, queries.version(tx, version_id))
                self._contents.keep(version_id, kept)
            return kept

        return await self._db.read(work)

    def remember_review(self, agent_id: str, seq: int, content: Weighed) -> None:
        """Keep what somebody has before their eyes, to say later what changed since."""
        self._reviewed.keep((agent_id, content.hash), Draft(seq, content.graph))

    def reviewed(self, agent_id: str, content_hash: str) -> Draft | None:
        """Return what somebody had before their eyes, if it is still known here."""
        return self._reviewed.get((agent_id, content_hash))

    async def _hash(self, agent_id: str) -> str:
        raw = await self._db.read(lambda tx: self._documents.raw(tx, agent_id))
        hash_it = (jobs.hash_draft, self._documents.whole, raw)
        content_hash = await self._work.run(agent_id, raw.size_bytes, *hash_it)
        self._hashes[agent_id] = (raw.seq, content_hash)
        return content_hash

    def _keep(self, agent_id: str, weighed: WeighedDraft) -> WeighedDraft:
        self._weighed.keep(agent_id, weighed)
        self._hashes[agent_id] = (weighed.seq, weighed.content.hash)
        return weighed
