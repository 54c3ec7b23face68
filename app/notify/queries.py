"""All SQL on news and on how far people have read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from app.db.tx import Tx
from app.notify.tables import InboxMark, NewsItem
from app.people.tables import User


def next_number(tx: Tx, workspace_id: str) -> int:
    """Return the number of the workspace's next news; the workspace is locked by the caller.

    It is above whatever somebody has read, also where the news themselves went with their agent.
    """
    reached = select(func.max(InboxMark.number)).join(User, col(User.id) == col(InboxMark.user_id))
    read = tx.exec(reached.where(col(User.workspace_id) == workspace_id)).one() or 0
    return max(highest(tx, workspace_id), read) + 1


def highest(tx: Tx, workspace_id: str, before: datetime | None = None) -> int:
    """Return the number of the newest news, or of the newest from before then; 0 where there is none."""
    newest = select(func.max(NewsItem.number)).where(col(NewsItem.workspace_id) == workspace_id)
    if before is not None:
        newest = newest.where(col(NewsItem.at) < before)
    return tx.exec(newest).one() or 0


def highest_of_all(tx: Tx) -> dict[str, int]:
    """Return the number of the newest news of every workspace that has any."""
    found = select(NewsItem.workspace_id, func.max(NewsItem.number)).group_by(col(NewsItem.workspace_id))
    return dict(tx.exec(found).all())


def agents_after(tx: Tx, workspace_id: str, number: int) -> set[str]:
    """Return the agents that the news after this number are about."""
    newer = select(NewsItem.agent_id).where(
        col(NewsItem.workspace_id) == workspace_id, col(NewsItem.number) > number
    )
    return set(tx.exec(newer))


def news_after(tx: Tx, workspace_id: str, since: int, limit: int) -> Sequence[NewsItem]:
    """Return the newest news after ``since``, the newest first."""
    told = select(NewsItem).where(col(NewsItem.workspace_id) == workspace_id, col(NewsItem.number) > since)
    return tx.exec(told.order_by(col(NewsItem.number).desc()).limit(limit)).all()


def count_unread(tx: Tx, workspace_id: str, after: int, reader_id: str) -> int:
    """Return how much others did after ``after``."""
    counted = select(func.count()).select_from(NewsItem)
    others = counted.where(
        col(NewsItem.workspace_id) == workspace_id,
        col(NewsItem.number) > after,
        col(NewsItem.actor_id) != reader_id,
    )
    return tx.exec(others).one()


def news_of(tx: Tx, act_id: str) -> NewsItem | None:
    """Return the news of an act."""
    return tx.exec(select(NewsItem).where(col(NewsItem.act_id) == act_id)).one_or_none()


def mark(tx: Tx, user_id: str) -> InboxMark | None:
    """Return how far somebody has read."""
    return tx.exec(select(InboxMark).where(col(InboxMark.user_id) == user_id)).one_or_none()


def keep_mark(tx: Tx, user_id: str, since: int, reached: int, at: datetime) -> None:
    """Note how far somebody has read; two of their windows may do so at once."""
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"user_id": user_id, "number": reached, "since": since, "seen_at": at}
    statement = insert(InboxMark).values(row)
    further = statement.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"number": reached, "seen_at": at},
        where=col(InboxMark.number) < reached,
    )
    tx.connection().execute(further)


def members(tx: Tx, workspace_id: str) -> Sequence[tuple[User, InboxMark | None]]:
    """Return the present members with how far they have read, the oldest member first."""
    present = (
        select(User, InboxMark)
        .outerjoin(InboxMark, col(InboxMark.user_id) == col(User.id))
        .where(col(User.workspace_id) == workspace_id, col(User.removed_at).is_(None))
    )
    return tx.exec(present.order_by(col(User.created_at), col(User.id))).all()
