"""Contents of versions in the database file of a server, read and changed beside it."""

import json
import sqlite3

from app.flows.chunks import Stored, cut, written
from app.flows.spec import Json


def read(database: sqlite3.Connection, version_id: str) -> Json:
    """Return the content of a version."""
    chosen = "SELECT agent_id, manifest, size_bytes FROM versions WHERE id = ?"
    ((agent_id, manifest, size_bytes),) = database.execute(chosen, (version_id,))
    chunks = dict(database.execute("SELECT hash, data FROM version_chunks WHERE agent_id = ?", (agent_id,)))
    return json.loads(Stored(size_bytes, manifest, chunks).text())


def change(database: sqlite3.Connection, version_id: str, content: Json, content_hash: str) -> None:
    """Give a version another content, as nothing but a test does."""
    manifest, chunks = cut(text := written(content))
    ((agent_id,),) = database.execute("SELECT agent_id FROM versions WHERE id = ?", (version_id,))
    rows = [(agent_id, digest, chunk.size_bytes, chunk.data) for digest, chunk in chunks.items()]
    database.executemany(
        "INSERT INTO version_chunks (agent_id, hash, size_bytes, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        rows,
    )
    database.execute(
        "UPDATE versions SET manifest = ?, size_bytes = ?, hash = ? WHERE id = ?",
        (manifest, len(text), content_hash, version_id),
    )
    database.commit()
