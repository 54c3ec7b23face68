"""Verbs on phone numbers: they decide who hears callers. Rules with ids in app/flows/live/SPEC.md."""

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from app.audit.service import record
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Conflict, NotFound
from app.events import AgentStatusChanged
from app.flows import queries as flow_queries
from app.flows.absent import NO_AGENT
from app.flows.tables import Agent
from app.kit import clock
from app.kit.ids import new_id
from app.kit.phone import shown
from app.people.actor import Actor
from app.people.roles import Permission
from app.telephony import queries
from app.telephony.answers import Number
from app.telephony.numbers import clean_label, clean_number
from app.telephony.tables import PhoneNumber


class Numbers:
    """Numbers of a workspace. One leads to at most one agent, and an active agent keeps at least one."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def numbers(self, actor: Actor) -> tuple[Number, ...]:
        """Return all numbers of the workspace."""
        actor.must(Permission.VIEW)
        return await self.db.read(
            lambda tx: tuple(_number(row, agent) for row, agent in queries.listed(tx, actor.workspace_id))
        )

    async def add(self, actor: Actor, number: str, label: str = "") -> Number:
        """Add a number that leads nowhere yet. Raises Invalid, or Conflict where it is in use."""
        actor.must(Permission.PUBLISH)
        e164, tidy = clean_number(number), clean_label(label)

        def work(tx: Tx) -> Number:
            _must_be_new(tx, actor, e164)
            row = PhoneNumber(
                id=new_id("pn"),
                workspace_id=actor.workspace_id,
                number=e164,
                label=tidy,
                created_at=clock.now(),
                created_by=actor.user_id,
            )
            tx.add(row)
            _flush(tx, e164)
            record(tx, actor, "number_added", "number", row.id, None, {"number": e164, "label": tidy})
            return _number(row, None)

        return await self.db.write(work)

    async def assign(self, actor: Actor, number_id: str, agent_id: str | None) -> Number:
        """Have a number lead to an agent, or with None to nobody. Raises NotFound or Conflict."""
        actor.must(Permission.PUBLISH)

        def change(tx: Tx, row: PhoneNumber, was: Agent | None, agent: Agent | None) -> None:
            if row.agent_id == agent_id:
                return
            if agent is not None and was is not None:
                raise Conflict(
                    f"{shown(row.number)} leads to “{was.name}”. Take it away from there first, then assign it."
                )
            if was is not None:
                _must_keep_one(tx, was)
            before, after = (each.name if each else None for each in (was, agent))
            facts = {"number": row.number}
            record(
                tx, actor, "number_assigned", "number", row.id,
                {**facts, "agent": before}, {**facts, "agent": after},
            )  # fmt: skip
            row.agent_id = agent.id if agent else None

        return await self._change(actor, number_id, change, to=agent_id)

    async def rename(self, actor: Actor, number_id: str, label: str) -> Number:
        """Give a number another label. Raises NotFound or Invalid."""
        actor.must(Permission.PUBLISH)
        tidy = clean_label(label)

        def change(tx: Tx, row: PhoneNumber, was: Agent | None, agent: Agent | None) -> None:
            before, after = {"label": row.label}, {"label": tidy}
            record(tx, actor, "number_renamed", "number", row.id, before, after)
            row.label = tidy

        return await self._change(actor, number_id, change)

    async def remove(self, actor: Actor, number_id: str) -> None:
        """Take a number out of the workspace. Raises NotFound, or Conflict where an agent needs it."""
        actor.must(Permission.PUBLISH)

        def change(tx: Tx, row: PhoneNumber, was: Agent | None, agent: Agent | None) -> None:
            if was is not None:
                _must_keep_one(tx, was)
            before = {"number": row.number, "label": row.label, "agent": was.name if was else None}
            record(tx, actor, "number_removed", "number", row.id, before)
            queries.remove(tx, row.id)

        await self._change(actor, number_id, change)

    async def _change(
        self,
        actor: Actor,
        number_id: str,
        change: Callable[[Tx, PhoneNumber, Agent | None, Agent | None], None],
        *,
        to: str | None = None,
    ) -> Number:
        """Change one number, with the agents it concerns locked first: nobody goes live meanwhile."""

        def work(tx: Tx) -> Number:
            seen = queries.number(tx, actor.workspace_id, number_id)
            if seen is None:
                raise NotFound("There is no such number. Reload the page.")
            was_id = seen.agent_id
            agents = _locked(tx, actor, {each for each in (was_id, to) if each})
            agent, was = _living(agents, to), agents.get(was_id or "")
            row = queries.locked_number(tx, number_id)
            if row is None or row.agent_id != was_id:
                raise Conflict("Somebody has just changed that number. Reload the page and look again.")
            change(tx, row, was, agent)
            for each in agents.values():
                tx.after_commit(AgentStatusChanged(each.workspace_id, each.id))
            return _number(row, agents.get(row.agent_id or ""))

        return await self.db.write(work)


def _locked(tx: Tx, actor: Actor, agent_ids: set[str]) -> dict[str, Agent]:
    """Hold these agents' rows, always in the same order."""
    found = (flow_queries.locked_agent(tx, actor.workspace_id, each) for each in sorted(agent_ids))
    return {agent.id: agent for agent in found if agent is not None}


def _living(agents: dict[str, Agent], agent_id: str | None) -> Agent | None:
    if agent_id is None:
        return None
    agent = agents.get(agent_id)
    if agent is None or agent.deleted_at is not None:
        raise NotFound(NO_AGENT)
    return agent


def _must_keep_one(tx: Tx, agent: Agent) -> None:
    if agent.state == "active" and agent.deleted_at is None and queries.count_of(tx, agent.id) == 1:
        raise Conflict(
            f"“{agent.name}” is active and this is its only number. "
            "Assign it another number first, or deactivate it."
        )


def _must_be_new(tx: Tx, actor: Actor, e164: str) -> None:
    there = queries.same_number(tx, e164)
    if there is None:
        return
    if there.workspace_id == actor.workspace_id:
        raise Conflict(f"{shown(e164)} is already in your list. Assign it there.")
    raise _in_use(e164)


def _flush(tx: Tx, e164: str) -> None:
    """Write the row now: where two add one number at once, the index lets one of them through."""
    try:
        tx.flush()
    except IntegrityError as error:
        raise _in_use(e164) from error


def _in_use(e164: str) -> Conflict:
    return Conflict(f"{shown(e164)} is already in use. Check the number, or ask its holder to remove it.")


def _number(row: PhoneNumber, agent: Agent | None) -> Number:
    name = agent.name if agent else ""
    if agent is not None and agent.deleted_at is not None:
        name = f"{name} (deleted)"
    return Number(row.id, row.number, row.label, row.agent_id, name, row.created_at)
