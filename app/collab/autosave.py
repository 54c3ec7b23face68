"""When to store the merge: 2 s after the last edit, 10 s at most while the edits go on, each flow at its own turn."""

from zlib import crc32

QUIET_SECONDS = 2.0
AT_MOST_SECONDS = 10.0
RETRY_SECONDS = 2.0


def turn_of(agent_id: str) -> float:
    """Return which of the ten seconds is this flow's: many that began at nine o'clock are stored one by one."""
    return AT_MOST_SECONDS * crc32(agent_id.encode()) / 2**32


class Autosave:
    """A small clockwork: edits wind it, ``due`` says when to store. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.turn_seconds = 0.0  # counted from whole tens of the clock
        self._first_edit: float | None = None
        self._last_edit = 0.0
        self._not_before = 0.0
        self.is_running = False

    def edited(self, now: float) -> None:
        """An edit was committed."""
        if self._first_edit is None:
            self._first_edit = now
        self._last_edit = now

    def due_at(self) -> float | None:
        """The moment to store, None while there is nothing to store or it is being stored."""
        if self._first_edit is None or self.is_running:
            return None
        until_turn = (self.turn_seconds - self._first_edit) % AT_MOST_SECONDS or AT_MOST_SECONDS
        due = min(self._last_edit + QUIET_SECONDS, self._first_edit + until_turn)
        return max(due, self._not_before)

    def began(self) -> None:
        """Storing began; edits from now on count for the next one."""
        self.is_running = True
        self._first_edit = None

    def ended(self, now: float, is_stored: bool) -> None:
        """Storing ended; where it failed it is tried again soon."""
        self.is_running = False
        if not is_stored:
            self._not_before = now + RETRY_SECONDS
            self.edited(now)
