"""What the inbox answers."""

from dataclasses import dataclass
from datetime import datetime

from app.flows.history.answers import Person


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news. ``number`` counts in the workspace; names are those of then.

    ``version`` is the one the act made live, or took off; ``was`` the one that callers heard before.
    """

    number: int
    agent_id: str
    agent_name: str
    kind: str
    at: datetime
    actor: Person
    version: int | None
    was: int | None
    note: str
    unread: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The newest news first. ``unread`` counts what others did and this person has not seen, also beyond."""

    items: tuple[Item, ...]
    unread: int

    @property
    def newest(self) -> int:
        """The number to say as seen when all of this was read; 0 where there is none."""
        return self.items[0].number if self.items else 0
