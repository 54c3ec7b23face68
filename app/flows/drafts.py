"""The draft as the database has it: parsed before the transaction, proven unmoved inside it, else parsed again."""

import asyncio
from dataclasses import dataclass

from app.db.engine import Database
from app.db.tx import Tx
from app.flows import document
from app.flows.documents import Documents
from app.flows.graph import FlowGraph


@dataclass(frozen=True, slots=True)
class Draft:
    """An agent's flow at a position of its document."""

    seq: int
    graph: FlowGraph


class Drafts:
    """Reads drafts. Parsing a large flow takes a third of a second: too long to hold a transaction for."""

    def __init__(self, db: Database, documents: Documents) -> None:
        self._db = db
        self._documents = documents

    async def ahead(self, agent_id: str) -> Draft:
        """Return the draft as it is now, for ``inside`` to rely on if nothing moves. Raises NotFound."""

        def work(tx: Tx) -> tuple[int, bytes]:
            return self._documents.seq(tx, agent_id), self._documents.read(tx, agent_id)

        seq, state = await self._db.read(work)
        return await asyncio.to_thread(lambda: Draft(seq, document.read_state(state)))

    def inside(self, tx: Tx, agent_id: str, ahead: Draft | None = None) -> Draft:
        """Return the draft of this very transaction. The caller holds the agent's row, so that the position stays."""
        seq = self._documents.seq(tx, agent_id)
        if ahead is not None and ahead.seq == seq:
            return ahead
        return Draft(seq, document.read_state(self._documents.read(tx, agent_id)))
