"""An agent that is set aside: since when and why, and having it opened again."""

from dataclasses import dataclass

from app.collab.quarantine import AsideFlow
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live
from state.address import asked_agent
from state.door import door
from state.notices import done
from state.session import SessionState
from state.times import iso


@dataclass(frozen=True)
class AsideRow:
    """``since`` is ISO 8601, empty where the agent is not set aside; ``reason`` ends "…, because"."""

    since: str = ""
    reason: str = ""


NOT_ASIDE = AsideRow()


class QuarantineState(SessionState):
    """What the editor of an agent that is set aside shows. ``is_released`` has the page try to open it again."""

    aside: AsideRow = NOT_ASIDE
    is_released: bool = False

    @door(Permission.VIEW)
    async def look(self, who: Actor) -> None:
        """Read whether the agent of this address is set aside, and again whenever agents change."""
        found = await services().quarantine.of(who, asked_agent(self))
        self.aside, self.is_released = aside_row(found), found is None
        tab = self.router.session.client_token
        if found is None:
            live.forget(tab, QuarantineState.look)
        else:
            live.watch(tab, who.workspace_id, QuarantineState.look)

    @door(Permission.RELEASE)
    async def release(self, who: Actor, agent_id: str) -> None:
        """Have an agent opened again; every page that waits for it is told."""
        agent = await services().flows.agent(who, agent_id)
        await services().quarantine.release(who, agent_id)
        self.turn += 1
        self.notice = done(f"“{agent.name}” can be opened again.")


def aside_row(found: AsideFlow | None) -> AsideRow:
    """Return what is shown of it."""
    return AsideRow(iso(found.since), because(found.reason)) if found else NOT_ASIDE


def because(reason: str) -> str:
    """Return in plain words what happened; ``reason`` names the job, and what ended it."""
    if "memory" in reason:
        return "reading it took too much memory"
    if "more than" in reason or "takes" in reason:
        return "reading it took too long"
    return "the server failed while reading it"
