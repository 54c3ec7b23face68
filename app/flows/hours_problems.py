"""What is wrong with business hours as they are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.flows.daytime import DAY_MINUTES, calendar_day, minute_of_day, span, zone, zone_like
from app.flows.kinds.transfer import DAYS

Settings = Mapping[str, Any]
ProblemKind = Literal["zone", "span", "overlap", "date", "doubled_date", "never_open", "no_days"]

_HOURS = ("settings", "business_hours")
_SPECIAL = ("settings", "hours_exceptions")
_ZONE = ("settings", "time_zone")
_LABELS = {"opens": "From", "closes": "Until"}
_SPLIT = "Split them at midnight: until 00:00 on one day, from 00:00 on the next."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``value`` is what the field at ``path`` was surely meant to hold, if that is known."""

    kind: ProblemKind
    path: tuple[str, ...]
    message: str
    mend: str
    value: str = ""


def problems(settings: Settings) -> tuple[Problem, ...]:
    """Return what is wrong with the hours in these settings, in the order of the fields."""
    return (*_zone(settings), *_weekly(settings["business_hours"]), *_special(settings["hours_exceptions"]))


def _zone(settings: Settings) -> Iterator[Problem]:
    name = settings["time_zone"].strip()
    if name and zone(name) is None:
        shown = " ".join(name.split())[:60]
        yield Problem(
            "zone",
            _ZONE,
            f"There is no time zone “{shown}”.",
            "Write region and city, as in Europe/Prague.",
            zone_like(name) or "",
        )
    elif not name and (settings["business_hours"] or settings["hours_exceptions"]):
        yield Problem(
            "zone",
            _ZONE,
            "The business hours have no time zone.",
            "Write whose clock counts, as region and city: Europe/Prague.",
        )


def _weekly(rows: tuple[Settings, ...]) -> Iterator[Problem]:
    taken = {
        day: [0] * DAY_MINUTES for day in DAYS
    }  # for each minute the place of the entry that has it, or 0
    is_ever_open = any(set(row["days"]) & set(DAYS) for row in rows)
    if rows and not is_ever_open:
        yield Problem(
            "never_open", _HOURS, "The business hours name no day.", "Choose the days, or remove the hours."
        )
    for place, row in enumerate(rows, start=1):
        path, what = (*_HOURS, row["id"]), f"Hours {place}"
        if is_ever_open and not set(row["days"]) & set(DAYS):
            yield Problem(
                "no_days", (*path, "days"), f"{what} name no day.", "Choose its days, or remove the entry."
            )
        found = span(row["opens"], row["closes"])
        if found is None:
            yield _bad_span(path, what, row)
            continue
        other = _overlapping(taken, row["days"], found)
        if other:
            day, number = other
            yield Problem(
                "overlap",
                (*path, "opens"),
                f"{what} overlap Hours {number} on {DAYS[day]}.",
                "Change the times, or make one entry of the two.",
            )
        for day in set(row["days"]) & set(DAYS):
            taken[day][slice(*found)] = [place] * (found[1] - found[0])


def _overlapping(
    taken: Mapping[str, list[int]], days: tuple[str, ...], found: tuple[int, int]
) -> tuple[str, int] | None:
    """Return the first day on which a span meets one that is taken, and the place of that one."""
    for day in DAYS:
        places = taken[day][slice(*found)] if day in days else []
        if any(places):
            return day, next(filter(None, places))
    return None


def _special(rows: tuple[Settings, ...]) -> Iterator[Problem]:
    seen: dict[date, int] = {}
    for place, row in enumerate(rows, start=1):
        path, what = (*_SPECIAL, row["id"]), f"The hours of special day {place}"
        text = row["date"].strip()
        day = calendar_day(text)
        if day is None and text:
            shown = " ".join(text.split())[:20]
            yield Problem(
                "date",
                (*path, "date"),
                f"Special day {place} has the date “{shown}”, which is none.",
                "Write year, month and day from 2000 to 2199, as in 2030-12-24.",
            )
        elif day is not None and seen.setdefault(day, place) != place:
            yield Problem(
                "doubled_date",
                (*path, "date"),
                f"Special day {place} has the date {text} of special day {seen[day]}: the first one counts.",
                "Change or remove one of them.",
            )
        if not row["closed"] and span(row["opens"], row["closes"]) is None:
            yield _bad_span(path, what, row)


def _bad_span(path: tuple[str, ...], what: str, row: Settings) -> Problem:
    for field in ("opens", "closes"):
        if minute_of_day(row[field]) is None:
            mend = "Write hours and minutes, as in 09:00 or 17:30."
            return Problem("span", (*path, field), f"{what} have no time of day at “{_LABELS[field]}”.", mend)
    opens, closes = row["opens"], row["closes"]
    if opens == closes:
        message, mend = f"{what} open and close at {opens}.", "For a whole day write 00:00 twice."
    else:
        message, mend = f"{what} close at {closes}, before they open at {opens}.", _SPLIT
    return Problem("span", (*path, "closes"), message, mend)
