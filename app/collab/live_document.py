"""The document of an open room: pycrdt's copy, and the guard that looks at everything before pycrdt does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.collab import compaction
from app.collab.guard import Accepted, Guard, TooBig
from app.collab.journal import SERVER, Loaded, Row
from app.collab.ledger import Ledger
from app.collab.protocol import check_vector
from app.collab.structs import UNBOUNDED, Limits

MAX_DOCUMENT_BYTES = 20_000_000


def _collector(deleted: list[bytes]) -> Callable[[Any], None]:
    """Return an observer that holds no room: one bound to a method would never be freed."""
    return lambda event: deleted.append(event.delete_set)


class LiveDocument:
    """Updates are accepted by ``check`` in the order they come and reach the document by ``apply`` later."""

    def __init__(self, loaded: Loaded) -> None:
        self._doc = compaction.load(loaded.state, [row.update for row in loaded.rows])
        self.size_bytes = len(loaded.state) + sum(len(row.update) for row in loaded.rows)
        ledger = Ledger.from_state(self._doc.get_update())
        self.owners = dict(loaded.owners)
        for client_id in ledger.state_vector():
            self.owners.setdefault(client_id, SERVER)
        self._guard = Guard(ledger, self.owners)
        deleted: list[bytes] = []
        self._deleted = deleted
        self._watching: Any = self._doc.observe(_collector(deleted))

    def check(self, update: bytes, user_id: str, limits: Limits, most_new_ids: int) -> Accepted:
        """Let the guard take an update. Raises its refusals; a refused update changes nothing."""
        if self.size_bytes + len(update) > MAX_DOCUMENT_BYTES:
            raise TooBig("the flow is full: delete something first")
        return self._guard.inspect(update, user_id, replace(limits, max_new_clients=most_new_ids))

    def apply(self, update: bytes) -> None:
        """Apply what was accepted. Raises whatever pycrdt raises, its panics too."""
        self._doc.apply_update(update)
        self.size_bytes += len(update)
        for delete_set in self._deleted:
            self._guard.settle(delete_set)
        self._deleted.clear()

    def take_row(self, row: Row) -> None:
        """Apply what somebody else has already written into the journal."""
        self._guard.inspect(row.update, row.user_id, UNBOUNDED, trusted=True)
        self.apply(row.update)

    def vector(self) -> bytes:
        """Return the state vector."""
        return self._doc.get_state()

    def difference(self, vector: bytes) -> bytes:
        """Return what one with this vector lacks. Raises BadMessage or ValueError for a bad vector."""
        check_vector(vector)
        return self._doc.get_update(vector)

    def client_ids_of(self, user_id: str) -> list[int]:
        """Return the client ids of a user, the latest last."""
        return [client for client, user in self.owners.items() if user == user_id]

    def close(self) -> None:
        """Let go: a document that is observed is never freed."""
        self._doc.unobserve(self._watching)
