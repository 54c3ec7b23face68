"""What every keeper of documents must do: the twin in memory and the one in the database pass the same tests.

What is written through the one in the database also reaches the room that is open (collab SPEC R7, R9).
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pycrdt import Doc, Map
from sqlmodel import SQLModel

from app.collab import open_room
from app.collab.bus import Nudge
from app.collab.journal import SERVER, Appended, Entry, Row
from app.collab.journal_sql import SqlDocuments, SqlJournal
from app.collab.protocol import Close, Message
from app.db.engine import Database
from app.errors import Conflict, NotFound
from app.events import Events
from app.flows import document
from app.flows.documents import Documents, MemoryDocuments, SetAside
from app.flows.service import Flows
from app.kit import clock
from app.people.tables import User, Workspace
from app.settings import Settings
from tests.builders import an_actor
from tests.harness.wait import eventually
from tests.integration.test_rooms import House, Wire, edit

ANA, BEN = "us_ana", "us_ben"
LANGUAGE, PROMPT = ("settings", "language"), ("nodes/n_conversation", "prompt")


class Case(NamedTuple):
    documents: Documents
    db: Database
    agent_id: str

    async def write(self, user_id: str, update: bytes, *touched: tuple[str, str]) -> int:
        return await self.db.write(
            lambda tx: self.documents.write(tx, self.agent_id, user_id, update, touched)
        )

    async def state(self) -> bytes:
        return await self.db.read(lambda tx: self.documents.read(tx, self.agent_id))

    async def authors(self, after_seq: int) -> dict[tuple[str, str], list[tuple[str, str]]]:
        found = await self.db.read(lambda tx: self.documents.authors(tx, self.agent_id, after_seq))
        return {place: [(one.user_id, one.name) for one in authors] for place, authors in found.items()}

    async def count_fault(self) -> None:
        await self.db.write(lambda tx: self.documents.count_fault(tx, self.agent_id, "it took too long"))


@pytest.fixture(params=["memory", "sql"])
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Case]:
    db = Database(Settings(data_dir=tmp_path), Events())
    SQLModel.metadata.create_all(db.engine)
    owner = an_actor()
    users = [_user(ANA, "Ana", owner.workspace_id), _user(BEN, "Ben", owner.workspace_id)]
    place = Workspace(id=owner.workspace_id, name="Harbour", created_at=clock.now())
    await db.write(lambda tx: (tx.add(place), tx.flush(), tx.add_all(users)))
    documents: Documents = SqlDocuments()
    if request.param == "memory":
        documents = MemoryDocuments()
        documents.names = {ANA: "Ana", BEN: "Ben"}
    agent = await Flows(db, documents).create(owner, "Front desk")
    yield Case(documents, db, agent.id)
    db.close()


def _user(user_id: str, name: str, workspace_id: str) -> User:
    return User(
        id=user_id,
        workspace_id=workspace_id,
        email=f"{name}@example.com",
        name=name,
        password_hash="",
        role="editor",
        created_at=clock.now(),
    )


def edited(state: bytes, value: str, client_id: int = 77) -> bytes:
    doc: Doc[Any] = Doc(client_id=client_id)
    doc.apply_update(state)
    before = doc.get_state()
    doc.get("settings", type=Map)["language"] = value
    return doc.get_update(before)


async def test_a_document_begins_at_nothing_committed(case: Case) -> None:
    assert await case.db.read(lambda tx: case.documents.seq(tx, case.agent_id)) == 0
    assert await case.authors(0) == {}


async def test_what_is_written_is_read(case: Case) -> None:
    assert await case.write(BEN, edited(await case.state(), "fr-FR"), LANGUAGE) == 1
    assert await case.write(BEN, edited(await case.state(), "it-IT", 78), LANGUAGE) == 2
    assert await case.db.read(lambda tx: case.documents.seq(tx, case.agent_id)) == 2
    assert document.read_state(await case.state()).settings["language"] == "it-IT"


async def test_it_tells_who_touched_what_and_when_the_last_one_last(case: Case) -> None:
    before = clock.now()
    await case.write(ANA, edited(await case.state(), "fr-FR"), LANGUAGE, PROMPT)
    await case.write(BEN, edited(await case.state(), "it-IT", 78), LANGUAGE)
    await case.write(ANA, edited(await case.state(), "de-DE", 79), LANGUAGE)
    assert await case.authors(0) == {LANGUAGE: [(BEN, "Ben"), (ANA, "Ana")], PROMPT: [(ANA, "Ana")]}
    assert await case.authors(1) == {LANGUAGE: [(BEN, "Ben"), (ANA, "Ana")]}
    assert await case.authors(2) == {LANGUAGE: [(ANA, "Ana")]}
    assert await case.authors(3) == {}
    found = await case.db.read(lambda tx: case.documents.authors(tx, case.agent_id, 0))
    assert before <= found[PROMPT][0].at <= found[LANGUAGE][0].at <= found[LANGUAGE][1].at <= clock.now()


async def test_an_author_who_is_gone_has_no_name(case: Case) -> None:
    await case.write("us_gone", edited(await case.state(), "fr-FR"), LANGUAGE)
    assert await case.authors(0) == {LANGUAGE: [("us_gone", "")]}


async def test_a_document_is_set_aside_after_its_second_fault_neither_read_nor_written(case: Case) -> None:
    state = await case.state()
    await case.count_fault()
    assert await case.state() == state
    await case.count_fault()
    with pytest.raises(SetAside, match=r"set aside"):
        await case.write(BEN, edited(state, "fr-FR"), LANGUAGE)
    for ask in (case.documents.raw, case.documents.read, case.documents.seq):
        with pytest.raises(SetAside):
            await case.db.read(lambda tx, ask=ask: ask(tx, case.agent_id))


async def test_what_is_kept_is_read_whole_elsewhere(case: Case) -> None:
    await case.write(BEN, edited(await case.state(), "fr-FR"), LANGUAGE)
    raw = await case.db.read(lambda tx: case.documents.raw(tx, case.agent_id))
    assert raw.seq == 1
    assert document.read_state(case.documents.whole(raw)).settings["language"] == "fr-FR"


async def test_nothing_of_an_unknown_agent_is_found(case: Case) -> None:
    state = await case.state()
    for ask in (
        lambda tx: case.documents.read(tx, "ag_nobody"),
        lambda tx: case.documents.seq(tx, "ag_nobody"),
        lambda tx: case.documents.write(tx, "ag_nobody", BEN, edited(state, "fr-FR"), [LANGUAGE]),
        lambda tx: case.documents.authors(tx, "ag_nobody", 0),
    ):
        with pytest.raises(NotFound):
            await case.db.write(ask)


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_a_written_edit_is_that_users_with_a_client_id_of_the_server(case: Case) -> None:
    await case.write(BEN, edited(await case.state(), "fr-FR", 77), LANGUAGE)
    loaded = await SqlJournal(case.db).load(case.agent_id)
    assert [(row.seq, row.user_id) for row in loaded.rows] == [(1, BEN)]
    assert loaded.owners[77] == SERVER
    changed = await Flows(case.db, case.documents).agent(an_actor(), case.agent_id)
    assert changed.changed_by_name == "Ben"


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_a_write_is_undone_with_the_transaction_it_is_part_of(case: Case) -> None:
    state = await case.state()

    def fail(tx: Any) -> None:
        case.documents.write(tx, case.agent_id, BEN, edited(state, "fr-FR"), [LANGUAGE])
        raise Conflict("Somebody was first. Try again.")

    with pytest.raises(Conflict):
        await case.db.write(fail)
    assert await case.state() == state
    assert await case.authors(0) == {}


class GatedJournal(SqlJournal):
    """The real one, with gates before and after a commit and before a read of what others wrote."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.gates = {name: asyncio.Event() for name in ("before", "after", "since")}
        self.reached: set[str] = set()
        for gate in self.gates.values():
            gate.set()

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        await self._pass("before")
        appended = await super().append(agent_id, epoch, known_seq, entries)
        await self._pass("after")
        return appended

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        await self._pass("since")
        return await super().since(agent_id, seq)

    async def _pass(self, name: str) -> None:
        self.reached.add(name)
        await self.gates[name].wait()


