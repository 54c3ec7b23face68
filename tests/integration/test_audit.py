"""Reading the audit."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.audit import service
from app.audit.answers import AuditPage, Who
from app.errors import Forbidden, NotFound
from app.people.actor import Actor
from tests.integration.live_world import ADA, BEN, OLGA, PIA, VERA, ZOE, LiveWorld


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


@pytest.mark.parametrize("actor", [PIA, BEN, VERA], ids=lambda actor: actor.role)
async def test_l27_only_those_who_manage_members_may_look(world: LiveWorld, actor: Actor) -> None:
    with pytest.raises(Forbidden, match="admin or above"):
        await world.audit.entries(actor)


async def test_l27_who_what_when_from_where_before_and_after(world: LiveWorld) -> None:
    agent_id = await world.active()
    entry = (await world.audit.entries(ADA)).entries[0]
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("activated", "agent", agent_id)
    assert (entry.actor_id, entry.actor_name, entry.actor_kind, entry.address) == (
        PIA.user_id, "Pia", "person", "192.0.2.7"
    )  # fmt: skip
    assert entry.at.tzinfo is not None
    assert (entry.before, entry.after) == (
        {"state": "draft", "version": None},
        {"state": "active", "version": 1},
    )
    assert (await world.audit.entries(ZOE)).entries == ()


async def pages(world: LiveWorld, **more: str) -> list[AuditPage]:
    """Page by page, from the newest to the end."""
    found = [await world.audit.entries(OLGA, limit=3, **more)]
    while found[-1].next:
        found.append(await world.audit.entries(OLGA, before=found[-1].next, limit=3, **more))
    return found


@pytest.mark.parametrize("same_time", [False, True])
async def test_l27_page_by_page_without_a_gap_or_a_repeat(
    world: LiveWorld, same_time: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if same_time:
        monkeypatch.setattr(service, "now", lambda: datetime(2026, 5, 1, tzinfo=UTC))
    agent_id = await world.active()
    await world.deactivate(agent_id)
    whole = (await world.audit.entries(OLGA)).entries
    assert len(whole) == 5
    read = await pages(world)
    assert [len(page.entries) for page in read] == [3, 2]
    assert tuple(entry for page in read for entry in page.entries) == whole
    assert [entry.at for entry in whole] == sorted((entry.at for entry in whole), reverse=True)
    exact = await world.audit.entries(OLGA, limit=5)
    assert (len(exact.entries), exact.next) == (5, None)


async def test_l27_by_person_deed_and_subject(world: LiveWorld) -> None:
    agent_id = await world.active()
    await world.deactivate(agent_id, OLGA)
    page = await world.audit.entries(OLGA, who=PIA.user_id)
    assert [each.verb for each in page.entries] == ["activated"]
    page = await world.audit.entries(OLGA, verb="deactivated")
    assert [each.actor_name for each in page.entries] == ["Olga"]
    assert {each.subject_kind for each in (await world.audit.entries(OLGA, subject="number")).entries} == {
        "number"
    }
    assert {each.subject_id for each in (await world.audit.entries(OLGA, subject=agent_id)).entries} == {
        agent_id
    }
    assert (await world.audit.entries(OLGA, who=PIA.user_id, verb="deactivated")).entries == ()
    assert page.actors == (Who(OLGA.user_id, "Olga"), Who(PIA.user_id, "Pia"))
    assert page.verbs == (
        "activated", "agent_created", "deactivated", "number_added", "number_assigned"
    )  # fmt: skip


async def test_l27_a_place_that_is_not_there_is_said_so(world: LiveWorld) -> None:
    await world.active()
    entry = (await world.audit.entries(OLGA)).entries[0]
    with pytest.raises(NotFound, match="Start again"):
        await world.audit.entries(OLGA, before="au_never")
    with pytest.raises(NotFound):
        await world.audit.entries(ZOE, before=entry.id)
