"""Rows of going live: ticks, limits, and the answers already given to requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class TickRow(SQLModel, table=True):
    """Somebody vouched for a line while its part had this hash; it counts again whenever the part has it again."""

    __tablename__ = "ticks"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="agents.id")
    line: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    user_name: str
    at: datetime


class CallLimits(SQLModel, table=True):
    """How many calls an agent may answer; None is no limit."""

    __tablename__ = "call_limits"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="agents.id")
    concurrent_calls: int | None = None
    calls_per_day: int | None = None


class Answered(SQLModel, table=True):
    """A request that was carried out: asked again with the same key it is answered the same, and not done twice."""

    __tablename__ = "answered_requests"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    workspace_id: str = Field(primary_key=True, foreign_key="workspaces.id")
    key: str = Field(primary_key=True)
    asked: dict[str, Any] = Field(sa_type=JSON)
    event_id: str = Field(foreign_key="history_events.id", index=True)
    at: datetime = Field(index=True)
