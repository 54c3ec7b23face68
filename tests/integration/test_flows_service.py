"""The verbs on agents, on a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from sqlmodel import SQLModel, col, select

from app.audit.tables import AuditEntry
from app.db.engine import Database
from app.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from app.events import AgentListChanged, Event, Events
from app.flows import document, portable, queries, version_store
from app.flows.answers import AgentSummary
from app.flows.documents import MemoryDocuments
from app.flows.history.service import Versions
from app.flows.sample import sample
from app.flows.service import Flows
from app.flows.starter import starter
from app.flows.tables import Agent, Version
from app.kit import clock
from app.people.actor import Actor
from app.people.tables import User, Workspace
from app.settings import Settings
from tests.builders import a_flow, a_viewer, an_actor, an_editor


class World:
    """A database with two workspaces, their agents, and what was told."""

    def __init__(self, folder: Path) -> None:
        events = Events()
        self.told: list[Event] = []
        events.on(AgentListChanged, self.told.append)
        self.db = Database(Settings(data_dir=folder), events)
        self.documents = MemoryDocuments()
        self.flows = Flows(self.db, self.documents)
        self.versions = Versions(self.db, self.documents, self.flows.drafts)
        SQLModel.metadata.create_all(self.db.engine)

    async def begin(self) -> None:
        def work(tx: Any) -> None:
            for place in ("wo_harbour", "wo_other"):
                tx.add(Workspace(id=place, name=place, created_at=clock.now()))
            tx.flush()
            for actor in (an_actor(), an_editor()):
                tx.add(_row_of(actor))

        await self.db.write(work)

    def edit(self, agent_id: str, change: Callable[[Any], None]) -> None:
        """Change a node of the draft as a teammate would."""
        doc: Doc[Any] = Doc()
        doc.apply_update(self.documents.states[agent_id])
        change(doc.get("nodes", type=Map))
        self.documents.states[agent_id] = doc.get_update()

    async def kinds(self, agent_id: str) -> list[str]:
        """What the history tells, the latest first."""
        return [event.kind for event in (await self.versions.history(a_viewer(), agent_id)).events]

    async def audited(self) -> list[tuple[str, Any, Any]]:
        """The verbs of the audit with their facts, in their order."""

        def work(tx: Any) -> list[tuple[str, Any, Any]]:
            entries = tx.exec(select(AuditEntry).order_by(col(AuditEntry.at)))
            return [(entry.verb, entry.before, entry.after) for entry in entries]

        return await self.db.read(work)


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
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.begin()
    yield made
    made.db.close()


def rename_end(name: str) -> Callable[[Any], None]:
    def change(nodes: Any) -> None:
        nodes["n_end"]["name"] = name

    return change


async def test_a_new_agent_is_a_draft_with_a_flow_to_start_from(world: World) -> None:
    made = await world.flows.create(an_actor(), "  Front   desk ")
    assert (made.name, made.state, made.changed_by_name, made.latest_version) == (
        "Front desk",
        "draft",
        "Ana",
        None,
    )
    assert made.created_at.tzinfo is not None
    assert document.read_state(world.documents.states[made.id]) == starter()
    assert await world.flows.agents(a_viewer()) == [made]
    assert await world.flows.agent(a_viewer(), made.id) == made
    assert await world.kinds(made.id) == ["created"]
    assert world.told == [AgentListChanged("wo_harbour", made.id)]


async def test_the_sample_is_called_front_desk_and_never_in_the_way(world: World) -> None:
    first = await world.flows.create_sample(an_actor())
    second = await world.flows.create_sample(an_actor())
    assert (first.name, second.name) == ("Front desk", "Front desk 2")
    assert document.read_state(world.documents.states[first.id]) == sample()


async def test_g1_a_name_is_taken_whatever_its_capitals(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    with pytest.raises(Conflict, match="“FRONT DESK”"):
        await world.flows.create(an_editor(), "FRONT DESK")
    other = await world.flows.create(an_actor(), "Back office")
    with pytest.raises(Conflict):
        await world.flows.rename(an_actor(), other.id, "front desk")
    assert (await world.flows.rename(an_actor(), made.id, "FRONT desk")).name == "FRONT desk"
    stranger = an_actor(workspace_id="wo_other", name="Zoe")
    assert (await world.flows.create(stranger, "Front desk")).name == "Front desk"


async def test_g1_a_name_is_taken_in_whatever_unicode_form_it_is_written(world: World) -> None:
    made = await world.flows.create(an_actor(), "Cafe\u0301 \u200bdesk")
    assert made.name == "Café desk"
    for twin in ("Café desk", "Cafe\u0301 Desk", "Ca\u200dfé desk"):
        with pytest.raises(Conflict, match="already an agent"):
            await world.flows.create(an_actor(), twin)


async def test_g1_of_two_who_take_a_name_at_once_one_is_told(world: World) -> None:
    tries = [world.flows.create(an_actor(), "Front desk") for _ in range(4)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == [
        "AgentSummary",
        "Conflict",
        "Conflict",
        "Conflict",
    ]


async def test_g1_the_index_refuses_what_the_check_has_not_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.flows.create(an_actor(), "Front desk")
    monkeypatch.setattr(queries, "names_taken", lambda *_args: set())
    with pytest.raises(Conflict, match="already an agent named “Front desk”"):
        await world.flows.create(an_actor(), "Front desk")
    assert len(await world.flows.agents(an_actor())) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
async def test_g1_a_name_that_cannot_be_kept_is_refused(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        await world.flows.create(an_actor(), name)
    assert await world.flows.agents(an_actor()) == []
    assert world.told == []


async def test_g2_a_deleted_agent_comes_back_with_all_it_had(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.flows.save_version(an_actor(), made.id)
    await world.flows.delete(an_editor(), made.id)
    assert await world.flows.agents(an_actor()) == []
    gone = await world.flows.deleted_agents(an_actor())
    assert [(each.id, each.deleted_by_name, each.deleted_at is None) for each in gone] == [
        (made.id, "Ben", False)
    ]
    for verb in (
        world.flows.agent,
        world.versions.history,
        world.flows.export_agent,
        world.flows.save_version,
    ):
        with pytest.raises(NotFound):
            await verb(an_actor(), made.id)
    back = await world.flows.recover(an_editor(), made.id)
    assert (back.name, back.latest_version, back.changed_by_name) == ("Front desk", 1, "Ben")
    assert (await world.flows.agent(an_actor(), made.id)).deleted_at is None
    assert await world.flows.deleted_agents(an_actor()) == []


async def test_g2_an_agent_that_callers_hear_is_not_deleted(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.db.write(lambda tx: setattr(tx.get_one(Agent, made.id), "state", "active"))
    with pytest.raises(Conflict, match="Deactivate it first"):
        await world.flows.delete(an_editor(), made.id)
    assert [each.id for each in await world.flows.agents(an_actor())] == [made.id]


async def test_g2_its_name_may_have_been_taken_meanwhile(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.flows.delete(an_actor(), made.id)
    await world.flows.create(an_actor(), "front DESK")
    assert (await world.flows.recover(an_actor(), made.id)).name == "Front desk 2"


async def test_g2_what_is_not_deleted_cannot_be_recovered(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    with pytest.raises(NotFound):
        await world.flows.recover(an_actor(), made.id)
    await world.flows.delete(an_actor(), made.id)
    with pytest.raises(NotFound):
        await world.flows.delete(an_actor(), made.id)


Verb = Callable[[Flows, Actor, str], Awaitable[Any]]
ON_ONE: dict[str, Verb] = {
    "agent": lambda flows, actor, agent_id: flows.agent(actor, agent_id),
    "export": lambda flows, actor, agent_id: flows.export_agent(actor, agent_id),
    "save": lambda flows, actor, agent_id: flows.save_version(actor, agent_id),
    "rename": lambda flows, actor, agent_id: flows.rename(actor, agent_id, "Other"),
    "delete": lambda flows, actor, agent_id: flows.delete(actor, agent_id),
    "recover": lambda flows, actor, agent_id: flows.recover(actor, agent_id),
}
ON_ALL: dict[str, Verb] = {
    "create": lambda flows, actor, _agent_id: flows.create(actor, "New"),
    "sample": lambda flows, actor, _agent_id: flows.create_sample(actor),
    "import": lambda flows, actor, _agent_id: flows.import_agent(actor, portable.write("New", a_flow())),
}
FOR_VIEWERS = ("agent", "export")


@pytest.mark.parametrize("verb", ON_ONE)
async def test_g3_an_agent_of_another_workspace_is_not_found(world: World, verb: str) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    if verb == "recover":
        await world.flows.delete(an_actor(), made.id)
    stranger = an_actor(workspace_id="wo_other", name="Zoe")
    messages: list[str] = []
    for agent_id in (made.id, "ag_never"):
        with pytest.raises(NotFound) as refused:
            await ON_ONE[verb](world.flows, stranger, agent_id)
        messages.append(refused.value.message)
    assert messages[0] == messages[1]
    assert await world.flows.agents(stranger) == []


@pytest.mark.parametrize("verb", [each for each in {**ON_ONE, **ON_ALL} if each not in FOR_VIEWERS])
async def test_a_viewer_changes_nothing(world: World, verb: str) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    before = (await world.flows.agents(an_actor()), await world.audited(), list(world.told))
    with pytest.raises(Forbidden):
        await {**ON_ONE, **ON_ALL}[verb](world.flows, a_viewer(), made.id)
    assert (await world.flows.agents(an_actor()), await world.audited(), world.told) == before


async def test_g4_every_deed_is_audited_and_told(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.flows.rename(an_actor(), made.id, "Reception")
    saved = await world.flows.save_version(an_actor(), made.id, "first")
    await world.flows.delete(an_actor(), made.id)
    await world.flows.recover(an_actor(), made.id)
    await world.flows.import_agent(an_actor(), portable.write("Front desk", a_flow()))
    assert await world.audited() == [
        ("agent_created", None, {"name": "Front desk"}),
        ("agent_renamed", {"name": "Front desk"}, {"name": "Reception"}),
        ("version_saved", None, {"number": 1, "hash": saved.hash}),
        ("agent_deleted", {"name": "Reception"}, None),
        ("agent_recovered", None, {"name": "Reception"}),
        ("agent_imported", None, {"name": "Front desk"}),
    ]
    assert len(world.told) == 6


async def test_g4_what_fails_half_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise Conflict("no room")

    monkeypatch.setattr(world.documents, "create", fail)
    with pytest.raises(Conflict):
        await world.flows.create(an_actor(), "Front desk")
    assert await world.flows.agents(an_actor()) == []
    assert await world.audited() == []
    assert world.told == []


async def test_v1_a_version_is_made_only_of_what_is_new(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    first = await world.flows.save_version(an_actor(), made.id)
    again = await world.flows.save_version(an_editor(), made.id)
    world.edit(made.id, rename_end("Bye"))
    second = await world.flows.save_version(an_editor(), made.id)
    world.edit(made.id, rename_end("Goodbye"))
    third = await world.flows.save_version(an_actor(), made.id)
    numbers = [(saved.version_number, saved.is_new) for saved in (first, again, second, third)]
    assert numbers == [(1, True), (1, False), (2, True), (3, True)]
    assert first.hash == again.hash == third.hash == starter().content_hash()
    assert second.hash != first.hash
    assert (await world.flows.agent(an_actor(), made.id)).latest_version == 3


async def test_v1_moving_a_node_is_no_new_version(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.flows.save_version(an_actor(), made.id)
    doc: Doc[Any] = Doc()
    doc.apply_update(world.documents.states[made.id])
    doc.get("layout", type=Map)["n_end"] = {"x": 5, "y": 5}
    world.documents.states[made.id] = doc.get_update()
    assert not (await world.flows.save_version(an_actor(), made.id)).is_new


async def test_v1_two_who_save_at_once_make_one_version(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    saves = await asyncio.gather(*(world.flows.save_version(an_actor(), made.id) for _ in range(5)))
    assert {saved.version_number for saved in saves} == {1}
    assert sorted(saved.is_new for saved in saves) == [False, False, False, False, True]


async def test_v2_history_tells_versions_and_notes(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.flows.save_version(an_actor(), made.id, " Ready for Monday ")
    await world.flows.save_version(an_editor(), made.id)
    await world.flows.save_version(an_editor(), made.id, "Ben agrees")
    lines = [
        (line.kind, line.actor.name, line.note, line.version, line.node_count, line.edge_count)
        for line in (await world.versions.history(an_actor(), made.id)).events
    ]
    assert lines == [
        ("saved", "Ben", "Ben agrees", 1, 3, 2),
        ("saved", "Ana", "Ready for Monday", 1, 3, 2),
        ("created", "Ana", "", None, None, None),
    ]
    with pytest.raises(Invalid, match="2,000 characters"):
        await world.flows.save_version(an_actor(), made.id, "x" * 2_001)


async def test_v3_a_version_holds_the_whole_flow_as_it_was(world: World) -> None:
    made = await world.flows.create_sample(an_actor())
    await world.flows.save_version(an_actor(), made.id)
    world.edit(made.id, lambda nodes: nodes["start"]["greeting_message"].insert(0, "Later: "))
    row = await world.db.read(lambda tx: tx.exec(select(Version)).one())
    content = await world.db.read(lambda tx: version_store.read(tx, row))
    assert content.graph() == sample()
    assert row.hash == sample().content_hash()
    assert [row.node_count, row.edge_count] == [len(sample().nodes), len(sample().edges)]


async def test_f3_an_imported_agent_is_a_draft_with_a_free_name(world: World) -> None:
    made = await world.flows.create_sample(an_actor())
    exported = await world.flows.export_agent(a_viewer(), made.id)
    assert exported.filename == "front-desk.callweave.json"
    again = await world.flows.import_agent(an_editor(), exported.data)
    assert (again.name, again.state) == ("Front desk 2", "draft")
    assert document.read_state(world.documents.states[again.id]) == sample()
    assert await world.kinds(again.id) == ["imported"]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b'{"format": "callweave.agent", "version": 9}'])
async def test_f2_a_wrong_file_makes_no_agent(world: World, data: bytes) -> None:
    with pytest.raises(AppError):
        await world.flows.import_agent(an_actor(), data)
    assert await world.flows.agents(an_actor()) == []


async def test_a_megabyte_of_prompt_is_saved(world: World) -> None:
    large = portable.write("Large", a_flow(prompt="x" * 1_048_576))
    made = await world.flows.import_agent(an_actor(), large)
    assert (await world.flows.save_version(an_actor(), made.id)).is_new


async def test_agents_are_listed_with_the_last_changed_first(world: World) -> None:
    made: list[AgentSummary] = [
        await world.flows.create(an_actor(), name) for name in ("One", "Two", "Three")
    ]
    at = clock.now()
    await world.db.write(lambda tx: queries.touch_agents(tx, {made[0].id: "us_ben"}, at))
    listed = await world.flows.agents(an_actor())
    assert [each.name for each in listed] == ["One", "Three", "Two"]
    assert (listed[0].changed_by, listed[0].changed_by_name, listed[0].changed_at) == ("us_ben", "Ben", at)


async def test_a_change_by_the_system_keeps_the_last_persons_name(world: World) -> None:
    made = await world.flows.create(an_actor(), "Front desk")
    await world.db.write(lambda tx: queries.touch_agents(tx, {made.id: "system"}, clock.now()))
    listed = await world.flows.agent(an_actor(), made.id)
    assert (listed.changed_by, listed.changed_by_name) == ("system", "Ana")
