"""What waits for one peer is bounded (SPEC Q1)."""

import pytest

from app.collab import outbox
from app.collab.outbox import LAGGING_BYTES, MAX_CONTROL_BYTES, Outbox, TooSlow


class Reader:
    """A peer that takes what it is let."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.waiting = 0

    def send(self, frame: bytes) -> None:
        self.got.append(frame)
        self.waiting += len(frame)

    def waiting_bytes(self) -> int:
        return self.waiting

    def takes(self, size: int) -> None:
        self.waiting -= size


class Hands:
    """The hands of a clock."""

    seconds = 100.0


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(outbox.clock, "monotonic_seconds", lambda: hands.seconds)
    return hands


def test_q1_a_lagging_peer_skips_and_is_caught_up_from_where_it_was() -> None:
    reader = Reader()
    box = Outbox(reader)
    big = b"x" * (LAGGING_BYTES + 1)
    box.put(big, may_skip=True, behind=b"v0")
    for number in range(1000):
        box.put(b"update", may_skip=True, behind=b"v%d" % (number + 1))
    box.put(b"ack", may_skip=False, behind=None)
    assert box.is_lagging
    assert reader.got == [big, b"ack"]
    reader.takes(reader.waiting)
    assert box.caught_up() == b"v1"
    assert not box.is_lagging
    box.put(b"next", may_skip=True, behind=b"v2000")
    assert reader.got == [big, b"ack", b"next"]


def test_q1_who_lags_skips_until_it_is_caught_up() -> None:
    reader = Reader()
    box = Outbox(reader)
    box.put(b"x" * (LAGGING_BYTES + 1), may_skip=True, behind=b"v0")
    box.put(b"one", may_skip=True, behind=b"v1")
    reader.takes(reader.waiting - 1)
    box.put(b"two", may_skip=True, behind=b"v2")
    assert len(reader.got) == 1
    assert box.caught_up() == b"v1"


def test_q1_what_may_not_be_skipped_is_bounded_too() -> None:
    box = Outbox(Reader())
    frame = b"x" * 1_000_000
    for _ in range(MAX_CONTROL_BYTES // len(frame)):
        box.put(frame, may_skip=False, behind=None)
    with pytest.raises(TooSlow):
        box.put(frame, may_skip=False, behind=None)


def test_q1_who_takes_nothing_is_let_go(hands: Hands) -> None:
    reader = Reader()
    box = Outbox(reader)
    box.put(b"frame", may_skip=False, behind=None)
    box.check()
    hands.seconds += outbox.PATIENCE_SECONDS - 1
    box.put(b"another", may_skip=False, behind=None)
    hands.seconds += 2
    with pytest.raises(TooSlow):
        box.check()
    with pytest.raises(TooSlow):
        box.put(b"frame", may_skip=True, behind=None)
    reader.takes(len(b"frame"))
    box.check()


def test_q1_who_takes_slowly_but_always_stays(hands: Hands) -> None:
    reader = Reader()
    box = Outbox(reader)
    box.put(b"x" * 100_000, may_skip=False, behind=None)
    for _ in range(100):
        box.check()
        hands.seconds += 2
        box.put(b"x" * 20_000, may_skip=False, behind=None)
        reader.takes(20_000)
    box.check()


def test_q1_a_whole_document_may_take_its_time(hands: Hands) -> None:
    reader = Reader()
    box = Outbox(reader)
    box.put(b"x" * 20_000_000, may_skip=False, behind=None)
    box.check()
    hands.seconds += 200
    box.check()
    hands.seconds += 11
    with pytest.raises(TooSlow):
        box.check()
