"""Business hours: what the clock on the wall says, also when it is put forward or back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.flows.daytime import DAY_MINUTES, calendar_day, minute_of_day, span, zone, zone_like, zone_names
from app.flows.hours import Opening, is_open, problems
from app.flows.projection import project
from app.flows.sample import sample
from app.kit.phone import e164
from tests.builders import UNHURRIED
from tests.flows_strategies import DAYS, opening_hours
from tests.harness.tools import ROOT

INSTANTS = st.integers(1_890_777_600, 1_959_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NEW_YORK = "America/New_York"
QUARTER = timedelta(minutes=15)


def hours(*rows: tuple[str, str, str], zone: str = NEW_YORK, special: tuple[dict[str, Any], ...] = ()) -> Any:
    """Settings with these (days, opens, closes) and special days."""
    weekly = [
        {"id": f"i_{place}", "days": days.split(), "opens": opens, "closes": closes}
        for place, (days, opens, closes) in enumerate(rows)
    ]
    dates = [{"id": f"i_{place}", **each} for place, each in enumerate(special)]
    given = {"time_zone": zone, "business_hours": weekly, "hours_exceptions": dates}
    return project({"settings": given})["settings"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def on_the_wall(settings: Any, instant: datetime) -> bool:
    """The same question answered by comparing the words that stand in the settings."""
    local = instant.astimezone(ZoneInfo(settings["time_zone"]))
    day, clock = local.date().isoformat(), f"{local:%H:%M}"
    special = [each for each in settings["hours_exceptions"] if each["date"] == day]
    rows = special or [each for each in settings["business_hours"] if DAYS[local.weekday()] in each["days"]]
    if not special and not settings["business_hours"]:
        return True
    return any(
        not each.get("closed") and each["opens"] <= clock < each["closes"].replace("00:00", "24:00")
        for each in rows
    )


@settings(UNHURRIED, max_examples=300)
@given(opening_hours(), INSTANTS)
def test_c65_the_clock_on_the_wall_decides(given_hours: Any, instant: datetime) -> None:
    known = project({"settings": given_hours})["settings"]
    found = is_open(known, instant)
    if known["business_hours"] or known["hours_exceptions"]:
        assert (found.state == "open") == on_the_wall(known, instant)
    else:
        assert found == Opening("not_set")


@settings(UNHURRIED, max_examples=150)
@given(opening_hours(), INSTANTS)
def test_c67_until_the_next_change_nothing_changes_and_then_it_does(
    given_hours: Any, instant: datetime
) -> None:
    known = project({"settings": given_hours})["settings"]
    found = is_open(known, instant)
    if found.state == "not_set":
        return
    end = found.changes_at or instant + timedelta(days=800)
    assert found.changes_at is None or on_the_wall(known, end) != (found.state == "open")
    step = max(QUARTER, (end - instant) / 400)
    when = instant
    while when < end:
        assert on_the_wall(known, when) == (found.state == "open")
        when += step
    assert on_the_wall(known, end - timedelta(seconds=1)) == (found.state == "open") or end == instant


@pytest.mark.parametrize(
    ("rows", "instant", "state", "changes_at"),
    [
        (("sun", "00:00", "02:30"), "2030-03-10T01:30-05:00", "open", "2030-03-10T03:00-04:00"),
        (("sun", "02:15", "02:45"), "2030-03-10T01:30-05:00", "closed", "2030-03-17T02:15-04:00"),
        (("sun", "02:15", "04:00"), "2030-03-10T01:30-05:00", "closed", "2030-03-10T03:00-04:00"),
        (("sun", "00:00", "01:30"), "2030-11-03T01:00-04:00", "open", "2030-11-03T01:30-04:00"),
        (("sun", "00:00", "01:30"), "2030-11-03T01:45-04:00", "closed", "2030-11-03T01:00-05:00"),
        (("sun", "00:00", "01:30"), "2030-11-03T01:15-05:00", "open", "2030-11-03T01:30-05:00"),
        (("mon tue wed thu fri sat sun", "00:00", "00:00"), "2030-03-10T01:30-05:00", "open", None),
        (("mon", "09:00", "00:00"), "2030-01-07T23:59-05:00", "open", "2030-01-08T00:00-05:00"),
    ],
)  # fmt: skip
def test_c67_when_clocks_are_put_forward_or_back(
    rows: tuple[str, str, str], instant: str, state: str, changes_at: str | None
) -> None:
    found = is_open(hours(rows), at(instant))
    assert found == Opening(state, at(changes_at) if changes_at else None)  # pyright: ignore[reportArgumentType]


def test_c67_over_a_day_that_a_place_left_out() -> None:
    apia = hours(("fri", "09:00", "17:00"), zone="Pacific/Apia")
    assert is_open(apia, at("2011-12-29T12:00-10:00")).changes_at == at("2012-01-06T09:00+14:00")


def test_c65_a_special_day_counts_instead_of_its_weekday() -> None:
    special = (
        {"date": "2030-01-07", "name": "Stocktaking", "closed": False, "opens": "12:00", "closes": "13:00"},
    )
    known = hours(("mon", "09:00", "17:00"), special=special)
    assert is_open(known, at("2030-01-07T10:00-05:00")) == Opening(
        "closed", at("2030-01-07T12:00-05:00"), "Stocktaking"
    )
    assert is_open(known, at("2030-01-07T12:30-05:00")).state == "open"
    assert is_open(known, at("2030-01-14T10:00-05:00")) == Opening("open", at("2030-01-14T17:00-05:00"))


def test_c67_after_many_special_days_in_a_row_the_week_comes_back() -> None:
    closed = tuple({"date": f"2030-01-{day:02}", "closed": True} for day in range(1, 32))
    found = is_open(hours(("mon", "09:00", "17:00"), special=closed), at("2030-01-01T10:00-05:00"))
    assert found == Opening("closed", at("2030-02-04T09:00-05:00"))


def test_c67_special_days_alone_are_the_only_closed_ones() -> None:
    known = hours(special=({"date": "2031-12-25", "name": "Christmas"},))
    assert is_open(known, at("2030-01-01T10:00-05:00")) == Opening("open", at("2031-12-25T00:00-05:00"))
    assert is_open(known, at("2031-12-25T10:00-05:00")) == Opening(
        "closed", at("2031-12-26T00:00-05:00"), "Christmas"
    )


@pytest.mark.parametrize("place", ["", "Nowhere/Land", "../../etc/passwd", "localtime"])
def test_c66_without_a_zone_nobody_can_tell(place: str) -> None:
    assert is_open(hours(("mon", "09:00", "17:00"), zone=place), at("2030-01-07T10:00-05:00")) == Opening(
        "not_set"
    )


def test_c66_entries_that_cannot_be_read_are_passed_over() -> None:
    both = hours(("mon", "late", "17:00"), ("mon", "17:00", "09:00"), ("mon", "09:00", "10:00"))
    assert is_open(both, at("2030-01-07T09:30-05:00")).state == "open"
    assert is_open(both, at("2030-01-07T16:00-05:00")).state == "closed"
    assert is_open(hours(("mon", "late", "17:00")), at("2030-01-07T03:00-05:00")) == Opening("open")
    unreadable = ({"date": "soon"}, {"date": "2030-01-07", "closed": False, "opens": "", "closes": ""})
    assert is_open(hours(special=unreadable), at("2030-01-07T03:00-05:00")) == Opening("open")


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        is_open(sample().settings, at("2030-01-07T10:00-05:00").replace(tzinfo=None))


def test_the_hours_of_a_frozen_flow_are_read_like_those_of_json() -> None:
    assert is_open(sample().settings, at("2030-12-24T11:00-05:00")).day == "Christmas Eve"
    assert problems(sample().settings) == ()


def test_all_problems_of_hours_are_said_at_their_place() -> None:
    known = hours(
        ("mon", "09:00", "17:00"),
        ("", "18:00", "19:00"),
        ("mon", "16:00", "25:00"),
        ("mon", "16:00", "17:30"),
        ("mon", "17:30", "17:30"),
        zone="america/new york",
        special=({"date": "24.12.2030"}, {"date": "2030-12-24"}, {"date": "2030-12-24"}),
    )
    found = [(each.kind, each.path[-2:], each.value) for each in problems(known)]
    assert found == [
        ("zone", ("settings", "time_zone"), NEW_YORK),
        ("no_days", ("i_1", "days"), ""),
        ("span", ("i_2", "closes"), ""),
        ("overlap", ("i_3", "opens"), ""),
        ("span", ("i_4", "closes"), ""),
        ("date", ("i_0", "date"), ""),
        ("doubled_date", ("i_2", "date"), ""),
    ]
    assert "midnight" in problems(hours(("mon", "18:00", "02:00")))[0].mend


@settings(UNHURRIED, max_examples=200)
@given(opening_hours())
def test_sensible_hours_have_no_problem(given_hours: Any) -> None:
    assert problems(project({"settings": given_hours})["settings"]) == ()


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("00:00", 0),
        ("23:59", 1439),
        ("24:00", None),
        ("9:00", None),
        ("09:00 ", None),
        ("٠٩:٠٠", None),
        ("", None),
    ],
)
def test_a_time_of_day(text: str, minute: int | None) -> None:
    assert minute_of_day(text) == minute


def test_a_span_lies_within_one_day() -> None:
    assert span("09:00", "00:00") == (540, 1440)
    assert span("00:00", "00:00") == (0, 1440)
    assert span("09:00", "09:00") is None
    assert span("18:00", "02:00") is None


@pytest.mark.parametrize(
    "text", ["2030-02-29", "1999-12-31", "2200-01-01", "20300101", "2030-1-1", "٢٠٣٠-٠١-٠١", ""]
)
def test_no_date(text: str) -> None:
    assert calendar_day(text) is None


@example("../UTC")
@example("Europe")
@example("a" * 5000)
@example("Europe/\0")
@given(st.text())
def test_any_text_is_a_zone_or_none(text: str) -> None:
    found = zone(text)
    assert found is None or found.key == text
    assert zone_like(text) is None or zone(str(zone_like(text))) is not None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (555) 010-0199", "+15550100199"),
        ("+420\u00a0555\u2011010\u2013199", "+420555010199"),
        ("+1234567", None),
        ("+1234567890123456", None),
        ("+0123456789", None),
        ("0015550100199", "+15550100199"),
        ("+1555010019x", None),
        ("+٤٢٠٥٥٥٠١٠١٩٩", None),
        ("+1" + " " * 60 + "5550100199", None),
    ],
)
def test_a_number_that_can_be_dialled(text: str, number: str | None) -> None:
    assert e164(text) == number


def test_an_end_of_one_minute_to_midnight_is_the_end_of_the_day() -> None:
    assert span("00:00", "23:59") == (0, DAY_MINUTES)
    assert span("09:00", "23:59") == (9 * 60, DAY_MINUTES)
    assert span("23:59", "23:59") is None
    assert span("09:00", "23:58") == (9 * 60, DAY_MINUTES - 2)


def test_one_list_of_zones_here_and_in_the_browser() -> None:
    text = (ROOT / "components/canvas/zone_names.js").read_text(encoding="utf-8")
    assert set(text.partition("`")[2].partition("`")[0].split()) == set(zone_names())


def test_another_spelling_of_a_zone_is_none_and_the_right_one_is_offered() -> None:
    for name, meant in (
        ("europe/prague", "Europe/Prague"),
        ("america/new york", "America/New_York"),
        ("IST", None),
    ):
        assert zone(name) is None
        assert zone_like(name) == meant
