"""All SQL of history and versions. A list never reads a content: that would be up to megabytes a line."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from sqlalchemy import func
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, select

from app.db.tx import Tx
from app.flows.tables import HistoryEvent, Version
from app.people.tables import User

MOST_NUMBER = 2**31 - 1
"""The largest number that a column takes."""

_WITHOUT_CONTENT = defer(cast("QueryableAttribute[bytes]", Version.manifest), raiseload=True)


class Page(NamedTuple):
    """Which events: below a number, of somebody by id, of a kind; None or empty means all."""

    before: int | None
    author: str
    kind: str
    limit: int


def events(tx: Tx, agent_id: str, page: Page) -> Sequence[tuple[HistoryEvent, Version | None]]:
    """Return the newest events of a page with the versions they point at, without their contents."""
    found = (
        select(HistoryEvent, Version)
        .options(_WITHOUT_CONTENT)
        .outerjoin(Version, col(Version.id) == col(HistoryEvent.version_id))
        .where(col(HistoryEvent.agent_id) == agent_id)
        .order_by(col(HistoryEvent.number).desc())
    )
    if page.before is not None:
        found = found.where(col(HistoryEvent.number) < page.before)
    if page.author:
        found = found.where(col(HistoryEvent.actor_id) == page.author)
    if page.kind:
        found = found.where(col(HistoryEvent.kind) == page.kind)
    return tx.exec(found.limit(page.limit)).all()


def kinds(tx: Tx, agent_id: str) -> set[str]:
    """Return the kinds of an agent's events."""
    return set(tx.exec(select(HistoryEvent.kind).where(HistoryEvent.agent_id == agent_id).distinct()))


def authors(tx: Tx, agent_id: str) -> Sequence[tuple[str, str]]:
    """Return ids and names of who made an agent's events; by each name they had, the last one first."""
    found = (
        select(HistoryEvent.actor_id, HistoryEvent.actor_name)
        .where(HistoryEvent.agent_id == agent_id)
        .group_by(col(HistoryEvent.actor_id), col(HistoryEvent.actor_name))
    )
    return tx.exec(found.order_by(func.max(col(HistoryEvent.number)).desc())).all()


def versions(tx: Tx, agent_id: str, before: int | None, limit: int) -> Sequence[tuple[Version, str | None]]:
    """Return the newest versions below a number without their contents, with the names of who made them."""
    found = (
        select(Version, User.name)
        .options(_WITHOUT_CONTENT)
        .outerjoin(User, col(User.id) == col(Version.created_by))
        .where(col(Version.agent_id) == agent_id)
        .order_by(col(Version.number).desc())
    )
    if before is not None:
        found = found.where(col(Version.number) < before)
    return tx.exec(found.limit(limit)).all()


def version(tx: Tx, agent_id: str, number: int) -> Version | None:
    """Return one version of this agent with its content."""
    if not 0 < number <= MOST_NUMBER:
        return None
    mine = select(Version).where(col(Version.agent_id) == agent_id, col(Version.number) == number)
    return tx.exec(mine).one_or_none()


def live_version(tx: Tx, agent_id: str, version_id: str) -> Version | None:
    """Return a version of this agent by its id, with its content."""
    mine = select(Version).where(col(Version.agent_id) == agent_id, col(Version.id) == version_id)
    return tx.exec(mine).one_or_none()


def person_name(tx: Tx, user_id: str) -> str:
    """Return the name a user has now; empty for one who is gone."""
    return tx.exec(select(User.name).where(col(User.id) == user_id)).one_or_none() or ""
