"""Changes by author over a real room and journal, compaction and a restart (app/flows/history/SPEC.md, K7 to K9)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from sqlmodel import SQLModel

from app.collab.bus import MemoryBus
from app.collab.journal_sql import SqlDocuments, SqlJournal
from app.collab.protocol import Sync, parse, sync_frame
from app.collab.rooms import Rooms
from app.db.engine import Database
from app.events import Events
from app.flows import document, portable
from app.flows.drafts import Drafts
from app.flows.graph import FlowGraph
from app.flows.history.authors import by_author
from app.flows.history.service import Versions
from app.flows.service import Flows
from app.kit import clock
from app.people.actor import Actor
from app.people.roles import Role
from app.people.tables import User, Workspace
from app.settings import Settings
from tests.builders import a_flow, an_actor
from tests.harness.wait import eventually
from tests.integration.test_rooms import Membership, Wire

ANA, BEN, CEM = (an_actor(Role.EDITOR, name=name) for name in ("Ana", "Ben", "Cem"))


class Teammate:
    """Somebody in the room, with a document of their own."""

    def __init__(self, rooms: Rooms, agent_id: str, actor: Actor) -> None:
        self.wire = Wire()
        self.doc: Doc[Any] = Doc()
        self.sent = 1  # the answer to the first sync
        self.visit = asyncio.create_task(rooms.attend(agent_id, actor, {"id": agent_id}, self.wire, True))

    async def arrive(self) -> None:
        self.wire.inbox.put_nowait(sync_frame(Sync.STEP1, self.doc.get_state()))
        self.wire.inbox.put_nowait(sync_frame(Sync.STEP2, b"\x00\x00"))
        await eventually(lambda: any(f[:2] == b"\x00\x01" for f in self.wire.got), "the first sync")
        self.hear()

    def hear(self) -> None:
        """Take in what the others wrote."""
        for frame in self.wire.got:
            if frame[:1] == b"\x00" and frame[1] in (1, 2):
                self.doc.apply_update(parse(frame).payload)

    async def do(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the document and wait until that is committed."""
        self.hear()
        before = self.doc.get_state()
        with self.doc.transaction():
            change({name: self.doc.get(name, type=Map) for name in ("nodes", "edges", "settings")})
        self.wire.inbox.put_nowait(sync_frame(Sync.UPDATE, self.doc.get_update(before)))
        self.sent += 1
        await eventually(lambda: self.wire.acked() >= self.sent, "the commit")


class House:
    """One process: database, services and rooms, over files that outlive it."""

    def __init__(self, folder: Path) -> None:
        events = Events()
        self.db = Database(Settings(data_dir=folder), events)
        SQLModel.metadata.create_all(self.db.engine)
        documents = SqlDocuments()
        self.flows = Flows(self.db, documents)
        self.versions = Versions(self.db, documents, Drafts(self.db, documents))
        self.journal = SqlJournal(self.db)
        people: Any = Membership()
        self.rooms = Rooms(self.journal, self.flows, people, MemoryBus(), events, "test")
        self.teammates: list[Teammate] = []

    async def begin(self) -> str:
        def work(tx: Any) -> None:
            tx.add(Workspace(id="wo_harbour", name="Harbour", created_at=clock.now()))
            tx.flush()
            tx.add_all([_row_of(actor) for actor in (ANA, BEN, CEM)])

        await self.db.write(work)
        data = portable.write("Front desk", a_flow(conversations=3))
        return (await self.flows.import_agent(an_actor(), data)).id

    async def enter(self, agent_id: str, *actors: Actor) -> list[Teammate]:
        came = [Teammate(self.rooms, agent_id, actor) for actor in actors]
        self.teammates += came
        for teammate in came:
            await teammate.arrive()
        return came

    async def end(self) -> None:
        """Stop as a process does: what is open is stored, the database closed."""
        await self.rooms.close()
        await asyncio.gather(*(each.visit for each in self.teammates))
        self.db.close()


def _row_of(actor: Actor) -> User:
    return User(
        id=actor.user_id,
        workspace_id=actor.workspace_id,
        email=actor.email,
        name=actor.name,
        password_hash="",
        role=actor.role,
        created_at=clock.now(),
    )


