"""The inbox: what happened while somebody was away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import Invalid
from app.events import NewsRead
from app.people.base import system
from app.people.ids import UserId
from tests.builders import an_actor
from tests.integration.live_world import BEN, OLGA, PIA, VERA, ZOE, LiveWorld, a_row_of


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def test_l25_everybody_but_the_one_who_acted_has_it_unread(world: LiveWorld) -> None:
    agent_id = await world.ready()
    assert (await world.inbox.inbox(VERA)).items == ()
    done = await world.activate(agent_id, PIA)
    (item,) = (await world.inbox.inbox(VERA)).items
    assert (item.number, item.agent_id, item.agent_name, item.kind) == (
        1, agent_id, "Front desk", "activated"
    )  # fmt: skip
    assert (item.actor.name, item.version, item.was, item.note) == ("Pia", 1, None, "")
    assert item.at == done.act.at
    assert (item.unread, item.mine, (await world.inbox.inbox(VERA)).unread) == (True, False, 1)
    (mine,) = (await world.inbox.inbox(PIA)).items
    assert (mine.unread, mine.mine, (await world.inbox.inbox(PIA)).unread) == (False, True, 0)
    assert (await world.inbox.inbox(ZOE)).items == ()


async def test_l25_until_they_saw_it_and_then_only_what_came_after(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    world.told.clear()
    await world.inbox.seen(VERA, (await world.inbox.inbox(VERA)).newest)
    assert world.told == [NewsRead("wo_harbour", VERA.user_id)]
    page = await world.inbox.inbox(VERA)
    assert (page.unread, [each.unread for each in page.items]) == (0, [False, False])
    await world.activate(agent_id, version=1)
    page = await world.inbox.inbox(VERA)
    assert (page.unread, [each.unread for each in page.items]) == (1, [True, False, False])
    assert [each.kind for each in page.items] == ["activated", "deactivated", "activated"]


async def test_l25_who_joins_later_is_not_told_what_was_before(world: LiveWorld) -> None:
    agent_id = await world.active()
    newcomer = an_actor(name="Nina")

    def join(tx: Any) -> None:
        tx.add(a_row_of(newcomer))

    await world.db.write(join)
    assert (await world.inbox.inbox(newcomer)).items == ()
    await world.deactivate(agent_id)
    page = await world.inbox.inbox(newcomer)
    assert ([each.kind for each in page.items], page.unread) == (["deactivated"], 1)
    await world.inbox.seen(newcomer, 2)
    page = await world.inbox.inbox(newcomer)
    assert ([each.kind for each in page.items], page.unread) == (["deactivated"], 0)
    assert len((await world.inbox.inbox(VERA)).items) == 2


async def test_l25_all_that_is_unread_is_counted_also_beyond_the_page(world: LiveWorld) -> None:
    agent_id = await world.active()
    for _ in range(3):
        await world.deactivate(agent_id)
        await world.activate(agent_id, version=1)
    page = await world.inbox.inbox(VERA, limit=2)
    assert ([each.number for each in page.items], page.unread, page.newest) == ([7, 6], 7, 7)
    for odd in (0, -5):
        assert len((await world.inbox.inbox(VERA, limit=odd)).items) == 1
    assert len((await world.inbox.inbox(VERA, limit=10**6)).items) == 7


async def test_l26_having_seen_is_never_undone_and_concerns_one_person(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    await world.inbox.seen(VERA, 2)
    for earlier in (1, 0, -3):
        await world.inbox.seen(VERA, earlier)
    assert (await world.inbox.inbox(VERA)).unread == 0
    assert (await world.inbox.inbox(BEN)).unread == 2
    await world.inbox.seen(BEN, 10**9)
    await world.activate(agent_id, version=1)
    assert (await world.inbox.inbox(BEN)).unread == 1


async def test_l26_two_windows_of_one_person_may_see_it_at_once(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    await asyncio.gather(*(world.inbox.seen(VERA, number) for number in (1, 2, 1, 2)))
    assert (await world.inbox.inbox(VERA)).unread == 0


async def test_l26_the_command_line_has_no_inbox_of_its_own(world: LiveWorld) -> None:
    await world.active()
    console = system("wo_harbour")
    assert [each.kind for each in (await world.inbox.inbox(console)).items] == ["activated"]
    with pytest.raises(Invalid, match="member"):
        await world.inbox.seen(console, 1)
    with pytest.raises(Invalid):
        await world.inbox.seen(replace(OLGA, user_id=UserId("us_gone")), 1)


async def test_l25_the_news_keep_the_names_of_then(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.flows.rename(OLGA, agent_id, "Reception")
    await world.leave(PIA)
    (item,) = (await world.inbox.inbox(VERA)).items
    assert (item.agent_name, item.actor.name) == ("Front desk", "Pia")
