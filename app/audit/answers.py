"""What the audit trail answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed: who, what, when, from where, before and after. ``before`` and ``after`` are plain facts."""

    id: str
    at: datetime
    actor_id: str
    actor_name: str
    actor_kind: str
    address: str
    verb: str
    subject_kind: str
    subject_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who did something, by id and the name they had last."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the trail, the latest first. ``next`` asks for the older ones, None at the end.

    ``actors`` and ``verbs`` are everything there is to filter by in this workspace.
    """

    entries: tuple[Entry, ...]
    next: str | None
    actors: tuple[Who, ...]
    verbs: tuple[str, ...]
