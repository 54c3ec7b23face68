"""All SQL over the audit table."""

from collections.abc import Sequence

from sqlalchemy import func, or_, tuple_
from sqlmodel import col, select

from app.audit.tables import AuditEntry
from app.db.tx import Tx


def latest(tx: Tx, workspace_id: str, limit: int) -> list[AuditEntry]:
    """Return the workspace's newest entries, newest first."""
    return page(tx, workspace_id, limit)


def page(
    tx: Tx,
    workspace_id: str,
    limit: int,
    *,
    before: AuditEntry | None = None,
    who: str = "",
    verb: str = "",
    subject: str = "",
) -> list[AuditEntry]:
    """Return entries newest first, from before one of them, by actor id, verb, and subject's id or kind."""
    found = select(AuditEntry).where(col(AuditEntry.workspace_id) == workspace_id)
    if before is not None:
        found = found.where(tuple_(col(AuditEntry.at), col(AuditEntry.id)) < tuple_(before.at, before.id))
    if who:
        found = found.where(col(AuditEntry.actor_id) == who)
    if verb:
        found = found.where(col(AuditEntry.verb) == verb)
    if subject:
        found = found.where(
            or_(col(AuditEntry.subject_id) == subject, col(AuditEntry.subject_kind) == subject)
        )
    ordered = found.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    return list(tx.exec(ordered.limit(limit)))


def last_done(tx: Tx, workspace_id: str, verb: str, subject_id: str) -> AuditEntry | None:
    """Return the newest entry of this verb on this very thing."""
    done = select(AuditEntry).where(
        col(AuditEntry.subject_id) == subject_id,
        col(AuditEntry.workspace_id) == workspace_id,
        col(AuditEntry.verb) == verb,
    )
    return tx.exec(done.order_by(col(AuditEntry.at).desc()).limit(1)).one_or_none()


def entry(tx: Tx, workspace_id: str, entry_id: str) -> AuditEntry | None:
    """Return one entry of this workspace."""
    mine = select(AuditEntry).where(
        col(AuditEntry.id) == entry_id, col(AuditEntry.workspace_id) == workspace_id
    )
    return tx.exec(mine).one_or_none()


def actors(tx: Tx, workspace_id: str) -> Sequence[tuple[str, str]]:
    """Return (id, name as it was last) of everybody who ever did something, by name."""
    last = (
        select(AuditEntry.actor_id, func.max(AuditEntry.at).label("at"))
        .where(col(AuditEntry.workspace_id) == workspace_id)
        .group_by(col(AuditEntry.actor_id))
        .subquery()
    )
    named = (
        select(AuditEntry.actor_id, func.max(AuditEntry.actor_name))
        .join(last, (last.c.actor_id == col(AuditEntry.actor_id)) & (last.c.at == col(AuditEntry.at)))
        .where(col(AuditEntry.workspace_id) == workspace_id)
        .group_by(col(AuditEntry.actor_id))
    )
    return sorted(tx.exec(named).all(), key=lambda row: (row[1].casefold(), row[0]))


def verbs(tx: Tx, workspace_id: str) -> Sequence[str]:
    """Return every verb there is, in their order as words."""
    found = select(AuditEntry.verb).where(col(AuditEntry.workspace_id) == workspace_id)
    return tx.exec(found.distinct().order_by(col(AuditEntry.verb))).all()
