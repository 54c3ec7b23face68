"""Jobs that a process does again and again. An error ends none of them: it is logged once and told to /readyz."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from app.errors import AppError

log = structlog.get_logger()

AGAIN_SECONDS = 0.5  # after the first error, and twice as long after each other one
LONGEST_PAUSE_SECONDS = 2.0


class Background:
    """The periodic jobs of one process."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._failing: set[str] = set()

    def every(self, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` every so many seconds until ``stop``; after an error soon again, then more slowly."""
        self._tasks.append(asyncio.create_task(self._repeat(seconds, name, work), name=name))

    async def check(self) -> str | None:
        """Say what fails, None while nothing does."""
        if not self._failing:
            return None
        return f"A background task fails: {', '.join(sorted(self._failing))}. The log says why."

    def stop(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    async def _repeat(self, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> None:
        pause = seconds
        while True:
            await asyncio.sleep(pause)
            error = await _failure(work)
            if error is None:
                self._failing.discard(name)
                pause = seconds
            elif name in self._failing:
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                self._failing.add(name)
                pause = AGAIN_SECONDS
                _tell(name, error)


async def _failure(work: Callable[[], Awaitable[None]]) -> BaseException | None:
    """Do it, and return what went wrong; a cancellation from outside goes on."""
    task = asyncio.current_task()
    try:
        await work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except asyncio.CancelledError as cancelled:
        if task and task.cancelling():
            raise
        return cancelled  # something that it waited for was cancelled, not the job
    except BaseException as error:  # panics of native code are no Exceptions
        return error
    return None


def _tell(name: str, error: BaseException) -> None:
    if isinstance(error, AppError):
        log.warning("a background task failed and is tried again", task=name, error=error.message)
    else:
        log.error("a background task failed and is tried again", task=name, exc_info=error)
