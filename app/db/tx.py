"""One transaction: a SQLModel session that remembers what to tell once it is committed."""

from typing import Any

from sqlmodel import Session

from app.events import Event


class Tx(Session):
    """Services write through it; only app.db.engine commits it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.happened: list[Event] = []

    def after_commit(self, event: Event) -> None:
        """Tell this event when, and only when, the transaction has been committed."""
        self.happened.append(event)
