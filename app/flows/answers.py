"""What the service answers: values that outlive their transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from app.flows.tables import Agent

AgentState = Literal["draft", "active", "inactive"]
NEAR_FULL = 0.9


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
    version_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What a manual save did: the latest version now, and whether this save made it."""

    version_number: int
    is_new: bool
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionUsage:
    """How much the versions of a workspace take, and may take."""

    used_bytes: int
    quota_bytes: int

    @property
    def is_near_full(self) -> bool:
        """Whether it is time to make room."""
        return self.used_bytes >= NEAR_FULL * self.quota_bytes


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to hand out."""

    filename: str
    data: bytes


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
        version_bytes=row.version_bytes,
    )
