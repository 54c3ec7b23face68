"""Rooms with real tasks and a journal that can fail (SPEC R2, R5, R9, R10, Q1, S4, A1, E1 to E4)."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from pycrdt import Doc, Map, get_state

from app import background
from app.collab import compaction, journal_retries, live_document, outbox, rights
from app.collab.bus import MemoryBus, Nudge
from app.collab.journal import Appended, Entry, Journal, Loaded, MemoryJournal, Row
from app.collab.ledger import Ledger
from app.collab.protocol import Close, Message, Sync, parse, sync_frame
from app.collab.rooms import Rooms
from app.errors import Unavailable
from app.events import AgentListChanged, Events, MemberChanged
from app.flows import document
from app.people.actor import Actor, Credential
from app.people.roles import Role
from tests.builders import a_flow, an_actor
from tests.harness.wait import eventually

AGENT = "ag_1"


class FailingJournal(MemoryJournal):
    """A journal whose database goes away when told."""

    is_away = False

    async def load(self, agent_id: str) -> Loaded:
        self._check()
        return await super().load(agent_id)

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        self._check()
        return await super().append(agent_id, epoch, known_seq, entries)

    def _check(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be used right now. Try again in a moment.")


class Membership:
    """The one question rooms ask about people."""

    def __init__(self) -> None:
        self.roles: dict[str, Role | None] = {}
        self.touched: set[str] = set()

    async def still_valid(self, credentials: list[Credential]) -> dict[Credential, Role | None]:
        return {one: self.roles.get(one[0], Role.OWNER) for one in credentials}

    async def touch_sessions(self, session_ids: list[str]) -> None:
        self.touched.update(session_ids)


class Wire:
    """A socket whose other end is the test."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.got: list[bytes] = []
        self.closed: int | None = None

    def attach(self, hear: Any, drained: Any) -> None:
        """Everything is received in its turn."""

    async def receive(self) -> bytes | None:
        return await self.inbox.get()

    def send(self, frame: bytes) -> None:
        self.got.append(frame)

    def waiting_bytes(self) -> int:
        return 0

    async def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = code
        self.inbox.put_nowait(None)

    def told(self, kind: Message) -> list[dict[str, Any]]:
        return [json.loads(frame[frame.index(b"{") :]) for frame in self.got if frame[0] == kind]

    def acked(self) -> int:
        return max((told["n"] for told in self.told(Message.ACK)), default=0)

    def saved(self) -> int:
        return max((told["n"] for told in self.told(Message.SAVED)), default=0)

    def found(self) -> list[str]:
        return [told["list"][0] for told in self.told(Message.FINDINGS)]

    def applied_to(self, doc: "Doc[Any]") -> dict[str, Any]:
        """The settings once everything relayed so far is in."""
        for frame in self.got:
            if frame[:2] == b"\x00\x02":
                doc.apply_update(parse(frame).payload)
        return {key: str(value) for key, value in doc.get("settings", type=Map).items()}


class House:
    """Rooms on a journal, in memory unless another one is given; what is found in a flow is its language."""

    def __init__(self, journal: Journal | None = None, agent_id: str = AGENT) -> None:
        self.agent_id = agent_id
        self.journal = FailingJournal()
        self.journal.create(AGENT, document.build(a_flow()))
        self.membership = Membership()
        self.events = Events()
        self.bus = MemoryBus()
        self.cannot_evaluate = False
        unused: Any = None
        people: Any = self.membership
        in_use = journal or self.journal
        self.rooms = Rooms(in_use, unused, people, self.bus, self.events, "test", evaluate=self.evaluate)
        self.visits: list[asyncio.Task[None]] = []

    async def evaluate(self, agent_id: str, state: bytes) -> dict[str, Any]:
        if self.cannot_evaluate:
            raise ZeroDivisionError
        return {"hash": "", "list": [document.read_state(state).settings["language"]], "changes": 0}

    def visit(self, actor: Actor) -> Wire:
        wire = Wire()
        attended = self.rooms.attend(self.agent_id, actor, {"id": self.agent_id}, wire, True)
        self.visits.append(asyncio.create_task(attended))
        return wire

    async def editing(self, actor: Actor) -> tuple[Wire, "Doc[Any]"]:
        wire = self.visit(actor)
        doc: Doc[Any] = Doc()
        wire.inbox.put_nowait(sync_frame(Sync.STEP1, doc.get_state()))
        wire.inbox.put_nowait(sync_frame(Sync.STEP2, b"\x00\x00"))
        await eventually(lambda: any(f[:2] == b"\x00\x01" for f in wire.got), "the first sync")
        doc.apply_update(next(parse(f).payload for f in wire.got if f[:2] == b"\x00\x01"))
        return wire, doc


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.rooms.start()
    yield house
    house.journal.is_away = False
    await house.rooms.close()
    await asyncio.gather(*house.visits)


def edit(doc: "Doc[Any]", value: str) -> bytes:
    before = doc.get_state()
    doc.get("settings", type=Map)["language"] = value
    return sync_frame(Sync.UPDATE, doc.get_update(before))


