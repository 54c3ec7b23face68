"""Port: where the flows' documents are kept. The services read and make them inside their own transaction."""

from typing import Protocol

from app.db.tx import Tx
from app.errors import NotFound


class Documents(Protocol):
    """What the flows need of whoever keeps the documents."""

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """Begin a document with this full Yjs state."""
        ...

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """Return the full Yjs state of everything committed, never an empty one instead. Raises NotFound."""
        ...


class MemoryDocuments:
    """Twin without a database: it forgets with the process and does not roll back."""

    def __init__(self) -> None:
        self.states: dict[str, bytes] = {}

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """See Documents."""
        self.states[agent_id] = state

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """See Documents."""
        try:
            return self.states[agent_id]
        except KeyError:
            raise NotFound("There is no such agent.") from None
