"""Documents that are set aside: work on them crashed or took too long twice, so nobody works on them meanwhile.

Everybody sees why and since when; admins release them, then work is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.audit.service import record
from app.collab import queries
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Conflict, NotFound
from app.events import AgentListChanged, DocumentSetAside
from app.flows import queries as flow_queries
from app.flows.absent import NO_AGENT
from app.flows.documents import MOST_FAULTS
from app.flows.tables import Agent
from app.kit import clock
from app.people.actor import Actor
from app.people.roles import Permission

log = structlog.get_logger()

REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class AsideFlow:
    """A flow that is set aside."""

    agent_id: str
    name: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """What there is of a document without working on it. ``edits`` came after the merge was stored."""

    agent_id: str
    name: str
    since: datetime | None
    reason: str
    faults: int
    seq: int
    state_bytes: int
    edits: int
    edit_bytes: int
    last_editors: tuple[str, ...]


def count_fault(tx: Tx, agent_id: str, reason: str) -> None:
    """Note that work on a document failed; the second time it is set aside."""
    head = queries.locked_head(tx, agent_id)
    if head is None or head.quarantined_at:
        return
    head.faults += 1
    if head.faults < MOST_FAULTS:
        return
    head.quarantined_at, head.quarantine_reason = clock.now(), reason[:REASON_CHARS]
    agent = tx.get(Agent, agent_id)
    if agent is not None:
        tx.after_commit(DocumentSetAside(agent.workspace_id, agent_id))
        tx.after_commit(AgentListChanged(agent.workspace_id, agent_id))
    log.error("a flow is set aside", agent_id=agent_id, reason=reason)


class Quarantine:
    """The flows of a workspace that are set aside."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def list(self, actor: Actor) -> tuple[AsideFlow, ...]:
        """Return what is set aside, the latest first."""
        actor.must(Permission.VIEW)
        return await self._db.read(lambda tx: tuple(_aside(tx, actor)))

    async def of(self, actor: Actor, agent_id: str) -> AsideFlow | None:
        """Return one flow if it is set aside."""
        actor.must(Permission.VIEW)
        return await self._db.read(lambda tx: next(iter(_aside(tx, actor, agent_id)), None))

    async def inspect(self, actor: Actor, agent_id: str) -> Inspected:
        """Return what there is of a document, set aside or not. Raises NotFound."""
        actor.must(Permission.RELEASE)
        return await self._db.read(lambda tx: _inspected(tx, actor, agent_id))

    async def release(self, actor: Actor, agent_id: str) -> None:
        """Have a flow worked on again; two more failures set it aside anew. Raises NotFound or Conflict."""
        actor.must(Permission.RELEASE)

        def work(tx: Tx) -> None:
            agent = flow_queries.locked_agent(tx, actor.workspace_id, agent_id)
            head = queries.locked_head(tx, agent_id)
            if agent is None or head is None:
                raise NotFound(NO_AGENT)
            if head.quarantined_at is None:
                raise Conflict(f"“{agent.name}” is not set aside. There is nothing to release.")
            record(tx, actor, "flow_released", "agent", agent_id, {"reason": head.quarantine_reason})
            head.quarantined_at, head.quarantine_reason, head.faults = None, "", 0
            tx.after_commit(AgentListChanged(agent.workspace_id, agent_id))

        await self._db.write(work)


def _aside(tx: Tx, actor: Actor, agent_id: str | None = None) -> Sequence[AsideFlow]:
    return [AsideFlow(*row) for row in queries.set_aside(tx, actor.workspace_id, agent_id)]


def _inspected(tx: Tx, actor: Actor, agent_id: str) -> Inspected:
    agent, head = flow_queries.listed_agent(tx, actor.workspace_id, agent_id), queries.head(tx, agent_id)
    if agent is None or head is None:
        raise NotFound(NO_AGENT)
    sizes = queries.sizes(tx, agent_id)
    return Inspected(
        agent_id=agent_id,
        name=agent[0].name,
        since=head.quarantined_at,
        reason=head.quarantine_reason,
        faults=head.faults,
        seq=head.seq,
        state_bytes=sizes.state_bytes,
        edits=sizes.edits,
        edit_bytes=sizes.edit_bytes,
        last_editors=queries.last_editors(tx, agent_id),
    )
