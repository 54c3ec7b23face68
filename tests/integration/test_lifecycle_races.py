"""L2: two admins switch at once, on processes of their own; one wins, the other hears who it was."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from app.flows.live.answers import Review, Seen, Switched
from app.flows.live.refusals import AlreadySwitched
from app.flows.live.service import GoLive
from app.people.actor import Actor
from tests.integration.live_world import ADA, BEN, MAX, LiveWorld

RACES = 20
Switch = Callable[[GoLive, Actor, Review, str], Awaitable[Switched]]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


def _seen(review: Review) -> Seen:
    return Seen(review.status.state, review.status.live_version)


async def activate(live: GoLive, actor: Actor, review: Review, key: str) -> Switched:
    agent_id = review.status.agent_id
    return await live.activate(actor, agent_id, seen=_seen(review), reviewed_hash=review.hash, key=key)


async def publish(live: GoLive, actor: Actor, review: Review, key: str) -> Switched:
    agent_id = review.status.agent_id
    return await live.publish(actor, agent_id, seen=_seen(review), reviewed_hash=review.hash, key=key)


async def deactivate(live: GoLive, actor: Actor, review: Review, key: str) -> Switched:
    return await live.deactivate(actor, review.status.agent_id, seen=_seen(review), key=key)


async def roll_back(live: GoLive, actor: Actor, review: Review, key: str) -> Switched:
    earlier = 1 if review.status.live_version != 1 else 2
    return await live.roll_back(actor, review.status.agent_id, earlier, seen=_seen(review), key=key)


PAIRS: tuple[tuple[Switch, Switch], ...] = (
    (publish, publish),
    (publish, deactivate),
    (deactivate, roll_back),
    (deactivate, deactivate),
    (publish, roll_back),
)


async def test_l2_l11_two_admins_race_twenty_times(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "The second version.")
    await world.publish(agent_id)
    rival = world.another_process()
    for race in range(RACES):
        await world.prompt(agent_id, f"Race {race}.", BEN)
        state = (await world.live.status(ADA, agent_id)).state
        pair = PAIRS[race % len(PAIRS)] if state == "active" else (activate, activate)
        acts = await world.agree(agent_id)
        mine, theirs = await world.live.review(ADA, agent_id), await rival.review(MAX, agent_id)
        ended = await asyncio.gather(
            pair[0](world.live, ADA, mine, f"ada {race}"),
            pair[1](rival, MAX, theirs, f"max {race}"),
            return_exceptions=True,
        )
        won = [each for each in ended if isinstance(each, Switched)]
        lost = [each for each in ended if isinstance(each, AlreadySwitched)]
        assert (len(won), len(lost)) == (1, 1), f"race {race}: {ended}"
        assert lost[0].message.startswith(f"{won[0].act.actor.name} ")
        assert lost[0].now.act == won[0].act
        assert await world.agree(agent_id) == acts + 1
        assert await rival.status(MAX, agent_id) == await world.live.status(ADA, agent_id)
    assert {each.actor.name for each in (await world.inbox.inbox(BEN)).items} >= {"Ada", "Max"}


async def test_l2_of_a_crowd_one_goes_first(world: LiveWorld) -> None:
    agent_id = await world.ready()
    services = (world.live, world.another_process(), world.another_process())
    reviews = [await live.review(ADA, agent_id) for live in services]
    tries = [
        activate(live, actor, review, f"{place} {actor.name}")
        for place, (live, review) in enumerate(zip(services, reviews, strict=True))
        for actor in (ADA, MAX)
    ]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, Switched) for each in ended) == 1
    assert sum(isinstance(each, AlreadySwitched) for each in ended) == 5
    assert await world.agree(agent_id) == 1


async def test_l3_an_edit_that_races_with_the_switch_is_live_only_if_it_was_reviewed(
    world: LiveWorld,
) -> None:
    agent_id = await world.active()
    for race in range(10):
        await world.prompt(agent_id, f"Reviewed {race}.")
        review = await world.live.review(ADA, agent_id)
        ended = await asyncio.gather(
            publish(world.live, ADA, review, f"key {race}"),
            world.prompt(agent_id, f"Not reviewed {race}."),
            return_exceptions=True,
        )
        status = await world.live.status(ADA, agent_id)
        assert status.live_version is not None
        live = await world.live.review(ADA, agent_id, status.live_version)
        assert (live.hash == review.hash) == isinstance(ended[0], Switched)
        await world.agree(agent_id)
