"""The agents page: what callers of each agent hear, who is in it, and the deeds on one agent."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.collab.quarantine import AsideFlow
from app.errors import Invalid
from app.flows import names
from app.kit import sizes
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live, paths
from state.address import is_at
from state.door import door
from state.forms import text
from state.notices import done
from state.people import Present, people_in
from state.quarantine import AsideRow, aside_row
from state.session import Person, SessionState
from state.times import iso
from state.words import standing


@dataclass(frozen=True)
class AgentRow:
    """One agent of the list. Times are ISO 8601; ``more`` counts the people beyond those shown.

    ``standing`` says in words what callers hear: "v4 live · changes not live".
    """

    id: str
    name: str
    state: str
    standing: str
    changed_at: str
    changed_by: str
    people: list[Person]
    more: int
    aside: AsideRow


@dataclass(frozen=True)
class DeletedRow:
    """An agent that can be brought back.

    ``lost`` is what goes if it is deleted permanently, to stand in a sentence; with ``is_named`` its name is typed.
    """

    id: str
    name: str
    deleted_at: str
    deleted_by: str
    lost: str
    is_named: bool


class AgentsState(SessionState):
    """What the agents page shows. ``problem`` is why it could not be read, in one sentence.

    ``usage`` is how much of their quota all versions take: "1.2 of 2 GB".
    """

    agents: list[AgentRow] = []
    deleted: list[DeletedRow] = []
    usage: str = ""
    is_near_full: bool = False
    ready: bool = False
    problem: str = ""
    refusal: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read everything and have this tab told when it changes."""
        self.refusal = ""
        live.watch(self.router.session.client_token, who.workspace_id, AgentsState.refresh)
        await self._read(who)

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again, after a nudge; a tab that has moved on is nudged no more."""
        if not is_at(self, paths.AGENTS):
            live.forget(self.router.session.client_token, AgentsState.refresh)
            return
        await self._read(who)

    @door(Permission.MANAGE_AGENTS, problem="refusal")
    async def create(self, who: Actor, form: dict[str, Any]) -> EventSpec:
        """Make an agent of that name and open its editor."""
        self.refusal = ""
        agent = await services().flows.create(who, text(form, "name"))
        self.turn += 1
        return rx.redirect(paths.editor(agent.id))

    @door(Permission.VIEW)
    async def close_dialog(self, who: Actor) -> None:
        """Forget why what a dialog asked for was refused."""
        self.refusal = ""

    @door(Permission.MANAGE_AGENTS)
    async def rename(self, who: Actor, form: dict[str, Any]) -> None:
        """Give an agent another name."""
        await services().flows.rename(who, text(form, "agent_id"), text(form, "name"))
        await self._read(who)
        self.turn += 1

    @door(Permission.MANAGE_AGENTS)
    async def delete(self, who: Actor, agent_id: str) -> None:
        """Delete an agent; the toast brings it back."""
        row = next((row for row in self.agents if row.id == agent_id), None)
        editing = [one.name for one in (row.people if row else []) if one.id != who.user_id]
        await services().flows.delete(who, agent_id)
        await self._read(who)
        told = f" {', '.join(editing)} had it open and is told." if editing else ""
        self.notice = done(f"“{row.name if row else 'The agent'}” was deleted.{told}", undo=agent_id)

    @door(Permission.MANAGE_AGENTS)
    async def recover(self, who: Actor, agent_id: str) -> None:
        """Bring a deleted agent back, as it was."""
        await services().flows.recover(who, agent_id)
        await self._read(who)
        name = next((row.name for row in self.agents if row.id == agent_id), "The agent")
        self.notice = done(f"“{name}” is back.")

    @door(Permission.ERASE_AGENTS, problem="refusal")
    async def erase(self, who: Actor, form: dict[str, Any]) -> None:
        """Delete a deleted agent permanently; the name of one with versions was typed to confirm it."""
        self.refusal = ""
        row = next((row for row in self.deleted if row.id == text(form, "agent_id")), None)
        if row and row.is_named and names.key(text(form, "name").strip()) != names.key(row.name):
            raise Invalid(f"Type the agent's name to confirm: {row.name}")
        loss = await services().erasure.erase(who, text(form, "agent_id"))
        await self._read(who)
        self.turn += 1
        self.notice = done(f"“{loss.name}” was deleted permanently.")

    @door(Permission.MANAGE_AGENTS)
    async def imported(self, who: Actor, agent_id: str) -> None:
        """Show an agent that was just made from a file."""
        agent = await services().flows.agent(who, agent_id)
        await self._read(who)
        self.notice = done(f"“{agent.name}” was imported.", href=paths.editor(agent.id))

    async def _read(self, who: Actor) -> None:
        here = services().rooms.present(who.workspace_id)
        agents = await services().flows.agents(who)
        statuses = {status.agent_id: standing(status) for status in await services().live.statuses(who)}
        asides = {one.agent_id: one for one in await services().quarantine.list(who)}
        deleted = await services().flows.deleted_agents(who)
        self.agents = [
            _row(agent, here, statuses, asides.get(agent.id)) for agent in sorted(agents, key=_by_name)
        ]
        self.deleted = [_deleted_row(agent) for agent in deleted]
        usage = await services().flows.version_usage(who)
        self.usage, self.is_near_full = sizes.of(usage.used_bytes, usage.quota_bytes), usage.is_near_full
        self.ready, self.problem = True, ""


def _deleted_row(agent: Any) -> DeletedRow:
    count = agent.latest_version or 0
    versions = f"{count:,} version{'' if count == 1 else 's'} ({sizes.shown(agent.version_bytes)})"
    return DeletedRow(
        agent.id,
        agent.name,
        iso(agent.deleted_at),
        agent.deleted_by_name or "",
        lost=f"its flow, its history and {versions}" if count else "its flow and its history",
        is_named=count > 0,
    )


def _by_name(agent: Any) -> tuple[str, str]:
    return agent.name.casefold(), agent.id


def _row(agent: Any, here: Present, statuses: dict[str, str], aside: AsideFlow | None) -> AgentRow:
    people, more = people_in(here, agent.id)
    return AgentRow(
        id=agent.id,
        name=agent.name,
        state=str(agent.state),
        standing=statuses.get(agent.id, str(agent.state).capitalize()),
        changed_at=iso(agent.changed_at),
        changed_by=agent.changed_by_name,
        people=people,
        more=more,
        aside=aside_row(aside),
    )
