"""Waiting for the thing itself, never for a while."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any

LOOK_AGAIN_SECONDS = 0.02


class NeverHappened(AssertionError):
    """What was waited for did not come in time."""


def _fail(what: str, seconds: float, last: object) -> NeverHappened:
    return NeverHappened(f"{what} did not happen within {seconds:g} s; last seen: {last!r}")


def until(look: Callable[[], Any], what: str, seconds: float = 10) -> Any:
    """Return the first truthy answer of ``look``; raise NeverHappened after ``seconds``."""
    end = time.monotonic() + seconds
    while not (answer := look()):
        if time.monotonic() > end:
            raise _fail(what, seconds, answer)
        time.sleep(LOOK_AGAIN_SECONDS)
    return answer


async def eventually(look: Callable[[], Any | Awaitable[Any]], what: str, seconds: float = 10) -> Any:
    """Return the first truthy answer of ``look`` (plain or async); raise NeverHappened after ``seconds``."""
    end = time.monotonic() + seconds
    while True:
        answer = look()
        if inspect.isawaitable(answer):
            answer = await answer
        if answer:
            return answer
        if time.monotonic() > end:
            raise _fail(what, seconds, answer)
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def always(look: Callable[[], Any | Awaitable[Any]], what: str, seconds: float) -> None:
    """Look again and again for ``seconds``; raise AssertionError at the first falsy answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = look()
        if inspect.isawaitable(answer):
            answer = await answer
        assert answer, f"{what} held no longer"
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
