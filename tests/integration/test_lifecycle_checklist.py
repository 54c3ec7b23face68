"""The checklist on a real database: lines, ticks, and how far the news came."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from pycrdt import Map

from app.db.tx import Tx
from app.errors import Conflict, Invalid, NotFound
from app.events import AgentStatusChanged
from app.flows.live.answers import Checklist, Line
from app.flows.live.ports import Subject
from app.people.actor import Actor
from tests.integration.live_world import (
    ADA,
    BEN,
    MAX,
    OLGA,
    PIA,
    TEAM,
    VERA,
    LiveWorld,
    Roots,
    cut_edge,
    move_node,
    set_setting,
    write_setting,
)

LINES = [
    ("start", True),
    ("paths", True),
    ("orphans", True),
    ("problems", True),
    ("system_prompt", True),
    ("phone_number", True),
    ("hours", False),
    ("fallbacks", False),
    ("transfer", False),
    ("told", False),
    ("knowledge", False),
    ("suite", False),
    ("transfer_exercised", False),
    ("happy_path", False),
    ("edge_cases", False),
    ("error_scenarios", False),
    ("transfer_works", False),
    ("prompt_accurate", False),
    ("prompts_reviewed", False),
    ("pronunciations", False),
    ("voice_heard", False),
    ("knowledge_reviewed", False),
]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


def the(checklist: Checklist, line: str) -> Line:
    return next(each for each in checklist.lines if each.id == line)


async def tick(world: LiveWorld, agent_id: str, line: str, actor: Actor = BEN) -> Checklist:
    part = the(await world.live.checklist(VERA, agent_id), line).part
    return await world.live.tick(actor, agent_id, line, part)


async def test_l13_the_lines_and_what_blocks(world: LiveWorld) -> None:
    agent_id = await world.ready()
    checklist = await world.live.checklist(VERA, agent_id)
    assert [(line.id, line.blocks) for line in checklist.lines] == LINES
    assert all(line.detail.endswith(".") and line.title for line in checklist.lines)
    assert checklist.blocking == ()
    assert {line.id for line in checklist.lines if line.state == "not_applicable"} == {
        "knowledge", "knowledge_reviewed", "transfer_works", "transfer_exercised"
    }  # fmt: skip
    assert the(checklist, "suite").state == "not_set_up"


async def test_l13_each_blocking_line_falls_with_its_own_fault(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await world.edit(agent_id, BEN, write_setting("system_prompt", "  "))
    checklist = await world.live.checklist(VERA, agent_id)
    assert {line.id for line in checklist.blocking} == {"system_prompt", "problems"}
    deed = the(checklist, "system_prompt").deed
    assert deed is not None
    assert deed.target == "settings/system_prompt"
    await world.edit(agent_id, BEN, write_setting("system_prompt", "You are the receptionist."))
    await world.edit(agent_id, BEN, cut_edge("e_greeted"))
    blocking = {line.id for line in (await world.live.checklist(VERA, agent_id)).blocking}
    assert {"start", "orphans", "problems"} <= blocking
    (number,) = await world.numbers.numbers(PIA)
    await world.numbers.assign(PIA, number.id, None)
    checklist = await world.live.checklist(VERA, agent_id)
    deed = the(checklist, "phone_number").deed
    assert deed is not None
    assert (deed.target, the(checklist, "phone_number").state) == ("numbers", "failing")


async def test_l13_hours_fallbacks_and_knowledge(world: LiveWorld) -> None:
    agent_id = await world.ready()
    checklist = await world.live.checklist(VERA, agent_id)
    assert (the(checklist, "hours").state, the(checklist, "fallbacks").state) == ("not_set_up", "not_set_up")

    def fill(roots: Roots) -> None:
        row = {"order": 1, "days": ["mon", "tue"], "opens": "09:00", "closes": "17:00"}
        roots["settings"]["business_hours"] = Map({"i_week": Map(row)})
        roots["settings"]["time_zone"] = "Europe/Paris"
        roots["settings"]["knowledge"] = Map({"i_prices": Map({"order": 1, "name": "Prices"})})

    await world.edit(agent_id, BEN, fill)
    await world.edit(agent_id, BEN, write_setting("fallback_error", "I am sorry."))
    checklist = await world.live.checklist(VERA, agent_id)
    assert the(checklist, "hours").state == "done"
    assert the(checklist, "fallbacks").state == "failing"
    assert "outside business hours" in the(checklist, "fallbacks").detail
    assert the(checklist, "knowledge").state == "not_set_up"
    assert the(checklist, "knowledge_reviewed").state == "failing"
    for name in ("fallback_not_understood", "fallback_closed"):
        await world.edit(agent_id, BEN, write_setting(name, "I am sorry."))
    await world.edit(agent_id, BEN, set_setting("time_zone", "Mars/Olympus"))
    checklist = await world.live.checklist(VERA, agent_id)
    assert the(checklist, "fallbacks").state == "done"
    assert the(checklist, "hours").state == "failing"
    assert "problems" in {line.id for line in checklist.blocking}


async def test_l14_a_tick_falls_with_its_part_and_revives_with_undo(world: LiveWorld) -> None:
    agent_id = await world.ready()
    for line in ("happy_path", "prompts_reviewed", "prompt_accurate", "voice_heard", "pronunciations"):
        await tick(world, agent_id, line)
    await world.edit(agent_id, OLGA, move_node("n_end", 7, 7))
    assert await _ticked(world, agent_id) == {
        "happy_path", "prompts_reviewed", "prompt_accurate", "voice_heard", "pronunciations"
    }  # fmt: skip
    await world.edit(agent_id, OLGA, set_setting("voice", "Tom"))
    assert await _ticked(world, agent_id) == {"prompts_reviewed", "prompt_accurate", "pronunciations"}
    fallen = the(await world.live.checklist(VERA, agent_id), "voice_heard")
    assert fallen.detail.startswith("It has changed since it was ticked.")
    await world.edit(agent_id, OLGA, write_setting("system_prompt", "Be brief."))
    await world.prompt(agent_id, "Other words.")
    assert await _ticked(world, agent_id) == {"pronunciations"}
    await world.edit(agent_id, OLGA, set_setting("voice", "Katie"))
    assert await _ticked(world, agent_id) == {"pronunciations", "voice_heard"}
    await world.edit(agent_id, OLGA, write_setting("system_prompt", "You are the receptionist."))
    assert await _ticked(world, agent_id) == {"pronunciations", "voice_heard", "prompt_accurate"}


async def _ticked(world: LiveWorld, agent_id: str) -> set[str]:
    checklist = await world.another_process().checklist(VERA, agent_id)
    return {line.id for line in checklist.lines if line.ticked and line.state == "done"}


async def test_l14_ticking_what_has_changed_is_refused(world: LiveWorld) -> None:
    agent_id = await world.ready()
    part = the(await world.live.checklist(BEN, agent_id), "prompts_reviewed").part
    await world.prompt(agent_id, "Other words.", OLGA)
    world.told.clear()
    with pytest.raises(Conflict, match="changed since you looked"):
        await world.live.tick(BEN, agent_id, "prompts_reviewed", part)
    assert await _ticked(world, agent_id) == set()
    assert world.told == []


async def test_l14_what_is_not_there_cannot_be_ticked(world: LiveWorld) -> None:
    agent_id = await world.ready()
    with pytest.raises(NotFound, match="no such line"):
        await world.live.tick(BEN, agent_id, "phone_number", "0" * 64)
    with pytest.raises(Invalid, match="no Human Transfer"):
        await world.live.tick(BEN, agent_id, "transfer_works", "0" * 64)


async def test_l15_everybody_ticks_for_themselves(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await tick(world, agent_id, "happy_path", BEN)
    checklist = await tick(world, agent_id, "happy_path", OLGA)
    line = the(checklist, "happy_path")
    assert [each.by.name for each in line.ticks] == ["Ben", "Olga"]
    assert line.detail == "Ticked by Ben and Olga."
    assert world.told == [AgentStatusChanged("wo_harbour", agent_id)] * 2
    with pytest.raises(NotFound, match="Only who ticked"):
        await world.live.untick(ADA, agent_id, "happy_path", line.part)
    checklist = await world.live.untick(BEN, agent_id, "happy_path", line.part)
    assert [each.by.name for each in the(checklist, "happy_path").ticks] == ["Olga"]
    await tick(world, agent_id, "happy_path", OLGA)
    checklist = await world.live.untick(OLGA, agent_id, "happy_path", line.part)
    assert the(checklist, "happy_path").state == "failing"
    page = await world.audit.entries(OLGA, subject=agent_id)
    verbs = [each.verb for each in page.entries if "ticked" in each.verb]
    assert verbs == ["unticked", "ticked", "unticked", "ticked", "ticked"]


async def test_l17_someone_is_told_and_the_line_says_how_far_the_news_came(world: LiveWorld) -> None:
    agent_id = await world.ready()
    assert the(await world.live.checklist(PIA, agent_id), "told").detail == "5 people will be told."
    await world.activate(agent_id)
    told = the(await world.live.checklist(PIA, agent_id), "told")
    assert (told.state, told.detail) == ("done", "Told 5 people, nobody has seen it yet.")
    await world.inbox.seen(BEN, 1)
    assert the(await world.live.checklist(PIA, agent_id), "told").detail == "Told 5 people, 1 has seen it."
    for actor in (OLGA, ADA):
        await world.inbox.seen(actor, 1)
    assert the(await world.live.checklist(PIA, agent_id), "told").detail == "Told 5 people, 3 have seen it."


async def test_l17_who_is_alone_is_asked_to_invite_somebody(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await world.leave(*(actor for actor in TEAM if actor is not MAX))
    told = the(await world.live.checklist(MAX, agent_id), "told")
    assert (told.state, told.blocks, told.deed and told.deed.target) == ("failing", False, "members")


class _Suite:
    """A later feature: it speaks for the test suite, and has a line of its own."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        size = len(subject.graph.nodes)
        yield Line("suite", "The test suite passed", f"12 of 12 on {size} steps.", "done", blocks=False)
        yield Line("consent", "Recording is announced", "It is not.", "failing", blocks=True)