@pytest.fixture
async def houses(tmp_path: Path) -> AsyncIterator[Callable[[], Any]]:
    standing: list[House] = []

    async def build() -> House:
        """A process; the one before it has ended."""
        if standing:
            await standing.pop().end()
        standing.append(House(tmp_path))
        await standing[0].rooms.start()
        return standing[0]

    yield build
    await standing.pop().end()


async def changes(house: House, agent_id: str, version: int) -> dict[str, set[str]]:
    """What differs from a version by author's name."""
    found = await house.versions.compare(ANA, agent_id, version, "draft")
    return {
        group.author.name: {f"{change.element}/{change.field}".rstrip("/") for change in group.changes}
        for group in by_author(found.changes)
    }


EXPECTED = {
    "Ana": {"nodes/n_conversation/prompt", "settings/language"},
    "Ben": {"nodes/n_conversation/prompt", "nodes/n_2", "edges/e_2"},
    "Cem": {"settings/language", "nodes/n_3/transitions", "edges/e_3"},
}


async def _work_together(house: House, agent_id: str) -> None:
    """A text by two, a deletion, an overwrite by a second person, a lost way out, and an edit that is taken back."""
    ana, ben, cem = await house.enter(agent_id, ANA, BEN, CEM)
    await ana.do(lambda roots: roots["nodes"]["n_conversation"]["prompt"].insert(0, "Be brief. "))
    await ben.do(lambda roots: roots["nodes"]["n_conversation"]["prompt"].insert(0, "Be kind. "))
    await ben.do(lambda roots: roots["nodes"]["n_2"].update({"deleted": {"by": "Ben", "at": "2030"}}))
    await ana.do(lambda roots: roots["settings"].update({"language": "fr-FR"}))
    await cem.do(lambda roots: roots["settings"].update({"language": "de-DE"}))
    await cem.do(lambda roots: roots["nodes"]["n_3"]["transitions"].pop("i_on"))
    name = ana.doc.get("nodes", type=Map)["n_end"]["name"]
    await cem.do(lambda roots: roots["nodes"]["n_end"].update({"name": "Farewell"}))
    await ana.do(lambda roots: roots["nodes"]["n_end"].update({"name": name}))


async def test_k9_changes_by_author_survive_compaction_and_a_restart(houses: Callable[[], Any]) -> None:
    house = await houses()
    agent_id = await house.begin()
    (early,) = await house.enter(agent_id, CEM)
    await early.do(lambda roots: roots["nodes"]["n_conversation"]["prompt"].insert(0, "Before the version. "))
    version = (await house.flows.save_version(ANA, agent_id)).version_number
    await _work_together(house, agent_id)
    assert await changes(house, agent_id, version) == EXPECTED
    house = await houses()
    loaded = await house.journal.load(agent_id)
    assert (loaded.rows, loaded.state_seq) == ((), loaded.seq)
    assert await changes(house, agent_id, version) == EXPECTED
    await house.enter(agent_id, BEN)
    assert await changes(house, agent_id, version) == EXPECTED


async def test_k12_a_room_takes_a_restore_in_and_the_restorer_is_an_author(houses: Callable[[], Any]) -> None:
    house = await houses()
    agent_id = await house.begin()
    version = (await house.flows.save_version(ANA, agent_id)).version_number
    kept = (await house.versions.open(ANA, agent_id, version)).graph
    await _work_together(house, agent_id)
    done = await house.versions.restore(ANA, agent_id, version)
    assert await changes(house, agent_id, version) == {}
    assert "Ana" in await changes(house, agent_id, done.safety)
    (late,) = await house.enter(agent_id, BEN)
    await late.do(lambda roots: roots["nodes"]["n_end"].update({"name": "Still open"}))
    house = await houses()
    (again,) = await house.enter(agent_id, CEM)
    shown = document.read(again.doc).to_json()
    assert shown["nodes"]["n_end"]["name"] == "Still open"
    shown["nodes"]["n_end"]["name"] = kept.nodes["n_end"].name
    assert FlowGraph.from_json(shown).content_hash() == kept.content_hash()
    found = await changes(house, agent_id, version)
    assert found["Ben"] == {"nodes/n_end/name"}
    assert set().union(*found.values()) == {"nodes/n_end/name"}
