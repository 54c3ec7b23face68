"""The one clock: aware UTC times for rows, monotonic seconds for waiting."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def monotonic_seconds() -> float:
    """Return seconds that only ever grow; never compare them across processes."""
    return time.monotonic()


def thread_seconds() -> float:
    """Return how long this thread has computed."""
    return time.thread_time()
