"""Phone numbers: who hears callers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.events import AgentStatusChanged
from app.flows.live.answers import Seen
from app.telephony import queries
from app.telephony.answers import Number
from tests.integration.live_world import BEN, NUMBER, OLGA, PIA, VERA, ZOE, LiveWorld

OTHER = "+15550100177"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def the_number(world: LiveWorld, e164: str = NUMBER) -> Number:
    return next(each for each in await world.numbers.numbers(VERA) if each.number == e164)


async def test_l22_a_number_is_tidied_and_leads_nowhere_at_first(world: LiveWorld) -> None:
    added = await world.numbers.add(PIA, " +1 (555) 010-0199 ", " Front desk ")
    assert (added.number, added.label, added.agent_id, added.agent_name) == (
        "+15550100199", "Front desk", None, ""
    )  # fmt: skip
    assert await world.numbers.numbers(VERA) == (added,)
    assert await world.numbers.numbers(ZOE) == ()


@pytest.mark.parametrize(
    "raw",
    ["", "15550100199", "+0123456789", "+1234567", "+1234567890123456", "+1555O100199",
     "+1555\u0660100199", "+1 555 010 0199 ext 3", "+" + "1" * 100_000, "+1555\n0100199x"],
)  # fmt: skip
async def test_l22_what_is_no_e164_is_refused(world: LiveWorld, raw: str) -> None:
    with pytest.raises(Invalid, match="like \\+1 555"):
        await world.numbers.add(PIA, raw)
    assert await world.numbers.numbers(PIA) == ()


@pytest.mark.parametrize("label", ["x" * 81, "a\x00b", "a\u202eb"])
async def test_l22_a_label_that_cannot_be_shown_is_refused(world: LiveWorld, label: str) -> None:
    with pytest.raises(Invalid, match="label"):
        await world.numbers.add(PIA, NUMBER, label)


async def test_l22_a_number_exists_once_in_the_world(world: LiveWorld) -> None:
    await world.numbers.add(PIA, NUMBER)
    with pytest.raises(Conflict, match="already in your list"):
        await world.numbers.add(OLGA, "+1 555 010 0100")
    with pytest.raises(Conflict, match="already in use"):
        await world.numbers.add(ZOE, NUMBER)
    assert await world.numbers.numbers(ZOE) == ()


async def test_l22_of_two_who_add_it_at_once_one_does(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "same_number", lambda *_args: None)
    tries = [world.numbers.add(PIA, NUMBER), world.numbers.add(ZOE, NUMBER)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "Number"]


async def test_l22_l24_assigned_renamed_taken_away_and_removed(world: LiveWorld) -> None:
    agent_id = (await world.flows.create(OLGA, "Front desk")).id
    added = await world.numbers.add(PIA, NUMBER)
    world.told.clear()
    assigned = await world.numbers.assign(PIA, added.id, agent_id)
    assert (assigned.agent_id, assigned.agent_name) == (agent_id, "Front desk")
    assert (await world.live.status(VERA, agent_id)).numbers == (NUMBER,)
    await world.numbers.assign(PIA, added.id, agent_id)
    renamed = await world.numbers.rename(OLGA, added.id, "Main line")
    assert (renamed.label, renamed.agent_id) == ("Main line", agent_id)
    await world.numbers.assign(PIA, added.id, None)
    assert (await world.live.status(VERA, agent_id)).numbers == ()
    await world.numbers.remove(PIA, added.id)
    assert await world.numbers.numbers(PIA) == ()
    assert set(world.told) == {AgentStatusChanged("wo_harbour", agent_id)}
    page = await world.audit.entries(OLGA, subject=added.id)
    assert [(each.verb, each.before, each.after) for each in reversed(page.entries)] == [
        ("number_added", None, {"number": NUMBER, "label": ""}),
        ("number_assigned", {"number": NUMBER, "agent": None}, {"number": NUMBER, "agent": "Front desk"}),
        ("number_renamed", {"label": ""}, {"label": "Main line"}),
        ("number_assigned", {"number": NUMBER, "agent": "Front desk"}, {"number": NUMBER, "agent": None}),
        ("number_removed", {"number": NUMBER, "label": "Main line", "agent": None}, None),
    ]


async def test_l23_a_number_is_not_taken_from_another_agent(world: LiveWorld) -> None:
    agent_id = await world.ready()
    other = await world.ready("Night line", OTHER)
    number = await the_number(world)
    with pytest.raises(Conflict, match="leads to “Front desk”"):
        await world.numbers.assign(PIA, number.id, other)
    assert (await the_number(world)).agent_id == agent_id
    assert world.told == []
    await world.numbers.assign(PIA, number.id, None)
    await world.numbers.assign(PIA, number.id, other)
    assert (await world.live.status(PIA, other)).numbers == (NUMBER, OTHER)


async def test_l23_an_active_agent_keeps_its_last_number(world: LiveWorld) -> None:
    agent_id = await world.active()
    number = await the_number(world)
    for deed in (world.numbers.assign(PIA, number.id, None), world.numbers.remove(PIA, number.id)):
        with pytest.raises(Conflict, match="its only number"):
            await deed
    assert await world.heard() == 1
    second = await world.numbers.add(PIA, OTHER)
    await world.numbers.assign(PIA, second.id, agent_id)
    await world.numbers.remove(PIA, number.id)
    assert (await world.heard(), await world.heard(OTHER)) == (None, 1)
    await world.deactivate(agent_id)
    await world.numbers.assign(PIA, second.id, None)
    assert (await world.live.status(PIA, agent_id)).numbers == ()


async def test_l23_going_live_and_losing_the_number_at_once_never_both_happen(world: LiveWorld) -> None:
    for name in range(8):
        e164 = f"+155501002{name:02}"
        agent_id = await world.ready(f"Line {name}", e164)
        number = await the_number(world, e164)
        review = await world.live.review(PIA, agent_id)
        going = world.live.activate(
            PIA, agent_id, seen=Seen("draft", None), reviewed_hash=review.hash, key=e164
        )
        losing = world.numbers.assign(OLGA, number.id, None)
        pair = (going, losing) if name % 2 else (losing, going)
        ended = await asyncio.gather(*pair, return_exceptions=True)
        assert sum(isinstance(each, Exception) for each in ended) == 1
        status = await world.live.status(PIA, agent_id)
        assert (status.state == "active") == (status.numbers == (e164,))


async def test_l24_a_number_of_a_deleted_agent_says_so_and_can_be_freed(world: LiveWorld) -> None:
    agent_id = await world.ready()
    other = (await world.flows.create(OLGA, "Night line")).id
    await world.flows.delete(OLGA, agent_id)
    number = await the_number(world)
    assert number.agent_name == "Front desk (deleted)"
    with pytest.raises(NotFound):
        await world.numbers.assign(PIA, (await world.numbers.add(PIA, OTHER)).id, agent_id)
    await world.numbers.assign(PIA, number.id, None)
    assert (await world.numbers.assign(PIA, number.id, other)).agent_name == "Night line"


Deed = Callable[[LiveWorld, Any, str], Awaitable[Any]]
DEEDS: dict[str, Deed] = {
    "assign": lambda world, actor, number_id: world.numbers.assign(actor, number_id, None),
    "rename": lambda world, actor, number_id: world.numbers.rename(actor, number_id, "x"),
    "remove": lambda world, actor, number_id: world.numbers.remove(actor, number_id),
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_l8_only_publishers_and_only_of_their_workspace(world: LiveWorld, deed: str) -> None:
    added = await world.numbers.add(PIA, NUMBER)
    for actor, kind in ((BEN, Forbidden), (VERA, Forbidden), (ZOE, NotFound)):
        with pytest.raises(kind):
            await DEEDS[deed](world, actor, added.id)
    with pytest.raises(NotFound, match="no such number"):
        await DEEDS[deed](world, PIA, "pn_never")
    with pytest.raises(Forbidden):
        await world.numbers.add(BEN, OTHER)
    assert await world.numbers.numbers(VERA) == (added,)


async def test_an_agent_of_another_workspace_gets_no_number(world: LiveWorld) -> None:
    theirs = (await world.flows.create(ZOE, "Theirs")).id
    added = await world.numbers.add(PIA, NUMBER)
    with pytest.raises(NotFound, match="no such agent"):
        await world.numbers.assign(PIA, added.id, theirs)
