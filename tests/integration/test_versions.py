"""Looking at versions and history, naming them, and what is refused (app/flows/history/SPEC.md)."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as sql_event
from sqlmodel import select

from app.errors import AppError, Forbidden, Invalid, NotFound
from app.events import AgentListChanged, VersionsChanged
from app.flows import chunks, document, portable, version_store
from app.flows.history.answers import Content, Person
from app.flows.history.service import Versions
from app.flows.tables import HistoryEvent, Version, VersionChunk
from app.people.actor import Actor
from tests.builders import a_viewer, an_actor, an_editor
from tests.integration.versions_world import STRANGER, World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.begin()
    yield made
    made.db.close()


async def _five_events(world: World) -> None:
    """Made, three versions of which the second is live, and a snapshot of the third by Ben."""
    for name in ("One", "Two", "Three"):
        await world.save(name)
    await world.versions.snapshot(an_editor(), world.agent_id, "Before Monday", "Ben was here")
    await world.go_live(2)


async def test_k17_the_history_comes_in_pages(world: World) -> None:
    await _five_events(world)
    page = await world.versions.history(a_viewer(), world.agent_id, limit=3)
    lines = [
        (one.kind, one.actor.name, one.version, one.version_name, one.note, one.is_live)
        for one in page.events
    ]
    assert lines == [
        ("snapshot", "Ben", 3, "Before Monday", "Ben was here", False),
        ("saved", "Ana", 3, "Before Monday", "", False),
        ("saved", "Ana", 2, "", "", True),
    ]
    assert page.events[0].node_count == 3
    assert page.events[0].edge_count == 2
    assert (page.authors, page.kinds) == (
        (Person("us_ben", "Ben"), Person("us_ana", "Ana")),
        ("created", "saved", "snapshot"),
    )
    rest = await world.versions.history(a_viewer(), world.agent_id, limit=3, before=page.next)
    assert [(one.kind, one.version, one.node_count) for one in rest.events] == [
        ("saved", 1, 3),
        ("created", None, None),
    ]
    assert rest.next is None


async def test_k17_the_history_can_be_filtered(world: World) -> None:
    await _five_events(world)
    ben = await world.versions.history(a_viewer(), world.agent_id, author="us_ben")
    assert [one.kind for one in ben.events] == ["snapshot"]
    saved = await world.versions.history(a_viewer(), world.agent_id, kind="saved", limit=2)
    assert [one.version for one in saved.events] == [3, 2]
    assert saved.next == saved.events[-1].number
    assert (
        await world.versions.history(a_viewer(), world.agent_id, kind="saved", before=saved.next)
    ).next is None


async def test_k17_who_was_renamed_is_one_author(world: World) -> None:
    await world.save("One")
    await world.versions.snapshot(an_actor(), world.agent_id, "First")
    await world.db.write(lambda tx: setattr(_first_event(tx), "actor_name", "Anna Before"))
    assert (await world.versions.history(a_viewer(), world.agent_id)).authors == (Person("us_ana", "Ana"),)


def _first_event(tx: Any) -> HistoryEvent:
    return tx.exec(select(HistoryEvent).where(HistoryEvent.number == 1)).one()


@pytest.mark.parametrize("odd", [{"before": 2**80}, {"limit": 0}, {"limit": 10**9}, {"author": "us_x"}])
async def test_k17_an_odd_question_has_an_answer(world: World, odd: dict[str, Any]) -> None:
    page = await world.versions.history(a_viewer(), world.agent_id, **odd)
    assert len(page.events) == ("author" not in odd)


async def test_versions_are_listed_the_latest_first(world: World) -> None:
    for name in ("One", "Two", "Three"):
        await world.save(name)
    await world.go_live(2)
    found = await world.versions.versions(a_viewer(), world.agent_id)
    assert [(one.number, one.created_by, one.is_live, one.node_count) for one in found] == [
        (3, "Ana", False, 3),
        (2, "Ana", True, 3),
        (1, "Ana", False, 3),
    ]
    assert found[0].hash == (await world.draft()).content_hash()
    older = await world.versions.versions(a_viewer(), world.agent_id, before=3, limit=1)
    assert [one.number for one in older] == [2]
    await world.go_live(2, "inactive")
    assert not any(one.is_live for one in await world.versions.versions(a_viewer(), world.agent_id))


async def test_k16_no_list_reads_a_content(world: World) -> None:
    await world.save("One")
    said: list[str] = []
    sql_event.listen(world.db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    await world.versions.history(a_viewer(), world.agent_id)
    await world.versions.versions(a_viewer(), world.agent_id)
    asked = [each for each in said if "versions" in each]
    assert len(asked) >= 2
    assert not any("manifest" in each or "chunks" in each for each in asked)
    said.clear()
    await world.versions.open(a_viewer(), world.agent_id, 1)
    assert sum("manifest" in each or "chunks" in each for each in said) == 2


async def test_any_two_contents_are_compared(world: World) -> None:
    first, second = await world.save("One"), await world.save("Two")
    await world.go_live(first)
    await world.edit(lambda roots: roots["nodes"]["n_end"].update({"name": "Three"}), ("nodes/n_end", "name"))
    asked: list[tuple[Content, Content]] = [
        (first, second),
        ("live", "draft"),
        ("draft", "live"),
        (second, second),
    ]
    found = [await world.versions.compare(a_viewer(), world.agent_id, *pair) for pair in asked]
    assert [(one.older, one.newer, [(c.before, c.after) for c in one.changes]) for one in found] == [
        ("v1", "v2", [("One", "Two")]),
        ("v1", "draft", [("One", "Three")]),
        ("draft", "v1", [("Three", "One")]),
        ("v2", "v2", []),
    ]
    assert [[c.authors for c in one.changes] for one in found] == [
        [()],
        [(Person("us_ben", "Ben"),)],
        [()],
        [],
    ]


async def test_a_content_is_opened_as_a_document_of_its_own(world: World) -> None:
    number = await world.save("One")
    kept = await world.draft()
    await world.save("Two")
    opened = await world.versions.open(a_viewer(), world.agent_id, number)
    assert (opened.label, opened.number, opened.graph) == ("v1", 1, kept)
    assert document.read_state(opened.state) == kept
    draft = await world.versions.open(a_viewer(), world.agent_id, "draft")
    assert (draft.label, draft.number, draft.graph) == ("draft", None, await world.draft())


async def test_a_version_is_exported_as_a_file_that_can_be_imported(world: World) -> None:
    number = await world.save("One")
    kept = await world.draft()
    await world.save("Two")
    exported = await world.versions.export(a_viewer(), world.agent_id, number)
    assert exported.filename == "front-desk-v1.callweave.json"
    assert portable.read(exported.data) == ("Front desk", kept)


async def test_k18_a_snapshot_is_a_version_with_a_name(world: World) -> None:
    made = await world.versions.snapshot(an_editor(), world.agent_id, "  Before   Monday ", " for Ana ")
    assert (made.number, made.name, made.created_by, made.is_live) == (1, "Before Monday", "Ben", False)
    again = await world.versions.snapshot(an_actor(), world.agent_id, "Before Tuesday")
    assert (again.id, again.name, again.created_by) == (made.id, "Before Tuesday", "Ben")
    lines = (await world.versions.history(a_viewer(), world.agent_id)).events
    assert [(one.kind, one.actor.name, one.note, one.version) for one in lines[:2]] == [
        ("snapshot", "Ana", "", 1),
        ("snapshot", "Ben", "for Ana", 1),
    ]
    assert (await world.audited())[1:] == [
        ("snapshot_made", None, {"number": 1, "name": "Before Monday", "is_new": True}),
        (
            "snapshot_made",
            {"name": "Before Monday"},
            {"number": 1, "name": "Before Tuesday", "is_new": False},
        ),
    ]
    assert (
        world.told
        == [
            VersionsChanged("wo_harbour", world.agent_id),
            AgentListChanged("wo_harbour", world.agent_id),
        ]
        * 2
    )


async def test_k19_a_name_is_changed_and_taken_away(world: World) -> None:
    number = await world.save("One")
    world.told.clear()
    assert (await world.versions.rename(an_editor(), world.agent_id, number, "Good  one")).name == "Good one"
    assert (await world.versions.rename(an_editor(), world.agent_id, number, "Good one")).created_by == "Ana"
    assert (await world.versions.rename(an_editor(), world.agent_id, number, " ")).name == ""
    assert [each for each in await world.audited() if each[0] == "version_named"] == [
        ("version_named", {"number": 1, "name": ""}, {"number": 1, "name": "Good one"}),
        ("version_named", {"number": 1, "name": "Good one"}, {"number": 1, "name": ""}),
    ]
    assert world.told == [VersionsChanged("wo_harbour", world.agent_id)] * 2


@pytest.mark.parametrize(
    ("name", "note"), [("x" * 81, ""), ("a\x00b", ""), ("", ""), ("Good", "x" * 2_001), ("Good", "a\x00b")]
)
async def test_k19_what_cannot_be_kept_is_refused(world: World, name: str, note: str) -> None:
    await world.save("One")
    before = await world.everything()
    with pytest.raises(Invalid, match=r"\.$"):
        await world.versions.snapshot(an_editor(), world.agent_id, name, note)
    if name and name != "Good":
        with pytest.raises(Invalid, match=r"\.$"):
            await world.versions.rename(an_editor(), world.agent_id, 1, name)
    assert await world.everything() == before


Verb = Callable[[Versions, Actor, str, int], Awaitable[Any]]
VERBS: dict[str, Verb] = {
    "history": lambda versions, actor, agent_id, _number: versions.history(actor, agent_id),
    "versions": lambda versions, actor, agent_id, _number: versions.versions(actor, agent_id),
    "compare": lambda versions, actor, agent_id, number: versions.compare(actor, agent_id, number, "draft"),
    "open": lambda versions, actor, agent_id, number: versions.open(actor, agent_id, number),
    "export": lambda versions, actor, agent_id, number: versions.export(actor, agent_id, number),
    "snapshot": lambda versions, actor, agent_id, _number: versions.snapshot(actor, agent_id, "Mine"),
    "rename": lambda versions, actor, agent_id, number: versions.rename(actor, agent_id, number, "Mine"),
    "restore": lambda versions, actor, agent_id, number: versions.restore(actor, agent_id, number),
}
FOR_EDITORS = ("snapshot", "rename", "restore")
OF_ONE = ("compare", "open", "export", "rename", "restore")


@pytest.mark.parametrize("verb", VERBS)
async def test_k20_nothing_of_another_workspace_or_of_a_deleted_agent_is_found(
    world: World, verb: str
) -> None:
    await world.save("One")
    before = await world.everything()
    for actor, agent_id in ((STRANGER, world.agent_id), (an_actor(), "ag_never")):
        with pytest.raises(NotFound, match="There is no such agent"):
            await VERBS[verb](world.versions, actor, agent_id, 1)
    assert await world.everything() == before
    await world.flows.delete(an_actor(), world.agent_id)
    with pytest.raises(NotFound):
        await VERBS[verb](world.versions, an_actor(), world.agent_id, 1)


@pytest.mark.parametrize("verb", OF_ONE)
async def test_k20_a_version_of_another_agent_is_not_found(world: World, verb: str) -> None:
    mine = world.agent_id
    world.agent_id = (await world.flows.create(an_actor(), "Back office")).id
    await world.save("One")
    before = await world.everything()
    for number in (1, 0, -1, 2**70):
        with pytest.raises(NotFound, match=r"no version .* Choose"):
            await VERBS[verb](world.versions, an_actor(), mine, number)
    assert await world.everything() == before


@pytest.mark.parametrize("verb", FOR_EDITORS)
async def test_a_viewer_changes_nothing(world: World, verb: str) -> None:
    await world.save("One")
    before = await world.everything()
    with pytest.raises(Forbidden):
        await VERBS[verb](world.versions, a_viewer(), world.agent_id, 1)
    assert await world.everything() == before


async def test_where_nothing_was_ever_live_there_is_no_live_content(world: World) -> None:
    await world.save("One")
    for ask in (
        world.versions.open(a_viewer(), world.agent_id, "live"),
        world.versions.compare(a_viewer(), world.agent_id, "live", "draft"),
    ):
        with pytest.raises(NotFound, match=r"^No version of this agent was live yet\."):
            await ask


async def test_a_filter_that_no_database_takes_is_refused(world: World) -> None:
    with pytest.raises(AppError, match="Choose one"):
        await world.versions.history(a_viewer(), world.agent_id, author="\x00")


async def test_a_version_from_before_is_read_as_it_was_written(world: World) -> None:
    """A version made by an earlier release may lack what the table has since: defaults are read for it."""
    number = await world.save("One")

    def age(tx: Any) -> None:
        row = tx.exec(select(Version)).one()
        content = json.loads(version_store.read(tx, row).text())
        del content["settings"]["speed"]
        row.size_bytes = len(text := chunks.written(content))
        row.manifest, fresh = chunks.cut(text)
        tx.add_all(
            VersionChunk(agent_id=row.agent_id, hash=digest, size_bytes=each.size_bytes, data=each.data)
            for digest, each in fresh.items()
        )

    await world.db.write(age)
    assert (await world.versions.open(a_viewer(), world.agent_id, number)).graph.settings["speed"] == 1
