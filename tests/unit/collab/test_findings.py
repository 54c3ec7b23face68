"""When the flow is evaluated, and who is told (SPEC E1 to E5)."""

import json
from typing import Any

import pytest
from pycrdt import Doc, Map

from app.collab.effects import Evaluate
from app.collab.protocol import Message, Sync, sync_frame
from app.flows import document
from tests.builders import a_flow
from tests.harness.room_world import World, editor

ANNA, BEN = editor("us_anna"), editor("us_ben")


class Judged(World):
    """A world whose flow is evaluated when a test says so."""

    def __init__(self) -> None:
        self.asked: list[Evaluate] = []
        self.begun_at: list[float] = []
        self.ended = 0
        super().__init__(document.build(a_flow()))

    def _carry_out(self, effect: Any) -> None:
        if isinstance(effect, Evaluate):
            self.asked.append(effect)
            self.begun_at.append(self.now)
        super()._carry_out(effect)

    def language(self) -> str:
        """What the last evaluation was given."""
        return str(document.read_state(self.asked[-1].state).settings["language"])

    def found(self, *rules: str) -> None:
        """End the evaluation under way."""
        self.ended += 1
        self.do(lambda: self.room.evaluated({"hash": "h", "list": list(rules), "changes": 0}, self.now))

    def failed(self) -> None:
        self.do(lambda: self.room.evaluated(None, self.now))

    def told(self, line: int) -> list[list[str]]:
        frames = self.of_kind(line, Message.FINDINGS)
        return [json.loads(frame[frame.index(b"{") :])["list"] for frame in frames]


class Tab:
    def __init__(self, world: World, who: Any, *, ours: bool = True) -> None:
        self.world = world
        self.doc: Doc[Any] = Doc()
        self.doc.apply_update(world.stored.state)
        self.line = world.connect(who, ours=ours)
        self.world.send(self.line, sync_frame(Sync.STEP2, b"\x00\x00"))

    def edit(self, value: str) -> None:
        before = self.doc.get_state()
        self.doc.get("settings", type=Map)["language"] = value
        self.world.send(self.line, sync_frame(Sync.UPDATE, self.doc.get_update(before)))


@pytest.fixture
def world() -> Judged:
    return Judged()


def test_e1_the_first_evaluation_comes_right_after_loading(world: Judged) -> None:
    Tab(world, ANNA)
    world.wait(0)
    assert len(world.asked) == 1
    world.wait(60)
    assert len(world.asked) == 1


def test_e1_the_last_edit_is_evaluated_and_never_more_than_five_times_a_second(world: Judged) -> None:
    anna = Tab(world, ANNA)
    for number in range(100):
        anna.edit(f"x{number}")
        world.wait(0.02)
        if len(world.begun_at) > world.ended and len(world.asked) % 2:
            world.found()
    world.found()
    world.wait(10)
    assert world.language() == "x99"
    gaps = [b - a for a, b in zip(world.begun_at, world.begun_at[1:], strict=False)]
    assert min(gaps) >= 0.2 - 1e-9
    assert len(world.asked) >= 3


def test_e1_e3_twenty_people_type_for_ten_seconds(world: Judged) -> None:
    tabs = [Tab(world, editor(f"us_{number}")) for number in range(20)]
    for step in range(50):
        for tab in tabs:
            tab.edit(f"{step} of {tab.line}")
            world.wait(0.01)
            if len(world.begun_at) > world.ended:
                world.found(world.language())
    world.wait(1)
    world.found(world.language())
    assert 10 <= len(world.asked) <= 5 * 11
    final = document.read_state(world.room.document.state()).settings["language"]
    assert {world.told(tab.line)[-1][0] for tab in tabs} == {final}


def test_e1_never_two_at_once(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(1)
    anna.edit("fr-FR")
    world.wait(5)
    assert len(world.asked) == 1
    world.found()
    world.wait(20)
    assert len(world.asked) == 2


def test_e1_what_takes_long_is_done_a_quarter_of_the_time(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(0)
    world.wait(1)
    world.found()
    anna.edit("fr-FR")
    world.wait(2.9)
    assert len(world.asked) == 1
    world.wait(0.2)
    assert (len(world.asked), world.language()) == (2, "fr-FR")
    anna.edit("it-IT")
    world.wait(1)
    world.found()
    world.wait(2.9)
    assert len(world.asked) == 2
    world.wait(0.5)
    assert (len(world.asked), world.language()) == (3, "it-IT")


def test_e2_findings_speak_of_what_is_committed(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(0)
    world.found()
    world.wait(1)
    anna.edit("fr-FR")
    world.holds_commits = True
    world.wait(0.1)
    anna.edit("it-IT")
    world.wait(1)
    assert len(world.asked) == 1, "the commit under way is in the document already"
    world.release()
    world.wait(1)
    assert (len(world.asked), world.language()) == (2, "it-IT")


def test_e2_edits_that_wait_for_the_next_flush_do_not_count_yet(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(0)
    world.found()
    world.wait(1)
    anna.edit("fr-FR")
    world.holds_commits = True
    world.wait(0.1)
    anna.edit("it-IT")
    world.wait(1)
    anna.edit("de-DE")
    world.release()
    assert world.language() == "it-IT"


def test_e3_everyone_who_speaks_ours_is_told_what_is_new_and_who_joins_what_is_known(world: Judged) -> None:
    anna, stock = Tab(world, ANNA), Tab(world, BEN, ours=False)
    world.wait(0)
    world.found("start_missing")
    ben = Tab(world, BEN)
    assert [world.told(tab.line) for tab in (anna, stock, ben)] == [
        [["start_missing"]],
        [],
        [["start_missing"]],
    ]
    anna.edit("fr-FR")
    world.wait(1)
    world.found("start_missing")
    assert world.told(anna.line) == [["start_missing"]]
    anna.edit("it-IT")
    world.wait(1)
    world.found()
    assert world.told(anna.line) == world.told(ben.line) == [["start_missing"], []]


def test_e3_a_slow_reader_is_told_the_last_ones_when_it_has_drained(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(0)
    world.found("start_missing")
    world.lines[anna.line].inbox.clear()
    world.do(lambda: world.room.catch_up(anna.line, None, world.now))
    assert world.told(anna.line) == [["start_missing"]]


def test_e4_what_failed_is_tried_again_with_the_next_edit(world: Judged) -> None:
    anna = Tab(world, ANNA)
    world.wait(0)
    world.failed()
    world.wait(5)
    assert (len(world.asked), world.told(anna.line)) == (1, [])
    anna.edit("fr-FR")
    world.wait(1)
    assert len(world.asked) == 2


def test_e5_an_announcement_has_it_evaluated_again(world: Judged) -> None:
    Tab(world, ANNA)
    world.wait(0)
    world.found()
    world.do(lambda: world.room.announce("state", world.now))
    world.wait(1)
    assert len(world.asked) == 2


def test_nobody_there_nothing_is_evaluated(world: Judged) -> None:
    stock = Tab(world, ANNA, ours=False)
    stock.edit("fr-FR")
    world.wait(5)
    assert world.asked == []
    assert world.room.next_deadline() is None
