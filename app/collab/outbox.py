"""What waits to be sent to one peer, bounded: a slow reader skips edits and is caught up, and never slows others."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from app.kit import clock

LAGGING_BYTES = 256_000  # beyond this the backlog costs more than one difference
PATIENCE_SECONDS = 10.0  # a reader that takes nothing for so long is let go
SLOWEST_BYTES_PER_SECOND = 100_000  # a large first sync may take its time on a thin line
MAX_CONTROL_BYTES = 24_000_000  # one whole document and what came with it


class TooSlow(Exception):
    """The peer does not read."""


class Outbox:
    """A queue of frames with one sender."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._behind: bytes | None = None
        self._patience_ends: float | None = None
        self.is_lagging = False

    @property
    def waiting_bytes(self) -> int:
        """How much the peer has not taken."""
        return self._waiting_bytes

    def check(self) -> None:
        """Raise TooSlow where a frame has not been taken for too long.

        Asked now and then, and by ``put``: a timer for every frame would cost as much as sending it.
        """
        if self._patience_ends is not None and clock.monotonic_seconds() > self._patience_ends:
            raise TooSlow

    def put(self, frame: bytes, may_skip: bool, behind: bytes | None) -> None:
        """Queue a frame; while the peer lags, what it may skip is skipped. Raises TooSlow."""
        self.check()
        if may_skip and (self.is_lagging or self._waiting_bytes > LAGGING_BYTES):
            self.is_lagging = True
            if self._behind is None:
                self._behind = behind
            return
        if self._waiting_bytes + len(frame) > MAX_CONTROL_BYTES:
            raise TooSlow
        self._frames.append(frame)
        self._waiting_bytes += len(frame)
        self._wake.set()

    async def pump(
        self, send: Callable[[bytes], Awaitable[None]], drained: Callable[[bytes | None], None]
    ) -> None:
        """Send for ever. ``drained`` is called with the vector to catch up from, None if none is needed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                frame = self._frames.popleft()
                patience_seconds = PATIENCE_SECONDS + len(frame) / SLOWEST_BYTES_PER_SECOND
                self._patience_ends = clock.monotonic_seconds() + patience_seconds
                await send(frame)
                self._patience_ends = None
                self._waiting_bytes -= len(frame)
            if self.is_lagging:
                behind, self._behind, self.is_lagging = self._behind, None, False
                drained(behind)