async def stored_language(house: House) -> str:
    loaded = await house.journal.load(AGENT)
    doc: Doc[Any] = Doc()
    doc.apply_update(loaded.state)
    for row in loaded.rows:
        doc.apply_update(row.update)
    return doc.get("settings", type=Map)["language"]


async def test_r5_a_database_that_is_away_is_tried_until_it_is_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_retries, "RETRY_SECONDS", (0.01,))
    wire, doc = await house.editing(an_actor())
    await eventually(lambda: wire.acked() == 1, "the guard")
    house.journal.is_away = True
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    late = house.visit(an_actor(name="Ben"))
    late.inbox.put_nowait(sync_frame(Sync.STEP1, b"\x00"))
    await eventually(lambda: late.got, "the welcome of a newcomer")
    assert wire.acked() == 1
    assert not any(frame[:2] == b"\x00\x01" for frame in late.got)
    house.journal.is_away = False
    await eventually(lambda: wire.acked() == 2, "the acknowledgement")
    await eventually(lambda: any(f[:2] == b"\x00\x01" for f in late.got), "the newcomer's sync")
    assert await stored_language(house) == "fr-FR"


async def test_r10_a_load_that_fails_shows_no_empty_document_and_is_tried_again(house: House) -> None:
    house.journal.is_away = True
    first, second = house.visit(an_actor()), house.visit(an_actor())
    await eventually(lambda: first.closed and second.closed, "both closed")
    assert (first.closed, second.closed) == (Close.TRY_LATER, Close.TRY_LATER)
    assert first.got == second.got == []
    house.journal.is_away = False
    _, doc = await house.editing(an_actor())
    assert document.read(doc) == a_flow()


@pytest.mark.parametrize(
    "damage",
    [
        {"state": b"\x00\x00"},
        {"state": b""},
        {"state": b"\x01\xff\xff\xff\xff\x0f\x05\x00"},
        {"seq": 1, "rows": (Row(1, "us_ana", b"\x01\xff\xff\xff\xff\x0f\x05\x00"),)},
    ],
)
async def test_r10_a_damaged_document_is_an_error_and_never_empty(
    house: House, damage: dict[str, Any]
) -> None:
    house.journal._documents[AGENT] = replace(await house.journal.load(AGENT), **damage)
    wire = house.visit(an_actor())
    await eventually(lambda: wire.closed is not None, "the close")
    assert (wire.closed, wire.got) == (Close.TRY_LATER, [])


async def test_r2_a_newcomer_is_answered_before_the_guard_is_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, may_be_made = Ledger.of, threading.Event()

    def slowly(updates: Any) -> Ledger:
        assert may_be_made.wait(20)
        return made(updates)

    monkeypatch.setattr(live_document.Ledger, "of", slowly)
    wire, doc = await house.editing(an_actor())
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    assert wire.acked() == 0
    may_be_made.set()
    await eventually(lambda: wire.acked() == 2, "the acknowledgement")


async def test_r10_a_document_that_is_no_flow_is_not_edited(house: House) -> None:
    strange: Doc[Any] = Doc()
    strange.apply_update(document.build(a_flow()))
    strange.get("elsewhere", type=Map)["key"] = 1
    house.journal.create(AGENT, strange.get_update())
    wire = house.visit(an_actor())
    wire.inbox.put_nowait(edit(strange, "fr-FR"))
    await eventually(lambda: wire.closed is not None, "the close")
    assert (wire.closed, wire.acked()) == (Close.TRY_LATER, 0)


async def test_s4_closing_commits_and_stores_and_says_restarting(house: House) -> None:
    wire, doc = await house.editing(an_actor())
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: wire.acked() == 2, "the acknowledgement")
    await house.rooms.close()
    assert wire.closed == Close.RESTARTING
    loaded = await house.journal.load(AGENT)
    assert (loaded.rows, loaded.state_seq) == ((), 1)
    assert await stored_language(house) == "fr-FR"
    refused = house.visit(an_actor())
    await eventually(lambda: refused.closed == Close.RESTARTING, "no new visit")


@pytest.mark.parametrize(
    ("role", "code"),
    [(None, Close.SIGNED_OUT), (Role.VIEWER, Close.NO_RIGHT), (Role.ADMIN, Close.TRY_LATER)],
)
async def test_a1_who_may_no_longer_stay_is_closed(house: House, role: Role | None, code: Close) -> None:
    wire, _ = await house.editing(an_actor())
    stays, _ = await house.editing(an_actor(name="Ben"))
    house.membership.roles["us_ana"] = role
    house.events.tell(MemberChanged("wo_harbour", "us_ana"))
    await eventually(lambda: wire.closed is not None, "the close")
    assert (wire.closed, stays.closed) == (code, None)


async def test_a1_also_when_another_process_changed_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rights.RECHECK_SECONDS <= 4
    wire, _ = await house.editing(an_actor())
    house.membership.roles["us_ana"] = None
    await eventually(lambda: wire.closed == Close.SIGNED_OUT, "the close")


