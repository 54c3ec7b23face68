"""What one person may have of the rooms, and whom their mistakes cost something (SPEC B2, R12)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.collab import rooms
from app.collab.protocol import Close, Message, Sync, own_frame, sync_frame
from tests.builders import an_actor
from tests.harness.wait import eventually
from tests.integration.test_rooms import House, edit


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.rooms.start()
    yield house
    await house.rooms.close()
    await asyncio.gather(*house.visits)


async def test_b2_a_persons_connections_are_bounded_and_the_newest_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rooms.MOST_PER_PERSON, "person", 3)
    ann, ben = an_actor(), replace(an_actor(name="Ben"), user_id="us_ben")
    tabs = [house.visit(ann) for _ in range(3)]
    await eventually(lambda: all(tab.got for tab in tabs), "three tabs")
    refused = house.visit(ann)
    await eventually(lambda: refused.closed, "the refusal of the fourth")
    assert refused.closed == Close.TOO_MANY
    other, program = house.visit(ben), house.visit(replace(ann, kind="token"))
    await eventually(lambda: other.got and program.got, "somebody else and a program")
    tabs[0].inbox.put_nowait(None)
    await eventually(lambda: house.visits[0].done(), "the end of a tab")
    again = house.visit(ann)
    await eventually(lambda: again.got, "a tab for the one that was closed")


async def test_b2_a_full_server_asks_newcomers_to_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MOST_CONNECTIONS", 1)
    first = house.visit(an_actor())
    await eventually(lambda: first.got, "the first connection")
    second = house.visit(an_actor())
    await eventually(lambda: second.closed, "the refusal")
    assert (first.closed, second.closed) == (None, Close.TRY_LATER)


async def test_r12_a_save_that_fails_unexpectedly_is_told_to_who_asked_and_the_room_goes_on(
    house: House,
) -> None:
    """These rooms have no flows to save a version of: that is an AttributeError."""
    ann, doc = await house.editing(an_actor())
    ben = house.visit(an_actor(name="Ben"))
    ann.inbox.put_nowait(own_frame(Message.SAVE, {"id": "s1", "note": ""}))
    await eventually(lambda: ann.told(Message.FAILED), "the answer")
    (failed,) = ann.told(Message.FAILED)
    assert (failed["id"], failed["code"]) == ("s1", "error")
    assert not ben.told(Message.FAILED)
    before = ann.acked()
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: ann.acked() > before, "the next edit's acknowledgement")
    assert (ann.closed, ben.closed) == (None, None)


async def test_r12_a_mistake_of_ours_in_one_frame_closes_its_sender_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, doc = await house.editing(an_actor())
    ben, _ = await house.editing(an_actor(name="Ben"))
    room = (await house.rooms._enter(house.agent_id, "us_ana")).room

    def fail(peer: int, *_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(room.presence, "hear", fail)
    ben.inbox.put_nowait(b"\x01\x01\x00")
    await eventually(lambda: ben.closed, "the close of who sent it")
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    ann.inbox.put_nowait(sync_frame(Sync.STEP1, b"\x00"))
    await eventually(lambda: ann.acked() == 2, "the next edit's acknowledgement")
    assert (ann.closed, ben.closed) == (None, Close.BAD_FRAME)
