"""What the service of going live answers: values that outlive their transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.flows.answers import AgentState
from app.flows.history.answers import ByAuthor, Change, Person
from app.flows.rules.finding import Finding

LineState = Literal["done", "failing", "not_set_up", "not_applicable"]
"""``failing`` is red where the line blocks and amber where it warns; a tick that is missing is ``failing``."""


@dataclass(frozen=True, slots=True)
class Deed:
    """How a line gets done: words for the button and where it leads.

    ``target`` is "numbers", "problems", "members", "tick", or a path: "settings/system_prompt", "nodes/n1/prompt".
    """

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody vouched for a line while its part had this very content."""

    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist. ``part`` is the hash of what a ticker vouches for; empty for computed lines."""

    id: str
    title: str
    detail: str
    state: LineState
    blocks: bool
    ticked: bool = False
    """Whether people tick it; the others are computed."""
    part: str = ""
    ticks: tuple[Tick, ...] = ()
    deed: Deed | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines in their order, for the content with this hash."""

    hash: str
    lines: tuple[Line, ...]

    @property
    def blocking(self) -> tuple[Line, ...]:
        """The lines that stand between this content and going live."""
        return tuple(line for line in self.lines if line.blocks and line.state == "failing")

    @property
    def warnings(self) -> tuple[Line, ...]:
        """The lines that are not done and do not block."""
        undone = ("failing", "not_set_up")
        return tuple(line for line in self.lines if not line.blocks and line.state in undone)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many calls may be answered: at once, and in a day of the agent's time zone. None means no limit."""

    concurrent_calls: int | None = None
    calls_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """The last time somebody switched: an event of the history that changed what callers hear."""

    id: str
    number: int
    kind: str
    at: datetime
    actor: Person
    version: int | None
    was: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Status:
    """What is true of an agent now: the toolbar, the lists and the dashboard show nothing else.

    ``live_version`` is what callers hear while active, what they last heard while inactive, None before.
    ``has_changes`` says whether the draft differs from it; a draft that was never live has none.
    """

    agent_id: str
    name: str
    state: AgentState
    live_version: int | None
    live_since: datetime | None
    latest_version: int | None
    has_changes: bool
    calls: int
    numbers: tuple[str, ...]
    limits: Limits
    changed_at: datetime
    changed_by_name: str
    act: Act | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person who decides had before their eyes; anything else by now and the server asks again."""

    state: AgentState
    live_version: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """Everything the dialog shows before a switch.

    ``number`` is the version that would be live: an existing one, or the one that would be made of the draft.
    ``changes`` are those since the live version, ``by_author`` the same ones grouped; ``told`` are who will be told.
    """

    status: Status
    hash: str
    number: int
    is_new: bool
    node_count: int
    edge_count: int
    checklist: Checklist
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    by_author: tuple[ByAuthor, ...]
    told: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Switched:
    """What a switch did, and what is true since."""

    act: Act
    status: Status
