"""The switch, verb by verb, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.calls.routing import NoRoute, Route
from app.errors import Conflict, NotFound
from app.events import AgentListChanged, AgentStatusChanged, VersionsChanged
from app.flows import document
from app.flows.live.answers import Limits, Seen
from app.flows.live.refusals import FlowChanged, NotReady
from app.people.roles import Role
from tests.integration.live_world import (
    BEN,
    DRAFT,
    NUMBER,
    OLGA,
    PIA,
    VERA,
    LiveWorld,
    cut_edge,
    move_node,
    write_setting,
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def test_l1_from_draft_to_live_and_off_and_back(world: LiveWorld) -> None:
    agent_id = await world.ready()
    first = await world.activate(agent_id)
    assert (first.act.kind, first.act.actor.name, first.act.version, first.act.was) == (
        "activated", "Pia", 1, None
    )  # fmt: skip
    await world.prompt(agent_id, "Ask for the name.")
    second = await world.publish(agent_id)
    assert (second.act.kind, second.act.version, second.act.was) == ("published", 2, 1)
    third = await world.roll_back(agent_id, 1)
    assert (third.act.kind, third.act.version, third.act.was) == ("rolled_back", 1, 2)
    off = await world.deactivate(agent_id)
    assert (off.act.kind, off.act.version, off.act.was) == ("deactivated", 1, 1)
    again = await world.activate(agent_id, version=1)
    assert (again.act.kind, again.act.version, again.act.was) == ("activated", 1, 1)
    kinds = [kind for _, kind, *_ in await world.events(agent_id)]
    assert kinds == ["created", "activated", "published", "rolled_back", "deactivated", "activated"]


async def test_l18_the_status_is_the_truth_of_the_moment(world: LiveWorld) -> None:
    agent_id = await world.ready()
    before = await world.live.status(VERA, agent_id)
    assert (before.state, before.live_version, before.live_since, before.act) == ("draft", None, None, None)
    assert (before.has_changes, before.numbers, before.limits) == (False, (NUMBER,), Limits())
    switched = await world.activate(agent_id)
    assert switched.status == await world.live.status(VERA, agent_id)
    assert (switched.status.state, switched.status.live_version, switched.status.latest_version) == (
        "active", 1, 1
    )  # fmt: skip
    assert (switched.status.live_since, switched.status.act) == (switched.act.at, switched.act)
    await world.call(agent_id)
    await world.prompt(agent_id, "Ask for the name.")
    changed = await world.live.status(VERA, agent_id)
    assert (changed.has_changes, changed.calls, changed.changed_by_name) == (True, 1, "Ben")
    assert await world.live.statuses(VERA) == (changed,)
    assert await world.another_process().statuses(VERA) == (changed,)
    off = await world.deactivate(agent_id)
    assert (off.status.state, off.status.live_version, off.status.has_changes) == ("inactive", 1, True)
    assert (off.status.live_since, off.status.calls) == (None, 1)


async def test_l18_agents_are_listed_by_name_and_only_the_living_ones(world: LiveWorld) -> None:
    second = await world.ready("beta", "+15550100101")
    first = await world.ready("Alpha", "+15550100102")
    gone = await world.ready("Gamma", "+15550100103")
    await world.flows.delete(OLGA, gone)
    assert [each.agent_id for each in await world.live.statuses(VERA)] == [first, second]


async def test_l18_a_move_on_the_canvas_is_no_change(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.edit(agent_id, BEN, move_node("n_end", 4, 2))
    assert not (await world.live.status(PIA, agent_id)).has_changes
    with pytest.raises(Conflict, match="nothing to publish"):
        await world.publish(agent_id)
    assert (await world.live.status(PIA, agent_id)).latest_version == 1


async def test_l6_routing_says_what_the_row_says(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await world.numbers.add(OLGA, "+15550100199")
    assert await world.route("+15550100198") == NoRoute("unknown_number")
    assert await world.route("+15550100199") == NoRoute("unassigned")
    assert await world.route() == NoRoute("not_active")
    await world.activate(agent_id)
    found = await world.route()
    assert isinstance(found, Route)
    assert (found.agent_id, found.version) == (agent_id, 1)
    await world.deactivate(agent_id)
    assert await world.route() == NoRoute("not_active")
    await world.flows.delete(OLGA, agent_id)
    assert await world.route() == NoRoute("deleted")


async def test_l10_editing_and_saving_change_nothing_that_callers_hear(world: LiveWorld) -> None:
    agent_id = await world.active()
    heard = await world.route()
    await world.prompt(agent_id, "Something else.")
    saved = await world.flows.save_version(BEN, agent_id, "Mine")
    assert saved.version_number == 2
    assert await world.route() == heard
    assert await world.row(agent_id) == ("active", 1)


async def test_l10_an_act_never_changes_the_draft(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "The second one.")
    await world.publish(agent_id)
    before = await world.db.read(lambda tx: world.documents.read(tx, agent_id))
    await world.roll_back(agent_id, 1)
    await world.deactivate(agent_id)
    await world.activate(agent_id, version=2)
    after = await world.db.read(lambda tx: world.documents.read(tx, agent_id))
    assert document.read_state(before) == document.read_state(after)


async def test_l9_the_world_is_told_after_the_commit_once_each(world: LiveWorld) -> None:
    agent_id = await world.active()
    assert world.told == [
        AgentStatusChanged("wo_harbour", agent_id),
        VersionsChanged("wo_harbour", agent_id),
        AgentListChanged("wo_harbour", agent_id),
    ]
    world.told.clear()
    with pytest.raises(Conflict):
        await world.live.deactivate(PIA, agent_id, seen=DRAFT, key="k")
    assert world.told == []


async def test_l5_an_act_is_audited_with_what_was_before_and_after(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    page = await world.audit.entries(OLGA, subject=agent_id, limit=2)
    assert [(each.verb, each.actor_name, each.before, each.after) for each in page.entries] == [
        ("deactivated", "Pia", {"state": "active", "version": 1}, {"state": "inactive", "version": 1}),
        ("activated", "Pia", {"state": "draft", "version": None}, {"state": "active", "version": 1}),
    ]


async def test_l12_what_is_live_already_is_not_made_live(world: LiveWorld) -> None:
    agent_id = await world.active()
    with pytest.raises(Conflict, match="hear the draft already"):
        await world.publish(agent_id)
    with pytest.raises(Conflict, match="hear v1 already"):
        await world.roll_back(agent_id, 1)


async def test_l3_an_equal_draft_goes_live_as_the_version_there_is(world: LiveWorld) -> None:
    agent_id = await world.ready()
    await world.flows.save_version(BEN, agent_id)
    review = await world.live.review(PIA, agent_id)
    assert (review.number, review.is_new) == (1, False)
    assert (await world.activate(agent_id)).act.version == 1
    await world.prompt(agent_id, "Another one.")
    review = await world.live.review(PIA, agent_id)
    assert (review.number, review.is_new) == (2, True)
    assert (await world.publish(agent_id)).act.version == 2


async def test_l28_content_that_was_live_goes_live_again_as_the_version_it_is(world: LiveWorld) -> None:
    agent_id = await world.active()
    first = (await world.live.review(PIA, agent_id, 1)).hash
    await world.deactivate(agent_id)
    await world.prompt(agent_id, "Another one.", BEN)
    await world.flows.save_version(BEN, agent_id)
    await world.restore(agent_id, 1)
    review = await world.live.review(PIA, agent_id)
    assert (review.hash, review.number, review.is_new) == (first, 1, False)
    assert (await world.activate(agent_id)).act.version == 1
    assert (await world.row(agent_id), await world.heard()) == (("active", 1), 1)
    assert [each.number for each in await world.versions.versions(OLGA, agent_id)] == [2, 1]


async def test_l28_a_stored_version_that_never_was_live_serves_too(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "Another one.", BEN)
    await world.flows.save_version(BEN, agent_id)
    await world.prompt(agent_id, "A third one.", BEN)
    await world.flows.save_version(BEN, agent_id)
    await world.restore(agent_id, 2)
    assert (await world.live.review(PIA, agent_id)).number == 2
    assert (await world.publish(agent_id)).act.version == 2
    assert [each.number for each in await world.versions.versions(OLGA, agent_id)] == [3, 2, 1]


async def test_l28_changes_are_counted_from_the_content_that_went_live_last(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "By Ben.", BEN)
    await world.publish(agent_id)
    await world.restore(agent_id, 1)
    await world.publish(agent_id)
    await world.prompt(agent_id, "By Olga.", OLGA)
    review = await world.live.review(PIA, agent_id)
    assert [each.author.name for each in review.by_author] == ["Olga"]


@pytest.mark.parametrize("remembers", [True, False])
async def test_l3_a_change_after_the_review_is_shown_with_its_author(
    world: LiveWorld, remembers: bool
) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "Seen by Pia.", OLGA)
    review = await world.live.review(PIA, agent_id)
    await world.prompt(agent_id, "Not seen by Pia.", BEN)
    live = world.live if remembers else world.another_process()
    before = await world.facts()
    with pytest.raises(FlowChanged) as refused:
        await live.publish(PIA, agent_id, seen=Seen("active", 1), reviewed_hash=review.hash, key="k")
    (change,) = refused.value.changes
    assert (change.element, change.field, change.after) == (
        "nodes/n_conversation", "prompt", "Not seen by Pia."
    )  # fmt: skip
    names = [person.name for person in change.authors]
    assert names == (["Ben"] if remembers else ["Ben", "Olga"])
    assert "Ben" in refused.value.message
    assert "decide again" in refused.value.message
    assert refused.value.hash == (await world.live.review(PIA, agent_id)).hash != review.hash
    assert (refused.value.status, refused.value.code) == (409, "flow_changed")
    assert await world.facts() == before
    again = await live.publish(
        PIA, agent_id, seen=Seen("active", 1), reviewed_hash=refused.value.hash, key="k"
    )
    assert again.act.version == 2


async def test_l3_a_hash_that_nobody_reviewed_is_refused_before_anything_was_live(world: LiveWorld) -> None:
    agent_id = await world.ready()
    with pytest.raises(FlowChanged) as refused:
        await world.live.activate(PIA, agent_id, seen=DRAFT, reviewed_hash="0" * 64, key="k")
    assert refused.value.changes == ()
    assert "no longer the content you reviewed" in refused.value.message
    assert await world.row(agent_id) == ("draft", None)


async def test_l3_a_version_is_compared_too(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    await world.prompt(agent_id, "Another one.")
    draft = await world.live.review(PIA, agent_id)
    with pytest.raises(FlowChanged) as refused:
        await world.live.activate(
            PIA, agent_id, seen=Seen("inactive", 1), reviewed_hash=draft.hash, version=1, key="k"
        )
    assert refused.value.hash == (await world.live.review(PIA, agent_id, 1)).hash


async def test_l3_a_move_between_review_and_switch_is_no_change(world: LiveWorld) -> None:
    agent_id = await world.ready()
    review = await world.live.review(PIA, agent_id)
    await world.edit(agent_id, BEN, move_node("n_end", 9, 9))
    done = await world.live.activate(PIA, agent_id, seen=DRAFT, reviewed_hash=review.hash, key="k")
    assert done.act.version == 1


async def test_l4_what_blocks_blocks_and_says_what_to_do(world: LiveWorld) -> None:
    agent_id = (await world.flows.create(OLGA, "Night line")).id
    review = await world.live.review(PIA, agent_id)
    before = await world.facts()
    with pytest.raises(NotReady) as refused:
        await world.live.activate(PIA, agent_id, seen=DRAFT, reviewed_hash=review.hash, key="k")
    blocking = {line.id for line in refused.value.checklist.blocking}
    assert {"phone_number", "system_prompt", "problems"} <= blocking
    assert any(finding.path == ("settings", "system_prompt") for finding in refused.value.findings)
    assert (refused.value.status, refused.value.code) == (422, "not_ready")
    assert refused.value.message.startswith("“Night line” cannot go live yet.")
    assert await world.facts() == before


async def test_l4_an_earlier_version_that_never_was_live_has_to_be_ready(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.edit(agent_id, BEN, write_setting("system_prompt", ""))
    await world.flows.save_version(BEN, agent_id)
    with pytest.raises(NotReady, match="cannot go live"):
        await world.roll_back(agent_id, 2)
    assert await world.heard() == 1


async def test_l4_without_a_number_nothing_goes_live_again(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id)
    (number,) = await world.numbers.numbers(PIA)
    await world.numbers.assign(PIA, number.id, None)
    with pytest.raises(NotReady) as refused:
        await world.activate(agent_id, version=1)
    assert [line.id for line in refused.value.checklist.blocking] == ["phone_number"]


async def test_l4_the_slow_way_back_of_the_seed_works(world: LiveWorld) -> None:
    """Deactivate, fix by putting the former words back, reactivate with the draft."""
    agent_id = await world.active()
    old = document.read_state(await world.db.read(lambda tx: world.documents.read(tx, agent_id)))
    await world.prompt(agent_id, "A bad idea.")
    await world.publish(agent_id)
    await world.deactivate(agent_id)
    await world.prompt(agent_id, str(old.to_json()["nodes"]["n_conversation"]["fields"]["prompt"]))
    assert (await world.activate(agent_id)).act.version == 1
    assert (await world.live.review(PIA, agent_id, 1)).changes == ()


async def test_l5_two_agents_go_their_own_ways(world: LiveWorld) -> None:
    one = await world.active()
    other = await world.ready("Night line", "+15550100177")
    await world.activate(other)
    await world.deactivate(one)
    assert (await world.heard(), await world.heard("+15550100177")) == (None, 1)
    assert [number for number, *_ in await world.news()] == [1, 2, 3]


async def test_l8_a_role_withdrawn_meanwhile_counts(world: LiveWorld) -> None:
    agent_id = await world.ready()
    review = await world.live.review(PIA, agent_id)
    await world.demote(PIA, Role.EDITOR)
    before = await world.facts()
    with pytest.raises(Exception, match="role publisher or above"):
        await world.live.activate(PIA, agent_id, seen=DRAFT, reviewed_hash=review.hash, key="k")
    assert await world.facts() == before


async def test_l4_an_orphan_blocks_the_draft_and_not_what_is_live(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.edit(agent_id, BEN, cut_edge("e_done"))
    with pytest.raises(NotReady) as refused:
        await world.publish(agent_id)
    assert "orphans" in {line.id for line in refused.value.checklist.blocking}
    await world.deactivate(agent_id)
    assert (await world.activate(agent_id, version=1)).act.version == 1


async def test_l19_a_review_says_what_would_change_and_changes_nothing(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.prompt(agent_id, "By Ben.", BEN)
    touched = [("settings", "system_prompt")]
    await world.edit(agent_id, OLGA, write_setting("system_prompt", "By Olga."), touched)
    before = await world.facts()
    review = await world.live.review(VERA, agent_id)
    assert await world.facts() == before
    assert [(change.element, change.field) for change in review.changes] == [
        ("nodes/n_conversation", "prompt"),
        ("settings", "system_prompt"),
    ]
    by_author = [(each.author.name, [change.field for change in each.changes]) for each in review.by_author]
    assert by_author == [("Ben", ["prompt"]), ("Olga", ["system_prompt"])]
    assert sorted(person.name for person in review.told) == ["Ada", "Ben", "Max", "Olga", "Pia"]
    assert (review.node_count, review.edge_count) == (3, 2)
    assert review.checklist.hash == review.hash
    assert (await world.live.review(VERA, agent_id, 1)).changes == ()
    with pytest.raises(NotFound, match="no version 7"):
        await world.live.review(VERA, agent_id, 7)


async def test_l21_an_evaluation_agrees_with_findings_and_difference(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.edit(agent_id, BEN, cut_edge("e_done"))
    state = await world.db.read(lambda tx: world.documents.read(tx, agent_id))
    for live in (world.live, world.another_process(), world.live):
        answer = await live.evaluate(agent_id, state)
        review = await live.review(VERA, agent_id)
        assert answer["hash"] == review.hash
        assert answer["changes"] == len(review.changes) == 1
        assert answer["list"] == [each.to_json() for each in await live.findings(VERA, agent_id)]
        assert answer["list"]


async def test_l21_before_anything_was_live_nothing_is_counted(world: LiveWorld) -> None:
    agent_id = await world.ready()
    state = await world.db.read(lambda tx: world.documents.read(tx, agent_id))
    assert (await world.live.evaluate(agent_id, state))["changes"] == 0