class SqlHouse(House):
    """Rooms on the real journal, and a service that edits the document in its own transaction."""

    def __init__(self, db: Database, agent_id: str) -> None:
        self.db = db
        self.gated = GatedJournal(db)
        super().__init__(self.gated, agent_id)
        self.server_client_id = 0

    async def serve_edit(self, key: str, value: str) -> None:
        documents = SqlDocuments()
        state = await self.db.read(lambda tx: documents.read(tx, self.agent_id))
        doc: Doc[Any] = Doc()
        doc.apply_update(state)
        self.server_client_id, before = doc.client_id, doc.get_state()
        doc.get("settings", type=Map)[key] = value
        update, touched = doc.get_update(before), [("settings", key)]
        seq = await self.db.write(lambda tx: documents.write(tx, self.agent_id, "us_ben", update, touched))
        await self.bus.publish(Nudge(self.agent_id, "journal", seq))


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[SqlHouse]:
    db = Database(Settings(data_dir=tmp_path), Events())
    SQLModel.metadata.create_all(db.engine)
    owner = an_actor()
    place = Workspace(id=owner.workspace_id, name="Harbour", created_at=clock.now())
    await db.write(lambda tx: tx.add(place))
    agent = await Flows(db, SqlDocuments()).create(owner, "Front desk")
    house = SqlHouse(db, agent.id)
    await house.rooms.start()
    yield house
    for gate in house.gated.gates.values():
        gate.set()
    await house.rooms.close()
    await asyncio.gather(*house.visits)
    db.close()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_r9_a_service_writes_while_an_edit_is_being_committed(served: SqlHouse, moment: str) -> None:
    (ana, doc), (ben, bens) = await served.editing(an_actor()), await served.editing(an_actor(name="Ben"))
    served.gated.gates[moment].clear()
    ana.inbox.put_nowait(edit(doc, "fr-FR"))
    await eventually(lambda: moment in served.gated.reached, "the commit")
    await served.serve_edit("emotion", "calm")
    served.gated.gates[moment].set()
    await _both_are_everywhere(served, (ana, doc), (ben, bens))


