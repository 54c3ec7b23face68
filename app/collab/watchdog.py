"""Ends a worker whose loop stands still, and remembers which document it was working on.

Native code that loops for ever holds the interpreter lock, so no Python thread could notice: the timer is
faulthandler's own thread. It ends the process with status 1, whoever started it starts it again, and the next
start sets the document aside.
"""

import asyncio
import faulthandler
import mmap
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import structlog

from app.kit import heartbeat

log = structlog.get_logger()

STANDSTILL_SECONDS = 10.0
HEARTBEATS = 10  # within the time that a loop may stand still
_SLOT_BYTES = 64
BEAT_SECONDS = 1.0


async def keep_beating() -> None:
    """Tell the supervisor every second that the loop turns. Cancel to stop."""
    while True:
        heartbeat.beat()
        await asyncio.sleep(BEAT_SECONDS)


class Watchdog:
    """One per worker. ``working_on`` costs two small writes to mapped memory, which outlive the process."""

    def __init__(self, folder: Path, standstill_seconds: float = STANDSTILL_SECONDS) -> None:
        self._standstill_seconds = standstill_seconds
        self._trace_path = folder / "standstill.txt"
        self._mark_path = folder / "working_on"
        self._mark: mmap.mmap | None = None

    def culprit(self) -> str | None:
        """Return the document on which the last run stood still, once; None if it did not."""
        stood_still = self._trace_path.exists() and self._trace_path.stat().st_size > 0
        mark = self._mark_path.read_bytes().strip(b"\0").decode() if self._mark_path.exists() else ""
        self._trace_path.unlink(missing_ok=True)
        self._mark_path.write_bytes(bytes(_SLOT_BYTES))
        return mark if stood_still and mark else None

    async def watch(self) -> None:
        """Keep the timer from running out while the loop turns. Cancel to stop."""
        with self._mark_path.open("r+b") as file, self._trace_path.open("w") as trace:
            self._mark = mmap.mmap(file.fileno(), _SLOT_BYTES)
            try:
                while True:
                    faulthandler.dump_traceback_later(self._standstill_seconds, exit=True, file=trace)
                    await asyncio.sleep(self._standstill_seconds / HEARTBEATS)
            finally:
                faulthandler.cancel_dump_traceback_later()
                self._mark.close()
                self._mark = None

    @contextmanager
    def working_on(self, agent_id: str) -> Generator[None]:
        """Note which document is being worked on."""
        mark = self._mark
        if mark is None:
            yield
            return
        mark[:_SLOT_BYTES] = agent_id.encode()[:_SLOT_BYTES].ljust(_SLOT_BYTES, b"\0")
        try:
            yield
        finally:
            if self._mark is mark:
                mark[:_SLOT_BYTES] = bytes(_SLOT_BYTES)
