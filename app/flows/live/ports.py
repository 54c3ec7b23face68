"""Ports: what going live needs of rooms above it. Each answers inside the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.db.tx import Tx
from app.flows.graph import FlowGraph
from app.flows.history.answers import Person
from app.flows.live.answers import Act, Line
from app.flows.live.content import Weighed


class Phones(Protocol):
    """Who knows which numbers lead to an agent."""

    def numbers(self, tx: Tx, agent_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the E.164 numbers of these agents; an agent without one may be missing."""
        ...


class Calls(Protocol):
    """Who knows which calls are in progress."""

    def in_progress(self, tx: Tx, agent_ids: Collection[str]) -> Mapping[str, int]:
        """Return how many calls these agents hold now; an agent without one may be missing."""
        ...


@dataclass(frozen=True, slots=True)
class News:
    """What the team is told: an act on an agent."""

    workspace_id: str
    agent_id: str
    agent_name: str
    act: Act


@dataclass(frozen=True, slots=True)
class Delivery:
    """That the news of an act reached somebody: when it was put before them, and when they saw it."""

    to: Person
    channel: str
    told_at: datetime
    seen_at: datetime | None


class Newsroom(Protocol):
    """Who tells the team. The news is written in the transaction of the act: one never comes without the other."""

    def tell(self, tx: Tx, news: News) -> None:
        """Have the news told."""
        ...

    def readers(self, tx: Tx, workspace_id: str) -> tuple[Person, ...]:
        """Return who is told of the acts of this workspace."""
        ...

    def deliveries(self, tx: Tx, act_id: str) -> tuple[Delivery, ...]:
        """Return how far the news of an act came."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What a checklist is made of: an agent's content, its last act, and who asks.

    ``was_live`` says that callers have heard this very content before.
    """

    workspace_id: str
    agent_id: str
    content: Weighed
    act: Act | None
    asker_id: str
    was_live: bool

    @property
    def graph(self) -> FlowGraph:
        """The flow itself."""
        return self.content.graph


class LineSource(Protocol):
    """One small interface for every feature that has something to say before going live."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """Return its lines for this content. One with the id of an earlier source's line takes its place."""
        ...


@dataclass(slots=True)
class MemoryPhones:
    """Twin: numbers as a test gives them."""

    given: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def numbers(self, tx: Tx, agent_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """See Phones."""
        return {each: self.given[each] for each in agent_ids if each in self.given}
