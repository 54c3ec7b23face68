"""What waits for one peer is bounded (SPEC Q1)."""

import asyncio

import pytest

from app.collab import outbox
from app.collab.outbox import LAGGING_BYTES, MAX_CONTROL_BYTES, Outbox, TooSlow


class Reader:
    """A peer that reads when it is let."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.may_read = asyncio.Event()
        self.last: asyncio.Queue[bytes] = asyncio.Queue()

    async def send(self, frame: bytes) -> None:
        await self.may_read.wait()
        self.got.append(frame)
        self.last.put_nowait(frame)


async def test_q1_a_lagging_peer_skips_and_is_caught_up_from_where_it_was() -> None:
    box, reader = Outbox(), Reader()
    caught_up: asyncio.Queue[bytes | None] = asyncio.Queue()
    pump = asyncio.create_task(box.pump(reader.send, caught_up.put_nowait))
    big = b"x" * (LAGGING_BYTES + 1)
    box.put(big, may_skip=True, behind=b"v0")
    for number in range(1000):
        box.put(b"update", may_skip=True, behind=b"v%d" % (number + 1))
    box.put(b"ack", may_skip=False, behind=None)
    assert box.is_lagging
    reader.may_read.set()
    assert await caught_up.get() == b"v1"
    assert reader.got == [big, b"ack"]
    box.put(b"next", may_skip=True, behind=b"v2000")
    for _ in range(3):
        last = await reader.last.get()
    assert last == b"next"
    pump.cancel()


async def test_q1_what_may_not_be_skipped_is_bounded_too() -> None:
    box = Outbox()
    frame = b"x" * 1_000_000
    for _ in range(MAX_CONTROL_BYTES // len(frame)):
        box.put(frame, may_skip=False, behind=None)
    with pytest.raises(TooSlow):
        box.put(frame, may_skip=False, behind=None)


async def test_q1_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    box, reader = Outbox(), Reader()
    pump = asyncio.create_task(box.pump(reader.send, lambda _: None))
    box.check()
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", -1)
    box.put(b"frame", may_skip=False, behind=None)
    await asyncio.sleep(0)
    with pytest.raises(TooSlow):
        box.check()
    with pytest.raises(TooSlow):
        box.put(b"frame", may_skip=True, behind=None)
    reader.may_read.set()
    assert await reader.last.get() == b"frame"
    await asyncio.sleep(0)
    box.check()
    pump.cancel()
