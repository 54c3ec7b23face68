"""One connection of a room: whose it is, how far it is, and what of it waits."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from app.collab.guard import OutOfStep
from app.collab.presence import Stamp
from app.collab.protocol import Frame, Message, Sync

MAX_HELD_BYTES = 4_000_000  # typed or pasted while the first sync is on its way
MAX_HELD_UPDATES = 5_000
# Who moves alone hears so seldom of it. Not never: a stock provider takes half a minute of silence for a dead line.
ECHO_SECONDS = 1.0


@dataclass(slots=True)
class Peer:
    """``heard`` counts its updates, ``saved`` those in a stored merge; ``unsaved`` are pairs of these and seq.

    ``cost_seconds`` is the work it has caused beside what was measured while its frames were handled. ``echoed_at``
    is when it was last sent its own presence.
    """

    id: int
    stamp: Stamp
    welcome: dict[str, Any]
    speaks_ours: bool
    is_synced: bool = False
    is_closed: bool = False
    has_told: bool = False
    held: list[bytes] = field(default_factory=list[bytes])
    held_bytes: int = 0
    cost_seconds: float = 0.0
    heard: int = 0
    new_client_ids: int = 0
    unsaved: deque[tuple[int, int]] = field(default_factory=deque[tuple[int, int]])
    saved: int = 0
    echoed_at: float = float("-inf")

    def is_heard(self, frame: Frame) -> bool:
        """Whether it is an update that is looked at now, and not passed over, held or refused anyway."""
        is_now = frame.sub == Sync.STEP2 or (frame.sub == Sync.UPDATE and self.has_told)
        return is_now and self.stamp.can_write

    def hold(self, update: bytes) -> None:
        """What is typed between connecting and the SyncStep2 builds on what only that brings. Raises OutOfStep."""
        self.held.append(update)
        self.held_bytes += len(update)
        if self.held_bytes > MAX_HELD_BYTES or len(self.held) > MAX_HELD_UPDATES:
            raise OutOfStep("it does not say what it has")

    def take_held(self) -> list[Frame]:
        """Return what was held, once, and nothing before it has told what it has."""
        if not self.has_told or not self.held:
            return []
        held, self.held, self.held_bytes = self.held, [], 0
        return [Frame(Message.SYNC, Sync.UPDATE, update) for update in held]

    def take_cost(self) -> float:
        """Return what it has caused since the last time."""
        cost, self.cost_seconds = self.cost_seconds, 0.0
        return cost

    def is_echo_due(self, now: float) -> bool:
        """Whether it should hear of its own presence now; if so, not again for a while."""
        is_due = now - self.echoed_at >= ECHO_SECONDS
        if is_due:
            self.echoed_at = now
        return is_due

    def committed(self, heard: int, seq: int) -> None:
        """Its first ``heard`` updates are in the journal, which goes up to ``seq``."""
        if self.unsaved and self.unsaved[-1][1] == seq:
            self.unsaved.pop()
        self.unsaved.append((heard, seq))

    def covered(self, saved_seq: int) -> int:
        """Return how many of its updates a merge up to ``saved_seq`` includes."""
        while self.unsaved and self.unsaved[0][1] <= saved_seq:
            self.saved = self.unsaved.popleft()[0]
        return self.saved
