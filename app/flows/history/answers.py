"""What the history's service answers: values that outlive their transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.flows.graph import FlowGraph

Section = Literal["steps", "connections", "settings", "variables", "pronunciations"]
Side = Literal["added", "removed", "changed"]
Mark = Literal["same", "added", "removed"]
Content = Literal["draft", "live"] | int
"""Which content of an agent is meant: the draft, the live version, or a version by its number."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by id and the name they had."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a text: in both, only in the newer, or only in the older."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the difference between two contents: one field of one element, or a whole element.

    ``element`` and ``field`` are authorship's: ("nodes/n1", "prompt"), ("edges/e1", ""), ("settings", "voice").
    ``title`` names the element as people know it, ``label`` the field; ``before`` and ``after`` are words to read.
    ``pieces`` are the word-level difference of a text or of a list's lines, empty for everything else. ``ends``
    are the ids of the steps that a connection joins, to lead there.
    """

    section: Section
    side: Side
    element: str
    field: str
    title: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()
    authors: tuple[Person, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def node(self) -> str:
        """The id of the step it is about, or nothing."""
        return self.element.removeprefix("nodes/") if self.element.startswith("nodes/") else ""


@dataclass(frozen=True, slots=True)
class ByAuthor:
    """The changes that somebody took part in. One that two made stands under both."""

    author: Person
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference from ``older`` to ``newer``, each named as people read it: "v4", "draft"."""

    older: str
    newer: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version as a list shows it."""

    id: str
    number: int
    hash: str
    name: str
    created_at: datetime
    created_by: str
    node_count: int
    edge_count: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. ``version`` is the number it points at, with that version's name and counts."""

    id: str
    number: int
    kind: str
    at: datetime
    actor: Person
    note: str
    version: int | None
    version_name: str
    node_count: int | None
    edge_count: int | None
    is_live: bool
    was: int | None = None
    """The version that was live before, or that a restore kept the former draft as."""


@dataclass(frozen=True, slots=True)
class History:
    """A page of the history, the latest first. ``next`` asks for the older ones, None at the end."""

    events: tuple[Event, ...]
    authors: tuple[Person, ...]
    kinds: tuple[str, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole content to look at: ``state`` is a Yjs document made of it, ``graph`` what it holds."""

    label: str
    number: int | None
    graph: FlowGraph
    state: bytes


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: ``safety`` is the version that keeps the draft as it was; ``seq`` for the room."""

    version: int
    safety: int
    changes: int
    seq: int
