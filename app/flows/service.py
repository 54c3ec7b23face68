"""Verbs on agents and their versions. Each checks the right, runs one transaction, and audits in it."""

import asyncio
from collections.abc import Callable, Collection

from sqlalchemy.exc import IntegrityError

from app.audit.service import record
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Conflict, TooLarge
from app.events import AgentListChanged
from app.flows import document, jobs, names, notes, portable, queries, versions
from app.flows.absent import absent
from app.flows.answers import AgentSummary, Exported, Saved, VersionUsage, summary
from app.flows.documents import Documents
from app.flows.drafts import Drafts, PackedDraft
from app.flows.history import contents
from app.flows.history.contents import Unparsed
from app.flows.limits import MAX_FRESH_BYTES
from app.flows.sample import SAMPLE_NAME, sample
from app.flows.starter import starter
from app.flows.tables import Agent
from app.flows.version_limits import VersionLimits
from app.flows.work import DocumentWork
from app.kit import clock
from app.kit.ids import new_id
from app.people.actor import Actor
from app.people.roles import Permission


class Flows:
    """Agents of a workspace. An agent of another workspace is not found, like one that never was."""

    def __init__(
        self,
        db: Database,
        documents: Documents,
        work: DocumentWork | None = None,
        limits: VersionLimits | None = None,
    ) -> None:
        self.db = db
        self.documents = documents
        self.work = work or DocumentWork()
        self.drafts = Drafts(db, documents, self.work, limits)

    async def agents(self, actor: Actor) -> list[AgentSummary]:
        """Return the living agents, the last changed first."""
        actor.must(Permission.VIEW)
        return await self.db.read(
            lambda tx: [summary(row, latest) for row, latest in queries.agents(tx, actor.workspace_id)]
        )

    async def deleted_agents(self, actor: Actor) -> list[AgentSummary]:
        """Return the agents that ``recover`` can bring back, the last deleted first."""
        actor.must(Permission.VIEW)
        return await self.db.read(
            lambda tx: [
                summary(row, latest) for row, latest in queries.deleted_agents(tx, actor.workspace_id)
            ]
        )

    async def version_usage(self, actor: Actor) -> VersionUsage:
        """Return how much the versions of the workspace take, and may take."""
        actor.must(Permission.VIEW)
        return await self.db.read(lambda tx: self.drafts.limits.usage(tx, actor.workspace_id))

    async def erased(self, agent_ids: Collection[str]) -> set[str]:
        """Return those of these agents that are deleted permanently, by whichever process."""
        return await self.db.read(lambda tx: queries.erased(tx, agent_ids))

    async def agent(self, actor: Actor, agent_id: str) -> AgentSummary:
        """Return one living agent. Raises NotFound."""
        actor.must(Permission.VIEW)
        return await self.db.read(lambda tx: summary(*_listed(tx, actor, agent_id)))

    async def create(self, actor: Actor, name: str) -> AgentSummary:
        """Make an agent with a small flow to start from. Raises Invalid or, for a taken name, Conflict."""
        actor.must(Permission.MANAGE_AGENTS)
        tidy = names.clean(name)
        state = await asyncio.to_thread(document.build, starter())

        def work(tx: Tx) -> AgentSummary:
            _must_be_free(tx, actor, tidy)
            return self._begin(tx, actor, tidy, state, "created")

        return await self.db.write(work)

    async def create_sample(self, actor: Actor) -> AgentSummary:
        """Make the sample agent, under a free name."""
        actor.must(Permission.MANAGE_AGENTS)
        state = await asyncio.to_thread(lambda: document.build(sample()))
        return await self._bring_in(actor, SAMPLE_NAME, state, "created")

    async def rename(self, actor: Actor, agent_id: str, name: str) -> AgentSummary:
        """Give an agent another name. Raises NotFound, Invalid or Conflict."""
        actor.must(Permission.MANAGE_AGENTS)
        tidy = names.clean(name)

        def change(tx: Tx, agent: Agent) -> None:
            _must_be_free(tx, actor, tidy, agent.id)
            record(tx, actor, "agent_renamed", "agent", agent.id, {"name": agent.name}, {"name": tidy})
            agent.name, agent.name_key = tidy, names.key(tidy)

        return await self._change(actor, agent_id, change)

    async def delete(self, actor: Actor, agent_id: str) -> None:
        """Delete an agent; ``recover`` brings it back with all it had. Raises NotFound, or Conflict if it is live."""
        actor.must(Permission.MANAGE_AGENTS)

        def change(tx: Tx, agent: Agent) -> None:
            if agent.state == "active":
                raise Conflict(
                    f"“{agent.name}” is active: callers hear it. Deactivate it first, then delete it."
                )
            record(tx, actor, "agent_deleted", "agent", agent.id, {"name": agent.name})
            agent.deleted_at, agent.deleted_by, agent.deleted_by_name = clock.now(), actor.user_id, actor.name

        await self._change(actor, agent_id, change)

    async def recover(self, actor: Actor, agent_id: str) -> AgentSummary:
        """Bring a deleted agent back, under a free name if its own was taken meanwhile. Raises NotFound."""
        actor.must(Permission.MANAGE_AGENTS)

        def change(tx: Tx, agent: Agent) -> None:
            taken = queries.names_taken(tx, actor.workspace_id, agent.id)
            agent.name = names.free(agent.name, taken)
            agent.name_key = names.key(agent.name)
            agent.deleted_at = agent.deleted_by = agent.deleted_by_name = None
            record(tx, actor, "agent_recovered", "agent", agent.id, None, {"name": agent.name})

        return await self._change(actor, agent_id, change, is_deleted=True)

    async def export_agent(self, actor: Actor, agent_id: str) -> Exported:
        """Return the draft as a file that ``import_agent`` reads. Raises NotFound."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> tuple[str, Unparsed]:
            agent, _latest = _listed(tx, actor, agent_id)
            return agent.name, contents.read(tx, self.documents, agent, "draft")

        name, draft = await self.db.read(work)
        write = (jobs.export, name, draft)
        data = await self.work.run(agent_id, draft.size_bytes, *write, person=actor.user_id)
        return Exported(portable.filename(name), data)

    async def import_agent(self, actor: Actor, data: bytes) -> AgentSummary:
        """Make an agent of an exported file, under a free name. Raises Invalid or TooLarge, saying where."""
        actor.must(Permission.MANAGE_AGENTS)
        name, state = await self.work.run_for(actor.user_id, jobs.read_file, data)
        return await self._bring_in(actor, name, state, "imported")

    async def save_version(self, actor: Actor, agent_id: str, note: str = "") -> Saved:
        """Keep the draft, as the database has it, as a version; none is made of what the latest one holds.

        Raises NotFound, Invalid, Conflict, TooMany or QuotaReached.
        """
        actor.must(Permission.EDIT)
        tidy = notes.clean(note)
        self.drafts.limits.count_save(actor)

        def work(tx: Tx, ahead: PackedDraft) -> Saved:
            agent = _locked(tx, actor, agent_id)
            draft = self.drafts.inside(tx, agent.id, ahead)
            saved = versions.save(tx, agent, draft, actor, tidy, clock.now(), self.drafts.limits)
            if saved.is_new:
                facts = {"number": saved.version_number, "hash": saved.hash}
                record(tx, actor, "version_saved", "agent", agent.id, None, facts)
                tx.after_commit(AgentListChanged(agent.workspace_id, agent.id))
            return saved

        return await self.drafts.versioned(agent_id, actor.user_id, work)

    async def _bring_in(self, actor: Actor, name: str, state: bytes, kind: str) -> AgentSummary:
        if len(state) > MAX_FRESH_BYTES:
            raise TooLarge(f"This flow is larger than {MAX_FRESH_BYTES // 1_000_000} MB. Shorten its texts.")

        def work(tx: Tx) -> AgentSummary:
            chosen = names.free(name, queries.names_taken(tx, actor.workspace_id))
            return self._begin(tx, actor, chosen, state, kind)

        return await self.db.write(work)

    def _begin(self, tx: Tx, actor: Actor, name: str, state: bytes, kind: str) -> AgentSummary:
        """Add an agent with its document, history and audit to this transaction."""
        at = clock.now()
        agent = Agent(
            id=new_id("ag"),
            workspace_id=actor.workspace_id,
            name=name,
            name_key=names.key(name),
            state="draft",
            created_at=at,
            created_by=actor.user_id,
            changed_at=at,
            changed_by=actor.user_id,
            changed_by_name=actor.name,
        )
        tx.add(agent)
        _flush_name(tx, name)
        self.documents.create(tx, agent.id, state)
        versions.remember(tx, agent.id, kind, actor, at)
        record(tx, actor, f"agent_{kind}", "agent", agent.id, None, {"name": name})
        tx.after_commit(AgentListChanged(agent.workspace_id, agent.id))
        return summary(agent)

    async def _change(
        self, actor: Actor, agent_id: str, change: Callable[[Tx, Agent], None], *, is_deleted: bool = False
    ) -> AgentSummary:
        """Run a change of one agent's row, and say who changed it last."""

        def work(tx: Tx) -> AgentSummary:
            agent = _locked(tx, actor, agent_id, is_deleted=is_deleted)
            change(tx, agent)
            agent.changed_at, agent.changed_by, agent.changed_by_name = clock.now(), actor.user_id, actor.name
            _flush_name(tx, agent.name)
            tx.after_commit(AgentListChanged(agent.workspace_id, agent.id))
            latest = queries.latest_version(tx, agent.id)
            return summary(agent, latest.number if latest else None)

        return await self.db.write(work)


def _listed(tx: Tx, actor: Actor, agent_id: str) -> tuple[Agent, int | None]:
    found = queries.listed_agent(tx, actor.workspace_id, agent_id)
    if found is None:
        raise absent(tx, actor.workspace_id, agent_id)
    return found


def _locked(tx: Tx, actor: Actor, agent_id: str, *, is_deleted: bool = False) -> Agent:
    agent = queries.locked_agent(tx, actor.workspace_id, agent_id)
    if agent is None or (agent.deleted_at is not None) != is_deleted:
        raise absent(tx, actor.workspace_id, agent_id)
    return agent


def _must_be_free(tx: Tx, actor: Actor, name: str, except_id: str = "") -> None:
    if names.key(name) in queries.names_taken(tx, actor.workspace_id, except_id):
        raise _name_taken(name)


def _flush_name(tx: Tx, name: str) -> None:
    """Write the row now: where two take one name at once, the index lets one of them through."""
    try:
        tx.flush()
    except IntegrityError as error:
        raise _name_taken(name) from error


def _name_taken(name: str) -> Conflict:
    return Conflict(f"There is already an agent named “{name}”. Choose another name.")
