"""The editor page's few facts from the server: which agent this is, what callers hear, and who looks at it.

Nothing here stands between a field and the document: what people write goes from the browser to the room.
"""

from typing import Any

from app.errors import NotFound
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.address import asked_agent
from state.door import door
from state.forms import text
from state.session import SessionState
from state.standing import NOWHERE, Standing, standing_of


class EditorState(SessionState):
    """What the editor's toolbar shows.

    ``problem`` is why the agent cannot be shown, in one sentence; ``gone`` says that it is not there any more.
    """

    flow_id: str = ""
    user_id: str = ""
    email: str = ""
    name: str = ""
    standing: Standing = NOWHERE
    may_rename: bool = False
    problem: str = ""
    gone: bool = False

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read the agent of this address. Runs again after every reconnection of the page."""
        await show_agent(self, who, asked_agent(self))

    @door(Permission.VIEW, problem="problem")
    async def announced(self, who: Actor, what: str) -> None:
        """Read the agent again, because its room said that it changed; ``what`` is only a hint."""
        await show_agent(self, who, asked_agent(self))

    @door(Permission.MANAGE_AGENTS)
    async def rename(self, who: Actor, form: dict[str, Any]) -> None:
        """Give the agent another name."""
        name = text(form, "name")
        if name and name != self.name:
            await services().flows.rename(who, self.flow_id, name)
            await show_agent(self, who, self.flow_id)


async def show_agent(editor: EditorState, who: Actor, agent_id: str) -> None:
    """Show what is true of this agent now: name, badge, switch and banner come from one reading."""
    try:
        status = await services().live.status(who, agent_id)
    except NotFound:
        editor.gone = True
        raise
    editor.problem, editor.gone = "", False
    editor.name, editor.standing = status.name, standing_of(status, who)
    editor.email, editor.may_rename = who.email, who.can(Permission.MANAGE_AGENTS)
    editor.user_id, editor.flow_id = who.user_id, status.agent_id
