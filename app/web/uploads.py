"""Whose file is read now: one of a person at a time and a few of all. Who waits for a turn is not read meanwhile.

uvicorn stops reading a connection whose body nobody takes, so that a file that waits costs 64 KB.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.requests import Request

from app.errors import Unavailable
from app.web.forms import file_of
from app.worker_pool import MOST_WAITING, Busy

AT_ONCE = 4
MOST_SECONDS = 120.0  # for a file to come, in its turn: 10 MB at 100 KB a second and some more


class Uploads:
    """The turns of those who send files."""

    def __init__(self, at_once: int = AT_ONCE, most_seconds: float = MOST_SECONDS) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most_seconds = most_seconds
        self._here: Counter[str] = Counter()
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def file(self, person: str, request: Request) -> AsyncGenerator[bytes]:
        """Yield the file of a request once it is this person's turn. Raises Busy, Unavailable, Invalid or TooLarge."""
        if self._here[person] > MOST_WAITING:
            raise Busy
        self._here[person] += 1
        try:
            async with self._locks.setdefault(person, asyncio.Lock()), self._turns:
                yield await self._read(request)
        finally:
            self._here[person] -= 1
            if not self._here[person]:
                del self._here[person], self._locks[person]

    async def _read(self, request: Request) -> bytes:
        try:
            async with asyncio.timeout(self._most_seconds):
                return await file_of(request)
        except TimeoutError:
            raise Unavailable("The file took too long to arrive. Try again on a faster connection.") from None


uploads = Uploads()
