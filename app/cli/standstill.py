"""Judges, from outside, whether a process that sends no beat stands still or was only not allowed to run.

Only the process's own time counts: it stands still when it computed for ten seconds without a turn of its loop, or
when it waited for a minute, free to go on, for something that its loop must not wait for. A stopped process, a
debugger, a suspended machine and a busy one count for nothing.
"""

import os
from pathlib import Path
from typing import NamedTuple

COMPUTED_SECONDS = 10.0
WAITED_SECONDS = 60.0
LONGEST_STEP_SECONDS = 2.0  # more between two looks means that we were not running either
_TICKS = os.sysconf("SC_CLK_TCK")
_WAITING = "SD"  # states of the main thread, see proc(5); T and t are stopped ones, R wants to run


class Reading(NamedTuple):
    """What the system says about a process: ``computed_seconds`` of all its threads so far."""

    state: str
    computed_seconds: float

    @classmethod
    def of(cls, pid: int) -> "Reading | None":
        """Read it; None where the system does not tell, or the process is gone."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return cls(fields[0], (int(fields[11]) + int(fields[12])) / _TICKS)


class Standstill:
    """One process, looked at about every second."""

    def __init__(self) -> None:
        self._at_beat: Reading | None = None
        self._before: Reading | None = None
        self._looked_at = 0.0
        self._waited_seconds = 0.0

    def look(self, now: float, has_beaten: bool, reading: Reading | None) -> str | None:
        """Return what it did instead of turning its loop, None while all may be well. ``now`` is monotonic."""
        step, self._looked_at = min(now - self._looked_at, LONGEST_STEP_SECONDS), now
        before, self._before = self._before, reading
        if has_beaten:
            self._at_beat, self._waited_seconds = reading, 0.0
        if self._at_beat is None or before is None or reading is None:
            return None
        if reading.state in _WAITING and reading.computed_seconds - before.computed_seconds < step / 10:
            self._waited_seconds += step
        if reading.computed_seconds - self._at_beat.computed_seconds >= COMPUTED_SECONDS:
            return f"computed for {COMPUTED_SECONDS:g} s"
        return f"waited for {WAITED_SECONDS:g} s" if self._waited_seconds >= WAITED_SECONDS else None
