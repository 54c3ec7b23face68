"""The history panel: the last events of an agent, a snapshot before a big change, and versions brought back."""

from dataclasses import dataclass, replace
from typing import Any

from app.flows.history.answers import Event
from app.flows.live.lifecycle import KINDS as ACTS
from app.flows.live.lifecycle import LIVE_KINDS
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.address import asked_agent
from state.door import door
from state.forms import text
from state.notices import done
from state.session import SessionState
from state.times import iso
from state.words import KINDS, named
from state.words import deed as done_to

SHOWN = 30
RETOLD = frozenset(ACTS.values())


@dataclass(frozen=True)
class EventRow:
    """One line of the history. ``version`` is 0 where the event points at none.

    Of all the events of the live version only the one that made it live is marked ``is_live``.
    """

    id: str
    kind: str
    words: str
    who: str
    at: str
    note: str
    version: int
    version_name: str
    size: str
    is_live: bool


class TimelineState(SessionState):
    """The last events. ``answered`` and ``finished`` name presses of a button."""

    agent: str = ""
    events: list[EventRow] = []
    has_more: bool = False
    problem: str = ""
    refusal: str = ""
    answered: str = ""
    finished: str = ""

    @door(Permission.VIEW, problem="problem")
    async def read(self, who: Actor) -> None:
        """Read the last events. The page asks while the panel is open, at most once a second."""
        agent_id = asked_agent(self)
        history = await services().versions.history(who, agent_id, limit=SHOWN)
        self.agent, self.problem = agent_id, ""
        rows = [event_row(each) for each in history.events]
        made_live = next((row.id for row in rows if row.is_live and row.kind in LIVE_KINDS), "")
        self.events = [replace(row, is_live=row.id == made_live) for row in rows]
        self.has_more = history.next is not None

    @door(Permission.EDIT, problem="refusal")
    async def snapshot(self, who: Actor, press: str, form: dict[str, Any]) -> None:
        """Make a version of the draft and give it a name."""
        self.refusal, self.answered = "", press
        await services().versions.snapshot(who, asked_agent(self), text(form, "name"), text(form, "note"))
        self.finished = press

    @door(Permission.EDIT, problem="refusal")
    async def restore(self, who: Actor, press: str, number: int) -> None:
        """Bring a version back into the draft."""
        agent_id, self.refusal, self.answered = asked_agent(self), "", press
        made = await services().versions.restore(who, agent_id, number)
        words = f"{named(made.version)} is back in the draft. The draft before it is kept as {named(made.safety)}."
        (await self.get_state(SessionState)).notice = done(
            words, undo=f"{agent_id}/{made.safety}", deed="restore"
        )
        self.finished = press


def event_row(event: Event) -> EventRow:
    """Return an event as a line: who did what, and how large the version is."""
    counted = event.node_count is not None and event.edge_count is not None
    return EventRow(
        id=event.id,
        kind=event.kind,
        words=_words(event),
        who=event.actor.name,
        at=iso(event.at),
        note=event.note,
        version=event.version or 0,
        version_name=event.version_name,
        size=f"{event.node_count} steps, {event.edge_count} connections" if counted else "",
        is_live=event.is_live,
    )


def _words(event: Event) -> str:
    if event.kind in RETOLD:
        return done_to(event.kind, event.version)
    if event.kind == "restored":
        return f"restored {named(event.version)} to the draft"
    if event.kind == "snapshot":
        return f"kept {named(event.version)} as a snapshot"
    return " ".join((KINDS.get(event.kind, event.kind).lower(), named(event.version))).rstrip()
