"""How long somebody has to wait after too many wrong passwords. Cites app/web/SPEC.md K2."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.people.throttle import MOST_SECONDS, PER_ACCOUNT, WINDOW, delay_seconds, wait_seconds

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def test_below_the_limit_nobody_waits() -> None:
    assert wait_seconds([ago(3), ago(2)], 3, NOW) == 0


def test_at_the_limit_one_waits_until_the_oldest_that_counts_is_past() -> None:
    assert wait_seconds([ago(600), ago(2), ago(1)], 3, NOW) == 300


def test_what_is_older_than_the_window_does_not_count() -> None:
    assert wait_seconds([ago(901), ago(2), ago(1)], 3, NOW) == 0


@given(st.lists(st.integers(0, 1200), max_size=30), st.integers(1, 12))
def test_who_waits_as_told_is_let_in_and_not_sooner(ages: list[int], limit: int) -> None:
    failures = sorted(ago(age) for age in ages)
    wait = wait_seconds(failures, limit, NOW)
    assert 0 <= wait <= WINDOW.total_seconds()
    assert wait_seconds(failures, limit, NOW + timedelta(seconds=wait)) == 0
    if wait:
        assert wait_seconds(failures, limit, NOW + timedelta(seconds=wait - 1)) > 0


@given(st.lists(st.integers(-(10**6), 1200), max_size=30), st.integers(1, 12))
def test_k2_no_wait_is_longer_for_what_a_clock_that_was_ahead_has_noted(ages: list[int], limit: int) -> None:
    failures, clamped = sorted(map(ago, ages)), sorted(ago(max(age, 0)) for age in ages)
    assert wait_seconds(failures, limit, NOW) == wait_seconds(clamped, limit, NOW) <= WINDOW.total_seconds()
    assert delay_seconds(failures, NOW) == delay_seconds(clamped, NOW) <= MOST_SECONDS
    if len(failures) < PER_ACCOUNT:
        assert delay_seconds(failures, NOW) == 0