@pytest.mark.parametrize("fails", ["raises", "hangs"])
async def test_a1_sv7_where_rights_cannot_be_read_everybody_is_closed_to_try_again(
    house: House, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    assert rights.RECHECK_SECONDS + 2.2 * rights.PATIENCE_SECONDS + background.AGAIN_SECONDS < 5
    monkeypatch.setattr(rights, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(rights, "UNREAD_SECONDS", 0.0)
    wires = [(await house.editing(an_actor(name=name)))[0] for name in ("Ana", "Ben")]

    async def cannot(_credentials: list[Credential]) -> dict[Credential, Role | None]:
        if fails == "hangs":
            await asyncio.Event().wait()
        raise ValueError("'emperor' is not a valid Role")

    monkeypatch.setattr(house.membership, "still_valid", cannot)
    await eventually(lambda: all(wire.closed == Close.TRY_LATER for wire in wires), "the close")


async def test_a1_one_who_cannot_be_closed_keeps_nobody_else_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires = [(await house.editing(an_actor(name=name)))[0] for name in ("Ana", "Ben")]
    first, *_ = house.rooms._visits.values()
    monkeypatch.setattr(first, "room", None)
    house.membership.roles |= {"us_ana": None, "us_ben": None}
    await eventually(lambda: wires[1].closed == Close.SIGNED_OUT, "the close")


async def test_editing_alone_keeps_a_session_in_use(house: House) -> None:
    wire, doc = await house.editing(an_actor())
    await house.editing(an_actor(Role.VIEWER, name="Vera"))
    house.membership.roles["us_vera"] = Role.VIEWER
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: house.membership.touched == {"se_ana"}, "the session in use")


async def test_q1_who_takes_nothing_is_let_go_also_where_nothing_happens(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", -1)
    monkeypatch.setattr(Wire, "waiting_bytes", lambda _: 1)
    silent = house.visit(an_actor())
    await eventually(lambda: silent.closed == Close.TOO_SLOW, "the close")


async def test_who_is_in_which_flow(house: House) -> None:
    await house.editing(an_actor())
    await house.editing(an_actor())
    await house.editing(an_actor(name="Ben"))
    present = house.rooms.present("wo_harbour")[AGENT]
    assert sorted(person["name"] for person in present) == ["Ana", "Ben"]
    assert house.rooms.present("wo_other") == {}


async def test_a_new_name_is_announced_to_every_open_editor(house: House) -> None:
    wire, _ = await house.editing(an_actor())
    house.events.tell(AgentListChanged("wo_harbour", AGENT))
    await eventually(lambda: any(f[0] == Message.ANNOUNCE for f in wire.got), "the announcement")


async def test_a_row_written_by_a_service_reaches_the_open_room(house: House) -> None:
    wire, doc = await house.editing(an_actor())
    frame = edit(doc, "it-IT")
    entry = Entry("us_else", parse(frame).payload, frozenset(), (doc.client_id,))
    await house.journal.append(AGENT, 1, 0, (entry,))
    await house.bus.publish(Nudge(AGENT, "journal", 1))
    await eventually(lambda: any(f[:2] == b"\x00\x02" for f in wire.got), "the relayed row")


async def test_e1_e3_what_is_found_is_told_to_everyone(house: House) -> None:
    wire, doc = await house.editing(an_actor())
    await eventually(lambda: wire.found() == ["en-US"], "the first findings")
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: wire.found() == ["en-US", "fr-FR"], "the new findings")
    late, _ = await house.editing(an_actor(name="Ben"))
    await eventually(lambda: late.found() == ["fr-FR"], "what is known already")


async def test_e4_an_evaluation_that_fails_disturbs_nobody(house: House) -> None:
    house.cannot_evaluate = True
    wire, doc = await house.editing(an_actor())
    wire.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: wire.acked() == 2, "the acknowledgement")
    house.cannot_evaluate = False
    wire.inbox.put_nowait(edit(doc, "it-IT"))
    await eventually(lambda: wire.found()[-1:] == ["it-IT"], "the findings")
    assert wire.closed is None


async def test_r9_a_nudge_that_comes_while_the_room_is_loaded_is_heard_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, may_read = house.rooms._examined, asyncio.Event()

    async def slowly(*asked: str) -> Any:
        found = await read(*asked)
        await may_read.wait()
        return found

    monkeypatch.setattr(house.rooms, "_examined", slowly)
    wire = house.visit(an_actor())
    other: Doc[Any] = Doc()
    row = parse(edit(other, "it-IT")).payload
    await eventually(lambda: house.rooms._open, "the room being loaded")
    await house.journal.append(AGENT, 1, 0, (Entry("us_else", row, frozenset(), (other.client_id,)),))
    await house.bus.publish(Nudge(AGENT, "journal", 1))
    may_read.set()
    wire.inbox.put_nowait(sync_frame(Sync.STEP1, b"\x00"))
    await eventually(
        lambda: any(other.client_id in vector_of(f) for f in wire.got if f[:2] in (b"\x00\x01", b"\x00\x02")),
        "the row",
    )


def vector_of(frame: bytes) -> dict[int, int]:
    return compaction.vector(get_state(parse(frame).payload))
