"""What must be refused: one clear sentence, nothing changed, nobody disturbed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from app.flows.live.answers import Limits, Seen
from app.flows.live.refusals import AlreadySwitched
from tests.integration.live_world import BEN, DRAFT, OLGA, PIA, VERA, ZOE, LiveWorld

LIVE = Seen("active", 1)
OFF = Seen("inactive", 1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


Verb = Callable[..., Awaitable[Any]]
SWITCHES: dict[str, Verb] = {
    "activate": lambda world, actor, agent_id, seen=DRAFT, **more: world.live.activate(
        actor, agent_id, seen=seen, **{"reviewed_hash": "0" * 64, "key": "k", **more}
    ),
    "publish": lambda world, actor, agent_id, seen=LIVE, **more: world.live.publish(
        actor, agent_id, seen=seen, **{"reviewed_hash": "0" * 64, "key": "k", **more}
    ),
    "deactivate": lambda world, actor, agent_id, seen=LIVE, **more: world.live.deactivate(
        actor, agent_id, seen=seen, **{"key": "k", **more}
    ),
    "roll_back": lambda world, actor, agent_id, seen=LIVE, **more: world.live.roll_back(
        actor, agent_id, 1, seen=seen, **{"key": "k", **more}
    ),
}
READS: dict[str, Verb] = {
    "status": lambda world, actor, agent_id: world.live.status(actor, agent_id),
    "findings": lambda world, actor, agent_id: world.live.findings(actor, agent_id),
    "checklist": lambda world, actor, agent_id: world.live.checklist(actor, agent_id),
    "review": lambda world, actor, agent_id: world.live.review(actor, agent_id),
    "review of a version": lambda world, actor, agent_id: world.live.review(actor, agent_id, 1),
    "limits": lambda world, actor, agent_id: world.live.limits(actor, agent_id),
}
WRITES: dict[str, Verb] = {
    "tick": lambda world, actor, agent_id: world.live.tick(actor, agent_id, "happy_path", "0" * 64),
    "untick": lambda world, actor, agent_id: world.live.untick(actor, agent_id, "happy_path", "0" * 64),
    "set_limits": lambda world, actor, agent_id: world.live.set_limits(actor, agent_id, Limits(1, 1)),
}


async def refused(world: LiveWorld, deed: Awaitable[Any], kind: type[AppError]) -> str:
    """Do it, expect exactly this refusal, and that nothing has changed and nobody was told."""
    before, told = await world.facts(), list(world.told)
    with pytest.raises(kind) as caught:
        await deed
    assert await world.facts() == before
    assert world.told == told
    return caught.value.message


@pytest.mark.parametrize("verb", SWITCHES)
@pytest.mark.parametrize("actor", [BEN, VERA], ids=lambda actor: actor.role)
async def test_l8_an_editor_switches_nothing(world: LiveWorld, verb: str, actor: Any) -> None:
    agent_id = await world.active()
    message = await refused(world, SWITCHES[verb](world, actor, agent_id), Forbidden)
    assert "publisher or above" in message


@pytest.mark.parametrize("verb", ["tick", "untick", "set_limits"])
async def test_l8_a_viewer_ticks_and_limits_nothing(world: LiveWorld, verb: str) -> None:
    agent_id = await world.active()
    await refused(world, WRITES[verb](world, VERA, agent_id), Forbidden)


@pytest.mark.parametrize("verb", [*SWITCHES, *READS, *WRITES])
async def test_an_agent_that_is_elsewhere_deleted_or_never_was_is_not_found(
    world: LiveWorld, verb: str
) -> None:
    agent_id, gone = await world.active(), await world.ready("Gone", "+15550100188")
    await world.flows.delete(OLGA, gone)
    deed = {**SWITCHES, **READS, **WRITES}[verb]
    elsewhere = await refused(world, deed(world, ZOE, agent_id), NotFound)
    never = await refused(world, deed(world, OLGA, "ag_never"), NotFound)
    assert elsewhere == never, "of another workspace's agent nothing is learned"
    assert never.startswith("There is no such agent.")
    assert await refused(world, deed(world, OLGA, gone), NotFound) == (
        "“Gone” was deleted by Olga. It is under Recently deleted on the agents page."
    )


@pytest.mark.parametrize(
    ("verb", "of_state", "words"),
    [
        ("activate", "active", "publish the changes"),
        ("publish", "draft", "Activate it"),
        ("publish", "inactive", "choose the draft"),
        ("roll_back", "draft", "Activate it with the version"),
        ("roll_back", "inactive", "Activate it with the version"),
        ("deactivate", "draft", "nothing to deactivate"),
        ("deactivate", "inactive", "nothing to deactivate"),
    ],
)
async def test_l1_a_verb_from_the_wrong_state_says_what_to_do_instead(
    world: LiveWorld, verb: str, of_state: str, words: str
) -> None:
    agent_id = await (world.ready() if of_state == "draft" else world.active())
    if of_state == "inactive":
        await world.deactivate(agent_id)
    seen = {"draft": DRAFT, "active": LIVE, "inactive": OFF}[of_state]
    message = await refused(world, SWITCHES[verb](world, PIA, agent_id, seen=seen), Conflict)
    assert words in message
    assert "“Front desk”" in message


async def test_l2_twice_by_two_is_once_and_the_second_hears_who_was_first(world: LiveWorld) -> None:
    agent_id = await world.ready()
    review = await world.live.review(PIA, agent_id)
    await world.activate(agent_id, OLGA)
    deed = world.live.activate(PIA, agent_id, seen=DRAFT, reviewed_hash=review.hash, key="mine")
    message = await refused(world, deed, AlreadySwitched)
    assert message.startswith("Olga activated v1 at ")
    assert "decide again" in message


@pytest.mark.parametrize(
    ("last", "words"),
    [("published", "published v2"), ("rolled_back", "made v1 live again"), ("deactivated", "deactivated v1")],
)
async def test_l2_the_refusal_tells_the_last_act_and_what_is_true_now(
    world: LiveWorld, last: str, words: str
) -> None:
    agent_id = await world.active()
    if last != "deactivated":
        await world.prompt(agent_id, "Another one.")
        await world.publish(agent_id, OLGA)
    if last == "rolled_back":
        await world.roll_back(agent_id, 1, OLGA)
    if last == "deactivated":
        await world.deactivate(agent_id, OLGA)
    with pytest.raises(AlreadySwitched, match=f"Olga {words}") as caught:
        await world.live.deactivate(PIA, agent_id, seen=Seen("active", 7), key="k")
    assert caught.value.now == await world.live.status(PIA, agent_id)
    assert (caught.value.code, caught.value.status) == ("already_switched", 409)


async def test_l2_what_never_was_is_not_blamed_on_anybody(world: LiveWorld) -> None:
    agent_id = await world.ready()
    deed = world.live.deactivate(PIA, agent_id, seen=LIVE, key="k")
    assert "never live" in await refused(world, deed, AlreadySwitched)


@pytest.mark.parametrize("note", ["x" * 2_001, "x" * 100_000, "a\x00b", "\ud800"])
@pytest.mark.parametrize("verb", SWITCHES)
async def test_l5_a_note_that_cannot_be_kept_is_refused(world: LiveWorld, verb: str, note: str) -> None:
    agent_id = await world.active()
    assert "note" in await refused(world, SWITCHES[verb](world, PIA, agent_id, note=note), Invalid)


async def test_l5_the_longest_note_is_kept_as_it_is(world: LiveWorld) -> None:
    agent_id = await world.active()
    note = "y" * 1_998 + "\nz"
    done = await world.live.deactivate(PIA, agent_id, seen=LIVE, note=f"  {note} ", key="k")
    assert done.act.note == note
    assert (await world.inbox.inbox(OLGA)).items[0].note == note


@pytest.mark.parametrize("key", ["", "k" * 101, "a\nb", "a\x00"])
async def test_l7_a_request_needs_a_key(world: LiveWorld, key: str) -> None:
    agent_id = await world.active()
    await refused(world, world.live.deactivate(PIA, agent_id, seen=LIVE, key=key), Invalid)


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 10**30])
async def test_a_version_that_is_not_there_is_not_found(world: LiveWorld, number: int) -> None:
    agent_id = await world.active()
    deed = world.live.roll_back(PIA, agent_id, number, seen=LIVE, key="k")
    assert "Choose one from its history" in await refused(world, deed, NotFound)
    await world.deactivate(agent_id)
    deed = world.live.activate(PIA, agent_id, seen=OFF, reviewed_hash="x", version=number, key="k")
    await refused(world, deed, NotFound)


async def test_a_version_of_another_agent_is_not_this_ones(world: LiveWorld) -> None:
    one, other = await world.active(), await world.ready("Night line", "+15550100177")
    await world.activate(other)
    await world.prompt(other, "Only here.")
    await world.publish(other)
    deed = world.live.roll_back(PIA, one, 2, seen=LIVE, key="k")
    await refused(world, deed, NotFound)
    assert (await world.heard(), await world.heard("+15550100177")) == (1, 2)


@pytest.mark.parametrize(
    "limits", [Limits(0, None), Limits(-1, 5), Limits(None, 0), Limits(10_001, None), Limits(None, 1_000_001)]
)
async def test_l20_a_limit_is_one_or_more_or_none(world: LiveWorld, limits: Limits) -> None:
    agent_id = await world.active()
    deed = world.live.set_limits(PIA, agent_id, limits)
    assert "deactivate the agent" in await refused(world, deed, Invalid)


async def test_l20_limits_are_kept_audited_and_told(world: LiveWorld) -> None:
    agent_id = await world.active()
    world.told.clear()
    assert await world.live.limits(VERA, agent_id) == Limits()
    assert await world.live.set_limits(PIA, agent_id, Limits(4, None)) == Limits(4, None)
    assert await world.live.set_limits(PIA, agent_id, Limits(4, None)) == Limits(4, None)
    assert await world.live.set_limits(OLGA, agent_id, Limits(None, 200)) == Limits(None, 200)
    assert await world.live.limits(VERA, agent_id) == Limits(None, 200)
    assert (await world.live.status(VERA, agent_id)).limits == Limits(None, 200)
    assert len(world.told) == 2
    page = await world.audit.entries(OLGA, verb="limits_set")
    assert [(each.actor_name, each.before, each.after) for each in page.entries] == [
        ("Olga", {"concurrent_calls": 4, "calls_per_day": None}, {"concurrent_calls": None, "calls_per_day": 200}),
        ("Pia", {"concurrent_calls": None, "calls_per_day": None}, {"concurrent_calls": 4, "calls_per_day": None}),
    ]  # fmt: skip
