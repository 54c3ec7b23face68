"""What the history and the inbox answer, as little or as much as a test needs it."""

from dataclasses import replace
from typing import Any

from app.flows.history.answers import Event
from app.notify.answers import Item
from tests.unit.state.reviews import AT, BEN


def an_event(number: int, kind: str = "saved", version: int | None = None, **more: Any) -> Event:
    """A line of a history, by Ben."""
    counts = (7, 9) if version else (None, None)
    event = Event(f"hi_{number}", number, kind, AT, BEN, "", version, "", *counts, is_live=False)
    return replace(event, **more)


def an_item(number: int, kind: str = "published", **more: Any) -> Item:
    """News of Ben's, not read yet."""
    item = Item(number, "ag_1", "Front desk", kind, AT, BEN, 4, 3, "", unread=True, mine=False)
    return replace(item, **more)
