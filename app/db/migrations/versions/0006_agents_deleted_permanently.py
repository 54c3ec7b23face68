"""Agents that are deleted permanently, and indexes for what refers to their versions and events."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Without these, removing a version or an event reads the whole table that refers to it.
_INDEXES = (("history_events", "version_id"), ("calls", "version_id"), ("answered_requests", "event_id"))


def upgrade() -> None:
    op.add_column("agents", sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in _INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    op.drop_column("agents", "erased_at")
