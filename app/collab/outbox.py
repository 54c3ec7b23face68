"""What waits to be sent to one peer, bounded: a slow reader skips edits and is caught up, and never slows others."""

from typing import Protocol

from app.kit import clock

LAGGING_BYTES = 256_000  # beyond this the backlog costs more than one difference
PATIENCE_SECONDS = 10.0  # a reader that takes nothing for so long is let go
SLOWEST_BYTES_PER_SECOND = 100_000  # a large first sync may take its time on a thin line
MAX_CONTROL_BYTES = 24_000_000  # one whole document and what came with it


class TooSlow(Exception):
    """The peer does not read."""


class Sink(Protocol):
    """Where frames go."""

    def send(self, frame: bytes) -> None:
        """Hand a frame over; never waits."""
        ...

    def waiting_bytes(self) -> int:
        """Return how much was handed over that the other side has not taken."""
        ...


class Outbox:
    """The bounds on what waits in a socket."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._sent = 0
        self._mark = 0
        self._mark_due = 0.0
        self._behind: bytes | None = None
        self.is_lagging = False

    @property
    def waiting_bytes(self) -> int:
        """How much the peer has not taken."""
        return self._sink.waiting_bytes()

    def check(self) -> None:
        """Raise TooSlow where what waited has not been taken for too long.

        Asked now and then, and where something waits by ``put``: a timer for every frame would cost as much as
        sending it.
        """
        waiting, now = self._sink.waiting_bytes(), clock.monotonic_seconds()
        if self._sent - waiting >= self._mark:  # all that waited when the mark was set is taken
            self._mark = self._sent if waiting else 0
            self._mark_due = now + PATIENCE_SECONDS + waiting / SLOWEST_BYTES_PER_SECOND
        elif now > self._mark_due:
            raise TooSlow

    def put(self, frame: bytes, may_skip: bool, behind: bytes | None) -> None:
        """Send a frame; while the peer lags, what it may skip is skipped. Raises TooSlow."""
        if waiting := self._sink.waiting_bytes():
            self.check()
            if may_skip and (self.is_lagging or waiting > LAGGING_BYTES):
                self.is_lagging = True
                if self._behind is None:
                    self._behind = behind
                return
            if waiting + len(frame) > MAX_CONTROL_BYTES:
                raise TooSlow
        self._sent += len(frame)
        self._sink.send(frame)

    def caught_up(self) -> bytes | None:
        """End lagging; return the vector to catch up from, None where nothing was skipped that counts."""
        behind, self._behind, self.is_lagging = self._behind, None, False
        return behind