async def test_l16_later_features_speak_through_the_same_interface(world: LiveWorld) -> None:
    agent_id = await world.ready()
    live = world.another_process(sources=(_Suite(),))
    checklist = await live.checklist(VERA, agent_id)
    ids = [line.id for line in checklist.lines]
    assert ids == [line for line, _ in LINES] + ["consent"]
    assert the(checklist, "suite").detail == "12 of 12 on 3 steps."
    assert [line.id for line in checklist.blocking] == ["consent"]


async def test_l4_a_rule_that_came_later_warns_for_what_was_live(world: LiveWorld) -> None:
    """The flow of version 1 has an error by today's rules, as if they had come after it went live."""
    agent_id = await world.ready()
    await world.edit(agent_id, BEN, cut_edge("e_done"))
    review = await world.live.review(PIA, agent_id)
    assert review.checklist.blocking
    await world.was_live_before_the_rules(agent_id)
    review = await world.live.review(PIA, agent_id)
    assert review.checklist.blocking == ()
    assert not any(each.blocks for each in review.findings)
    assert {"orphans", "problems"} <= {line.id for line in review.checklist.warnings}
    assert (await world.activate(agent_id, version=1)).act.version == 1


async def test_l4_what_makes_calls_impossible_stops_also_what_was_live(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await world.edit(agent_id, BEN, cut_edge("e_greeted"))
    await world.was_live_before_the_rules(agent_id)
    review = await world.live.review(PIA, agent_id, 1)
    assert {line.id for line in review.checklist.blocking} == {"start", "problems"}
    assert any(each.severity == "fatal" for each in review.findings)
