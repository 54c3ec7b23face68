"""Pairs for the rules of transfers, bookings, business hours, and what callers hear."""

from typing import Any

from tests.unit.flows.rules.pairs import ERROR, WARNING, Pair
from tests.unit.flows.rules.small import Edit, first, put, small

NINE_TO_FIVE = ("09:00", "17:00")


def at_hours(**more: Any) -> tuple[Edit, ...]:
    """The transfer limited to hours, with these fields."""
    return (put("n_desk.limit_hours", True), *(put(f"n_desk.{name}", value) for name, value in more.items()))


def weekly(*rows: tuple[str, str, str]) -> Edit:
    """Business hours i_1, i_2 … of (days, opens, closes)."""
    return put(
        "settings.business_hours",
        [
            {"id": f"i_{place}", "days": days.split(), "opens": opens, "closes": closes}
            for place, (days, opens, closes) in enumerate(rows, start=1)
        ],
    )


def special(*dates: str, **more: Any) -> Edit:
    """Special days i_1, i_2 … with these dates."""
    return put(
        "settings.hours_exceptions",
        [{"id": f"i_{place}", "date": date, **more} for place, date in enumerate(dates, start=1)],
    )


ZONE = put("settings.time_zone", "Europe/Prague")
MONDAYS = weekly(("mon", *NINE_TO_FIVE))

DEEDS = (
    Pair(
        "C38",
        "transfer_zone",
        ERROR,
        small(*at_hours(timezone="Prague")),
        small(*at_hours(timezone="Europe/Prague")),
        path="n_desk.timezone",
    ),
    Pair(
        "C39",
        "transfer_hours",
        ERROR,
        small(*at_hours(start_time="18:00", end_time="02:00")),
        small(*at_hours(start_time="18:00", end_time="00:00")),
        path="n_desk.end_time",
    ),
    Pair(
        "C40",
        "transfer_never_open",
        WARNING,
        small(*at_hours(allowed_days=[])),
        small(put("n_desk.allowed_days", [])),
        path="n_desk.allowed_days",
    ),
    Pair(
        "C41",
        "transfer_without_fallback",
        WARNING,
        small(put("n_desk.fallback_message", "")),
        small(),
        path="n_desk.fallback_message",
    ),
    Pair(
        "C42",
        "booking_hours",
        ERROR,
        small(first("booking", business_start="17:00", business_end="09:00")),
        small(first("booking")),
        path="n_new.business_end",
    ),
    Pair(
        "C43",
        "booking_too_long",
        WARNING,
        small(first("booking", business_start="09:00", business_end="09:30", duration_minutes=45)),
        small(first("booking", business_start="09:00", business_end="09:30", duration_minutes=30)),
        path="n_new.duration_minutes",
    ),
)

HOURS = (
    Pair("C44", "hours_zone", ERROR, small(MONDAYS), small(MONDAYS, ZONE), path="settings.time_zone"),
    Pair(
        "C44",
        "hours_zone",
        ERROR,
        small(put("settings.time_zone", "europe/prague")),
        small(ZONE),
        path="settings.time_zone",
    ),
    Pair(
        "C45",
        "hours_span",
        ERROR,
        small(ZONE, weekly(("mon", "18:00", "02:00"))),
        small(ZONE, weekly(("mon", "18:00", "00:00"), ("tue", "00:00", "02:00"))),
        path="settings.business_hours.i_1.closes",
    ),
    Pair(
        "C45",
        "hours_span",
        ERROR,
        small(ZONE, weekly(("mon", "", "17:00"))),
        small(ZONE, MONDAYS),
        path="settings.business_hours.i_1.opens",
    ),
    Pair(
        "C45",
        "hours_span",
        ERROR,
        small(ZONE, special("2030-12-24", closed=False, opens="12:00", closes="12:00")),
        small(ZONE, special("2030-12-24", closed=True, opens="12:00", closes="12:00")),
        path="settings.hours_exceptions.i_1.closes",
    ),
    Pair(
        "C46",
        "hours_overlap",
        ERROR,
        small(ZONE, weekly(("mon tue", *NINE_TO_FIVE), ("tue", "16:59", "18:00"))),
        small(ZONE, weekly(("mon tue", *NINE_TO_FIVE), ("tue", "17:00", "18:00"))),
        path="settings.business_hours.i_2.opens",
    ),
    Pair(
        "C47",
        "hours_date",
        ERROR,
        small(ZONE, special("2030-02-29")),
        small(ZONE, special("2032-02-29")),
        path="settings.hours_exceptions.i_1.date",
    ),
    Pair(
        "C48",
        "hours_date_doubled",
        ERROR,
        small(ZONE, special("2030-12-24", "2030-12-24")),
        small(ZONE, special("2030-12-24", "2030-12-25")),
        path="settings.hours_exceptions.i_2.date",
    ),
    Pair(
        "C49",
        "hours_never_open",
        WARNING,
        small(ZONE, weekly(("", *NINE_TO_FIVE))),
        small(ZONE, MONDAYS),
        path="settings.business_hours",
    ),
    Pair(
        "C50",
        "hours_without_days",
        WARNING,
        small(ZONE, weekly(("mon", *NINE_TO_FIVE), ("", *NINE_TO_FIVE))),
        small(ZONE, MONDAYS),
        path="settings.business_hours.i_2.days",
    ),
)

HEARD = (
    Pair(
        "C54",
        "greeting_long",
        WARNING,
        small(put("start.greeting_message", "well " * 21)),
        small(put("start.greeting_message", "well " * 20)),
        path="start.greeting_message",
    ),
    Pair(
        "C55",
        "prompt_long",
        WARNING,
        small(put("n_talk.prompt", "a" * 6001)),
        small(put("n_talk.prompt", "a" * 6000)),
        path="n_talk.prompt",
    ),
    Pair(
        "C55",
        "prompt_long",
        WARNING,
        small(put("settings.system_prompt", "a" * 20_001)),
        small(put("settings.system_prompt", "a" * 20_000)),
        path="settings.system_prompt",
    ),
    Pair(
        "C57",
        "emotion_unheard",
        WARNING,
        small(put("settings.emotion", "friendly"), put("settings.voice_provider", "elevenlabs")),
        small(put("settings.emotion", "friendly")),
        path="settings.emotion",
    ),
    Pair(
        "C58",
        "pronunciation_doubled",
        WARNING,
        small(
            put(
                "pronunciations",
                [{"id": "p_1", "word": "Ng", "say_as": "ing"}, {"id": "p_2", "word": "ng", "say_as": "ing"}],
            )
        ),
        small(put("pronunciations", [{"id": "p_1", "word": "Ng", "say_as": "ing"}])),
        path="pronunciations.p_2.word",
    ),
    Pair(
        "C59",
        "knowledge_doubled",
        WARNING,
        small(put("settings.knowledge", [{"id": "i_1", "name": "Prices"}, {"id": "i_2", "name": "prices"}])),
        small(put("settings.knowledge", [{"id": "i_1", "name": "Prices"}, {"id": "i_2", "name": "Places"}])),
        path="settings.knowledge.i_2.name",
    ),
)
