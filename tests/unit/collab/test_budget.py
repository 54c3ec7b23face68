"""Shares of the loop (SPEC B1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.collab.budget import (
    BURST_SECONDS,
    DEAR_SECONDS,
    MOST_OWED_SECONDS,
    PACE,
    PACE_SECONDS,
    REST,
    SHARE,
    Bucket,
    Budgets,
)
from app.kit import clock

AMOUNTS = st.floats(0, 3, allow_nan=False)
STEPS = st.lists(st.tuples(AMOUNTS, st.floats(0, 5, allow_nan=False)), max_size=60)


@given(STEPS)
def test_b1_nobody_who_waits_when_told_gets_more_than_rate_and_burst(
    steps: list[tuple[float, float]],
) -> None:
    bucket, now, taken, last = Bucket(0.5, 2, 1_000, 0), 0.0, 0.0, 0.0
    for amount, pause in steps:
        now += max(pause, bucket.wait_seconds(now))
        assert bucket.wait_seconds(now) < 1e-6
        bucket.take(amount, now)
        taken, last = taken + amount, amount
        assert taken - last <= 2 + 0.5 * now + 1e-6


@given(STEPS)
def test_b1_what_is_owed_is_bounded_and_paid_by_time_alone(steps: list[tuple[float, float]]) -> None:
    bucket, now = Bucket(0.5, 2, 3, 0), 0.0
    for amount, pause in steps:
        now += pause
        bucket.take(amount, now)
        assert 0 <= bucket.wait_seconds(now) <= 3 / 0.5 + 1e-6
    assert bucket.wait_seconds(now + 6) < 1e-6


@given(st.floats(0, 2, allow_nan=False), st.floats(0, 100, allow_nan=False))
def test_b1_a_burst_after_a_rest_costs_no_wait(amount: float, rest: float) -> None:
    bucket = Bucket(0.5, 2, 3, 0)
    bucket.take(amount, rest)
    assert bucket.wait_seconds(rest) < 1e-6


@given(st.floats(-5, 5, allow_nan=False))
def test_b1_a_clock_that_stands_still_gives_nothing(at: float) -> None:
    bucket = Bucket(0.5, 2, 3, 0)
    for _ in range(5):
        bucket.take(1, at)
    assert bucket.wait_seconds(at) >= 3 / 0.5 - max(at, 0)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    times = [100.0]
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: times[0])
    return times


def test_b1_who_is_alone_has_the_server_to_themselves(now: list[float]) -> None:
    budgets = Budgets()
    mal = [budgets.enter("mal") for _ in range(3)]
    mal[0].charge(100)
    assert [one.wait_seconds() for one in mal] == [0, 0, 0]
    ann = budgets.enter("ann")
    assert mal[0].wait_seconds() > 0
    assert ann.wait_seconds() == 0
    ann.end()
    assert mal[0].wait_seconds() == 0


def test_b1_all_connections_of_a_person_share_what_the_person_has(now: list[float]) -> None:
    budgets = Budgets()
    ann, one, other = budgets.enter("ann"), budgets.enter("mal"), budgets.enter("mal")
    for _ in range(1_000):
        one.charge(DEAR_SECONDS / 2)
        other.charge(DEAR_SECONDS / 2)
    assert one.wait_seconds() == other.wait_seconds() == MOST_OWED_SECONDS / SHARE
    assert ann.wait_seconds() == 0
    one.end()
    other.end()
    assert budgets.enter("mal").wait_seconds() == MOST_OWED_SECONDS / SHARE
    now[0] += MOST_OWED_SECONDS / SHARE
    assert budgets.enter("mal").wait_seconds() == 0


def test_b1_dear_work_is_followed_by_a_rest_also_within_the_burst(now: list[float]) -> None:
    budgets = Budgets()
    _, mal = budgets.enter("ann"), budgets.enter("mal")
    mal.charge(DEAR_SECONDS / 2)
    assert mal.wait_seconds() == 0
    mal.charge(BURST_SECONDS / 10)
    assert mal.wait_seconds() == pytest.approx(REST * BURST_SECONDS / 10)


def test_b1_cheap_work_on_many_connections_does_not_fill_a_turn_of_the_loop(now: list[float]) -> None:
    budgets = Budgets()
    ann, crowd = budgets.enter("ann"), [budgets.enter("mal") for _ in range(150)]
    handled = 0
    for one in crowd:
        if not one.wait_seconds():
            one.charge(DEAR_SECONDS / 2)
            handled += 1
    assert handled * DEAR_SECONDS / 2 <= PACE_SECONDS + DEAR_SECONDS
    assert ann.wait_seconds() == 0
    now[0] += PACE_SECONDS / PACE
    assert crowd[-1].wait_seconds() == 0


def test_b1_the_gone_are_forgotten_once_nothing_is_owed(now: list[float]) -> None:
    budgets = Budgets()
    for number in range(100):
        one = budgets.enter(f"user{number}")
        one.charge(BURST_SECONDS / 2)
        one.end()
        now[0] += 60
    assert len(vars(budgets)["_people"]) <= 2
