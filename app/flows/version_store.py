"""Contents of versions in the database: chunks are added where they are new, and read back together."""

from app.db import many_rows
from app.db.tx import Tx
from app.flows import queries
from app.flows.chunks import Packed, Stored, hashes
from app.flows.tables import Agent, Version, VersionChunk

_TABLE = VersionChunk.metadata.tables["version_chunks"]


def add(tx: Tx, agent: Agent, packed: Packed) -> int:
    """Add the chunks that are not there, return how many bytes the version takes. The caller holds the agent's row."""
    kept = queries.chunks_kept(tx, agent.id, packed.fresh.keys()) if packed.fresh else set[bytes]()
    added = {digest: chunk for digest, chunk in packed.fresh.items() if digest not in kept}
    rows = [(agent.id, digest, chunk.size_bytes, chunk.data) for digest, chunk in added.items()]
    many_rows.insert(tx.connection(), _TABLE, rows)
    taken = len(packed.manifest) + sum(len(chunk.data) for chunk in added.values())
    agent.version_bytes += taken
    return taken


def read(tx: Tx, version: Version) -> Stored:
    """Return the content of a version, which ``Stored.graph`` reads."""
    chunks = queries.chunks(tx, version.agent_id, frozenset(hashes(version.manifest)))
    return Stored(version.size_bytes, version.manifest, chunks)
