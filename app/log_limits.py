"""How much a log may grow: lines are cut, and what is said over and over is counted instead of written.

Keeping and rotating log files is the runner's job; this keeps one visitor from filling them.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, cast

MOST_CHARS = 1_000  # of one text in a line
MOST_TRACE_CHARS = 8_000  # a quarter of them from its beginning, the rest from its end
MOST_A_WINDOW = 60  # lines from one place in the program
WINDOW_SECONDS = 60.0

_Place = tuple[str, int, str]


def shortened(text: str, most: int = MOST_CHARS) -> str:
    """Return the text, or its beginning and how much is missing."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most} more characters)"


def shortened_trace(text: str) -> str:
    """Return the trace, or its beginning and, as the mistake stands there, more of its end."""
    if len(text) <= MOST_TRACE_CHARS:
        return text
    first = MOST_TRACE_CHARS // 4
    return f"{text[:first]}\n…\n{text[first - MOST_TRACE_CHARS :]}"


class Often(logging.Filter):
    """Lets only so many lines a minute through from each place; the next one after it says how many were left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._since = clock()
        self._counts: dict[_Place, int] = {}
        self._left_out: dict[_Place, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this record."""
        now = self._clock()
        if now - self._since > WINDOW_SECONDS:
            self._left_out = {
                place: count - MOST_A_WINDOW for place, count in self._counts.items() if count > MOST_A_WINDOW
            }
            self._since, self._counts = now, {}
        place = _place(record)
        self._counts[place] = self._counts.get(place, 0) + 1
        if self._counts[place] > MOST_A_WINDOW:
            return False
        if missing := self._left_out.pop(place, 0):
            _note(record, f"{missing} more like this in the minute before")
        return True


def _place(record: logging.LogRecord) -> _Place:
    """Return where in the program the line was written; for our own lines what they say is part of it."""
    return record.name, record.lineno, str(_facts(record).get("event", ""))[:100]


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """Return what one of our own lines is made of, nothing for another library's."""
    said: Any = cast(Any, record).msg
    return cast(dict[str, Any], said) if isinstance(said, dict) else {}


def _note(record: logging.LogRecord, note: str) -> None:
    if facts := _facts(record):
        facts["left_out"] = note
    else:
        record.msg, record.args = f"{record.getMessage()} ({note})", None
