"""The editor page's few facts from the server: which agent this is, and who looks at it.

Nothing here stands between a field and the document: what people write goes from the browser to the room.
"""

from typing import Any

import reflex as rx

from app.errors import NotFound
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.door import door
from state.forms import text
from state.session import SessionState


class EditorState(SessionState):
    """What the editor's toolbar shows. ``problem`` is why the agent cannot be shown, in one sentence."""

    flow_id: str = ""
    user_id: str = ""
    email: str = ""
    name: str = ""
    word: str = ""
    may_rename: bool = False
    problem: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read the agent of this address. Runs again after every reconnection of the page."""
        await self._read(who, _asked_for(self))

    @door(Permission.VIEW, problem="problem")
    async def announced(self, who: Actor, what: str) -> None:
        """Read the agent again, because its room said that it changed; ``what`` is only a hint."""
        await self._read(who, _asked_for(self))

    @door(Permission.MANAGE_AGENTS)
    async def rename(self, who: Actor, form: dict[str, Any]) -> None:
        """Give the agent another name."""
        name = text(form, "name")
        if name and name != self.name:
            await services().flows.rename(who, self.flow_id, name)
            await self._read(who, self.flow_id)

    async def _read(self, who: Actor, agent_id: str) -> None:
        agent = await services().flows.agent(who, agent_id)
        self.problem = ""
        self.name, self.word = agent.name, str(agent.state)
        self.email, self.may_rename = who.email, who.can(Permission.MANAGE_AGENTS)
        self.user_id, self.flow_id = who.user_id, agent.id


def _asked_for(state: rx.State) -> str:
    """Return the agent's id in the page's address. Raises NotFound."""
    agent_id = getattr(state, "agent_id", "")  # Reflex makes this variable of the route /agents/[agent_id]
    if not isinstance(agent_id, str) or not agent_id:
        raise NotFound("This address names no agent. Go back to your agents and open it from there.")
    return agent_id
