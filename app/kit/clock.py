"""The one clock: aware UTC times for rows, monotonic seconds for waiting."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def steady_now() -> datetime:
    """Return the time at this process's start and what has passed since: it follows no change of the system's clock.

    For what begins or ends by time, as sessions do: a clock that is set wrong for a minute must end nothing.
    """
    return _began + timedelta(seconds=_since_boot() - _began_at)


def _since_boot() -> float:
    """Return monotonic seconds that count a suspended machine, too, where the system tells."""
    boot_clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_clock is None else time.clock_gettime(boot_clock)


def monotonic_seconds() -> float:
    """Return seconds that only ever grow; never compare them across processes."""
    return time.monotonic()


def thread_seconds() -> float:
    """Return how long this thread has computed."""
    return time.thread_time()


_began, _began_at = now(), _since_boot()
