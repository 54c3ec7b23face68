"""Questions and saves, coalesced (SPEC R13, S6)."""

import pytest
from pycrdt import Doc, Map

from app.collab.protocol import Close, Message, Sync, own_frame, parse, sync_frame
from app.collab.saves import GAP_SECONDS, Saves, Wish
from app.flows import document
from tests import hostile
from tests.builders import a_flow
from tests.harness.room_world import World
from tests.unit.collab.test_room import ANNA, BEN, VIC, Tab


@pytest.fixture
def world() -> World:
    return World(document.build(a_flow()))


def answers(world: World, tab: Tab) -> list[bytes]:
    return world.of_kind(tab.line, Message.SYNC, Sync.STEP2)


def test_r13_questions_during_a_commit_are_one_and_the_latest_counts(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.holds_commits = True
    before = ben.doc.get_state()
    anna.send(anna.edit())
    had = len(answers(world, ben))
    for vector in [b"\x00"] * 50 + [before]:
        ben.send(sync_frame(Sync.STEP1, vector))
    assert len(answers(world, ben)) == had
    world.release()
    world.wait(0.1)
    assert len(answers(world, ben)) == had + 1
    ben.doc.apply_update(parse(answers(world, ben)[-1]).payload)
    assert ben.settings["language"] == "en-GB"


def test_r13_all_who_lack_the_same_share_one_answer_until_the_document_changes(world: World) -> None:
    anna = Tab(world, ANNA)
    viewers = [Tab(world, VIC, tells=False) for _ in range(3)]
    firsts = {id(answers(world, viewer)[0]) for viewer in viewers}
    assert len(firsts) == 1
    unknown = hostile.uint(2) + b"".join(map(hostile.uint, (2**40, 7, 2**41, 9)))
    viewers[0].send(sync_frame(Sync.STEP1, unknown))
    assert answers(world, viewers[0])[-1] is answers(world, viewers[1])[0]
    everything = [sync_frame(Sync.STEP1, anna.doc.get_state()), sync_frame(Sync.STEP1, anna.doc.get_state())]
    for viewer, question in zip(viewers, everything, strict=False):
        viewer.send(question)
    assert answers(world, viewers[0])[-1] is answers(world, viewers[1])[-1]
    anna.send(anna.edit())
    viewers[2].send(sync_frame(Sync.STEP1, b"\x00"))
    late: Doc = Doc()
    late.apply_update(parse(answers(world, viewers[2])[-1]).payload)
    assert late.get("settings", type=Map)["language"] == "en-GB"


def test_r13_the_order_and_spelling_of_a_vector_do_not_matter_and_deletions_are_always_told(
    world: World,
) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    anna.send(anna.edit("language", "en-US"))
    for frame in ben.updates():
        ben.doc.apply_update(parse(frame).payload)
    del anna.settings["language"]
    anna.send(sync_frame(Sync.UPDATE, anna.doc.get_update(anna.doc.get_state())))
    ben.send(sync_frame(Sync.STEP1, ben.doc.get_state()))
    ben.doc.apply_update(parse(answers(world, ben)[-1]).payload)
    assert "language" not in ben.settings


@pytest.mark.parametrize("strangers", [900, 1_200])
def test_r13_a_vector_of_another_document_closes(world: World, strangers: int) -> None:
    vic = Tab(world, VIC)
    ids = b"".join(hostile.uint(2**30 + at) + hostile.uint(5) for at in range(strangers))
    vic.send(sync_frame(Sync.STEP1, hostile.uint(strangers) + ids))
    assert vic.closed() == (Close.BAD_FRAME if strangers > 1_000 else None)


def save(tab: Tab, request: str, note: str = "") -> None:
    tab.send(own_frame(Message.SAVE, {"id": request, "note": note}))


def saved(tab: Tab) -> list[str]:
    return [told["id"] for told in tab.told(Message.SAVED) if "id" in told]


def test_s6_saves_without_an_edit_are_answered_and_not_carried_out(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    for number in range(100):
        save(anna, f"a{number}")
        save(ben, f"b{number}")
    world.wait(60)
    assert (len(saved(anna)), len(saved(ben)), len(world.saved)) == (100, 100, 1)
    assert not [told for told in anna.told(Message.SAVED)[-5:] if told.get("is_new")]
    anna.send(anna.edit())
    save(anna, "new")
    world.wait(5)
    assert (saved(anna)[-1], len(world.saved)) == ("new", 2)
    save(anna, "noted", "before the holidays")
    world.wait(5)
    assert (world.saved[-1].note, world.saved[-1].is_stored, len(world.saved)) == (
        "before the holidays",
        True,
        3,
    )
    world.do(lambda: world.room.announce("versions", world.now))
    save(ben, "again")
    world.wait(5)
    assert len(world.saved) == 4


def test_s6_one_save_runs_and_one_a_person_waits() -> None:
    saves = Saves()
    for number in range(5):
        saves.add(Wish(1, "ann", f"a{number}", f"note {number}"), seq=number)
        saves.add(Wish(2, "ben", f"b{number}", ""), seq=number)
    assert [wish.request for wish in saves.begin(0, {1, 2})] == ["a0", "a1", "a2", "a3", "a4"]
    assert (saves.begin(0, {1, 2}), saves.due_at()) == ((), None)
    assert len(saves.end(1, {"version": 1})) == 5
    assert [wish.request for wish in saves.begin(1, {1, 2})] == ["b0", "b1", "b2", "b3", "b4"]
    assert saves.known() == {"version": 1, "is_new": False}
    saves.end(1, {"version": 1})
    saves.add(Wish(1, "ann", "a5", ""), seq=9)
    assert (saves.begin(1.5, {1, 2}), saves.due_at()) == ((), 4.0)
    assert len(saves.begin(4, {1, 2})) == 1
    assert saves.known() is None
    assert saves.end(4 + GAP_SECONDS / 9, None)
    saves.add(Wish(3, "cleo", "c", ""), seq=9)
    assert saves.begin(9, {1, 2}) == ()
