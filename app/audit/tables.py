"""The one append-only table, and the triggers that keep it so."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, event, text
from sqlmodel import Field, SQLModel

TABLE = "audit_entries"


class AuditEntry(SQLModel, table=True):
    """One deed. Names are copied: an entry reads the same after people and things are gone."""

    __tablename__ = TABLE  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    workspace_id: str = Field(index=True)
    at: datetime = Field(index=True)
    actor_id: str
    actor_name: str
    actor_kind: str
    address: str
    verb: str
    subject_kind: str
    subject_id: str = Field(index=True)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)


def append_only_ddl(dialect: str) -> tuple[str, ...]:
    """Return the statements by which the database refuses UPDATE and DELETE; migrations run them too."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {TABLE}_no_{deed} BEFORE {deed.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            for deed in ("update", "delete")
        )
    return (
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$",
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    )


@event.listens_for(SQLModel.metadata, "after_create")
def _guard(_target: Any, connection: Connection, tables: list[Any], **_options: Any) -> None:  # pyright: ignore[reportUnusedFunction]  # called by SQLAlchemy
    if any(table.name == TABLE for table in tables):
        for statement in append_only_ddl(connection.dialect.name):
            connection.execute(text(statement))
