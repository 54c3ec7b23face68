"""What programs send: bodies and queries. A field that is not known is refused, so that a slip is noticed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.flows.answers import AgentState
from app.web.content import MAX_NUMBER

MOST_LINES = 200

Words = Annotated[str, Field(pattern=r"^[^\x00]*$")]  # PostgreSQL keeps no NUL
Word = Annotated[Words, Field(max_length=200)]
Count = Annotated[int, Field(ge=1, le=MAX_NUMBER)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="The hash that the review told.")]
Note = Annotated[Words, Field(description="Told to the team with the news; at most 2,000 characters.")]
Lines = Annotated[int, Field(ge=1, le=MOST_LINES, description="How many at most.")]


class Body(BaseModel):
    """Base of every body."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Query(BaseModel):
    """Base of every query; its values come as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentName(Body):
    """An agent's name."""

    name: Words


class Part(BaseModel):
    """What a ticker vouches for, as the line of the checklist tells it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Word


class Seen(Body):
    """What was true when it was decided; anything else by now is answered with 409."""

    state: AgentState
    live_version: Count | None


class Activation(Body):
    """Make an agent live: with the draft, or with an earlier version."""

    seen: Seen
    reviewed_hash: Hash
    version: Count | None = None
    note: Note = ""


class Publication(Body):
    """Make the draft of an active agent live."""

    seen: Seen
    reviewed_hash: Hash
    note: Note = ""


class Deactivation(Body):
    """Take an agent off the line."""

    seen: Seen
    note: Note = ""


class RollBack(Body):
    """Make an earlier version of an active agent live."""

    seen: Seen
    version: Count
    note: Note = ""


class CallLimits(Body):
    """How many calls are answered at once and in a day; null is no limit."""

    concurrent_calls: Count | None
    calls_per_day: Count | None


class Snapshot(Body):
    """A version to make of the draft."""

    name: Words
    note: Note = ""


class VersionName(Body):
    """A version's name."""

    name: Words


class NewNumber(Body):
    """A phone number with its country code; it is answered in E.164."""

    number: Word
    label: Words = ""


class NumberLabel(Body):
    """What a number is for."""

    label: Words


class Assignment(Body):
    """Where a number leads; null is nowhere."""

    agent_id: Word | None


class SeenUpTo(Body):
    """The number of the latest news that was seen."""

    number: Annotated[int, Field(ge=0, le=MAX_NUMBER)]


class Page(Query):
    """How much to answer."""

    limit: Lines = 50


class VersionsQuery(Page):
    """Which versions."""

    before: Count | None = Field(default=None, description="Only those with a smaller number.")


class ReviewQuery(Query):
    """What would be live: the draft, or this version."""

    version: Count | None = None


class CompareQuery(Query):
    """Which two contents: ``draft``, ``live`` or the number of a version."""

    older: Literal["draft", "live"] | Count
    newer: Literal["draft", "live"] | Count


class HistoryQuery(Page):
    """Which part of the history."""

    before: Count | None = Field(default=None, description="Only what happened before: ``next`` of a page.")
    author: Word = Field(default="", description="Only what this user did, by id.")
    kind: Word = Field(default="", description="Only this kind of event.")


class AuditQuery(Page):
    """Which part of the audit."""

    before: Word | None = Field(default=None, description="Only what was before: ``next`` of a page.")
    who: Word = Field(default="", description="Only what this actor did, by id.")
    verb: Word = Field(default="", description="Only this deed.")
    subject: Word = Field(
        default="", description="Only what was done to this thing or kind of thing, by id or kind."
    )
