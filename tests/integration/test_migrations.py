"""The migrations make exactly the schema that the tables declare, and keep what was there before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel, select

from app import wiring  # noqa: F401  # imports every table
from app.db import migrate
from app.db.engine import Database
from app.db.tx import Tx
from app.events import Events
from app.flows import version_store
from app.flows.graph import FlowGraph
from app.flows.sample import sample
from app.flows.tables import Agent, Version, VersionChunk
from app.settings import Settings
from tests.harness.large_flows import large_flow
from tests.harness.postgres import is_there, postgres


@contextmanager
def _database(folder: Path, url: str = "") -> Iterator[Database]:
    db = Database(Settings(data_dir=folder, database_url=url), Events())
    try:
        yield db
    finally:
        db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        with _database(tmp_path) as found:
            yield found
        return
    if not is_there():
        pytest.skip("initdb and pg_ctl are not on the PATH")
    with postgres() as url, _database(tmp_path, url) as found:
        yield found


def test_a_fresh_database_has_the_declared_schema(db: Database) -> None:
    migrate.upgrade(db.engine)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert migrate.is_current(db.engine)
    migrate.upgrade(db.engine)


def test_an_unmigrated_database_is_told_apart(tmp_path: Path) -> None:
    with _database(tmp_path) as db:
        assert not migrate.is_current(db.engine)


def test_v4_versions_of_before_are_kept_in_chunks_and_back(db: Database) -> None:
    """Three agents' versions as 0003 kept them: two that are nearly equal, one large, one of an odd script."""
    contents = _contents()
    _move(db, "0003")
    with db.engine.begin() as connection:
        _as_of_0003(connection, contents)
    migrate.upgrade(db.engine)
    with Tx(db.engine) as tx:
        for row in tx.exec(select(Version)).all():
            stored = version_store.read(tx, row)
            assert stored.text().decode() == contents[row.id]
            assert stored.graph() == FlowGraph.from_json(json.loads(contents[row.id]))
        large = tx.exec(select(Agent).where(Agent.id == "ag_large")).one()
        kept = tx.exec(select(VersionChunk).where(VersionChunk.agent_id == large.id)).all()
        manifests = tx.exec(select(Version.manifest).where(Version.agent_id == large.id)).all()
    assert large.version_bytes == sum(len(each.data) for each in kept) + sum(map(len, manifests))
    assert sum(each.size_bytes for each in kept) < 1.1 * len(contents["ag_large_1"])
    print(
        f"{db.engine.dialect.name}: two versions of {len(contents['ag_large_1']):,} bytes: {large.version_bytes:,}"
    )
    _move(db, "0003", is_back=True)
    with db.engine.connect() as connection:
        back = {row.id: row.content for row in connection.execute(text("SELECT id, content FROM versions"))}
    assert back == contents
    migrate.upgrade(db.engine)
    assert migrate.is_current(db.engine)


def _contents() -> dict[str, str]:
    flow = sample().to_json()
    later = json.loads(json.dumps(flow))
    later["settings"]["system_prompt"] = "Ein Wort — слово — 言葉 😀\n" * 400
    large = FlowGraph.from_json(large_flow(1_500)).to_json()
    edited = json.loads(json.dumps(large))
    edited["nodes"]["n_0700"]["fields"]["prompt"] += " Thank them."
    named = {
        "ag_small_1": flow,
        "ag_small_2": later,
        "ag_large_1": large,
        "ag_large_2": edited,
        "ag_none_1": {},
    }
    return {key: json.dumps(each, ensure_ascii=False, separators=(",", ":")) for key, each in named.items()}


def _as_of_0003(connection: Any, contents: dict[str, str]) -> None:
    at = "2026-11-01 12:00:00"
    connection.execute(
        text("INSERT INTO workspaces (id, name, created_at) VALUES ('wo', 'Harbour', :at)"), {"at": at}
    )
    for agent_id in sorted({each.rpartition("_")[0] for each in contents}):
        connection.execute(
            text(
                "INSERT INTO agents (id, workspace_id, name, name_key, state, created_at, created_by, changed_at,"
                " changed_by, changed_by_name) VALUES (:id, 'wo', :id, :id, 'draft', :at, 'us', :at, 'us', 'Ana')"
            ),
            {"id": agent_id, "at": at},
        )
    for version_id, content in contents.items():
        agent_id, _, number = version_id.rpartition("_")
        connection.execute(
            text(
                "INSERT INTO versions (id, agent_id, number, hash, content, node_count, edge_count, created_at,"
                " created_by, name, seq) VALUES (:id, :agent, :number, 'h', :content, 1, 1, :at, 'us', '', 0)"
            ),
            {"id": version_id, "agent": agent_id, "number": int(number), "content": content, "at": at},
        )


def _move(db: Database, revision: str, *, is_back: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if is_back else command.upgrade)(config, revision)


def test_b4_numbers_with_a_glued_trunk_zero_become_the_ones_that_are_meant(db: Database) -> None:
    """One that is none stays, and so does one whose right form somebody else holds."""
    stored = {
        "glued": "+49030901820",
        "right": "+442079460958",
        "italian": "+390612345678",
        "taken": "+49030901821",
        "holder": "+4930901821",
        "none": "+4912",
    }
    _move(db, "0004")
    with db.engine.begin() as connection:
        at = {"at": "2026-11-01 12:00:00"}
        connection.execute(
            text("INSERT INTO workspaces (id, name, created_at) VALUES ('wo', 'Harbour', :at)"), at
        )
        insert = text(
            "INSERT INTO phone_numbers (id, workspace_id, number, label, created_at, created_by)"
            " VALUES (:id, 'wo', :number, '', :at, 'us')"
        )
        connection.execute(insert, [{"id": each, "number": number} | at for each, number in stored.items()])
    migrate.upgrade(db.engine)
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, number FROM phone_numbers")).all()
    assert dict(map(tuple, rows)) == stored | {"glued": "+4930901820"}
