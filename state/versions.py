"""The deeds on an agent's versions: keep one, name one, fetch one, bring one back, make one live again."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.errors import Invalid
from app.flows.live.answers import Seen, Status, Switched
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import paths
from state.address import asked_agent
from state.door import door
from state.forms import note, text
from state.history import HistoryState
from state.make_live import make_live
from state.notices import done
from state.session import SessionState
from state.words import named

MOST_DIGITS = 9


class VersionsState(SessionState):
    """``refusal`` is why the deed of the open dialog was refused, in one sentence."""

    refusal: str = ""

    @door(Permission.VIEW)
    async def close(self, who: Actor) -> None:
        """Forget why the last deed was refused."""
        self.refusal = ""

    @door(Permission.EDIT, problem="refusal")
    async def snapshot(self, who: Actor, form: dict[str, Any]) -> Any:
        """Keep the draft as a version of this name."""
        name = text(form, "name")
        version = await services().versions.snapshot(who, asked_agent(self), name, note(form))
        return self._done(f"The draft is kept as {named(version.number)} · {version.name}.")

    @door(Permission.EDIT, problem="refusal")
    async def rename(self, who: Actor, form: dict[str, Any]) -> Any:
        """Give a version a name."""
        number = _number(text(form, "number"))
        version = await services().versions.rename(who, asked_agent(self), number, text(form, "name"))
        label = named(version.number)
        return self._done(
            f"{label} is called {version.name}." if version.name else f"{label} has no name now."
        )

    @door(Permission.EDIT, problem="refusal")
    async def restore(self, who: Actor, form: dict[str, Any]) -> Any:
        """Bring a version back into the draft; the notice undoes it."""
        agent_id, number = asked_agent(self), _number(text(form, "number"))
        restored = await services().versions.restore(who, agent_id, number)
        kept = f"The draft before it is kept as {named(restored.safety)}."
        words = f"{named(number)} is in the draft: {_changes(restored.changes)}. {kept}"
        return self._done(words, undo=f"{agent_id}/{restored.safety}", deed="restore")

    @door(Permission.EDIT)
    async def undo_restore(self, who: Actor, what: str) -> Any:
        """Bring back the draft that a restore replaced. ``what`` is the agent and its safety version."""
        agent_id, _, number = what.partition("/")
        await services().versions.restore(who, agent_id, _number(number))
        return self._done("The draft is as it was before.", href=paths.editor(agent_id))

    @door(Permission.PUBLISH, problem="refusal")
    async def make_live(self, who: Actor, form: dict[str, Any]) -> Any:
        """Have callers hear an earlier version, in one step."""
        number = _number(text(form, "number"))
        switched = await self._switch(who, number, note(form), text(form, "key"))
        return self._done(f"{named(switched.status.live_version)} is live: the next caller hears it.")

    @door(Permission.VIEW)
    async def export(self, who: Actor, number: int) -> EventSpec:
        """Hand out a version as a file."""
        file = await services().versions.export(who, asked_agent(self), number)
        return rx.download(data=file.data, filename=file.filename, mime_type="application/json")

    async def _switch(self, who: Actor, number: int, words: str, key: str) -> Switched:
        """Make a version live over what the page showed."""
        shown, agent_id = await self.get_state(HistoryState), asked_agent(self)
        status = await services().live.status(who, agent_id)
        return await make_live(who, agent_id, number, _seen(shown, status), words, key)

    def _done(self, words: str, **offer: Any) -> Any:
        self.refusal, self.notice = "", done(words, **offer)
        self.turn += 1
        return HistoryState.refresh


def _seen(shown: HistoryState, status: Status) -> Seen:
    """Return what the page showed; a state it cannot have shown is the present one, and then nothing was seen."""
    if shown.flow_id != status.agent_id:
        raise Invalid("The page was opened anew meanwhile. Look at what is live now, then decide again.")
    state = shown.word
    if state != "active" and state != "inactive":
        raise Invalid("This agent was never live. Activate it in its editor, where the checklist stands.")
    return Seen(state, shown.live_version or None)


def _number(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS):
        raise Invalid("That is no version. Choose one from the history.")
    return int(value)


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count:,} changes"
