"""What every bus must do. A second implementation is one more line in ``buses``."""

from collections.abc import Awaitable, Callable

import pytest

from app.collab.bus import Bus, MemoryBus, Nudge


async def memory() -> Bus:
    return MemoryBus()


@pytest.fixture(params=[memory])
async def bus(request: pytest.FixtureRequest) -> Bus:
    make: Callable[[], Awaitable[Bus]] = request.param
    return await make()


def nudge(number: int) -> Nudge:
    return Nudge(f"ag_{number}", "journal")


async def test_everybody_hears_in_order(bus: Bus) -> None:
    first: list[Nudge] = []
    second: list[Nudge] = []
    await bus.subscribe(first.append)
    await bus.subscribe(second.append)
    for number in range(20):
        await bus.publish(nudge(number))
    assert first == second == [nudge(number) for number in range(20)]


async def test_who_left_hears_nothing(bus: Bus) -> None:
    heard: list[Nudge] = []
    leave = await bus.subscribe(heard.append)
    await bus.publish(nudge(1))
    leave()
    await bus.publish(nudge(2))
    assert heard == [nudge(1)]


async def test_publishing_to_nobody_is_no_error(bus: Bus) -> None:
    await bus.publish(nudge(1))
