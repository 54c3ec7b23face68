"""Going live over ``/api/v1``: ready or not, once, by whom, and never by mistake."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.people.roles import Role
from tests.integration.api_world import HASH, Program
from tests.integration.web_world import WebWorld


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Program]:
    world = WebWorld(tmp_path)
    yield await Program.of(world, await world.found())
    world.close()


async def kinds(program: Program, agent_id: str) -> list[str]:
    """What the history says, the latest first."""
    return [each["kind"] for each in (await program.ask("GET", f"/agents/{agent_id}/history"))["events"]]


async def test_an_agent_goes_live_changes_goes_back_and_off_and_on_again(owner: Program) -> None:
    agent = await owner.agent()
    first = await owner.live(agent)
    assert (first["status"]["state"], first["status"]["live_version"]) == ("active", 1)
    assert first["act"]["kind"] == "activated"
    await owner.edit(agent, "de-DE")
    assert (await owner.ask("GET", f"/agents/{agent}"))["has_changes"] is True
    await owner.tick(agent)
    review = await owner.ask("GET", f"/agents/{agent}/review")
    assert (review["number"], review["is_new"]) == (2, True)
    assert [each["label"] for each in review["changes"]] != []
    published = await owner.switch(agent, "publish", "k2", **await owner.reviewed(agent), note="German")
    assert (published["status"]["live_version"], published["act"]["was"]) == (2, 1)
    assert published["act"]["note"] == "German"
    back = await owner.switch(
        agent, "roll-back", "k3", seen={"state": "active", "live_version": 2}, version=1
    )
    assert (back["status"]["live_version"], back["act"]["kind"]) == (1, "rolled_back")
    off = await owner.switch(agent, "deactivate", "k4", seen={"state": "active", "live_version": 1})
    assert (off["status"]["state"], off["status"]["live_version"]) == ("inactive", 1)
    reviewed = await owner.reviewed(agent, version=1)
    again = await owner.switch(agent, "activate", "k5", **reviewed, version=1)
    assert (again["status"]["state"], again["status"]["live_version"]) == ("active", 1)
    acts = [each for each in await kinds(owner, agent) if each not in ("created", "saved")]
    assert acts == ["activated", "deactivated", "rolled_back", "published", "activated"]


async def test_a_request_repeated_with_its_key_is_answered_the_same_and_not_done_twice(
    owner: Program,
) -> None:
    agent = await owner.agent()
    body = await owner.reviewed(agent)
    first = await owner.switch(agent, "activate", "once", **body)
    told = await kinds(owner, agent)
    assert await owner.switch(agent, "activate", "once", **body) == first
    assert await kinds(owner, agent) == told
    other = {**body, "note": "another request"}
    error = (await owner.switch(agent, "activate", "once", 409, **other))["error"]
    assert error["code"] == "conflict"


async def test_whoever_comes_second_is_told_what_is_true_now(owner: Program) -> None:
    agent = await owner.agent()
    body = await owner.reviewed(agent)
    await owner.switch(agent, "activate", "first", **body)
    error = (await owner.switch(agent, "activate", "second", 409, **body))["error"]
    assert error["code"] == "already_switched"
    assert (error["status"]["id"], error["status"]["state"]) == (agent, "active")
    assert error["status"]["live_version"] == 1
    assert "Olga" in error["message"]


async def test_a_flow_that_changed_since_the_review_is_shown_and_asked_about_again(owner: Program) -> None:
    agent = await owner.agent()
    body = await owner.reviewed(agent)
    await owner.edit(agent, "de-DE")
    await owner.tick(agent)
    error = (await owner.switch(agent, "activate", "k", 409, **body))["error"]
    assert error["code"] == "flow_changed"
    assert error["changes"]
    assert (await owner.ask("GET", f"/agents/{agent}"))["state"] == "draft"
    after = {**body, "reviewed_hash": error["hash"]}
    assert (await owner.switch(agent, "activate", "k2", **after))["status"]["state"] == "active"


async def test_what_is_missing_is_told_where_an_agent_is_not_ready(owner: Program) -> None:
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Bare"}))["id"]
    error = (await owner.switch(agent, "activate", "k", 422, **await owner.reviewed(agent)))["error"]
    assert error["code"] == "not_ready"
    assert [line for line in error["checklist"]["lines"] if line["blocks"] and line["state"] == "failing"]
    assert error["findings"] == (await owner.ask("GET", f"/agents/{agent}/findings"))["findings"]
    assert (await owner.ask("GET", f"/agents/{agent}"))["state"] == "draft"
    assert await kinds(owner, agent) == ["created"]


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({}, "Idempotency-Key"),
        ({"Idempotency-Key": " "}, "Idempotency-Key"),
        ({"Idempotency-Key": "k" * 101}, "Idempotency-Key"),
    ],
)
async def test_a_switch_needs_a_key(owner: Program, headers: dict[str, str], field: str) -> None:
    agent = await owner.agent()
    how: dict[str, Any] = {"json": await owner.reviewed(agent), "headers": headers}
    error = await owner.refused("POST", f"/agents/{agent}/activate", 422, **how)
    assert (error["code"], error["field"]) == ("invalid", field)
    assert (await owner.ask("GET", f"/agents/{agent}"))["state"] == "draft"


@pytest.mark.parametrize(
    ("chars", "status", "code"),
    [(2_001, 422, "invalid"), (100_000, 422, "invalid"), (200_000, 413, "too_large")],
)
async def test_a_note_that_is_too_long_changes_nothing(
    owner: Program, chars: int, status: int, code: str
) -> None:
    agent = await owner.agent()
    body = {**await owner.reviewed(agent), "note": "n" * chars}
    error = (await owner.switch(agent, "activate", "k", status, **body))["error"]
    assert error["code"] == code
    assert (await owner.ask("GET", f"/agents/{agent}"))["state"] == "draft"
    assert "activated" not in await kinds(owner, agent)


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("activate", {}, "seen"),
        ("activate", {"seen": {}, "reviewed_hash": HASH}, "seen.state"),
        ("activate", {"seen": {"state": "live", "live_version": None}, "reviewed_hash": HASH}, "seen.state"),
        ("activate", {"seen": {"state": "draft"}, "reviewed_hash": HASH}, "seen.live_version"),
        ("activate", {"seen": {"state": "draft", "live_version": 0}, "reviewed_hash": HASH}, "seen.live_version"),
        ("publish", {"seen": {"state": "active", "live_version": 1}, "reviewed_hash": "x"}, "reviewed_hash"),
        ("publish", {"seen": {"state": "active", "live_version": 1}, "reviewed_hash": HASH, "version": 1}, "version"),
        ("roll-back", {"seen": {"state": "active", "live_version": 1}}, "version"),
        ("roll-back", {"seen": {"state": "active", "live_version": 1}, "version": "1"}, "version"),
        ("roll-back", {"seen": {"state": "active", "live_version": 1}, "version": 2**31}, "version"),
        ("deactivate", {"seen": {"state": "active", "live_version": 1}, "note": "a\0b"}, "note"),
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_understood_is_refused_by_the_field(
    owner: Program, verb: str, body: dict[str, Any], field: str
) -> None:
    error = (await owner.switch("ag_x", verb, "k", 422, **body))["error"]
    assert (error["code"], error["field"]) == ("invalid", field)
    assert field in error["message"]


async def test_nothing_new_is_not_published_and_a_pause_is_not_rolled_back(owner: Program) -> None:
    agent = await owner.agent()
    await owner.live(agent)
    await owner.switch(agent, "publish", "k", 409, **await owner.reviewed(agent))
    await owner.switch(agent, "deactivate", "off", seen={"state": "active", "live_version": 1})
    seen = {"state": "inactive", "live_version": 1}
    await owner.switch(agent, "deactivate", "off2", 409, seen=seen)
    await owner.switch(agent, "roll-back", "back", 409, seen=seen, version=1)
    await owner.switch(agent, "publish", "pub", 409, **await owner.reviewed(agent))


async def test_a_version_that_never_was_is_not_found(owner: Program) -> None:
    agent = await owner.agent()
    await owner.live(agent)
    seen = {"state": "active", "live_version": 1}
    error = (await owner.switch(agent, "roll-back", "k", 404, seen=seen, version=9))["error"]
    assert error["code"] == "not_found"
    assert (await owner.ask("GET", f"/agents/{agent}"))["live_version"] == 1
    await owner.refused("GET", f"/agents/{agent}/review", 404, params={"version": 9})


async def test_ticks_are_given_taken_back_and_bound_to_what_was_seen(owner: Program) -> None:
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Bare"}))["id"]
    checklist = await owner.ask("GET", f"/agents/{agent}/checklist")
    line = next(each for each in checklist["lines"] if each["ticked"])
    path = f"/agents/{agent}/checklist/{line['id']}/tick"
    ticked = await owner.ask("POST", path, json={"part": line["part"]})
    (mine,) = [each for each in ticked["lines"] if each["id"] == line["id"]]
    assert mine["state"] == "done"
    assert [tick["by"]["name"] for tick in mine["ticks"]] == ["Olga"]
    back = await owner.ask("DELETE", path, params={"part": line["part"]})
    assert [each["ticks"] for each in back["lines"] if each["id"] == line["id"]] == [[]]
    stale = await owner.refused("POST", path, 409, json={"part": "of another content"})
    assert stale["code"] == "conflict"
    await owner.refused("POST", path, 422, json={})
    await owner.refused("DELETE", path, 422)


async def test_limits_are_set_by_publishers_and_mean_what_they_say(owner: Program) -> None:
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Bare"}))["id"]
    none = {"concurrent_calls": None, "calls_per_day": None}
    assert await owner.ask("GET", f"/agents/{agent}/limits") == none
    some = {"concurrent_calls": 4, "calls_per_day": 200}
    assert await owner.ask("PUT", f"/agents/{agent}/limits", json=some) == some
    assert (await owner.ask("GET", f"/agents/{agent}"))["limits"] == some
    for bad in (
        {},
        {"concurrent_calls": 0, "calls_per_day": 1},
        {"concurrent_calls": 1.5, "calls_per_day": 1},
    ):
        await owner.refused("PUT", f"/agents/{agent}/limits", 422, json=bad)
    assert await owner.ask("GET", f"/agents/{agent}/limits") == some


@pytest.mark.parametrize("verb", ["activate", "publish", "deactivate", "roll-back"])
async def test_an_editor_switches_nothing(owner: Program, verb: str) -> None:
    agent = await owner.agent()
    await owner.live(agent)
    editor = await Program.of(owner.world, await owner.world.join(owner.signed.actor, Role.EDITOR))
    before = await owner.ask("GET", f"/agents/{agent}/history")
    seen = {"state": "active", "live_version": 1}
    body: dict[str, Any] = {
        "seen": seen,
        **({} if verb in ("deactivate", "roll-back") else {"reviewed_hash": HASH}),
    }
    body |= {"version": 1} if verb == "roll-back" else {}
    error = (await editor.switch(agent, verb, "k", 403, **body))["error"]
    assert error["code"] == "forbidden"
    assert "publisher" in error["message"]
    assert await owner.ask("GET", f"/agents/{agent}/history") == before
