"""The page of one version: which it is, who made it, whether callers hear it, and having them hear it again."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.errors import NotFound
from app.flows.history.answers import VersionInfo
from app.flows.live.answers import Seen, Status
from app.kit.ids import new_id
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live, paths
from state.address import asked_agent
from state.door import door
from state.forms import note
from state.make_live import make_live
from state.notices import done
from state.session import SessionState
from state.times import iso
from state.words import named

MOST_DIGITS = 9


class VersionState(SessionState):
    """What the page shows. ``live_version`` is what callers hear while ``word`` is active; 0 for none.

    ``problem`` is why the version cannot be shown, ``refusal`` why it could not be made live, in one sentence.
    """

    flow_id: str = ""
    name: str = ""
    word: str = ""
    live_version: int = 0
    live_since: str = ""
    version: int = 0
    label: str = ""
    title: str = ""
    made_at: str = ""
    made_by: str = ""
    key: str = ""
    problem: str = ""
    refusal: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> EventSpec | None:
        """Read the version of this address, and have this tab told when something else goes live."""
        agent_id, content = asked_agent(self), _content(self)
        if content == "draft":
            return rx.redirect(paths.editor(agent_id))
        topics = (live.STATUS, live.versions_of(agent_id))
        live.watch(self.router.session.client_token, who.workspace_id, VersionState.refresh, *topics)
        await self._read(who, agent_id, content)
        return None

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again, after a nudge; a tab that has moved on is nudged no more."""
        if not self.router.url.path.startswith(f"{paths.editor(self.flow_id)}/versions/"):
            live.forget(self.router.session.client_token, VersionState.refresh)
            return
        await self._read(who, self.flow_id, _content(self))

    @door(Permission.PUBLISH, problem="refusal")
    async def make_live(self, who: Actor, form: dict[str, Any]) -> None:
        """Have callers hear this version from the next call on; the draft stays as it is."""
        status = await services().live.status(who, self.flow_id)
        seen = Seen("active" if self.word == "active" else "inactive", self.live_version or None)
        switched = await make_live(who, status.agent_id, self.version, seen, note(form), self.key)
        label = named(switched.status.live_version)
        self.notice, self.refusal = done(f"{label} is live: the next caller hears it."), ""
        self.turn += 1
        await self._read(who, self.flow_id, self.version)

    @door(Permission.VIEW)
    async def close(self, who: Actor) -> None:
        """Forget why it could not be made live."""
        self.refusal = ""

    async def _read(self, who: Actor, agent_id: str, content: int | str) -> None:
        status = await services().live.status(who, agent_id)
        number = content if isinstance(content, int) else _live(status)
        found = await services().versions.versions(who, agent_id, before=number + 1, limit=1)
        if not found or found[0].number != number:
            raise NotFound("There is no such version. Choose one from the history.")
        self._show(status, found[0])

    def _show(self, status: Status, info: VersionInfo) -> None:
        is_heard = status.state == "active" and info.number == status.live_version
        self.name, self.word, self.live_version = status.name, status.state, status.live_version or 0
        self.live_since = iso(status.live_since) if is_heard else ""
        self.version, self.label, self.title = info.number, named(info.number), info.name
        self.made_at, self.made_by = iso(info.created_at), info.created_by
        self.flow_id, self.key, self.problem = status.agent_id, new_id("rq"), ""


def _content(state: rx.State) -> int | str:
    """Return what the address asks for: a number, "live" or "draft". Raises NotFound."""
    asked = _asked(state)
    if asked in ("live", "draft"):
        return asked
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS):
        raise NotFound("There is no such version. Choose one from the history.")
    return int(asked)


def _asked(state: rx.State) -> str:
    return str(getattr(state, "number", ""))  # Reflex makes this variable of the route …/versions/[number]


def _live(status: Status) -> int:
    if status.live_version is None:
        raise NotFound("This agent was never live. Look at the draft instead.")
    return status.live_version
