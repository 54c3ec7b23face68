"""When a room has its flow evaluated, and what came of it last. Times are monotonic seconds."""

from typing import Any

GAP_SECONDS = 0.2  # what is edited within it is evaluated together: five times a second at most
REST = 3  # times as long as an evaluation took, none follows: a very large flow leaves the others their share


class Findings:
    """A small clockwork: edits wind it, ``due_at`` says when to evaluate; one evaluation at a time."""

    def __init__(self, now: float) -> None:
        self.last: dict[str, Any] | None = None
        self._due: float | None = now
        self._is_running = False
        self._began_at = self._rests_until = now

    def changed(self, now: float) -> None:
        """An edit was committed, or something beside the flow that the findings depend on has changed."""
        if self._due is None:
            self._due = max(now + GAP_SECONDS, self._rests_until)

    def due_at(self) -> float | None:
        """The moment to evaluate, None while there is nothing new or it is being evaluated."""
        return None if self._is_running else self._due

    def began(self, now: float) -> None:
        """Evaluating began; changes from now on count for the next one."""
        self._due, self._is_running, self._began_at = None, True, now

    def ended(self, found: dict[str, Any] | None, now: float) -> bool:
        """Take what was found, None where it failed; return whether that is news."""
        self._is_running = False
        self._rests_until = now + REST * (now - self._began_at)
        if self._due is not None:
            self._due = max(self._due, self._rests_until)
        if found is None or found == self.last:
            return False
        self.last = found
        return True
