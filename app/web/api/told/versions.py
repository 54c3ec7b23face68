"""Versions, their differences, and the history."""

from datetime import datetime
from typing import Any

from app.web.api.told.live import Change
from app.web.api.told.people import Person, Told


class Version(Told):
    """A version: a content that never changes."""

    id: str
    number: int
    hash: str
    name: str
    created_at: datetime
    created_by: str
    node_count: int
    edge_count: int
    is_live: bool


class Versions(Told):
    """A page of versions. ``next`` is the ``before`` of the following one, null at the end."""

    versions: list[Version]
    next: int | None


class Comparison(Told):
    """The difference from ``older`` to ``newer``."""

    older: str
    newer: str
    changes: list[Change]


class Event(Told):
    """One line of the history. ``was`` is the version that was live before, or that keeps the former draft."""

    id: str
    number: int
    kind: str
    at: datetime
    actor: Person
    note: str
    version: int | None
    version_name: str
    node_count: int | None
    edge_count: int | None
    is_live: bool
    was: int | None


class History(Told):
    """A page of the history. ``next`` is the ``before`` of the following one, null at the end."""

    events: list[Event]
    authors: list[Person]
    kinds: list[str]
    next: int | None


class Restored(Told):
    """What a restore did; ``safety`` is the version that keeps the draft as it was."""

    version: int
    safety: int
    changes: int


class AgentFile(Told):
    """An agent as a file that Callweave imports."""

    format: str
    version: int
    name: str
    flow: dict[str, Any]
