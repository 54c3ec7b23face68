"""What happened, in the past tense. Told only after the commit, to whoever subscribed in wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that can be told."""


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """A browser session was signed out, revoked or expired."""

    session_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class MemberChanged(Event):
    """A member's role, name or access changed."""

    workspace_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class AgentListChanged(Event):
    """An agent of the workspace was made, renamed, deleted, brought back or saved."""

    workspace_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class PresenceChanged(Event):
    """Who is in an agent's editor changed."""

    workspace_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AgentStatusChanged(Event):
    """What callers of an agent hear, its numbers, its limits or its ticks changed."""

    workspace_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class VersionsChanged(Event):
    """The agent's history has a new line, or a version another name."""

    workspace_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class DocumentWritten(Event):
    """A service wrote into an agent's document; its journal goes up to ``seq``."""

    agent_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class VersionRestored(Event):
    """Somebody brought a version back into the draft; what the draft was is kept as version ``former``."""

    agent_id: str
    version: int
    former: int
    by_id: str
    by_name: str


@dataclass(frozen=True, slots=True)
class DocumentSetAside(Event):
    """Work on an agent's document failed twice: nobody works on it until it is released."""

    workspace_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class AgentErased(Event):
    """An agent was deleted permanently: nobody may go on working in it."""

    agent_id: str


@dataclass(frozen=True, slots=True)
class NewsRead(Event):
    """Somebody read their inbox."""

    workspace_id: str
    user_id: str


E = TypeVar("E", bound=Event)


class Events:
    """Subscriptions by event type. Handlers run on the event loop, in order, and must not block."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[Callable[[Any], None]]] = {}

    def on(self, kind: type[E], handler: Callable[[E], None]) -> None:
        """Have ``handler`` called with every event of exactly this type."""
        self._handlers.setdefault(kind, []).append(handler)

    def tell(self, event: Event) -> None:
        """Call the handlers of this event."""
        for handler in self._handlers.get(type(event), []):
            handler(event)
