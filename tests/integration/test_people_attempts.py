"""Too many wrong passwords, counted in the database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.people import refusals
from tests.integration.people_world import ADDRESS, PASSWORD, World

WRONG = "wrong wrong wrong"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


async def _fail(world: World, times: int, email: str = "owner@example.com", address: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(refusals.WrongPassword):
            await world.sign_in(email, WRONG, address)


async def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(world: World) -> None:
    await world.found()
    await _fail(world, 10)
    with pytest.raises(refusals.TooManyAttempts) as refusal:
        await world.sign_in("owner@example.com", PASSWORD)
    assert refusal.value.retry_after_seconds == 15 * 60
    assert "15 minutes" in refusal.value.message
    world.clock.move(minutes=15)
    await world.sign_in("owner@example.com", PASSWORD)


async def test_somebody_elsewhere_is_not_locked_out(world: World) -> None:
    await world.found()
    await _fail(world, 10, address="198.51.100.1")
    await world.sign_in("owner@example.com", PASSWORD, "198.51.100.2")


async def test_a_success_resets_the_count(world: World) -> None:
    await world.found()
    for _ in range(3):
        await _fail(world, 9)
        await world.sign_in("owner@example.com", PASSWORD)


async def test_one_address_trying_many_accounts_is_stopped_at_fifty(world: World) -> None:
    await world.found()
    for number in range(50):
        await _fail(world, 1, f"user{number}@example.com")
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("owner@example.com", PASSWORD)
    await world.sign_in("owner@example.com", PASSWORD, "198.51.100.2")


async def test_an_unknown_account_is_counted_like_a_known_one(world: World) -> None:
    await world.found()
    await _fail(world, 10, "nobody@example.com")
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("nobody@example.com", WRONG)


async def test_a_hundred_at_once_do_not_slip_through(world: World) -> None:
    await world.found()
    tries = (world.sign_in("owner@example.com", WRONG) for _ in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, refusals.WrongPassword) for one in results) == 10
    assert sum(isinstance(one, refusals.TooManyAttempts) for one in results) == 90


async def test_the_count_is_shared_by_processes(world: World, tmp_path: Path) -> None:
    await world.found()
    await _fail(world, 10)
    other = World(tmp_path)
    with pytest.raises(refusals.TooManyAttempts):
        await other.sign_in("owner@example.com", PASSWORD)
    other.close()


async def test_guessing_the_old_password_is_counted_too(world: World) -> None:
    signed = await world.found()
    for _ in range(10):
        with pytest.raises(refusals.WrongOldPassword):
            await world.people.change_password(signed.actor, WRONG, "another good phrase")
    with pytest.raises(refusals.TooManyAttempts):
        await world.people.change_password(signed.actor, PASSWORD, "another good phrase")
