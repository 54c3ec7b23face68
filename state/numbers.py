"""The numbers page: which phone numbers the workspace has, and which agent answers each."""

from dataclasses import dataclass
from typing import Any

from app.kit.phone import shown
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from app.telephony.answers import Number
from state import live, paths
from state.address import is_at
from state.choices import Choice
from state.door import door
from state.errand import Errand, asked_errand
from state.forms import text
from state.notices import done
from state.session import SessionState

NOBODY = "none"
"""What the list of agents holds for a number that nobody answers."""


@dataclass(frozen=True)
class NumberRow:
    """One number and who answers it. ``shown`` is the number as its country writes it.

    ``is_lost``: its agent was deleted, and nobody answers.
    """

    id: str
    number: str
    shown: str
    label: str
    agent_id: str
    agent: str
    is_lost: bool


class NumbersState(SessionState):
    """What the numbers page shows. ``refusal`` is why the number just typed was not taken.

    ``errand`` is the agent that somebody came here to find a number for, ``answers`` those it has.
    """

    numbers: list[NumberRow] = []
    agents: list[Choice] = []
    errand: Errand = Errand()
    answers: str = ""
    ready: bool = False
    problem: str = ""
    refusal: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read everything and have this tab told when it changes."""
        self.refusal = ""
        live.watch(self.router.session.client_token, who.workspace_id, NumbersState.refresh)
        await self._read(who)

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again, after a nudge."""
        if not is_at(self, paths.NUMBERS):
            live.forget(self.router.session.client_token, NumbersState.refresh)
            return
        await self._read(who)

    @door(Permission.PUBLISH, problem="refusal")
    async def add(self, who: Actor, form: dict[str, Any]) -> None:
        """Add a number, and assign it at once if an agent was chosen."""
        self.refusal = ""
        number = await services().numbers.add(who, text(form, "number"), text(form, "label"))
        await self._read(who)
        self.turn += 1
        agent = text(form, "agent_id")
        if agent not in ("", NOBODY):
            await services().numbers.assign(who, number.id, agent)
            await self._read(who)
        self.notice = done(f"{shown(number.number)} was added.")

    @door(Permission.VIEW)
    async def close_add(self, who: Actor) -> None:
        """Forget why the last number was refused."""
        self.refusal = ""

    @door(Permission.PUBLISH)
    async def assign(self, who: Actor, number_id: str, agent_id: str) -> None:
        """Have another agent, or nobody, answer a number."""
        await services().numbers.assign(who, number_id, None if agent_id == NOBODY else agent_id)
        await self._read(who)
        row = next((row for row in self.numbers if row.id == number_id), None)
        if row:
            back = paths.editor(agent_id) if agent_id == self.errand.agent_id else ""
            self.notice = done(f"{row.shown} now leads to {row.agent or 'nobody'}.", href=back)

    @door(Permission.PUBLISH)
    async def rename(self, who: Actor, form: dict[str, Any]) -> None:
        """Give a number another label."""
        await services().numbers.rename(who, text(form, "number_id"), text(form, "label"))
        await self._read(who)
        self.turn += 1

    @door(Permission.PUBLISH)
    async def remove(self, who: Actor, number_id: str) -> None:
        """Take a number out of the workspace."""
        await services().numbers.remove(who, number_id)
        await self._read(who)
        self.turn += 1
        self.notice = done("The number was removed. Nobody answers it any more.")

    async def _read(self, who: Actor) -> None:
        numbers = await services().numbers.numbers(who)
        agents = await services().flows.agents(who)
        living = {agent.id for agent in agents}
        self.numbers = [_row(number, living) for number in numbers]
        by_name = sorted(agents, key=lambda agent: agent.name.casefold())
        self.agents = [Choice(NOBODY, "Nobody"), *(Choice(agent.id, agent.name) for agent in by_name)]
        self.errand = await asked_errand(self, who)
        mine = [row.shown for row in self.numbers if row.agent_id == self.errand.agent_id]
        self.answers = ", ".join(mine)
        self.ready, self.problem = True, ""


def _row(number: Number, living: set[str]) -> NumberRow:
    agent_id, is_lost = (
        number.agent_id or NOBODY,
        number.agent_id is not None and number.agent_id not in living,
    )
    return NumberRow(
        number.id, number.number, shown(number.number), number.label, agent_id, number.agent_name, is_lost
    )
