"""Reading what is true, what stands in the way, and what a switch would do."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.db.tx import Tx
from app.flows import jobs
from app.flows import queries as flow_queries
from app.flows.documents import Author, Touched
from app.flows.graph import FlowGraph
from app.flows.history.answers import Change, Person
from app.flows.history.authors import by_author, with_authors
from app.flows.history.diff import diff
from app.flows.live import queries
from app.flows.live.answers import Checklist, Review, Status
from app.flows.live.base import Before, GoLiveBase, living
from app.flows.live.content import Weighed, weaker
from app.flows.rules.finding import Finding
from app.flows.spec import Json
from app.flows.tables import Version
from app.people.actor import Actor
from app.people.roles import Permission

Touches = Mapping[Touched, tuple[Author, ...]]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one transaction says about a content that is under review. ``same`` is a version that holds it."""

    status: Status
    checklist: Checklist
    was_live: bool
    live: Version | None
    same: int | None
    latest: int
    touches: Touches
    readers: tuple[Person, ...]


class Reading(GoLiveBase):
    """Verbs that change nothing; whoever may see the workspace may ask."""

    async def status(self, actor: Actor, agent_id: str) -> Status:
        """Return what is true of an agent now. Raises NotFound."""
        actor.must(Permission.VIEW)
        drafts = await self._hash_of(actor, agent_id)
        return await self.db.read(lambda tx: self._status(tx, actor, agent_id, drafts))

    async def statuses(self, actor: Actor) -> tuple[Status, ...]:
        """Return what is true of all living agents of the workspace, by name."""
        actor.must(Permission.VIEW)
        drafts = await self._hashes_of(
            await self.db.read(lambda tx: queries.standings(tx, actor.workspace_id))
        )
        return await self.db.read(
            lambda tx: self._statuses.of(tx, queries.standings(tx, actor.workspace_id), drafts)
        )

    async def findings(self, actor: Actor, agent_id: str) -> tuple[Finding, ...]:
        """Return what the rules say about the draft. Raises NotFound."""
        actor.must(Permission.VIEW)
        draft = await self._known.draft(agent_id, actor.user_id)
        await self.db.read(lambda tx: living(tx, actor, agent_id))
        return draft.content.findings

    async def checklist(self, actor: Actor, agent_id: str) -> Checklist:
        """Return the checklist of the draft. Raises NotFound."""
        actor.must(Permission.VIEW)
        content = (await self._known.draft(agent_id, actor.user_id)).content

        def work(tx: Tx) -> Checklist:
            return self._checklist(tx, actor, living(tx, actor, agent_id).id, content)

        return await self.db.read(work)

    async def review(self, actor: Actor, agent_id: str, version: int | None = None) -> Review:
        """Return what the dialog shows before the draft, or a version, goes live. Raises NotFound."""
        actor.must(Permission.VIEW)
        draft = await self._known.draft(agent_id, actor.user_id)
        content = draft.content
        if version is not None:
            content = await self._weighed_version(actor, agent_id, version)
        drafts = {agent_id: draft.content.hash}
        facts = await self.db.read(lambda tx: self._facts(tx, actor, agent_id, content, drafts))
        changes = await self._changes(actor, facts, content.graph, version is None)
        self._known.remember_review(agent_id, draft.seq, content)
        return _review(facts, content, version, changes, actor)

    async def since(self, actor: Actor, agent_id: str, reviewed_hash: str) -> tuple[Change, ...]:
        """Return what changed in the draft since somebody reviewed that content, and by whom. Raises NotFound."""
        actor.must(Permission.VIEW)
        content = (await self._known.draft(agent_id, actor.user_id)).content

        if content.hash == reviewed_hash:
            return ()

        def work(tx: Tx) -> Before:
            return self._before(tx, living(tx, actor, agent_id), reviewed_hash, is_draft=True)

        return await self._since(actor, agent_id, await self.db.read(work), content)

    async def evaluate(self, agent_id: str, state: bytes) -> Json:
        """Return {"hash", "list": findings as JSON, "changes": how many are not live} of this Yjs state."""
        live = await self._known.live_content(agent_id)
        return await self.work.run(agent_id, len(state), jobs.evaluate, state, live)

    def _facts(self, tx: Tx, actor: Actor, agent_id: str, content: Weighed, drafts: dict[str, str]) -> _Facts:
        agent = living(tx, actor, agent_id)
        live = queries.version(tx, agent.live_version_id) if agent.live_version_id else None
        latest = flow_queries.latest_version(tx, agent_id)
        same = flow_queries.version_hashed(tx, agent, content.hash)
        return _Facts(
            status=self._status(tx, actor, agent_id, drafts),
            checklist=self._checklist(tx, actor, agent_id, content),
            was_live=queries.was_live(tx, agent_id, content.hash),
            live=live,
            same=same.number if same else None,
            latest=latest.number if latest else 0,
            touches=self.documents.authors(tx, agent_id, live.seq) if live else {},
            readers=self.newsroom.readers(tx, actor.workspace_id),
        )

    async def _changes(
        self, actor: Actor, facts: _Facts, graph: FlowGraph, is_draft: bool
    ) -> tuple[Change, ...]:
        """Return what would change for callers, and who did it; nothing before anything was live."""
        live = facts.live
        if live is None:
            return ()
        before = await self._known.version_ahead(live, actor.user_id)
        find = (diff, before.graph, graph)
        changes = await self.work.run(live.agent_id, live.size_bytes, *find, person=actor.user_id)
        return with_authors(changes, facts.touches) if is_draft else changes


def _review(
    facts: _Facts, content: Weighed, version: int | None, changes: tuple[Change, ...], actor: Actor
) -> Review:
    number = version if version is not None else facts.same
    return Review(
        status=facts.status,
        hash=content.hash,
        number=number if number is not None else facts.latest + 1,
        is_new=number is None,
        node_count=len(content.graph.nodes),
        edge_count=len(content.graph.edges),
        checklist=facts.checklist,
        findings=weaker(content.findings) if facts.was_live else content.findings,
        changes=changes,
        by_author=by_author(changes),
        told=tuple(each for each in facts.readers if each.id != actor.user_id),
    )
