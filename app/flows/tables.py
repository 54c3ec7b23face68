"""Rows of agents, their versions and their history. The flow itself is a document, kept elsewhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_PRESENT = text("deleted_at IS NULL")


class Agent(SQLModel, table=True):
    """A voice agent. ``name_key`` is the name as names are compared; deleted ones give theirs free.

    ``live_version_id`` is what callers hear while the state is active, and what they last heard while inactive.
    ``version_bytes`` is what its versions take: their manifests and chunks. With ``erased_at`` it is deleted
    permanently: nobody finds it any more, and its rows are being removed.
    """

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
    erased_at: datetime | None = None
    live_version_id: str | None = None
    live_since: datetime | None = None
    version_bytes: int = Field(default=0, sa_type=BigInteger)


class Version(SQLModel, table=True):
    """An immutable content: the projection's JSON. Its ``hash`` leaves layout and notes out.

    ``manifest`` is the hashes of the content's chunks, one after the other, ``size_bytes`` the content's length.
    ``name`` is a label people may give and change. ``seq`` is the document's position when the content was read.
    """

    __tablename__ = "versions"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (UniqueConstraint("agent_id", "number"),)

    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="agents.id", index=True)
    number: int
    hash: str
    size_bytes: int
    manifest: bytes
    node_count: int
    edge_count: int
    created_at: datetime
    created_by: str
    name: str = ""
    seq: int = 0


class VersionChunk(SQLModel, table=True):
    """A compressed run of an agent's versions, by the SHA-256 of what it holds; kept once, never changed.

    While its agent is there it stays: who holds the agent's row need not ask whether a known one was taken away.
    """

    __tablename__ = "version_chunks"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="agents.id")
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    size_bytes: int
    data: bytes


class HistoryEvent(SQLModel, table=True):
    """What happened to an agent's flow, by whom, when, and the version it points at.

    ``number`` orders an agent's events without a gap: they are written under the agent's row lock.
    ``details`` hold plain facts, as {"was": 5} for a roll back from version 5.
    """

    __tablename__ = "history_events"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (Index("history_events_number", "agent_id", "number", unique=True),)

    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="agents.id", index=True)
    number: int
    kind: str
    at: datetime
    actor_id: str
    actor_name: str
    note: str
    version_id: str | None = Field(default=None, foreign_key="versions.id", index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
