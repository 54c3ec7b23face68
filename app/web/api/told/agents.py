"""Agents, and what is live."""

from datetime import datetime

from pydantic import Field

from app.flows.answers import AgentState
from app.web.api.told.people import Person, Told


class Limits(Told):
    """How many calls are answered at once and in a day of the agent's time zone; null is no limit."""

    concurrent_calls: int | None
    calls_per_day: int | None


class Act(Told):
    """The last time somebody switched. ``was`` is the version that was live before."""

    id: str
    number: int
    kind: str
    at: datetime
    actor: Person
    version: int | None
    was: int | None
    note: str


class Agent(Told):
    """An agent and what is live: what callers hear while active, what they last heard while inactive."""

    id: str = Field(validation_alias="agent_id")
    name: str
    state: AgentState
    live_version: int | None
    live_since: datetime | None
    latest_version: int | None
    has_changes: bool
    calls: int
    numbers: list[str]
    limits: Limits
    changed_at: datetime
    changed_by_name: str
    act: Act | None


class Agents(Told):
    """All living agents of the workspace."""

    agents: list[Agent]


class DeletedAgent(Told):
    """An agent that can be brought back; ``version_bytes`` is the space it gives back if deleted permanently."""

    id: str
    name: str
    deleted_at: datetime | None
    deleted_by_name: str | None
    latest_version: int | None
    version_bytes: int


class DeletedAgents(Told):
    """All deleted agents of the workspace, and how much of their quota all its versions take."""

    agents: list[DeletedAgent]
    version_bytes: int
    version_quota_bytes: int
