"""Numbers, news and the audit."""

from datetime import datetime
from typing import Any

from app.web.api.told.people import Person, Told


class Number(Told):
    """A phone number and where it leads; ``agent_name`` is empty where it leads to no agent."""

    id: str
    number: str
    label: str
    agent_id: str | None
    agent_name: str
    created_at: datetime


class Numbers(Told):
    """All phone numbers of the workspace."""

    numbers: list[Number]


class Item(Told):
    """One piece of news: what somebody did that callers hear."""

    number: int
    agent_id: str
    agent_name: str
    kind: str
    at: datetime
    actor: Person
    version: int | None
    was: int | None
    note: str
    unread: bool
    mine: bool


class Inbox(Told):
    """The news, the latest first, and how much of it is unread."""

    items: list[Item]
    unread: int


class Entry(Told):
    """One deed of the audit: who, what, when, from where, before and after."""

    id: str
    at: datetime
    actor_id: str
    actor_name: str
    actor_kind: str
    address: str
    verb: str
    subject_kind: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(Told):
    """A page of the audit, with the actors and deeds to filter by. ``next`` is null at the end."""

    entries: list[Entry]
    next: str | None
    actors: list[Person]
    verbs: list[str]
