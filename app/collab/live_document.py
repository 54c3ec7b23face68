"""The document of an open room: pycrdt's copy, and the guard that looks at everything before pycrdt does."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import Any

from app.collab import compaction
from app.collab.guard import Accepted, Guard, TooBig
from app.collab.journal import SERVER, Row
from app.collab.ledger import Ledger
from app.collab.protocol import check_vector
from app.collab.stored import Examined, make_ledger
from app.collab.structs import UNBOUNDED, Limits, Update
from app.flows.limits import DOCUMENT_VALUES
from app.kit import clock

MAX_DOCUMENT_BYTES = 20_000_000
SPARE_BYTES = 500_000  # beyond it, for steps so small that they can only make room
SMALL_UPDATE_BYTES = 10_000
# What lies beyond the usual cost of merging grows with the square of an update. It comes back at every load, and adds
# up: every update may be within its limit, and the document takes minutes to open.
MAX_DEAR_SECONDS = 2.0
LEAST_WORK_SECONDS = 0.0005  # of one update: a keystroke
LEAST_VALUES = 100  # of one update, where the flow has too many: a step that is moved or deleted
TOO_DEAR = "This flow has been edited in too many places: export it, and import it as a new agent to go on."
LIGHT_SECONDS = 0.0001
USUAL_SECONDS, BYTE_SECONDS, STRUCT_SECONDS = 0.001, 20e-9, 2e-6


@lru_cache(maxsize=256)
def _narrowed(limits: Limits, new_clients: int, values: int) -> Limits:
    return replace(limits, max_new_clients=new_clients, max_values=values)


def _dear(seconds: float, size: int, structs: int) -> float:
    """Return what something took beyond what so many bytes and structs take anyway."""
    return max(0.0, seconds - USUAL_SECONDS - size * BYTE_SECONDS - structs * STRUCT_SECONDS)


def _collector(deleted: list[bytes]) -> Callable[[Any], None]:
    """Return an observer that holds no room: one bound to a method would never be freed."""
    return lambda event: deleted.append(event.delete_set)


class LiveDocument:
    """Updates are accepted by ``check`` in the order they come and reach the document by ``apply`` later.

    What was opened can be shown at once; ``arm`` takes longer and must be done before anything is checked.
    """

    def __init__(self, examined: Examined) -> None:
        self._updates = examined.updates
        self._doc = compaction.load(self._updates[0], self._updates[1:])
        if compaction.vector(self._doc.get_state()) != examined.opening.ends:
            raise ValueError("something is missing in the stored document")
        self.size_bytes = sum(map(len, self._updates))
        self._dear_seconds = _dear(examined.opening.load_seconds, self.size_bytes, examined.opening.structs)
        self._values_left = DOCUMENT_VALUES - examined.opening.values
        self.changes = 0
        self._waiting_bytes = 0
        self.owners = dict(examined.loaded.owners)
        for client_id in examined.opening.ends:
            self.owners.setdefault(client_id, SERVER)
        self._guard: Guard | None = None
        self._lost = self._doc.get_update(self._doc.get_state())[1:]
        deleted: list[bytes] = []
        self._deleted = deleted
        self._watching: Any = self._doc.observe(_collector(deleted))

    @property
    def mirrored(self) -> tuple[tuple[bytes, ...], bytes]:
        """What ``stored.make_ledger`` makes the guard's mirror of, elsewhere; for ``arm``."""
        return self._updates, self._lost

    def arm(self, ledger: Ledger | None = None) -> Guard:
        """Make the guard, once. Raises ValueError for what is not the state of a flow."""
        if self._guard is None:
            self._guard = Guard(ledger or make_ledger(*self.mirrored), self.owners)
            self._updates = ()
        return self._guard

    def check(self, update: bytes | Update, user_id: str, limits: Limits, most_new_ids: int) -> Accepted:
        """Let the guard take an update. Raises its refusals; a refused update changes nothing."""
        self._check_size(len(update.data if isinstance(update, Update) else update))
        values = min(limits.max_values, max(self._values_left, LEAST_VALUES))
        accepted = self._inspect(update, user_id, _narrowed(limits, most_new_ids, values))
        self._dear_seconds += accepted.load_seconds
        self._values_left -= accepted.values
        if not accepted.is_noop:
            self._waiting_bytes += len(accepted.update)
        return accepted

    def _inspect(self, update: bytes | Update, user_id: str, limits: Limits) -> Accepted:
        """A document that is dear to load takes only what makes it hardly dearer."""
        left = MAX_DEAR_SECONDS - self._dear_seconds
        if left > limits.max_load_seconds:
            return self.arm().inspect(update, user_id, limits)
        most = max(left, LEAST_WORK_SECONDS)
        try:
            return self.arm().inspect(
                update,
                user_id,
                replace(limits, max_work_seconds=min(most, limits.max_work_seconds), max_load_seconds=most),
            )
        except TooBig as error:
            raise TooBig(f"{error}. {TOO_DEAR}") from None

    def _check_size(self, more: int) -> None:
        """What waits for its commit counts already; a small step is possible in a full flow, to make room."""
        most = MAX_DOCUMENT_BYTES + (SPARE_BYTES if more <= SMALL_UPDATE_BYTES else 0)
        coming = self._waiting_bytes + more
        if self.size_bytes + coming > most:
            self.size_bytes = len(self._doc.get_update())  # what was overwritten since the last merge is gone
            if self.size_bytes + coming > most:
                raise TooBig("The flow is full. Delete something first.")

    @contextmanager
    def applying(self, accepted: Iterable[Accepted]) -> Generator[None]:
        """Wrap the ``apply`` of several: one transaction, which costs more than a keystroke, where none is heavy."""
        is_light = all(each.work_seconds < LIGHT_SECONDS for each in accepted)
        with self._doc.transaction() if is_light else nullcontext():
            yield
        self._settle()

    def apply(self, accepted: Accepted) -> None:
        """Apply what was accepted. Raises whatever pycrdt raises, its panics too."""
        update = accepted.update
        if accepted.work_seconds < LIGHT_SECONDS:  # it cannot count for more
            self._put(update)
            self._waiting_bytes -= len(update)
            return
        began = clock.thread_seconds()
        self._put(update)
        dear = _dear(clock.thread_seconds() - began, len(update), accepted.structs)
        self._dear_seconds += min(dear, accepted.work_seconds)  # a pause of the interpreter is not its fault
        self._waiting_bytes -= len(update)

    def _put(self, update: bytes) -> None:
        self._doc.apply_update(update)
        self.changes += 1
        self.size_bytes += len(update)
        self._settle()

    def _settle(self) -> None:
        for delete_set in self._deleted:
            self.arm().settle(delete_set)
        self._deleted.clear()

    def take_row(self, row: Row) -> bytes:
        """Apply what somebody else has already written into the journal; return what was new in it."""
        self.owners.update(row.owners)
        update = self.arm().inspect(row.update, row.user_id, UNBOUNDED, trusted=True).update
        self._put(update)
        return update

    def vector(self) -> bytes:
        """Return the state vector."""
        return self._doc.get_state()

    def state(self) -> bytes:
        """Return all of it as one update."""
        return self._doc.get_update()

    def difference(self, vector: bytes) -> bytes:
        """Return what one with this vector lacks. Raises BadMessage or ValueError for a bad vector."""
        check_vector(vector)
        return self._doc.get_update(vector)

    def client_count(self) -> int:
        """How many client ids the document knows."""
        return len(self.owners)

    def client_ids_of(self, user_id: str) -> list[int]:
        """Return the client ids of a user, the latest last."""
        return [client for client, user in self.owners.items() if user == user_id]

    def close(self) -> None:
        """Let go: a document that is observed is never freed."""
        self._doc.unobserve(self._watching)
