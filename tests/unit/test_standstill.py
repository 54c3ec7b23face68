"""Whether a silent process stands still is judged by its own time, never by the wall's (SV5)."""

from app.cli.standstill import COMPUTED_SECONDS, WAITED_SECONDS, Reading, Standstill

STOPPED, TRACED, RUNS, WAITS, ON_DISK = "T", "t", "R", "S", "D"


def judged(state: str, seconds: int, share: float, step: float = 1.0) -> str | None:
    """Look every ``step`` seconds at a process that beat once and then computes this share of the time."""
    standstill, now = Standstill(), 1000.0
    standstill.look(now, True, Reading(WAITS, 5.0))
    for number in range(1, int(seconds / step) + 1):
        now += step
        if deed := standstill.look(now, False, Reading(state, 5.0 + number * step * share)):
            return deed
    return None


def test_sv5_computing_without_a_turn_ends_it() -> None:
    assert judged(RUNS, int(COMPUTED_SECONDS) - 1, 1.0) is None
    assert judged(RUNS, int(COMPUTED_SECONDS), 1.0) == "computed for 10 s"
    assert judged(RUNS, 39, 0.25) is None, "a busy machine gives it a quarter of its time"
    assert judged(RUNS, 41, 0.25) == "computed for 10 s"


def test_sv5_waiting_for_a_minute_ends_it() -> None:
    for state in (WAITS, ON_DISK):
        assert judged(state, int(WAITED_SECONDS) - 1, 0.0) is None
        assert judged(state, int(WAITED_SECONDS), 0.0) == "waited for 60 s"


def test_sv5_a_stopped_a_traced_and_a_starved_process_stay() -> None:
    for state in (STOPPED, TRACED, RUNS):
        assert judged(state, 3600, 0.0) is None


def test_sv5_a_suspended_machine_counts_for_nothing() -> None:
    assert judged(WAITS, 3 * 3600, 0.0, step=3600) is None


def test_sv5_before_its_first_beat_and_after_each_it_has_all_its_time_again() -> None:
    standstill = Standstill()
    for second in range(100):
        assert standstill.look(second, False, Reading(RUNS, second)) is None
    for second in range(100, 1000):
        assert standstill.look(second, second % 9 == 0, Reading(RUNS, second)) is None


def test_sv5_where_the_system_tells_nothing_nothing_is_judged() -> None:
    standstill = Standstill()
    assert standstill.look(1, True, None) is None
    assert [standstill.look(second, False, None) for second in range(2, 100)] == [None] * 98
    assert Reading.of(2**22 + 1) is None
