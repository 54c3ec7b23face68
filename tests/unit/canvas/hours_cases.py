"""Business hours and instants, with what Python says of them: the browser must say the same."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from app.flows.hours import is_open

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", " Europe/Lisbon ")
NO_ZONES = ("", "Mars/Phobos", "+01:00", "localtime")
TIMES = (
    "00:00",
    "00:30",
    "02:00",
    "02:30",
    "03:00",
    "08:15",
    "09:00",
    "12:00",
    "17:00",
    "23:59",
    "24:00",
    "9:00",
    "",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Around the days on which clocks change, and one when nothing does.
BEGINNINGS = (
    "2026-03-29",
    "2026-10-25",
    "2026-03-08",
    "2026-11-01",
    "2026-04-05",
    "2026-10-04",
    "2026-07-15",
)


def hours_cases(seed: int, count: int) -> list[dict[str, Any]]:
    """Return cases as {settings, at_ms, state, changes_at_ms, day}."""
    rolls = random.Random(seed)
    return [_case(rolls) for _ in range(count)]


def _case(rolls: random.Random) -> dict[str, Any]:
    beginning = datetime.fromisoformat(rolls.choice(BEGINNINGS)).replace(tzinfo=UTC)
    at = beginning + timedelta(minutes=rolls.randrange(-2 * 1440, 3 * 1440), seconds=rolls.choice((0, 0, 31)))
    settings = {
        "time_zone": rolls.choice(ZONES if rolls.random() < 0.9 else NO_ZONES),
        "business_hours": [_weekly(rolls) for _ in range(rolls.randrange(4))],
        "hours_exceptions": [_special(rolls, beginning) for _ in range(rolls.randrange(4))],
    }
    found = is_open(settings, at)
    return {
        "settings": settings,
        "at_ms": int(at.timestamp() * 1000),
        "state": found.state,
        "changes_at_ms": int(found.changes_at.timestamp() * 1000) if found.changes_at else None,
        "day": found.day,
    }


def _weekly(rolls: random.Random) -> dict[str, Any]:
    days = rolls.sample(DAYS, rolls.randrange(8))
    return {"id": "i_1", "days": days, "opens": rolls.choice(TIMES), "closes": rolls.choice(TIMES)}


def _special(rolls: random.Random, beginning: datetime) -> dict[str, Any]:
    day = beginning + timedelta(days=rolls.choice((-1, 0, 0, 1, 2, 20, 40, 400)))
    written = rolls.choice((day.date().isoformat(), day.date().isoformat(), "2026-02-30", "soon"))
    closed = rolls.random() < 0.4
    times = {"opens": rolls.choice(TIMES), "closes": rolls.choice(TIMES)}
    return {"id": "i_2", "date": written, "name": f"Day {written}", "closed": closed, **times}
