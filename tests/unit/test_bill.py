"""Work is measured step by step and charged to who caused it (app/collab/SPEC.md B1)."""

import asyncio

import pytest

from app.collab.budget import MOST_REQUESTS, MOST_WAITING, Budgets
from app.kit import bill, clock
from app.kit.bill import Bill, billed
from app.worker_pool import Busy


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A thread that computes only when told."""
    times = [0.0]
    monkeypatch.setattr(clock, "thread_seconds", lambda: times[0])
    return times


async def test_b1_only_the_steps_of_the_work_are_on_its_bill(ticking: list[float]) -> None:
    async def others() -> None:
        ticking[0] += 100
        bill.add(100)

    async def work() -> str:
        ticking[0] += 1
        await asyncio.create_task(others())
        bill.add(2)
        ticking[0] += 4
        return "done"

    mine = Bill()
    assert await billed(work(), mine) == "done"
    assert mine.seconds == 107  # what it started itself and waited for may charge it, too


async def test_b1_work_that_fails_or_is_cancelled_is_charged_as_well(ticking: list[float]) -> None:
    async def fails() -> None:
        ticking[0] += 1
        raise ValueError

    async def waits() -> None:
        ticking[0] += 2
        try:
            await asyncio.Event().wait()
        finally:
            ticking[0] += 4

    first, second = Bill(), Bill()
    with pytest.raises(ValueError):
        await billed(fails(), first)
    task = asyncio.create_task(billed(waits(), second))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (first.seconds, second.seconds) == (1, 6)


async def test_b1_requests_of_a_person_take_turns_and_too_many_are_refused() -> None:
    budgets, running, most, go_on = Budgets(), 0, 0, asyncio.Event()

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await go_on.wait()
        running -= 1

    tasks = [asyncio.create_task(budgets.serve("mal", work)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await budgets.serve("mal", work)
    go_on.set()
    await asyncio.gather(*tasks)
    await budgets.serve("mal", work)
    assert most == MOST_REQUESTS


async def test_b1_a_person_who_took_more_than_their_share_waits_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch, ticking: list[float]
) -> None:
    budgets, waits = Budgets(), list[float]()
    budgets.enter("ann")

    async def noted(seconds: float) -> None:
        waits.append(seconds)
        monkeypatch.setattr(clock, "monotonic_seconds", lambda at=clock.monotonic_seconds() + seconds: at)

    async def dear() -> None:
        ticking[0] += 0.1

    monkeypatch.setattr(clock, "monotonic_seconds", lambda: 0.0)
    monkeypatch.setattr("app.collab.budget.asyncio.sleep", noted)
    await budgets.serve("ann", dear)
    assert waits == []
    await budgets.serve("mal", dear)
    await budgets.serve("mal", dear)
    assert waits[0] == pytest.approx(0.3)
