"""Deleting an agent permanently. It is gone at once for everybody; its rows are removed in steps afterwards.

The mark that begins it and the audit's entry are one transaction. Each step is one of its own, short enough for nobody
to wait for, and begins where the last one ended: whatever ends the process, the next one goes on.
"""

import asyncio

from app.audit.service import record
from app.calls import queries as call_queries
from app.db.engine import Database
from app.db.tx import Tx
from app.erasure import queries
from app.erasure.answers import Loss
from app.errors import Conflict
from app.events import AgentErased, AgentListChanged
from app.flows import queries as flow_queries
from app.flows.absent import ERASED, absent
from app.flows.tables import Agent
from app.kit import clock
from app.kit.phone import shown
from app.people.actor import Actor
from app.people.roles import Permission
from app.telephony import queries as number_queries

EVERY_SECONDS = 1.0
MOST_ROWS = 200  # of one step: some 10 ms of the one writer, chunks of 32 KB included
PAUSE_SECONDS = 0.03  # between two steps: whoever edits meanwhile comes first


class Erasure:
    """Agents of a workspace that go for good."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def loss(self, actor: Actor, agent_id: str) -> Loss:
        """Return what would be lost. Raises what ``erase`` raises."""
        actor.must(Permission.ERASE_AGENTS)
        return await self._db.read(lambda tx: _loss(tx, _erasable(tx, actor, agent_id)))

    async def erase(self, actor: Actor, agent_id: str) -> Loss:
        """Delete a deleted agent permanently. Raises NotFound, or Conflict while something depends on it."""
        actor.must(Permission.ERASE_AGENTS)

        def work(tx: Tx) -> Loss:
            agent = _erasable(tx, actor, agent_id)
            loss = _loss(tx, agent)
            agent.erased_at = clock.now()
            queries.begin_epoch(tx, agent.id)
            facts = {"name": loss.name, "versions": loss.versions, "version_bytes": loss.version_bytes}
            record(tx, actor, ERASED, "agent", agent.id, facts)
            tx.after_commit(AgentErased(agent.id))
            tx.after_commit(AgentListChanged(agent.workspace_id, agent.id))
            return loss

        return await self._db.write(work)

    async def finish(self, agent_id: str) -> None:
        """Remove every row of an agent that is deleted permanently; does nothing for any other."""
        is_more = True
        while is_more:
            is_more = await self._db.write(lambda tx: _step(tx, agent_id))
            await asyncio.sleep(PAUSE_SECONDS)

    async def go_on(self) -> None:
        """Finish what was begun, by this process or by one that ended."""
        for agent_id in await self._db.read(queries.erased_agents):
            await self.finish(agent_id)


def _step(tx: Tx, agent_id: str) -> bool:
    """Remove some rows and return whether there are more."""
    flow_queries.lock_agents(tx, [agent_id])
    if agent_id not in queries.erased_agents(tx):
        return False
    return queries.remove_some(tx, agent_id, MOST_ROWS) == MOST_ROWS


def _erasable(tx: Tx, actor: Actor, agent_id: str) -> Agent:
    agent = flow_queries.locked_agent(tx, actor.workspace_id, agent_id)
    if agent is None:
        raise absent(tx, actor.workspace_id, agent_id)
    if agent.deleted_at is None:
        raise Conflict(f"“{agent.name}” is not deleted. Delete it first, then delete it permanently.")
    if agent.state == "active":
        raise Conflict(f"“{agent.name}” is active. Recover it and deactivate it first.")
    if numbers := number_queries.numbers_of(tx, [agent_id]):
        raise Conflict(
            f"{shown(numbers[0][1])} is assigned to “{agent.name}”. Unassign it on the Numbers page first."
        )
    if call_queries.in_progress(tx, [agent_id]):
        raise Conflict(f"“{agent.name}” has calls in progress. Try again when they have ended.")
    return agent


def _loss(tx: Tx, agent: Agent) -> Loss:
    return Loss(agent.id, agent.name, queries.count_versions(tx, agent.id), agent.version_bytes)
