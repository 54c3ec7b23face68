"""When a room has its flow evaluated, and what came of it last. Times are monotonic seconds."""

from typing import Any

GAP_SECONDS = 0.2  # what is edited within it is evaluated together: five times a second at most


class Findings:
    """A small clockwork: edits wind it, ``due_at`` says when to evaluate; one evaluation at a time."""

    def __init__(self, now: float) -> None:
        self.last: dict[str, Any] | None = None
        self._due: float | None = now
        self._is_running = False

    def changed(self, now: float) -> None:
        """An edit was committed, or something beside the flow that the findings depend on has changed."""
        if self._due is None:
            self._due = now + GAP_SECONDS

    def due_at(self) -> float | None:
        """The moment to evaluate, None while there is nothing new or it is being evaluated."""
        return None if self._is_running else self._due

    def began(self) -> None:
        """Evaluating began; changes from now on count for the next one."""
        self._due, self._is_running = None, True

    def ended(self, found: dict[str, Any] | None) -> bool:
        """Take what was found, None where it failed; return whether that is news."""
        self._is_running = False
        if found is None or found == self.last:
            return False
        self.last = found
        return True
