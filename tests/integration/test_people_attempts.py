"""Too many wrong passwords, counted in the database. Cites app/web/SPEC.md K1."""

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


async def test_ten_wrong_passwords_of_a_stranger_do_not_lock_the_owner_out_of_the_same_address(
    world: World,
) -> None:
    await world.found()
    await _fail(world, 10)
    await world.sign_in("owner@example.com", PASSWORD)
    assert world.held[-1] == 1.0


async def test_after_ten_wrong_passwords_each_attempt_keeps_twice_the_distance(world: World) -> None:
    await world.found()
    await _fail(world, 13)
    assert world.held[-4:] == [0.0, 1.0, 2.0, 4.0]
    with pytest.raises(refusals.TooManyAttempts) as refusal:
        await world.sign_in("owner@example.com", PASSWORD)
    assert refusal.value.retry_after_seconds == 8
    world.clock.move(seconds=8)
    await world.sign_in("owner@example.com", PASSWORD)


async def test_whoever_goes_on_guessing_gets_few_guesses_in_a_quarter_of_an_hour(world: World) -> None:
    await world.found()
    judged = 0
    for _ in range(15 * 60):
        try:
            await world.sign_in("owner@example.com", WRONG)
        except refusals.WrongPassword:
            judged += 1
        except refusals.TooManyAttempts:
            pass
        world.clock.move(seconds=1)
    assert judged <= 35


async def test_a_browser_that_signed_in_before_does_not_wait_for_a_stranger(world: World) -> None:
    await world.found()
    known = (await world.sign_in("owner@example.com", PASSWORD)).device
    for number in range(50):
        await _fail(world, 1, f"user{number}@example.com")
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("owner@example.com", PASSWORD)
    await world.sign_in("owner@example.com", PASSWORD, device=known)
    assert world.held[-1] == 0


async def test_a_known_browser_has_ten_guesses_of_its_own_and_none_for_another_account(world: World) -> None:
    await world.found()
    known = (await world.sign_in("owner@example.com", PASSWORD)).device
    await world.found("Garage", "other@example.com")
    for shown in (known, "made-up", "a.b", "ü.ü", known[:-1] + "x"):
        for _ in range(2):
            with pytest.raises(refusals.WrongPassword):
                await world.sign_in("other@example.com", WRONG, device=shown)
    await world.sign_in("other@example.com", PASSWORD)
    assert world.held[-1] > 0
    for _ in range(13):
        with pytest.raises(refusals.WrongPassword):
            await world.sign_in("owner@example.com", WRONG, device=known)
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("owner@example.com", PASSWORD, device=known)


async def test_addresses_of_one_network_count_as_one(world: World) -> None:
    await world.found()
    for number in range(13):
        await _fail(world, 1, address=f"2001:db8::{number:x}")
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("owner@example.com", PASSWORD, "2001:db8::ffff")
    await world.sign_in("owner@example.com", PASSWORD, "2001:db8:1::1")


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
    await _fail(world, 13, "nobody@example.com")
    with pytest.raises(refusals.TooManyAttempts):
        await world.sign_in("nobody@example.com", WRONG)


async def test_a_hundred_at_once_do_not_slip_through(world: World) -> None:
    await world.found()
    tries = (world.sign_in("owner@example.com", WRONG) for _ in range(100))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, refusals.WrongPassword) for one in results) == 13
    assert sum(isinstance(one, refusals.TooManyAttempts) for one in results) == 87


async def test_the_count_is_shared_by_processes(world: World, tmp_path: Path) -> None:
    await world.found()
    await _fail(world, 13)
    other = World(tmp_path)
    with pytest.raises(refusals.TooManyAttempts):
        await other.sign_in("owner@example.com", PASSWORD)
    other.close()


async def test_guessing_the_old_password_is_counted_too(world: World) -> None:
    signed = await world.found()
    for _ in range(13):
        with pytest.raises(refusals.WrongOldPassword):
            await world.people.change_password(signed.actor, WRONG, "another good phrase")
    with pytest.raises(refusals.TooManyAttempts):
        await world.people.change_password(signed.actor, PASSWORD, "another good phrase")
