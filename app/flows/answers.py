"""What the service answers: values that outlive their transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from app.flows.tables import Agent, HistoryEvent, Version

AgentState = Literal["draft", "active", "inactive"]


@dataclass(frozen=True, slots=True)
class AgentSummary:
    """An agent as a list shows it. ``latest_version`` is None until somebody has saved one."""

    id: str
    workspace_id: str
    name: str
    state: AgentState
    created_at: datetime
    changed_at: datetime
    changed_by: str
    changed_by_name: str
    latest_version: int | None = None
    deleted_at: datetime | None = None
    deleted_by_name: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a manual save did: the latest version now, and whether this save made it."""

    version_number: int
    is_new: bool
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to hand out."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of an agent's history; the counts are those of the version it points at."""

    id: str
    kind: str
    at: datetime
    actor_id: str
    actor_name: str
    note: str
    version_number: int | None
    node_count: int | None
    edge_count: int | None


def summary(row: Agent, latest_version: int | None = None) -> AgentSummary:
    """Return the summary of a row."""
    return AgentSummary(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        state=cast("AgentState", row.state),
        created_at=row.created_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        changed_by_name=row.changed_by_name,
        latest_version=latest_version,
        deleted_at=row.deleted_at,
        deleted_by_name=row.deleted_by_name,
    )


def entry(event: HistoryEvent, version: Version | None) -> HistoryEntry:
    """Return the history line of an event and its version."""
    return HistoryEntry(
        id=event.id,
        kind=event.kind,
        at=event.at,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        note=event.note,
        version_number=version.number if version else None,
        node_count=version.node_count if version else None,
        edge_count=version.edge_count if version else None,
    )
