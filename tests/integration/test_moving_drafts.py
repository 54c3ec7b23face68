"""A draft that somebody edits meanwhile is read by workers only, never while a transaction waits for it (V3, K12)."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.flows import document, drafts
from app.flows.live.answers import Seen
from app.flows.live.refusals import FlowChanged
from tests.integration.live_world import BEN, PIA, LiveWorld

LARGE = "Say it. " * 5_000


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


def edited_before_each_write(
    world: LiveWorld, agent_id: str, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Have Ben edit between what a worker read and the transaction; nothing may be parsed within that."""
    write, left = world.db.write, [times]

    async def late(work: Any) -> Any:
        if left[0] > 0:
            left[0] -= 1
            number = left[0]
            monkeypatch.setattr(world.db, "write", write)
            await world.prompt(agent_id, f"{LARGE}{number}", BEN)
            monkeypatch.setattr(world.db, "write", late)

        def watched(tx: Any) -> Any:
            with monkeypatch.context() as patch:
                for parser in ("read_state", "read"):
                    patch.setattr(document, parser, _never)
                return work(tx)

        return await write(watched)

    monkeypatch.setattr(world.db, "write", late)


def _never(_state: object) -> None:
    raise AssertionError("a draft was parsed within a transaction")


@pytest.mark.parametrize("times", [1, 2, 100])
async def test_k10_k12_a_restore_of_a_moving_draft_is_planned_by_workers_and_comes_to_an_end(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    agent_id = await world.ready()
    first = (await world.flows.save_version(BEN, agent_id)).version_number
    kept = (await world.versions.open(BEN, agent_id, first)).graph
    await world.prompt(agent_id, LARGE + "written over", BEN)
    edited_before_each_write(world, agent_id, monkeypatch, times)
    done = await world.versions.restore(PIA, agent_id, first)
    monkeypatch.undo()
    safety = (await world.versions.open(BEN, agent_id, done.safety)).graph
    assert "Say it." in str(safety.nodes["n_conversation"])
    if times < drafts.MOST_TRIES:
        assert (await world.versions.open(BEN, agent_id, "draft")).graph.content_hash() == kept.content_hash()
        assert f"{LARGE}{0}" in str(safety.nodes["n_conversation"]), "what was written meanwhile is kept"
    assert done.changes == 1


async def test_v3_a_save_that_others_were_always_faster_than_is_refused_and_parses_nothing_itself(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent_id = await world.ready()
    write, number = world.db.write, itertools.count()

    async def late(work: Any) -> Any:
        monkeypatch.setattr(world.db, "write", write)
        await world.prompt(agent_id, f"{LARGE}{next(number)}", PIA)
        await world.flows.save_version(PIA, agent_id)
        monkeypatch.setattr(world.db, "write", late)
        return await write(work)

    monkeypatch.setattr(world.db, "write", late)
    with pytest.raises(drafts.DraftMoved, match="Try again in a moment"):
        await world.flows.save_version(BEN, agent_id)
    assert next(number) == drafts.MOST_TRIES


async def test_a_save_keeps_what_was_there_when_it_was_asked_for(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent_id = await world.ready()
    await world.prompt(agent_id, LARGE + "asked", BEN)
    edited_before_each_write(world, agent_id, monkeypatch, 1)
    saved = await world.flows.save_version(BEN, agent_id)
    monkeypatch.undo()
    opened = await world.versions.open(BEN, agent_id, saved.version_number)
    assert opened.graph.content_hash() == saved.hash
    assert "asked" in str(opened.graph.nodes)
    assert (await world.flows.save_version(BEN, agent_id)).is_new


async def test_a_large_draft_that_moves_before_it_goes_live_is_refused_with_what_changed(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent_id = await world.ready()
    await world.prompt(agent_id, LARGE + "reviewed", BEN)
    review = await world.live.review(PIA, agent_id)
    edited_before_each_write(world, agent_id, monkeypatch, 1)
    seen = Seen(review.status.state, review.status.live_version)
    with pytest.raises(FlowChanged) as refused:
        await world.live.activate(PIA, agent_id, seen=seen, reviewed_hash=review.hash, key="k_1")
    assert refused.value.changes
    assert (await world.live.status(PIA, agent_id)).state == "draft"


async def test_a_version_that_is_forgotten_before_it_goes_live_is_read_again_by_a_worker(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent_id = await world.ready()
    await world.activate(agent_id)
    await world.prompt(agent_id, LARGE, BEN)
    await world.publish(agent_id)
    seen = await world.seen(agent_id)
    write, left = world.db.write, [2]

    async def late(work: Any) -> Any:
        if left[0] > 0:
            left[0] -= 1
            world.live._known._versions._kept.clear()
        return await write(work)

    monkeypatch.setattr(world.db, "write", late)
    done = await world.live.roll_back(PIA, agent_id, 1, seen=seen, key="k_1")
    assert (done.act.kind, left[0]) == ("rolled_back", 0)
