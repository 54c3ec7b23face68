"""How many bytes of large messages may be here at once: who wants to send more waits at the other end of the wire.

A message counts from its header until it has been dealt with. Usual edits and whole documents have a budget each, so
that those who send large things do not hold up those who paste a page.
"""

import asyncio
from collections import Counter
from collections.abc import Callable

LARGE_BYTES = 64_000  # what is smaller is not counted
HUGE_BYTES = 2_000_000  # no edit is larger


class Reservation:
    """Room for one message. ``granted`` is called once there is some, unless there is at once."""

    def __init__(self, budget: "MessageBudget", person: str, size: int, granted: Callable[[], None]) -> None:
        self.budget = budget
        self.person = person
        self.size = size
        self.granted = granted
        self.is_granted = False

    def release(self) -> None:
        """Give it back, or wait no more."""
        self.budget.release(self)


class MessageBudget:
    """Bytes in all and of one person. A single message fits always, when its turn comes."""

    def __init__(self, most_bytes: int, most_of_person: int) -> None:
        self._most_bytes = most_bytes
        self._most_of_person = most_of_person
        self._bytes = 0
        self._of: Counter[str] = Counter()
        self._waiting: list[Reservation] = []

    def reserve(self, person: str, size: int, granted: Callable[[], None]) -> Reservation:
        """Ask for room; those who wait come in order, but nobody waits for a person who has too much already."""
        made = Reservation(self, person, min(size, self._most_of_person), granted)
        if not self._take(made):
            self._waiting.append(made)
        return made

    def release(self, given: Reservation) -> None:
        """See Reservation."""
        if given in self._waiting:
            self._waiting.remove(given)
            return
        if not given.is_granted:
            return
        given.is_granted = False
        self._bytes -= given.size
        self._of[given.person] -= given.size
        self._of += Counter()  # those at nought are forgotten
        for waiting in [each for each in self._waiting if self._take(each)]:
            self._waiting.remove(waiting)
            asyncio.get_running_loop().call_soon(waiting.granted)

    def _take(self, wanted: Reservation) -> bool:
        if self._bytes + wanted.size > self._most_bytes:
            return False
        if self._of[wanted.person] + wanted.size > self._most_of_person:
            return False
        self._bytes += wanted.size
        self._of[wanted.person] += wanted.size
        wanted.is_granted = True
        return True


_large = MessageBudget(32_000_000, 4_000_000)
_huge = MessageBudget(104_000_000, 20_600_000)


def reserve(person: str, size: int, granted: Callable[[], None]) -> Reservation:
    """Ask for room for a message of this size."""
    return (_huge if size > HUGE_BYTES else _large).reserve(person, size, granted)
