"""What stands between an agent and going live, and what a switch did."""

from datetime import datetime
from typing import Any

from app.flows.history.answers import Mark, Section, Side
from app.flows.live.answers import LineState
from app.flows.rules.finding import Severity
from app.web.api.told.agents import Act, Agent
from app.web.api.told.people import Person, Told


class Fix(Told):
    """A mend that is certain, as operations of the editor."""

    label: str
    ops: list[dict[str, Any]]


class Finding(Told):
    """One thing to mend. Fatal ones and errors block going live, warnings do not."""

    rule: str
    severity: Severity
    message: str
    mend: str
    node: str
    edge: str
    path: list[str]
    fix: Fix | None


class Findings(Told):
    """What is to be mended."""

    findings: list[Finding]


class Tick(Told):
    """Somebody vouched for a line."""

    by: Person
    at: datetime


class Deed(Told):
    """How a line gets done."""

    label: str
    target: str


class Line(Told):
    """One line of the checklist; ``part`` is what a tick vouches for."""

    id: str
    title: str
    detail: str
    state: LineState
    blocks: bool
    ticked: bool
    part: str
    ticks: list[Tick]
    deed: Deed | None


class Checklist(Told):
    """All lines for the content with this hash."""

    hash: str
    lines: list[Line]


class Piece(Told):
    """A run of words: in both texts, only in the newer, or only in the older."""

    mark: Mark
    text: str


class Change(Told):
    """One entry of a difference: a field of an element, or a whole element."""

    section: Section
    side: Side
    element: str
    field: str
    title: str
    label: str
    before: str
    after: str
    pieces: list[Piece]
    authors: list[Person]


class ByAuthor(Told):
    """The changes that somebody took part in."""

    author: Person
    changes: list[Change]


class Review(Told):
    """Everything to see before a switch; ``number`` is the version that would be live, ``hash`` what to send back."""

    status: Agent
    hash: str
    number: int
    is_new: bool
    node_count: int
    edge_count: int
    checklist: Checklist
    findings: list[Finding]
    changes: list[Change]
    by_author: list[ByAuthor]
    told: list[Person]


class Switched(Told):
    """What a switch did, and what is true since."""

    act: Act
    status: Agent
