"""What a piece of work takes of the loop's thread and of the database's: added up while it runs, for who caused it."""

import types
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar, cast

from app.kit import clock

T = TypeVar("T")


class Bill:
    """Seconds of computing, so far."""

    def __init__(self) -> None:
        self.seconds = 0.0


_open: ContextVar[Bill | None] = ContextVar("bill", default=None)


def add(seconds: float) -> None:
    """Put what was computed elsewhere on the bill of the work that asked for it, if there is one."""
    bill = _open.get()
    if bill is not None:
        bill.seconds += seconds


async def billed(work: Coroutine[Any, Any, T], bill: Bill) -> T:
    """Return what the work returns; what it took stands on the bill then, also where it failed."""
    token = _open.set(bill)
    try:
        return cast(T, await _measured(work, bill))
    finally:
        _open.reset(token)


@types.coroutine
def _measured(work: Coroutine[Any, Any, Any], bill: Bill) -> Generator[Any, Any, Any]:
    """Drive the work step by step, as the loop does, and take the time of each step."""
    step: Callable[[], Any] = partial(work.send, None)
    while True:
        began = clock.thread_seconds()
        try:
            waits_for: Any = step()
        except StopIteration as end:
            return end.value
        finally:
            bill.seconds += clock.thread_seconds() - began
        try:
            step = partial(work.send, (yield waits_for))
        except GeneratorExit:
            work.close()
            raise
        except BaseException as error:
            step = partial(work.throw, error)
