"""L7: a request is carried out once, however often it arrives."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.errors import Conflict
from app.flows.live.answers import Seen
from tests.integration.live_world import DRAFT, OLGA, PIA, LiveWorld

LIVE = Seen("active", 1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def test_l7_the_same_request_is_answered_with_the_same_act(world: LiveWorld) -> None:
    agent_id = await world.ready()
    review = await world.live.review(PIA, agent_id)
    wish = {"seen": DRAFT, "reviewed_hash": review.hash, "note": "Monday", "key": "once"}
    first = await world.live.activate(PIA, agent_id, **wish)
    facts, told = await world.facts(), list(world.told)
    assert await world.live.activate(PIA, agent_id, **wish) == first
    assert await world.another_process().activate(PIA, agent_id, **wish) == first
    assert (await world.facts(), world.told) == (facts, told)


async def test_l7_also_when_the_world_has_moved_on_since(world: LiveWorld) -> None:
    agent_id = await world.active()
    off = await world.live.deactivate(PIA, agent_id, seen=LIVE, key="off")
    await world.activate(agent_id, version=1)
    again = await world.live.deactivate(PIA, agent_id, seen=LIVE, key="off")
    assert again.act == off.act
    assert (again.status.state, await world.heard()) == ("active", 1)


async def test_l7_many_at_once_do_it_once(world: LiveWorld) -> None:
    agent_id = await world.ready()
    review = await world.live.review(PIA, agent_id)
    wish = {"seen": DRAFT, "reviewed_hash": review.hash, "key": "once"}
    done = await asyncio.gather(*(world.live.activate(PIA, agent_id, **wish) for _ in range(8)))
    assert len({each.act.id for each in done}) == 1
    assert [kind for _, kind, *_ in await world.events(agent_id)] == ["created", "activated"]
    assert len(await world.news()) == 1


async def test_l7_another_request_may_not_use_the_key(world: LiveWorld) -> None:
    agent_id, other = await world.active(), await world.ready("Night line", "+15550100177")
    await world.live.deactivate(PIA, agent_id, seen=LIVE, note="Lunch", key="mine")
    facts = await world.facts()
    review = await world.live.review(PIA, other)
    for deed in (
        world.live.deactivate(OLGA, agent_id, seen=LIVE, note="Lunch", key="mine"),
        world.live.deactivate(PIA, agent_id, seen=LIVE, note="Dinner", key="mine"),
        world.live.deactivate(PIA, agent_id, seen=Seen("active", 2), note="Lunch", key="mine"),
        world.live.roll_back(PIA, agent_id, 1, seen=LIVE, note="Lunch", key="mine"),
        world.live.activate(PIA, other, seen=DRAFT, reviewed_hash=review.hash, note="Lunch", key="mine"),
    ):
        with pytest.raises(Conflict, match="fresh key"):
            await deed
    assert await world.facts() == facts


async def test_l7_a_refused_request_leaves_its_key_free(world: LiveWorld) -> None:
    agent_id = await world.active()
    with pytest.raises(Conflict):
        await world.live.deactivate(PIA, agent_id, seen=DRAFT, key="again")
    assert (await world.live.deactivate(PIA, agent_id, seen=LIVE, key="again")).act.kind == "deactivated"
