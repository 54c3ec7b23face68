"""The system's clock is set back or ahead: nobody is locked out, no right lasts longer. Cites app/web/SPEC.md K2."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit import clock
from app.people import refusals
from app.people.roles import Role
from tests.integration.people_world import ADDRESS, BROWSER, PASSWORD, World

EMAIL = "owner@example.com"
JUMPS = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-400), timedelta(days=2)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


async def fail(world: World, times: int) -> None:
    for _ in range(times):
        with pytest.raises(refusals.WrongPassword):
            await world.sign_in(EMAIL, "wrong wrong wrong")


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize("failed", [0, 9, 12])
async def test_k2_signing_in_works_at_once_after_the_clock_was_set(
    world: World, failed: int, jump: timedelta
) -> None:
    await world.found()
    await fail(world, failed)
    world.clock.at += jump
    await world.sign_in(EMAIL)
    assert world.held[-1] <= 4


async def test_k2_who_was_slowed_down_waits_no_longer_than_without_the_jump(world: World) -> None:
    await world.found()
    await fail(world, 13)
    world.clock.move(hours=-1)
    with pytest.raises(refusals.TooManyAttempts) as refusal:
        await world.sign_in(EMAIL)
    assert refusal.value.retry_after_seconds == 8
    world.clock.move(seconds=8)
    await world.sign_in(EMAIL)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400), timedelta(hours=11)], ids=str)
async def test_k2_a_session_outlives_the_jump_and_ends_in_time(world: World, jump: timedelta) -> None:
    signed = await world.found()
    world.clock.at += jump
    assert await world.people.actor_by_session(signed.token)
    world.clock.move(hours=11)
    assert await world.people.actor_by_session(signed.token)
    world.clock.move(hours=13)
    assert await world.people.actor_by_session(signed.token) is None


async def test_k2_a_session_that_nobody_uses_after_the_jump_ends_in_time(world: World) -> None:
    signed = await world.found()
    world.clock.move(days=-400)
    await world.people.make_setup_link("http://localhost")  # as every start does
    world.clock.move(hours=13)
    assert await world.people.actor_by_session(signed.token) is None


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=6)], ids=str)
async def test_k2_an_invitation_can_be_used_after_the_jump_and_not_for_longer_than_a_week(
    world: World, jump: timedelta
) -> None:
    owner = (await world.found()).actor
    early = await world.invitation_token(owner, Role.EDITOR, "early@example.com")
    late = await world.invitation_token(owner, Role.EDITOR, "late@example.com")
    world.clock.at += jump
    await world.sign_in(EMAIL)
    await world.people.accept_invitation(early, "Early", PASSWORD, ADDRESS, BROWSER)
    world.clock.move(days=7, seconds=1)
    with pytest.raises(refusals.InvitationExpired):
        await world.people.accept_invitation(late, "Late", PASSWORD, ADDRESS, BROWSER)


async def test_k2_the_setup_link_works_after_the_jump(world: World) -> None:
    link = await world.people.make_setup_link("http://localhost")
    assert link
    world.clock.move(hours=-1)
    token = link.partition("token=")[2]
    signed = await world.people.found_workspace(token, "Clinic", "Olga", EMAIL, PASSWORD, ADDRESS)
    assert await world.people.actor_by_session(signed.token)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**6), 3 * 3_600), min_size=1, max_size=8))
async def test_k2_whatever_the_clock_does_who_knows_the_password_gets_in(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int]
) -> None:
    world = World(tmp_path_factory.mktemp("clock"))
    try:
        await world.found()
        for jump in jumps:
            await fail(world, 1)
            world.clock.move(seconds=jump)
            signed = await world.sign_in(EMAIL)
            assert world.held[-1] == 0
            assert await world.people.actor_by_session(signed.token)
    finally:
        world.close()


def test_k2_the_clock_that_sessions_go_by_follows_no_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    began = clock.steady_now()
    set_to = datetime(2040, 1, 1, tzinfo=UTC)

    class SetAhead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return set_to

    monkeypatch.setattr(clock, "datetime", SetAhead)
    assert clock.now() == set_to
    assert timedelta(0) <= clock.steady_now() - began < timedelta(minutes=1)
