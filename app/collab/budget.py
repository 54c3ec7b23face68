"""How much of the loop one person may take while others are here; whoever takes more waits, and nobody else does.

Work is counted in seconds of the loop: what was measured while a frame was handled, and what it will cost later.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from app.kit import clock
from app.kit.bill import Bill, billed
from app.worker_pool import Busy

T = TypeVar("T")

SHARE = 0.1  # of the loop's time, for ever
BURST_SECONDS = (
    1.0  # at once: edits that come back from offline, a pasted megabyte, the undo of a thousand steps
)
MOST_OWED_SECONDS = (
    1.0  # so that the longest wait is ten seconds: a line that is not read for longer counts as dead
)
REST = (
    3  # times as long as a dear frame took its sender waits, so that the others have their turns in between
)
DEAR_SECONDS = 0.005
# Within the burst: many cheap frames on many connections could otherwise fill a whole turn of the loop.
PACE = 0.5
PACE_SECONDS = 0.02

MOST_REQUESTS = 4  # of one person at once, by pages and API
MOST_WAITING = 100


class Bucket:
    """Fills by ``rate`` a second up to ``burst``. What is taken beyond that is owed, ``most_owed`` at most.

    All it keeps is the moment at which it is, or was, just empty.
    """

    def __init__(self, rate: float, burst: float, most_owed: float, now: float) -> None:
        self._rate = rate
        self._filling_seconds = burst / rate
        self._longest_wait = most_owed / rate
        self.empty_at = now - self._filling_seconds

    def take(self, amount: float, now: float) -> None:
        """Take an amount, also where there is not so much."""
        since = max(self.empty_at, now - self._filling_seconds)
        self.empty_at = min(since + amount / self._rate, now + self._longest_wait)

    def wait_seconds(self, now: float) -> float:
        """Return how long it takes until nothing is owed."""
        return max(0.0, self.empty_at - now)


class Meter:
    """What one connection, or one person on all their connections, has taken; until ``rests_until`` they wait."""

    def __init__(self, now: float) -> None:
        self._bucket = Bucket(SHARE, BURST_SECONDS, MOST_OWED_SECONDS, now)
        self._pace = Bucket(PACE, PACE_SECONDS, BURST_SECONDS, now)
        self.rests_until = now

    def charge(self, seconds: float, now: float) -> None:
        """Count some work."""
        self._bucket.take(seconds, now)
        self._pace.take(seconds, now)
        rest = now + REST * seconds if seconds > DEAR_SECONDS else now
        self.rests_until = max(self.rests_until, rest, self._bucket.empty_at, self._pace.empty_at)

    def wait_seconds(self, now: float) -> float:
        """Return how long to wait before the next frame is handled."""
        return max(0.0, self.rests_until - now)


class Person:
    """Somebody who is here, on however many connections."""

    def __init__(self, now: float) -> None:
        self.meter = Meter(now)
        self.allowances: set[Allowance] = set()
        self.large_update = asyncio.Lock()
        self.requests = asyncio.Semaphore(MOST_REQUESTS)
        self.waiting = 0


class Allowance:
    """One connection's: its own meter and its person's. Alone on the server a person may take all of it."""

    def __init__(self, budgets: "Budgets", person: Person) -> None:
        self._budgets = budgets
        self._person = person
        self._own = Meter(clock.monotonic_seconds())
        self.unread_bytes: Callable[[], int] = lambda: 0

    def charge(self, seconds: float) -> None:
        """Count some work."""
        now = clock.monotonic_seconds()
        self._own.charge(seconds, now)
        self._person.meter.charge(seconds, now)

    def wait_seconds(self) -> float:
        """Return how long to wait before the next frame is handled."""
        if not self._budgets.is_shared():
            return 0.0
        rests_until = max(self._own.rests_until, self._person.meter.rests_until)
        return max(0.0, rests_until - clock.monotonic_seconds())

    async def serve(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """See Budgets."""
        person, bill = self._person, Bill()
        if person.waiting >= MOST_WAITING:
            raise Busy
        person.waiting += 1
        try:
            async with person.requests:
                while (wait := self.wait_seconds()) > 0:  # noqa: ASYNC110  # time is no event
                    await asyncio.sleep(wait)
                try:
                    return await billed(work(), bill)
                finally:
                    self.charge(bill.seconds)
        finally:
            person.waiting -= 1

    @property
    def large_update(self) -> asyncio.Lock:
        """Held while a large update of this person is read: one at a time."""
        return self._person.large_update

    def persons_unread_bytes(self) -> int:
        """How much waits to be read on all connections of this person."""
        return sum(each.unread_bytes() for each in self._person.allowances)

    def end(self) -> None:
        """The connection is gone."""
        self._budgets.leave(self, self._person)


class Budgets:
    """Everybody who is here. Who leaves and comes back has not forgotten what is owed."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._here = 0

    def enter(self, user_id: str) -> Allowance:
        """Begin a connection."""
        now = clock.monotonic_seconds()
        person = self._people.get(user_id)
        if person is None:
            self._forget(now)
            person = self._people[user_id] = Person(now)
        self._here += not person.allowances
        allowance = Allowance(self, person)
        person.allowances.add(allowance)
        return allowance

    async def serve(self, user_id: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do what somebody asked for by a page or the API, in their turn and at their expense. Raises Busy."""
        allowance = self.enter(user_id)
        try:
            return await allowance.serve(work)
        finally:
            allowance.end()

    def leave(self, allowance: Allowance, person: Person) -> None:
        """End a connection."""
        person.allowances.discard(allowance)
        self._here -= not person.allowances

    def is_shared(self) -> bool:
        """Whether more than one person is here."""
        return self._here > 1

    def _forget(self, now: float) -> None:
        gone = [
            user_id
            for user_id, person in self._people.items()
            if not person.allowances and not person.meter.wait_seconds(now)
        ]
        for user_id in gone:
            del self._people[user_id]
