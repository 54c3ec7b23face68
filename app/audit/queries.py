"""All SQL over the audit table."""

from sqlmodel import col, select

from app.audit.tables import AuditEntry
from app.db.tx import Tx


def latest(tx: Tx, workspace_id: str, limit: int) -> list[AuditEntry]:
    """Return the workspace's newest entries, newest first."""
    newest = select(AuditEntry).where(col(AuditEntry.workspace_id) == workspace_id)
    ordered = newest.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    return list(tx.exec(ordered.limit(limit)))
