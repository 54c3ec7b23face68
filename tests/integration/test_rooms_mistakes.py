"""Errors that nobody foresaw, in the errands of a room: who asked is answered, and nobody else notices (SPEC R12)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pycrdt import Map

from app.collab import arming, compaction, journal_retries
from app.collab.bus import Nudge
from app.collab.journal import Appended, Entry, Row
from app.collab.protocol import Close, Message, Sync, sync_frame
from app.worker_pool import Busy, JobLost
from tests.builders import an_actor
from tests.harness.wait import eventually
from tests.integration.test_rooms import AGENT, FailingJournal, House, Wire, edit, stored_language


class MistakenJournal(FailingJournal):
    """A journal with a mistake of its own: ``mistake`` may raise when asked for something."""

    def __init__(self) -> None:
        super().__init__()
        self.mistake: Callable[[str, tuple[Entry, ...]], None] = lambda what, entries: None

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        self.mistake("append", entries)
        return await super().append(agent_id, epoch, known_seq, entries)

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        self.mistake("since", ())
        return await super().since(agent_id, seq)


class Broken(Exception):
    """What no one foresaw."""


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(journal_retries, "RETRY_SECONDS", (0.01,))
    monkeypatch.setattr("tests.integration.test_rooms.FailingJournal", MistakenJournal)
    house = House()
    await house.rooms.start()
    yield house
    await house.rooms.close()
    await asyncio.gather(*house.visits)


def mistaken(house: House) -> MistakenJournal:
    assert isinstance(house.journal, MistakenJournal)
    return house.journal


def times(count: int) -> Callable[[str, tuple[Entry, ...]], None]:
    """Fail so many times, whoever asks for whatever."""
    left = [count]

    def mistake(_what: str, _entries: tuple[Entry, ...]) -> None:
        if left[0]:
            left[0] -= 1
            raise Broken

    return mistake


async def back(house: House, name: str) -> "tuple[Wire, Any]":
    """What a browser does that was told to try again."""
    wire, doc = await house.editing(an_actor(name=name))
    assert wire.closed is None
    return wire, doc


async def test_r12_an_edit_that_the_journal_refuses_closes_its_sender_and_nobody_else_notices(
    house: House,
) -> None:
    people = [await house.editing(an_actor(name=name)) for name in ("Ann", "Mal", "Ben")]
    (ann, ann_doc), (mal, mal_doc), (ben, ben_doc) = people

    def refuse(what: str, entries: tuple[Entry, ...]) -> None:
        if any(entry.user_id == "us_mal" and len(entry.update) > 2 for entry in entries):
            raise Broken

    mistaken(house).mistake = refuse
    mal.inbox.put_nowait(edit(mal_doc, "poison"))
    for at in range(20):
        ann.inbox.put_nowait(edit(ann_doc, f"{at}"))
        await asyncio.sleep(0)
    await eventually(lambda: mal.closed is not None, "the close")
    await eventually(lambda: ann.acked() == 21, "the acknowledgement of what Ann typed meanwhile")
    ann.inbox.put_nowait(edit(ann_doc, "fr-FR"))
    await eventually(lambda: ann.acked() == 22, "another acknowledgement")
    assert (mal.closed, ann.closed, ben.closed) == (Close.BAD_FRAME, None, None)
    assert await stored_language(house) == ben.applied_to(ben_doc)["language"] == "fr-FR"
    _, late_doc = await house.editing(an_actor(name="Late"))
    assert late_doc.get("settings", type=Map)["language"] == "fr-FR"
    assert mal_doc.client_id not in compaction.vector(late_doc.get_state()), "it is in no journal"


async def test_r12_one_person_alone_is_told_that_the_edit_is_refused_where_the_journal_works(
    house: House,
) -> None:
    def refuse(what: str, entries: tuple[Entry, ...]) -> None:
        if any(len(entry.update) > 2 for entry in entries):
            raise Broken

    mal, doc = await house.editing(an_actor(name="Mal"))
    mistaken(house).mistake = refuse
    mal.inbox.put_nowait(edit(doc, "poison"))
    await eventually(lambda: mal.closed is not None, "the close")
    assert mal.closed == Close.BAD_FRAME


async def test_r5_r12_a_journal_that_is_broken_for_all_has_all_try_again_and_nothing_is_lost(
    house: House,
) -> None:
    people = [await house.editing(an_actor(name=name)) for name in ("Ann", "Ben")]
    mistaken(house).mistake = times(100)
    frames = [edit(doc, f"{at}") for at, (_, doc) in enumerate(people)]
    for (wire, _), frame in zip(people, frames, strict=True):
        wire.inbox.put_nowait(frame)
    await eventually(lambda: all(wire.closed for wire, _ in people), "the close")
    assert {wire.closed for wire, _ in people} == {Close.TRY_LATER}
    assert all(wire.acked() == 1 for wire, _ in people), "acknowledged what is in no journal"
    mistaken(house).mistake = times(0)
    for name, frame in zip(("Ann", "Ben"), frames, strict=True):
        wire, _ = await back(house, name)
        wire.inbox.put_nowait(frame)
        await eventually(lambda one=wire: one.acked() == 2, "the acknowledgement")
    assert await stored_language(house) in ("0", "1")


async def test_r5_r12_a_mistake_that_does_not_come_again_is_noticed_by_nobody(house: House) -> None:
    ann, doc = await house.editing(an_actor(name="Ann"))
    mistaken(house).mistake = times(journal_retries.MOST_MISTAKES - 1)
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: ann.acked() == 2, "the acknowledgement")
    mistaken(house).mistake = times(journal_retries.MOST_MISTAKES - 1)
    frame = edit(doc, "it-IT")
    entry = Entry("us_else", frame[3:], frozenset(), ())
    await MistakenJournal.__mro__[1].append(mistaken(house), AGENT, 1, 1, (entry,))
    await house.bus.publish(Nudge(AGENT, "journal", 2))
    await eventually(lambda: any(f[:2] == b"\x00\x02" for f in ann.got), "the row of somebody else")
    assert ann.closed is None


async def test_r9_r12_where_rows_of_others_cannot_be_read_all_try_again_and_find_them(house: House) -> None:
    ann, doc = await house.editing(an_actor(name="Ann"))
    entry = Entry("us_else", edit(doc, "it-IT")[3:], frozenset(), (doc.client_id,))
    await house.journal.append(AGENT, 1, 0, (entry,))
    mistaken(house).mistake = times(100)
    await house.bus.publish(Nudge(AGENT, "journal", 1))
    await eventually(lambda: ann.closed is not None, "the close")
    assert ann.closed == Close.TRY_LATER
    mistaken(house).mistake = times(0)
    _, doc = await back(house, "Ann")
    assert await stored_language(house) == "it-IT"


async def test_r12_a_socket_that_fails_to_send_loses_its_own_connection_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ann, doc), (ben, _), (cut, _) = [
        await house.editing(an_actor(name=name)) for name in ("Ann", "Ben", "Cut")
    ]

    def fail(_frame: bytes) -> None:
        raise Broken

    monkeypatch.setattr(cut, "send", fail)
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: ann.acked() == 2 and cut.closed is not None, "the acknowledgement")
    await eventually(lambda: any(f[:2] == b"\x00\x02" for f in ben.got), "the relayed edit")
    assert (ann.closed, ben.closed, cut.closed) == (None, None, Close.TRY_LATER)


async def test_r12_one_who_cannot_be_welcomed_is_told_to_try_again_and_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, doc = await house.editing(an_actor(name="Ann"))
    ((_, visit),) = house.rooms._visits.items()
    join = visit.room.room.join

    def refuse(peer: Any) -> None:
        if peer.stamp.user_id == "us_ben":
            raise Broken
        join(peer)

    monkeypatch.setattr(visit.room.room, "join", refuse)
    ben = house.visit(an_actor(name="Ben"))
    await eventually(lambda: ben.closed is not None, "the close")
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: ann.acked() == 2, "the acknowledgement")
    assert (ann.closed, ben.closed) == (None, Close.TRY_LATER)


async def test_r12_a_bus_that_is_away_is_noticed_by_nobody_who_edits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_nudge: Nudge) -> None:
        raise Broken

    monkeypatch.setattr(house.bus, "publish", fail)
    ann, doc = await house.editing(an_actor(name="Ann"))
    for at in range(3):
        ann.inbox.put_nowait(edit(doc, f"{at}"))
        await eventually(lambda seen=at: ann.acked() == seen + 2, "the acknowledgement")
    assert ann.closed is None


@pytest.mark.parametrize("lost", [Busy, JobLost])
async def test_r12_an_opener_with_too_much_work_keeps_nobody_else_from_editing(
    house: House, monkeypatch: pytest.MonkeyPatch, lost: type[Exception]
) -> None:
    work, people = house.rooms._work, list[str]()
    run = work.run

    async def busy(agent_id: str, size: int, function: Any, *args: Any, person: str = "", **more: Any) -> Any:
        if function is arming.make_ledger:
            people.append(person)
            if person:
                raise lost
        return await run(agent_id, size, function, *args, person=person, **more)

    monkeypatch.setattr(work, "run", busy)
    mal, _ = await house.editing(an_actor(name="Mal"))
    ann, doc = await house.editing(an_actor(name="Ann"))
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: ann.acked() == 2, "the acknowledgement")
    assert (mal.closed, ann.closed, people) == (None, None, ["us_mal", ""])


async def test_r12_a_room_that_was_given_up_is_let_go_of_with_all_that_it_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, doc = await house.editing(an_actor(name="Ann"))
    ((_, visit),) = house.rooms._visits.items()
    mistaken(house).mistake = times(100)
    ann.inbox.put_nowait(edit(doc, "fr-FR"))
    await asyncio.gather(*house.visits)
    assert not [job for job in visit.room._jobs if not job.cancelling() and not job.done()]
    late = Wire()
    peer = house.rooms._peer(an_actor(name="Ben"), {}, True)
    late.inbox.put_nowait(sync_frame(Sync.STEP1, b"\x00"))
    await visit.room.attend(peer, late, house.rooms._budgets.enter("us_ben"))
    assert late.closed == Close.TRY_LATER
    assert not any(frame[:2] == bytes((Message.SYNC, Sync.STEP2)) for frame in late.got)
