"""What brought somebody from an agent's editor to another page, and back: the page's address names the agent."""

from dataclasses import dataclass

import reflex as rx

from app.errors import NotFound
from app.people.actor import Actor
from app.services import services
from state.address import asked


@dataclass(frozen=True)
class Errand:
    """The agent that the page was opened for; empty where it was opened for itself."""

    agent_id: str = ""
    name: str = ""


async def asked_errand(state: rx.State, who: Actor) -> Errand:
    """Return the agent in ``?agent=``; nothing for one that is gone or another workspace's."""
    agent_id = asked(state, "agent")
    if not agent_id:
        return Errand()
    try:
        return Errand(agent_id, (await services().flows.agent(who, agent_id)).name)
    except NotFound:
        return Errand()
