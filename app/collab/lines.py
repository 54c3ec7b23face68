"""A connection of a room: its socket, what waits for it, when its next frame may be handled, and how it ends."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.collab.budget import Allowance
from app.collab.outbox import Outbox
from app.collab.protocol import Close, Frame, wants_answer

GOODBYE_SECONDS = 5.0  # for the goodbye to be taken
NAP_SECONDS = 0.2  # at most, of one who waits for their turn
MAX_UNREAD_BYTES = 256_000  # of what a connection was sent, beyond which its questions wait
MAX_PERSONS_UNREAD_BYTES = 32_000_000  # of all connections of one person: more than the largest flow


class Socket(Protocol):
    """One connection, whatever carries it."""

    async def receive(self) -> bytes | None:
        """Return the next frame, None once the other side is gone."""
        ...

    def attach(self, hear: Callable[[bytes], bool], drained: Callable[[], None]) -> None:
        """Offer every frame to ``hear`` while ``receive`` waits: where it returns False, ``receive`` returns it.

        ``drained`` is called when the other side has taken most of what waited.
        """
        ...

    def send(self, frame: bytes) -> None:
        """Hand a frame over; never waits."""
        ...

    def waiting_bytes(self) -> int:
        """Return how much was handed over that the other side has not taken."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close; harmless when closed."""
        ...


@dataclass(slots=True)
class Line:
    """A peer's socket, what waits for it, and the task that reads it."""

    socket: Socket
    outbox: Outbox
    reader: "asyncio.Task[Any]"
    allowance: Allowance
    close: tuple[Close, str] | None = None
    is_abandoned: bool = False
    parted: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


async def turn(line: Line, frame: bytes | Frame) -> None:
    """Wait until a frame may be handled: within its sender's share, and where an answer is due once it is read."""
    while line.close is None and (wait := line.allowance.wait_seconds()) > 0:  # noqa: ASYNC110  # time is no event
        await asyncio.sleep(min(wait, NAP_SECONDS))
    if isinstance(frame, bytes) and wants_answer(frame):
        while line.close is None and reads_too_little(line):  # noqa: ASYNC110
            await asyncio.sleep(NAP_SECONDS)


def reads_too_little(line: Line) -> bool:
    """Whether so much waits to be read that no more should be asked for, here or on its person's connections."""
    unread_bytes = line.outbox.waiting_bytes
    return unread_bytes > MAX_UNREAD_BYTES or line.allowance.persons_unread_bytes() > MAX_PERSONS_UNREAD_BYTES


async def part(line: Line) -> None:
    """Close a connection; one that takes not even the goodbye is left to itself."""
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await line.socket.close(*(line.close or (Close.TRY_LATER, "")))
            line.parted.set()
            await line.ended.wait()
    except TimeoutError:
        if not line.ended.is_set():
            line.is_abandoned = True
            line.reader.cancel()
    finally:
        line.parted.set()  # also when the room is stopped meanwhile: its reader waits for this
