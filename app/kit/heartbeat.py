"""The serving process tells its supervisor that the event loop turns, a byte at a time through a pipe."""

import contextlib
import os
import signal

TRACE_SIGNAL = signal.SIGUSR1  # asks a process that beats no more where it stands

_pipe: int | None = None


def send_to(pipe: int) -> None:
    """Send every beat into this pipe."""
    global _pipe
    os.set_blocking(pipe, False)  # a supervisor that stands still holds nobody up
    _pipe = pipe


def beat() -> None:
    """Beat once; without a supervisor nothing happens. The first beat says that the process has started well."""
    if _pipe is not None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            os.write(_pipe, b".")
