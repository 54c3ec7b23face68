"""Shared ground of going live; use ``app.flows.live.service.GoLive``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Forbidden, NotFound
from app.flows import jobs, version_store
from app.flows import queries as flow_queries
from app.flows.absent import absent
from app.flows.chunks import Stored
from app.flows.documents import Author, Documents, Touched
from app.flows.drafts import Drafts
from app.flows.graph import FlowGraph
from app.flows.history.answers import Change
from app.flows.live import checklist, queries
from app.flows.live.answers import Checklist, Status
from app.flows.live.content import Weighed
from app.flows.live.known import Known
from app.flows.live.ports import Calls, LineSource, Newsroom, Phones, Subject
from app.flows.live.queries import Standing
from app.flows.live.statuses import Statuses, last_act
from app.flows.tables import Agent, Version
from app.people import queries as people_queries
from app.people.actor import Actor
from app.people.roles import Permission, Role

LARGE_BYTES = 1_000_000  # two flows that are compared go to a worker, whatever their size


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody reviewed, None where it is not known; ``authors`` of what came after it, where it was a draft."""

    content: FlowGraph | Stored | None
    authors: Mapping[Touched, tuple[Author, ...]] | None


class GoLiveBase:
    """What every verb leans on."""

    def __init__(
        self,
        db: Database,
        documents: Documents,
        drafts: Drafts,
        phones: Phones,
        calls: Calls,
        newsroom: Newsroom,
        sources: Sequence[LineSource] = (),
    ) -> None:
        self.db = db
        self.documents = documents
        self.newsroom = newsroom
        self.work = drafts.work
        self._known = Known(db, documents, drafts)
        self._statuses = Statuses(phones, calls)
        self._sources = checklist.sources(phones, newsroom, sources)

    async def _hashes_of(self, standings: Sequence[Standing]) -> dict[str, str]:
        """Return the drafts' hashes of the agents that have something to compare them with."""
        live = {each.agent.id: (each.live_seq or 0, each.live_hash) for each in standings if each.live_hash}
        return await self._known.hashes(live, live)

    async def _hash_of(self, actor: Actor, agent_id: str) -> dict[str, str]:
        standings = await self.db.read(lambda tx: queries.standings(tx, actor.workspace_id, agent_id))
        return await self._hashes_of(standings)

    def _before(self, tx: Tx, agent: Agent, reviewed: str, *, is_draft: bool) -> Before:
        """Return the content of this hash that was reviewed, else what is live; before a draft also who touched it."""
        seq, content = 0, None
        if kept := self._known.reviewed(agent.id, reviewed):
            seq, content = kept.seq, kept.graph
        elif version := self._kept(tx, agent, reviewed):
            seq, content = version.seq, version_store.read(tx, version)
        is_by_whom = content is not None and is_draft
        return Before(content, self.documents.authors(tx, agent.id, seq) if is_by_whom else None)

    async def _since(
        self, actor: Actor, agent_id: str, before: Before, content: Weighed
    ) -> tuple[Change, ...]:
        """Return what changed since then, found by a worker: large flows take a second."""
        if before.content is None:
            return ()
        find = (jobs.changes_since, before.content, content.graph, before.authors)
        return await self.work.run(agent_id, LARGE_BYTES, *find, person=actor.user_id)

    @staticmethod
    def _kept(tx: Tx, agent: Agent, content_hash: str) -> Version | None:
        version = flow_queries.version_hashed(tx, agent, content_hash)
        return live_version(tx, agent) if version is None and agent.live_version_id else version

    def _status(self, tx: Tx, actor: Actor, agent_id: str, drafts: dict[str, str]) -> Status:
        """Return what is true now. Raises NotFound."""
        standings = queries.standings(tx, actor.workspace_id, agent_id)
        if not standings:
            raise absent(tx, actor.workspace_id, agent_id)
        return self._statuses.of(tx, standings, drafts)[0]

    def _checklist(self, tx: Tx, actor: Actor, agent_id: str, content: Weighed) -> Checklist:
        subject = Subject(
            workspace_id=actor.workspace_id,
            agent_id=agent_id,
            content=content,
            act=last_act(tx, agent_id),
            asker_id=actor.user_id,
            was_live=queries.was_live(tx, agent_id, content.hash),
        )
        return checklist.assemble(tx, self._sources, subject)

    async def _weigh_ahead(self, agent_id: str, number: int, person: str) -> None:
        """Have a version's content known before the transaction that asks for it; that says if there is none."""
        row = await self.db.read(lambda tx: queries.version_numbered(tx, agent_id, number))
        if row is not None:
            await self._known.version_ahead(row, person)

    async def _weighed_version(self, actor: Actor, agent_id: str, number: int) -> Weighed:
        """Return a version's content. Raises NotFound."""
        row = await self.db.read(lambda tx: numbered(tx, living(tx, actor, agent_id), number))
        return await self._known.version_ahead(row, actor.user_id)


def living(tx: Tx, actor: Actor, agent_id: str) -> Agent:
    """Return a living agent of the actor's workspace. Raises NotFound."""
    found = flow_queries.listed_agent(tx, actor.workspace_id, agent_id)
    if found is None:
        raise absent(tx, actor.workspace_id, agent_id)
    return found[0]


def locked(tx: Tx, actor: Actor, agent_id: str) -> Agent:
    """Return a living agent and hold its row, before anything else that is held. Raises NotFound."""
    agent = flow_queries.locked_agent(tx, actor.workspace_id, agent_id)
    if agent is None or agent.deleted_at is not None:
        raise absent(tx, actor.workspace_id, agent_id)
    return agent


def must_still(tx: Tx, actor: Actor, permission: Permission) -> None:
    """Raise Forbidden where the right was withdrawn since the request came in; the command line keeps its own."""
    if actor.kind == "system":
        return
    member = people_queries.member(tx, actor.workspace_id, actor.user_id)
    if member is None:
        raise Forbidden("You are no longer a member of this workspace. Ask its owner to invite you again.")
    replace(actor, role=Role(member.role)).must(permission)


def numbered(tx: Tx, agent: Agent, number: int) -> Version:
    """Return a version of this agent. Raises NotFound."""
    row = queries.version_numbered(tx, agent.id, number)
    if row is None:
        raise NotFound(f"“{agent.name}” has no version {number}. Choose one from its history.")
    return row


def live_version(tx: Tx, agent: Agent) -> Version:
    """Return the version that callers of an agent hear or last heard; there must be one."""
    assert agent.live_version_id is not None, "who was active once has a version"
    return queries.version(tx, agent.live_version_id)
