"""Call limits: a row of the agent, audited, and no part of its flow."""

from app.audit.service import record
from app.db.tx import Tx
from app.errors import Invalid
from app.events import AgentStatusChanged
from app.flows.live import queries
from app.flows.live.answers import Limits
from app.flows.live.base import GoLiveBase, living, locked
from app.flows.live.statuses import limits
from app.flows.live.tables import CallLimits
from app.people.actor import Actor
from app.people.roles import Permission

MOST_CONCURRENT = 10_000
MOST_PER_DAY = 1_000_000


class Limiting(GoLiveBase):
    """Verbs on how many calls an agent may answer."""

    async def limits(self, actor: Actor, agent_id: str) -> Limits:
        """Return the limits of an agent. Raises NotFound."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> Limits:
            agent = living(tx, actor, agent_id)
            return limits(queries.limits(tx, (agent.id,)).get(agent.id))

        return await self.db.read(work)

    async def set_limits(self, actor: Actor, agent_id: str, wanted: Limits) -> Limits:
        """Set both limits, None for no limit. Raises NotFound or Invalid."""
        actor.must(Permission.PUBLISH)
        _must_be_within(wanted.concurrent_calls, MOST_CONCURRENT, "calls at once")
        _must_be_within(wanted.calls_per_day, MOST_PER_DAY, "calls a day")

        def work(tx: Tx) -> Limits:
            agent = locked(tx, actor, agent_id)
            row = queries.limits(tx, (agent.id,)).get(agent.id)
            was = limits(row)
            if was == wanted:
                return wanted
            if row is None:
                row = CallLimits(agent_id=agent.id)
                tx.add(row)
            row.concurrent_calls, row.calls_per_day = wanted.concurrent_calls, wanted.calls_per_day
            record(tx, actor, "limits_set", "agent", agent.id, _facts(was), _facts(wanted))
            tx.after_commit(AgentStatusChanged(agent.workspace_id, agent.id))
            return wanted

        return await self.db.write(work)


def _must_be_within(value: int | None, most: int, what: str) -> None:
    if value is None or 1 <= value <= most:
        return
    raise Invalid(
        f"A limit of {what} is a number from 1 to {most:,}, or none. To take no calls, deactivate the agent."
    )


def _facts(given: Limits) -> dict[str, int | None]:
    return {"concurrent_calls": given.concurrent_calls, "calls_per_day": given.calls_per_day}
