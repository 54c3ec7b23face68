"""Rows of calls."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Call(SQLModel, table=True):
    """One call, pinned for its whole life to the version it began with. It is in progress until it has ended."""

    __tablename__ = "calls"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="agents.id", index=True)
    version_id: str = Field(foreign_key="versions.id", index=True)
    began_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)
