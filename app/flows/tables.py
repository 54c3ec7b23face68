"""Rows of agents, their versions and their history. The flow itself is a document, kept elsewhere."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_PRESENT = text("deleted_at IS NULL")


class Agent(SQLModel, table=True):
    """A voice agent. ``name_key`` is the name as names are compared; deleted ones give theirs free."""

    __tablename__ = "agents"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (
        Index(
            "agents_name_present",
            "workspace_id",
            "name_key",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
    )

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True)
    name: str
    name_key: str
    state: str
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    changed_by_name: str
    deleted_at: datetime | None = None
    deleted_by: str | None = None
    deleted_by_name: str | None = None


class Version(SQLModel, table=True):
    """An immutable content: the projection's JSON. Its ``hash`` leaves layout and notes out."""

    __tablename__ = "versions"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (UniqueConstraint("agent_id", "number"),)

    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="agents.id", index=True)
    number: int
    hash: str
    content: str
    node_count: int
    edge_count: int
    created_at: datetime
    created_by: str


class HistoryEvent(SQLModel, table=True):
    """What happened to an agent's flow, by whom, when, and the version it points at."""

    __tablename__ = "history_events"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="agents.id", index=True)
    kind: str
    at: datetime
    actor_id: str
    actor_name: str
    note: str
    version_id: str | None = Field(default=None, foreign_key="versions.id")
