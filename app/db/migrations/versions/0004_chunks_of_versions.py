"""Versions share their content: each is a list of chunks, which are kept once for an agent."""

from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.flows.chunks import Stored, cut

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH_BYTES = 8_000_000  # of contents in memory at once, but for one that is larger

_NEXT = sa.text("SELECT id, length(content) FROM versions WHERE id > :after ORDER BY id LIMIT 100")
_READ = sa.text("SELECT id, agent_id, content FROM versions WHERE id IN :ids").bindparams(
    sa.bindparam("ids", expanding=True)
)
_CHUNK = sa.text(
    "INSERT INTO version_chunks (agent_id, hash, size_bytes, data) VALUES (:agent_id, :hash, :size_bytes, :data)"
    " ON CONFLICT DO NOTHING"
)
_VERSION = sa.text("UPDATE versions SET manifest = :manifest, size_bytes = :size_bytes WHERE id = :id")
_USAGE = sa.text(
    "UPDATE agents SET version_bytes ="
    " (SELECT coalesce(sum(length(manifest)), 0) FROM versions WHERE versions.agent_id = agents.id)"
    " + (SELECT coalesce(sum(length(data)), 0) FROM version_chunks WHERE version_chunks.agent_id = agents.id)"
)
_CONTENT = sa.text("UPDATE versions SET content = :content WHERE id = :id")
_MANIFEST = sa.text("SELECT agent_id, manifest, size_bytes FROM versions WHERE id = :id")
_CHUNKS = sa.text("SELECT hash, data FROM version_chunks WHERE agent_id = :agent_id")


def upgrade() -> None:
    op.create_table(
        "version_chunks",
        sa.Column("agent_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.PrimaryKeyConstraint("agent_id", "hash"),
    )
    op.add_column("agents", sa.Column("version_bytes", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("versions", sa.Column("size_bytes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("versions", sa.Column("manifest", sa.LargeBinary(), nullable=False, server_default=""))
    connection = op.get_bind()
    after = ""
    while ids := _batch(connection, after):
        for version_id, agent_id, content in connection.execute(_READ, {"ids": ids}):
            _convert(connection, version_id, agent_id, content.encode())
        after = ids[-1]
    connection.execute(_USAGE)
    op.drop_column("versions", "content")


def downgrade() -> None:
    content = sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
    op.add_column("versions", content)
    connection = op.get_bind()
    for (version_id,) in connection.execute(sa.text("SELECT id FROM versions")).all():
        text = _content(connection, version_id).decode()
        connection.execute(_CONTENT, {"content": text, "id": version_id})
    op.drop_column("versions", "manifest")
    op.drop_column("versions", "size_bytes")
    op.drop_column("agents", "version_bytes")
    op.drop_table("version_chunks")


def _content(connection: sa.Connection, version_id: str) -> bytes:
    agent_id, manifest, size_bytes = connection.execute(_MANIFEST, {"id": version_id}).one()
    chunks = {row.hash: row.data for row in connection.execute(_CHUNKS, {"agent_id": agent_id})}
    return Stored(size_bytes, manifest, chunks).text()


def _batch(connection: sa.Connection, after: str) -> list[str]:
    """Return the ids of the next versions, as many as may be in memory at once."""
    ids: list[str] = []
    size = 0
    for version_id, length in connection.execute(_NEXT, {"after": after}):
        size += length
        if ids and size > BATCH_BYTES:
            break
        ids.append(version_id)
    return ids


def _convert(connection: sa.Connection, version_id: str, agent_id: str, content: bytes) -> None:
    manifest, chunks = cut(content)
    rows: list[dict[str, Any]] = [
        {"agent_id": agent_id, "hash": digest, "size_bytes": chunk.size_bytes, "data": chunk.data}
        for digest, chunk in chunks.items()
    ]
    connection.execute(_CHUNK, rows)
    connection.execute(_VERSION, {"manifest": manifest, "size_bytes": len(content), "id": version_id})