async def test_r9_a_services_edit_is_merged_before_the_room_has_read_it(served: SqlHouse) -> None:
    (ana, doc), (ben, bens) = await served.editing(an_actor()), await served.editing(an_actor(name="Ben"))
    served.gated.gates["since"].clear()
    await served.serve_edit("emotion", "calm")
    await open_room.store(served.gated, served.agent_id)
    assert (await served.gated.load(served.agent_id)).rows == ()
    served.gated.gates["since"].set()
    await eventually(lambda: ben.applied_to(bens).get("emotion") == "calm", "the service's edit")
    ana.inbox.put_nowait(edit(doc, "fr-FR"))
    await _both_are_everywhere(served, (ana, doc), (ben, bens))


async def _both_are_everywhere(served: SqlHouse, *pages: tuple[Wire, "Doc[Any]"]) -> None:
    """Every page, the database and a newcomer have both edits; the first page's is acknowledged and saved."""
    wanted = {"emotion": "calm", "language": "fr-FR"}
    for wire, own in pages:
        await eventually(lambda w=wire, d=own: wanted.items() <= w.applied_to(d).items(), "both edits")
    await eventually(lambda: pages[0][0].acked() == pages[0][0].saved() == 2, "acknowledged and saved")
    assert (await served.gated.load(served.agent_id)).seq == 2
    _, fresh = await served.editing(an_actor(name="Cleo"))
    for _, own in pages:
        assert document.read(fresh) == document.read(own)


@pytest.mark.parametrize("is_loaded_anew", [False, True])
async def test_r7_nobody_writes_with_the_client_id_of_a_services_edit(
    served: SqlHouse, is_loaded_anew: bool
) -> None:
    if is_loaded_anew:
        await served.serve_edit("emotion", "calm")
    wire, doc = await served.editing(an_actor(name="Ben"))
    if not is_loaded_anew:
        await served.serve_edit("emotion", "calm")
        await eventually(lambda: wire.applied_to(doc).get("emotion") == "calm", "the service's edit")
    assert served.server_client_id not in wire.told(Message.WELCOME)[0]["client_ids"]
    forged: Doc[Any] = Doc(client_id=served.server_client_id)
    forged.apply_update(doc.get_update())
    wire.inbox.put_nowait(edit(forged, "fr-FR"))
    await eventually(lambda: wire.closed == Close.BAD_FRAME, "the close")
