"""The history page: what happened to an agent's flow, by whom, when, and what its callers heard since."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.flows.history.answers import Event, History, VersionInfo
from app.flows.live.answers import Status
from app.kit.ids import new_id
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live, paths
from state.address import asked, asked_agent, is_at, with_query
from state.choices import Choice
from state.compare import CompareState
from state.door import door
from state.session import Person, SessionState, person
from state.times import iso
from state.words import KINDS, named, standing

PAGE = 30
MOST_ROWS = 200  # read again after a nudge; who has paged further back keeps only these


@dataclass(frozen=True)
class EventRow:
    """One line of the timeline. ``version`` is 0, and what belongs to it empty, where it points at none."""

    id: str
    number: int
    kind: str
    word: str
    at: str
    person: Person
    note: str
    version: int
    label: str
    name: str
    size: str
    was: str
    is_live: bool


class HistoryState(SessionState):
    """What the history page shows. ``next`` asks for older lines, 0 at the end; ``key`` makes a deed happen once."""

    flow_id: str = ""
    name: str = ""
    word: str = ""
    standing: str = ""
    live_version: int = 0
    latest: int = 0
    rows: list[EventRow] = []
    authors: list[Choice] = []
    kinds: list[Choice] = []
    contents: list[Choice] = []
    author: str = ""
    kind: str = ""
    next: int = 0
    key: str = ""
    ready: bool = False
    problem: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read the agent of this address, filtered as it asks, and have this tab told of what is new."""
        agent_id, tab = asked_agent(self), self.router.session.client_token
        if agent_id != self.flow_id:
            self.ready, self.rows = False, []
        self.author, self.kind, self.problem = asked(self, "author"), asked(self, "kind"), ""
        topics = (live.STATUS, live.versions_of(agent_id))
        live.watch(tab, who.workspace_id, HistoryState.refresh, *topics)
        await self._read(who, agent_id, PAGE)

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> Any:
        """Read again, after a nudge or a deed, and compare again what is being compared."""
        if not is_at(self, paths.history(self.flow_id)):
            live.forget(self.router.session.client_token, HistoryState.refresh)
            return None
        await self._read(who, self.flow_id, min(max(PAGE, len(self.rows)), MOST_ROWS))
        return CompareState.load

    @door(Permission.VIEW)
    async def older(self, who: Actor) -> None:
        """Show the lines before those shown."""
        if self.next:
            page = await self._page(who, self.flow_id, PAGE, self.next)
            self.rows, self.next = self.rows + [_row(event) for event in page.events], page.next or 0

    @door(Permission.VIEW)
    async def filter_by(self, who: Actor, what: str, value: str) -> EventSpec:
        """Ask for an author or a kind in the address, or for everybody and everything again."""
        now = {"author": self.author, "kind": self.kind}
        now |= {"older": asked(self, "older"), "newer": asked(self, "newer")}
        if what in ("author", "kind"):
            now[what] = "" if value == "all" else value
        return rx.redirect(with_query(paths.history(self.flow_id), **now))

    async def _read(self, who: Actor, agent_id: str, limit: int) -> None:
        status = await services().live.status(who, agent_id)
        page = await self._page(who, agent_id, limit)
        versions = await services().versions.versions(who, agent_id)
        self.name, self.word, self.standing = status.name, status.state, standing(status)
        self.live_version, self.latest = status.live_version or 0, status.latest_version or 0
        self.rows, self.next = [_row(event) for event in page.events], page.next or 0
        self.authors = [Choice(one.id, one.name) for one in page.authors]
        self.kinds = [Choice(kind, KINDS.get(kind, kind)) for kind in page.kinds]
        self.contents = _contents(status, versions, (asked(self, "older"), asked(self, "newer")))
        self.flow_id, self.ready, self.problem, self.key = agent_id, True, "", new_id("rq")

    async def _page(self, who: Actor, agent_id: str, limit: int, before: int | None = None) -> History:
        return await services().versions.history(
            who, agent_id, before=before, author=self.author, kind=self.kind, limit=limit
        )


def _contents(status: Status, versions: Iterable[VersionInfo], chosen: Iterable[str]) -> list[Choice]:
    """Return what can be compared: draft, live, the newest versions, and whichever is being compared."""
    found = {"draft": "Draft"}
    if status.live_version:
        found["live"] = f"Live ({named(status.live_version)})"
    for one in versions:
        found[str(one.number)] = f"{named(one.number)} · {one.name}" if one.name else named(one.number)
    for one in chosen:
        if one.isdecimal():
            found.setdefault(one, f"v{one}")
    return [Choice(value, words) for value, words in found.items()]


def _row(event: Event) -> EventRow:
    return EventRow(
        id=event.id,
        number=event.number,
        kind=event.kind,
        word=KINDS.get(event.kind, event.kind),
        at=iso(event.at),
        person=person(event.actor.id, event.actor.name),
        note=event.note,
        version=event.version or 0,
        label=named(event.version),
        name=event.version_name,
        size=_size(event),
        was=_was(event),
        is_live=event.is_live,
    )


def _size(event: Event) -> str:
    if event.node_count is None or event.edge_count is None:
        return ""
    steps = "1 step" if event.node_count == 1 else f"{event.node_count:,} steps"
    edges = "1 connection" if event.edge_count == 1 else f"{event.edge_count:,} connections"
    return f"{steps}, {edges}"


def _was(event: Event) -> str:
    if event.was is None:
        return ""
    former = named(event.was)
    return f"the draft before it is {former}" if event.kind == "restored" else f"instead of {former}"
