"""Ticks: somebody vouches for a part of the draft as it is now."""

from collections.abc import Callable

from app.audit.service import record
from app.db.tx import Tx
from app.errors import Conflict, Invalid, NotFound
from app.events import AgentStatusChanged
from app.flows.live import queries
from app.flows.live.answers import Checklist
from app.flows.live.base import GoLiveBase, locked
from app.flows.live.content import Weighed
from app.flows.live.tables import TickRow
from app.flows.live.tick_lines import BY_ID, TickLine
from app.flows.tables import Agent
from app.kit import clock
from app.people.actor import Actor
from app.people.roles import Permission


class Ticking(GoLiveBase):
    """Verbs on the lines that people tick."""

    async def tick(self, actor: Actor, agent_id: str, line: str, part: str) -> Checklist:
        """Vouch for the part with this hash. Raises NotFound, Invalid, or Conflict if it is another by now."""
        actor.must(Permission.EDIT)
        known = _known(line)

        def change(tx: Tx, agent: Agent, content: Weighed) -> None:
            if not known.applies(content.graph):
                raise Invalid(f"{known.otherwise} There is nothing to tick.")
            if content.parts[known.part] != part:
                raise Conflict("This part has changed since you looked. Look at it again, then tick.")
            row = queries.tick(tx, agent.id, line, part, actor.user_id)
            if row is None:
                row = TickRow(
                    agent_id=agent.id,
                    line=line,
                    part=part,
                    user_id=actor.user_id,
                    user_name="",
                    at=clock.now(),
                )
                tx.add(row)
            row.user_name, row.at = actor.name, clock.now()
            record(tx, actor, "ticked", "agent", agent.id, None, {"line": line})

        return await self._change(actor, agent_id, change)

    async def untick(self, actor: Actor, agent_id: str, line: str, part: str) -> Checklist:
        """Take one's own tick back. Raises NotFound where there is none."""
        actor.must(Permission.EDIT)
        _known(line)

        def change(tx: Tx, agent: Agent, content: Weighed) -> None:
            if not queries.untick(tx, agent.id, line, part, actor.user_id):
                raise NotFound("You have not ticked this. Only who ticked a line can untick it.")
            record(tx, actor, "unticked", "agent", agent.id, {"line": line})

        return await self._change(actor, agent_id, change)

    async def _change(
        self, actor: Actor, agent_id: str, change: Callable[[Tx, Agent, Weighed], None]
    ) -> Checklist:
        # Read after the request came: what is edited meanwhile comes after it, and resets what it changes.
        content = (await self._known.draft(agent_id, actor.user_id)).content

        def work(tx: Tx) -> Checklist:
            agent = locked(tx, actor, agent_id)
            change(tx, agent, content)
            tx.flush()
            tx.after_commit(AgentStatusChanged(agent.workspace_id, agent.id))
            return self._checklist(tx, actor, agent.id, content)

        return await self.db.write(work)


def _known(line: str) -> TickLine:
    if line not in BY_ID:
        raise NotFound("There is no such line to tick.")
    return BY_ID[line]
