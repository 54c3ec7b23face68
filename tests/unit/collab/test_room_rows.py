"""What others write into the journal reaches an open room, whatever it is doing meanwhile (SPEC R7, R9)."""

from dataclasses import replace
from typing import Any

import pytest
from pycrdt import Doc, Map

from app.collab import compaction
from app.collab.effects import Pull, Send
from app.collab.journal import SERVER, Appended, Row
from app.collab.protocol import Close, Message, Sync, sync_frame
from app.flows import document
from tests.builders import a_flow
from tests.harness.room_world import World, editor

ANNA, BEN, EVE = editor("us_anna"), editor("us_ben"), editor("us_eve")


class Journaled(World):
    """A world in which others write into the journal, and the room's questions about that are kept."""

    def __init__(self) -> None:
        super().__init__(document.build(a_flow()))
        self.pulls: list[Pull] = []
        self.sent: list[Send] = []

    def _carry_out(self, effect: Any) -> None:
        if isinstance(effect, Pull):
            self.pulls.append(effect)
        if isinstance(effect, Send):
            self.sent.append(effect)
        super()._carry_out(effect)

    def write(self, update: bytes, user_id: str = "us_cleo", owners: dict[int, str] | None = None) -> Row:
        """Have somebody else commit a row."""
        seq = self.stored.seq + 1
        row = Row(seq, user_id, update, owners or {})
        self.stored = replace(self.stored, seq=seq, rows=(*self.stored.rows, row))
        return row

    def answer(self) -> None:
        """Answer the room's last question."""
        known = self.pulls.pop().known_seq
        rows = tuple(row for row in self.stored.rows if row.seq > known)
        self.do(lambda: self.room.pulled(rows, self.now))


class Tab:
    """A page: its document, its line."""

    def __init__(self, world: World, who: Any) -> None:
        self.world = world
        self.doc: Doc[Any] = Doc()
        self.line = world.connect(who)
        self.send(Sync.STEP1, self.doc.get_state())
        self.send(Sync.STEP2, b"\x00\x00")

    def send(self, sub: Sync, payload: bytes) -> None:
        self.world.send(self.line, sync_frame(sub, payload))
        self.world.wait(0.05)

    def edit(self, value: str) -> None:
        self.send(Sync.UPDATE, edited(self.doc, "language", value))

    def updates(self) -> int:
        return len(self.world.of_kind(self.line, Message.SYNC, Sync.UPDATE))


def edited(doc: "Doc[Any]", key: str, value: str) -> bytes:
    before = doc.get_state()
    doc.get("settings", type=Map)[key] = value
    return doc.get_update(before)


@pytest.fixture
def world() -> Journaled:
    return Journaled()


@pytest.mark.parametrize("seq", [1, 0])
def test_r9_a_nudge_is_answered_by_reading_the_journal(world: Journaled, seq: int) -> None:
    anna = Tab(world, ANNA)
    world.write(edited(Doc(), "emotion", "calm"))
    world.do(lambda: world.room.nudge(seq, world.now))
    assert world.pulls == [Pull(0)]
    world.answer()
    assert (anna.updates(), world.room.seq, world.pulls) == (1, 1, [])
    world.wait(3)
    assert world.stored.state_seq == 1


def test_r9_a_nudge_about_what_is_known_asks_nothing(world: Journaled) -> None:
    Tab(world, ANNA).edit("en-GB")
    world.do(lambda: world.room.nudge(1, world.now))
    assert world.pulls == []


def test_r9_a_nudge_while_a_commit_is_under_way_is_kept_for_after_it(world: Journaled) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.holds_commits = True
    anna.edit("en-GB")
    (commit,) = world.held
    appended = world.append(commit)
    world.write(edited(Doc(), "emotion", "calm"))
    world.do(lambda: world.room.nudge(2, world.now))
    assert world.pulls == []
    world.do(lambda: world.room.committed(appended, world.now))
    assert world.pulls == [Pull(1)]
    world.answer()
    assert (ben.updates(), world.room.seq) == (2, 2)


def test_r9_a_commit_that_begins_while_the_journal_is_read_comes_first(world: Journaled) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.write(edited(Doc(), "emotion", "calm"))
    world.do(lambda: world.room.nudge(1, world.now))
    world.holds_commits = True
    anna.edit("en-GB")
    world.answer()
    assert (ben.updates(), world.room.seq) == (0, 0)
    world.release()
    assert (ben.updates(), world.room.seq) == (2, 2)


def test_r9_a_row_that_was_merged_before_it_was_read_comes_with_the_merge(world: Journaled) -> None:
    ben = Tab(world, BEN)
    world.write(edited(Doc(), "emotion", "calm"))
    merged = compaction.merge(world.stored.state, [row.update for row in world.stored.rows], 1)
    world.do(lambda: world.room.pulled((Row(1, SERVER, merged.state),), world.now))
    frame = world.of_kind(ben.line, Message.SYNC, Sync.UPDATE)[0]
    assert len(frame) < 100, "only what is new in it is relayed"
    assert world.room.seq == 1


def test_r9_who_skipped_a_row_of_others_is_caught_up_from_before_our_own_flush(world: Journaled) -> None:
    anna = Tab(world, ANNA)
    Tab(world, BEN)
    world.holds_commits = True
    anna.edit("en-GB")
    row = Row(1, "us_cleo", edited(Doc(), "emotion", "calm"))
    world.sent.clear()
    world.do(lambda: world.room.committed(Appended(2, (row,)), world.now))
    first = next(send for send in world.sent if send.behind is not None)
    assert anna.doc.client_id not in compaction.vector(first.behind or b"")


def test_r7_a_client_id_in_anothers_row_keeps_its_owner(world: Journaled) -> None:
    theirs: Doc[Any] = Doc()
    row = world.write(edited(theirs, "emotion", "calm"), "us_eve", {theirs.client_id: SERVER})
    world.do(lambda: world.room.pulled((row,), world.now))
    eve = Tab(world, EVE)
    eve.send(Sync.UPDATE, edited(theirs, "language", "forged"))
    closed = world.lines[eve.line].closed
    assert closed is not None
    assert closed[0] == Close.BAD_FRAME
    assert world.stored.seq == 1
