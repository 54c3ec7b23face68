"""Call limits: beside the flow, and true from the moment they are set."""

from typing import Any

from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.address import asked_agent
from state.door import door
from state.editor import EditorState, show_agent
from state.forms import text
from state.notices import done
from state.reviewing import limits_of
from state.session import SessionState


class LimitsState(SessionState):
    """What is wrong with the limits that were typed last, in one sentence."""

    problem: str = ""

    @door(Permission.PUBLISH, problem="problem")
    async def save(self, who: Actor, form: dict[str, Any]) -> None:
        """Set both limits; an empty one is none."""
        agent_id = asked_agent(self)
        wanted = limits_of({name: text(form, name) for name in ("concurrent", "daily")})
        assert wanted is not None, "both are in the form"
        await services().live.set_limits(who, agent_id, wanted)
        self.problem = ""
        await show_agent(await self.get_state(EditorState), who, agent_id)
        self.notice = done("The limits hold from the next call on.")
