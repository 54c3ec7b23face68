"""Restoring a version on a real database (app/flows/history/SPEC.md, K10 to K15)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import Conflict
from app.events import AgentListChanged, DocumentWritten, VersionsChanged
from app.flows.starter import starter
from tests.builders import a_viewer, an_actor, an_editor
from tests.integration.versions_world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.begin()
    yield made
    made.db.close()


async def test_k15_a_restore_keeps_the_draft_and_can_itself_be_undone(world: World) -> None:
    first = await world.save("One")
    kept = await world.draft()
    await world.edit(
        lambda roots: roots["nodes"]["n_conversation"].update({"deleted": {"by": "Ben", "at": "2030"}}),
        ("nodes/n_conversation", "deleted"),
    )
    was = await world.draft()
    world.told.clear()
    done = await world.versions.restore(an_editor(), world.agent_id, first)
    assert (done.version, done.safety, done.changes) == (1, 2, 3)
    assert done.seq == await world.db.read(lambda tx: world.documents.seq(tx, world.agent_id))
    assert (await world.draft()).content_hash() == kept.content_hash()
    assert (await world.versions.compare(a_viewer(), world.agent_id, first, "draft")).changes == ()
    assert world.told == [
        DocumentWritten(world.agent_id, done.seq),
        VersionsChanged("wo_harbour", world.agent_id),
        AgentListChanged("wo_harbour", world.agent_id),
    ]
    line = (await world.versions.history(a_viewer(), world.agent_id)).events[0]
    assert (line.kind, line.actor.name, line.version, line.was) == ("restored", "Ben", 1, 2)
    assert (await world.audited())[-1] == ("version_restored", {"version": 2}, {"version": 1, "changes": 3})
    undone = await world.versions.restore(an_editor(), world.agent_id, done.safety)
    assert (await world.draft()).content_hash() == was.content_hash()
    assert undone.safety == 3
    assert (
        await world.versions.open(a_viewer(), world.agent_id, 3)
    ).graph.content_hash() == kept.content_hash()


async def test_k11_what_is_there_already_is_not_written(world: World) -> None:
    number = await world.save("One")
    before = await world.everything()
    done = await world.versions.restore(an_editor(), world.agent_id, number)
    assert (done.version, done.safety, done.changes) == (number, number, 0)
    assert await world.everything() == before


async def test_k15_who_moved_the_draft_meanwhile_is_in_the_safety_version(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await world.save("One")
    await world.save("Two")
    ask = world.db.write

    async def late(work: Any) -> Any:
        monkeypatch.setattr(world.db, "write", ask)
        await world.edit(
            lambda roots: roots["settings"].update({"language": "de-DE"}), ("settings", "language")
        )
        return await ask(work)

    monkeypatch.setattr(world.db, "write", late)
    done = await world.versions.restore(an_actor(), world.agent_id, first)
    assert (await world.draft()).settings["language"] == starter().settings["language"]
    safety = (await world.versions.open(a_viewer(), world.agent_id, done.safety)).graph
    assert (safety.settings["language"], safety.nodes["n_end"].name) == ("de-DE", "Two")


async def test_k15_who_restores_at_once_comes_one_after_the_other(world: World) -> None:
    numbers = [await world.save(name) for name in ("One", "Two", "Three")]
    tries = (world.versions.restore(an_actor(), world.agent_id, number) for number in numbers * 2)
    await asyncio.gather(*tries)
    lines = (await world.versions.history(a_viewer(), world.agent_id)).events
    assert [one.number for one in lines] == list(range(len(lines), 0, -1))
    last = next(one for one in lines if one.kind == "restored")
    opened = await world.versions.open(a_viewer(), world.agent_id, last.version or 0)
    assert (await world.draft()).content_hash() == opened.graph.content_hash()


async def test_k15_what_fails_half_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await world.save("One")
    await world.edit(lambda roots: roots["nodes"]["n_end"].update({"name": "New"}))
    before = await world.everything()

    def fail(*_args: object) -> None:
        raise Conflict("This flow is being looked after. Ask your administrator.")

    monkeypatch.setattr(world.documents, "write", fail)
    with pytest.raises(Conflict):
        await world.versions.restore(an_actor(), world.agent_id, first)
    assert await world.everything() == before
