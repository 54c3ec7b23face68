"""Reading what people write for a time of day, a date and a time zone."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
FIRST_YEAR, LAST_YEAR = 2000, 2199

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = (0, DAY_MINUTES - 1)  # what people write who mean the end of the day
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory", "posix", "right", "SystemV"})


def minute_of_day(text: str) -> int | None:
    """Return the minutes since midnight of ``HH:MM``, or None if it is no time of day."""
    found = _TIME.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def span(opens: str, closes: str) -> tuple[int, int] | None:
    """Return (first minute, minute after the last), where ``00:00`` and ``23:59`` close at the end of the day.

    None unless both are times and the first comes before the second: a span lies within one day.
    """
    first, last = minute_of_day(opens), minute_of_day(closes)
    if first is None or last is None:
        return None
    end = DAY_MINUTES if last in _MIDNIGHT else last
    return (first, end) if first < end and (first != last or not last) else None


def calendar_day(text: str) -> date | None:
    """Return the day of ``YYYY-MM-DD``, 2000 to 2199, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name such as ``Europe/Prague``, or None if there is none of this name."""
    if name not in zone_names():
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


@cache
def zone_names() -> frozenset[str]:
    """Return every name of the IANA database, as it is written there: what this machine knows besides is no name."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(each for each in listed if each.split("/")[0] not in _NO_PLACES)


def zone_like(name: str) -> str | None:
    """Return the zone that was surely meant: the same letters in other capitals, spaces for underscores."""
    return _zones().get("_".join(name.split()).casefold())


@cache
def _zones() -> Mapping[str, str]:
    return {each.casefold(): each for each in zone_names()}
