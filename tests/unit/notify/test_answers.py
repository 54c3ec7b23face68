"""What the inbox answers."""

from datetime import UTC, datetime

from app.flows.history.answers import Person
from app.notify.answers import InboxPage, Item

ITEM = Item(
    7, "ag", "Front desk", "published", datetime(2026, 5, 3, tzinfo=UTC), Person("us", "Ana"), 4, 3, "",
    unread=True, mine=False,
)  # fmt: skip


def test_l26_the_newest_number_is_what_to_say_as_seen() -> None:
    assert InboxPage((ITEM,), 1).newest == 7
    assert InboxPage((), 0).newest == 0
