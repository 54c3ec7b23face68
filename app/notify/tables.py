"""Rows of the news: each act once, and how far each person has read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel


class NewsItem(SQLModel, table=True):
    """An act that the team is told of. ``number`` counts in its workspace; ``facts`` are the words to show."""

    __tablename__ = "news"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True)
    number: int
    agent_id: str = Field(foreign_key="agents.id", index=True)
    act_id: str = Field(foreign_key="history_events.id", index=True)
    actor_id: str
    at: datetime
    facts: dict[str, Any] = Field(sa_type=JSON)


class InboxMark(SQLModel, table=True):
    """How far a person has read: everything up to ``number`` was seen. They are told of what came after ``since``."""

    __tablename__ = "inbox_marks"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    user_id: str = Field(primary_key=True, foreign_key="users.id")
    number: int = 0
    since: int = 0
    seen_at: datetime
