"""The migrations make exactly the schema that the tables declare."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app import wiring  # noqa: F401  # imports every table
from app.db import migrate
from app.db.engine import Database
from app.events import Events
from app.settings import Settings


def test_a_fresh_database_has_the_declared_schema(tmp_path: Path) -> None:
    db = Database(Settings(data_dir=tmp_path), Events())
    try:
        migrate.upgrade(db.engine)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"render_as_batch": True})
            assert compare_metadata(context, SQLModel.metadata) == []
        assert migrate.is_current(db.engine)
        migrate.upgrade(db.engine)
    finally:
        db.close()


def test_an_unmigrated_database_is_told_apart(tmp_path: Path) -> None:
    db = Database(Settings(data_dir=tmp_path), Events())
    try:
        assert not migrate.is_current(db.engine)
    finally:
        db.close()
