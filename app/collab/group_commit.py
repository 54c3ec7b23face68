"""One transaction for the appends of all documents: whatever waits when the writer is free goes together.

A transaction costs far more than a row in it, so the next one waits for a multiple of what the last one took. What
comes after a pause is committed at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.collab.journal import Appended, Entry
from app.errors import Unavailable
from app.kit import clock

REST = 8  # times as long as a commit took, the next one gathers: writing takes a ninth of the time at most
MAX_REST_SECONDS = 0.006
REST_SECONDS_PER_DOCUMENT = 0.0014  # beyond it: where many rooms wait, more commits cost more than they bring
MOST_REST_SECONDS = 0.02
MAX_BYTES = 2_000_000  # of one transaction, unless a single append is larger: none should take over 50 ms
MAX_APPENDS = 500

Outcome: TypeAlias = Appended | Exception


@dataclass(slots=True)
class Append:
    """What one document adds, and who waits for it."""

    agent_id: str
    epoch: int
    known_seq: int
    entries: tuple[Entry, ...]
    done: "asyncio.Future[Appended]"

    def size(self) -> int:
        """Return how many bytes of updates it brings."""
        return sum(len(entry.update) for entry in self.entries)

    def settle(self, outcome: Outcome) -> None:
        """Tell who waits, if somebody still does."""
        if self.done.done():
            return
        if isinstance(outcome, Exception):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


def _most_rest(documents: int) -> float:
    return min(MAX_REST_SECONDS + documents * REST_SECONDS_PER_DOCUMENT, MOST_REST_SECONDS)


Commit: TypeAlias = Callable[[Sequence[Append]], Awaitable[Sequence[Outcome]]]
"""Commits appends of different documents in one transaction: an outcome for each, in order; raises where all fail."""


class GroupCommit:
    """The queue before the writer. One commit is under way at a time."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: list[Append] = []
        self._writer: asyncio.Task[None] | None = None
        self._rests_until = 0.0

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        """Commit entries of one document, with whatever else waits. Raises what its document refuses."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Append(agent_id, epoch, known_seq, entries, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            if (rest := self._rests_until - clock.monotonic_seconds()) > 0:
                await asyncio.sleep(rest)
            began = clock.monotonic_seconds()
            appends = self._take()
            await self._commit_all(appends)
            ended = clock.monotonic_seconds()
            self._rests_until = ended + min(REST * (ended - began), _most_rest(len(appends)))

    def _take(self) -> list[Append]:
        """Return what is committed next: the oldest, each document once."""
        taken: dict[str, Append] = {}
        left: list[Append] = []
        room = MAX_BYTES
        for append in self._waiting:
            size = append.size()
            fits = len(taken) < MAX_APPENDS and (size <= room or not taken)
            if fits and append.agent_id not in taken:
                taken[append.agent_id] = append
                room -= size
            else:
                left.append(append)
        self._waiting = left
        return list(taken.values())

    async def _commit_all(self, appends: Sequence[Append]) -> None:
        """Commit together; where that fails for a reason of its own, each alone: one must not fail the others."""
        try:
            outcomes = await self._commit(appends)
        except Unavailable as error:
            outcomes = [error] * len(appends)
        except Exception as error:
            if len(appends) > 1:
                for append in appends:
                    await self._commit_all([append])
                return
            outcomes = [error]
        for append, outcome in zip(appends, outcomes, strict=True):
            append.settle(outcome)
