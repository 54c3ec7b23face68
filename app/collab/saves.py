"""Who pressed Save, in turn: one save at a time in a room, one waiting a person, and everybody gets an answer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

GAP_SECONDS = 0.5  # between two saves of one person
REST = 3  # times as long as a save took, its person's next one waits


@dataclass(frozen=True, slots=True)
class Wish:
    """One request for a version."""

    peer: int
    user_id: str
    request: str
    note: str


@dataclass(slots=True)
class _Batch:
    """One person's wishes, and the last edit that any of them comes after."""

    wishes: list[Wish] = field(default_factory=list[Wish])
    seq: int = 0


class Saves:
    """A queue and a small clockwork. Times are monotonic seconds.

    What one person asks for while a save runs is saved once, with the note that was given last.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, _Batch] = {}
        self._running: _Batch | None = None
        self._began_at = 0.0
        self._not_before: dict[str, float] = {}
        self._last: dict[str, Any] | None = None
        self._last_seq = -1

    def add(self, wish: Wish, seq: int) -> None:
        """Queue a wish that comes after the edits up to ``seq``."""
        batch = self._waiting.setdefault(wish.user_id, _Batch())
        batch.wishes.append(wish)
        batch.seq = max(batch.seq, seq)

    def due_at(self) -> float | None:
        """When the next save may begin, None while one runs or nobody waits."""
        if self._running or not self._waiting:
            return None
        return min(self._not_before.get(user_id, 0.0) for user_id in self._waiting)

    def begin(self, now: float, here: Collection[int]) -> tuple[Wish, ...]:
        """Return the next person's wishes, the last one to be carried out; none if none is due.

        Who is no longer ``here`` (peers) cannot be answered and is passed over.
        """
        if self._running:
            return ()
        for user_id in [each for each in self._waiting if self._not_before.get(each, 0.0) <= now]:
            batch = self._waiting.pop(user_id)
            batch.wishes = [wish for wish in batch.wishes if wish.peer in here]
            if batch.wishes:
                self._running, self._began_at = batch, now
                return tuple(batch.wishes)
        return ()

    def known(self) -> dict[str, Any] | None:
        """Return the answer to what runs if there is nothing to do: no edit and no note since the last save."""
        batch = self._running
        if batch is None or self._last is None or batch.wishes[-1].note or batch.seq > self._last_seq:
            return None
        return self._last | {"is_new": False}

    def forget_last(self) -> None:
        """Something was made elsewhere: the next save looks again."""
        self._last = None

    def end(self, now: float, answer: dict[str, Any] | None) -> tuple[Wish, ...]:
        """Return whom to answer. ``answer`` is None for a save that failed."""
        batch, self._running = self._running, None
        if batch is None:
            return ()
        self._not_before = {user_id: at for user_id, at in self._not_before.items() if at > now}
        wait = max(GAP_SECONDS, REST * (now - self._began_at))
        self._not_before[batch.wishes[-1].user_id] = now + wait
        if answer is not None:
            self._last, self._last_seq = answer, batch.seq
        return tuple(batch.wishes)
