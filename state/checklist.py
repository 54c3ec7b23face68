"""The checklist panel: what stands between the draft and going live, and what people vouch for."""

from collections.abc import Awaitable, Callable

from app.errors import AppError
from app.flows.live.answers import Checklist
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.address import asked_agent
from state.door import door
from state.lines import LineRow, line_row
from state.session import SessionState

Vouch = Callable[[Actor, str, str, str], Awaitable[Checklist]]


class ChecklistState(SessionState):
    """The lines of the draft by what they are. ``refusal`` belongs to the line ``refused``."""

    agent: str = ""
    blocks: list[LineRow] = []
    warns: list[LineRow] = []
    ticked: list[LineRow] = []
    done: int = 0
    total: int = 0
    problem: str = ""
    refused: str = ""
    refusal: str = ""

    @door(Permission.VIEW, problem="problem")
    async def read(self, who: Actor) -> None:
        """Read the lines. The page asks while the panel is open, at most once a second."""
        agent_id = asked_agent(self)
        self._show(who, agent_id, await services().live.checklist(who, agent_id))

    @door(Permission.EDIT, problem="refusal")
    async def tick(self, who: Actor, line: str, part: str) -> None:
        """Vouch for a line as it is shown; refused if its part has changed meanwhile."""
        await self._vouch(who, services().live.tick, line, part)

    @door(Permission.EDIT, problem="refusal")
    async def untick(self, who: Actor, line: str, part: str) -> None:
        """Take one's own tick back."""
        await self._vouch(who, services().live.untick, line, part)

    async def _vouch(self, who: Actor, verb: Vouch, line: str, part: str) -> None:
        agent_id = asked_agent(self)
        self.refused, self.refusal = line, ""
        try:
            self._show(who, agent_id, await verb(who, agent_id, line, part))
        except AppError:
            self._show(who, agent_id, await services().live.checklist(who, agent_id))
            raise

    def _show(self, who: Actor, agent_id: str, checklist: Checklist) -> None:
        rows = [line_row(line, who) for line in checklist.lines]
        self.agent, self.problem = agent_id, ""
        self.blocks = [row for row in rows if row.blocks]
        self.warns = [row for row in rows if not row.blocks and not row.ticked]
        self.ticked = [row for row in rows if not row.blocks and row.ticked]
        counted = [row for row in rows if row.look != "none"]
        self.done, self.total = sum(row.look == "done" for row in counted), len(counted)
