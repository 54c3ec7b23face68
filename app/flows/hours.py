"""Business hours: whether the business is open at an instant, and what is wrong with the hours as written.

The clock on the wall of the business decides: open is whatever minute of its local day lies in a span of that day,
on days when clocks change too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from app.flows.daytime import DAY_MINUTES, calendar_day, span, zone
from app.flows.hours_problems import Problem, problems
from app.flows.kinds.transfer import DAYS

__all__ = ["Opening", "Problem", "is_open", "problems"]

OpenState = Literal["open", "closed", "not_set"]
Settings = Mapping[str, Any]
Spans = tuple[tuple[int, int], ...]

_ALL_DAY: Spans = ((0, DAY_MINUTES),)
_DAY = timedelta(days=1)
_SETTLED = timedelta(
    days=15
)  # two whole weeks: what has not changed by then changes on a special day or never


@dataclass(frozen=True, slots=True)
class Opening:
    """``changes_at`` is the next instant (UTC) of another state, None for never; ``day`` names a special day."""

    state: OpenState
    changes_at: datetime | None = None
    day: str = ""


def is_open(settings: Settings, at: datetime) -> Opening:
    """Return whether a business with these settings is open at an instant, and until when.

    ``not_set`` without any hours, or without a zone to read them in. Entries that cannot be read are passed over; no
    weekly ones left means open at any time, but for the special days. Raises ValueError for a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("Business hours need an instant: a time with its zone.")
    schedule = _Schedule.of(settings)
    if schedule is None:
        return Opening("not_set")
    now = at.astimezone(UTC)
    return Opening(
        "open" if schedule.is_open(now) else "closed",
        schedule.next_change(now),
        schedule.names.get(now.astimezone(schedule.zone).date(), ""),
    )


@dataclass(frozen=True, slots=True)
class _Schedule:
    zone: ZoneInfo
    weekly: tuple[Spans, ...]
    special: Mapping[date, Spans]
    names: Mapping[date, str]

    @classmethod
    def of(cls, settings: Settings) -> "_Schedule | None":
        hours, exceptions = settings["business_hours"], settings["hours_exceptions"]
        place = zone(settings["time_zone"].strip())
        if place is None or not (hours or exceptions):
            return None
        special: dict[date, Spans] = {}
        names: dict[date, str] = {}
        for each in exceptions:
            day, spans = calendar_day(each["date"].strip()), _spans_of(each)
            if day is not None and spans is not None and day not in special:
                special[day], names[day] = spans, each["name"]
        return cls(place, _weekly(hours), special, names)

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(first <= minute < last for first, last in self.spans(local.date()))

    def spans(self, day: date) -> Spans:
        return self.special.get(day, self.weekly[day.weekday()])

    def next_change(self, at: datetime) -> datetime | None:
        now = self.is_open(at)
        instants = (each for day in self._days(at) for each in sorted(self._instants(day)))
        return next((each for each in instants if each > at and self.is_open(each) != now), None)

    def _days(self, at: datetime) -> Iterator[date]:
        """Give the days on which something may change, in order."""
        day = at.astimezone(self.zone).date() - _DAY
        last = day + _SETTLED
        for each in sorted(each for each in self.special if each > day):
            if each - _DAY > last:
                yield from _through(day, last)
                day = each - _DAY
            last = each + _SETTLED
        yield from _through(day, last)

    def _instants(self, day: date) -> set[datetime]:
        """Return when the clock of the place shows a boundary of this day, and when it is put forward or back."""
        minutes = {0, *(minute for each in self.spans(day) for minute in each)}
        found = {self._utc(day, minute, fold) for minute in minutes for fold in (0, 1)}
        low, high = self._utc(day, 0, 0) - _DAY / 2, self._utc(day, DAY_MINUTES, 1) + _DAY / 2
        turn = self._turn(low, high)
        if turn and day in {
            (turn - shift).astimezone(self.zone).date() for shift in (timedelta(0), _DAY / 86_400)
        }:
            found.add(turn)
        return found

    def _utc(self, day: date, minute: int, fold: int) -> datetime:
        local = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return local.replace(fold=fold).astimezone(UTC)

    def _turn(self, low: datetime, high: datetime) -> datetime | None:
        """Return the second from which on the clock is put forward or back between two instants."""
        before, after = low.astimezone(self.zone).utcoffset(), high.astimezone(self.zone).utcoffset()
        if before == after:
            return None
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            if middle.astimezone(self.zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high


def _through(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * count for count in range((last - first).days + 1))


def _spans_of(entry: Settings) -> Spans | None:
    if entry.get("closed"):
        return ()
    found = span(entry["opens"], entry["closes"])
    return (found,) if found else None


def _weekly(hours: tuple[Settings, ...]) -> tuple[Spans, ...]:
    readable = [(each["days"], spans) for each in hours if (spans := _spans_of(each)) is not None]
    if not readable:
        return (_ALL_DAY,) * len(DAYS)
    return tuple(tuple(s for days, spans in readable if day in days for s in spans) for day in DAYS)
