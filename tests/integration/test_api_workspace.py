"""Numbers, inbox and audit over ``/api/v1``."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.kit import clock
from app.people.roles import Role
from tests.integration.api_world import Program
from tests.integration.web_world import WebWorld


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Program]:
    world = WebWorld(tmp_path)
    yield await Program.of(world, await world.found())
    world.close()


async def test_a_number_is_added_labelled_assigned_and_removed(owner: Program) -> None:
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Front"}))["id"]
    made = await owner.ask("POST", "/numbers", 201, json={"number": "+1 (555) 010-0100", "label": "Main"})
    assert (made["number"], made["label"], made["agent_id"]) == ("+15550100100", "Main", None)
    one = f"/numbers/{made['id']}"
    assert (await owner.ask("PATCH", one, json={"label": "Night"}))["label"] == "Night"
    led = await owner.ask("PUT", f"{one}/agent", json={"agent_id": agent})
    assert (led["agent_id"], led["agent_name"]) == (agent, "Front")
    assert (await owner.ask("GET", f"/agents/{agent}"))["numbers"] == ["+15550100100"]
    assert (await owner.ask("PUT", f"{one}/agent", json={"agent_id": None}))["agent_id"] is None
    assert await owner.ask("DELETE", one, 204) is None
    assert await owner.ask("GET", "/numbers") == {"numbers": []}
    await owner.refused("DELETE", one, 404)


@pytest.mark.parametrize(
    "number", ["", "5550100100", "+0155501001", "+1555", "+1" + "5" * 15, "+1555x100100", "+١٢٣٤٥٦٧٨"]
)  # fmt: skip
async def test_what_is_no_e164_number_is_refused(owner: Program, number: str) -> None:
    error = await owner.refused("POST", "/numbers", 422, json={"number": number})
    assert error["code"] == "invalid"
    assert await owner.ask("GET", "/numbers") == {"numbers": []}


async def test_a_number_leads_to_one_place(owner: Program) -> None:
    agent = await owner.agent()
    other = (await owner.ask("POST", "/agents", 201, json={"name": "Other"}))["id"]
    await owner.refused("POST", "/numbers", 409, json={"number": "+15550100100"})
    (number,) = (await owner.ask("GET", "/numbers"))["numbers"]
    await owner.refused("PUT", f"/numbers/{number['id']}/agent", 409, json={"agent_id": other})
    await owner.refused("PUT", f"/numbers/{number['id']}/agent", 404, json={"agent_id": "ag_never"})
    assert (await owner.ask("GET", "/numbers"))["numbers"] == [number]
    assert number["agent_id"] == agent


async def test_the_last_number_of_an_active_agent_stays(owner: Program) -> None:
    agent = await owner.agent()
    await owner.live(agent)
    (number,) = (await owner.ask("GET", "/numbers"))["numbers"]
    await owner.refused("DELETE", f"/numbers/{number['id']}", 409)
    await owner.refused("PUT", f"/numbers/{number['id']}/agent", 409, json={"agent_id": None})
    assert (await owner.ask("GET", f"/agents/{agent}"))["numbers"] == ["+15550100100"]


async def test_news_reaches_the_others_until_they_saw_it(owner: Program) -> None:
    owner.world.clock.at = clock.now() - timedelta(minutes=1)  # who joined before it is told
    editor = await Program.of(owner.world, await owner.world.join(owner.signed.actor, Role.EDITOR))
    assert await editor.ask("GET", "/inbox") == {"items": [], "unread": 0}
    await owner.live(await owner.agent())
    inbox = await editor.ask("GET", "/inbox")
    (item,) = inbox["items"]
    assert (inbox["unread"], item["kind"], item["version"]) == (1, "activated", 1)
    assert (item["unread"], item["mine"], item["actor"]["name"]) == (True, False, "Olga")
    assert (await owner.ask("GET", "/inbox"))["unread"] == 0
    seen = await editor.ask("POST", "/inbox/seen", json={"number": item["number"]})
    assert (seen["unread"], seen["items"][0]["unread"]) == (0, False)
    await editor.refused("POST", "/inbox/seen", 422, json={"number": -1})


async def test_the_audit_is_paged_filtered_and_for_admins(owner: Program) -> None:
    await owner.live(await owner.agent())
    seen: list[str] = []
    before: dict[str, str] = {}
    while True:
        page = await owner.ask("GET", "/audit", params={"limit": 2, **before})
        seen += [each["id"] for each in page["entries"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    whole = await owner.ask("GET", "/audit", params={"limit": 200})
    assert seen == [each["id"] for each in whole["entries"]]
    verb = whole["entries"][0]["verb"]
    only = await owner.ask("GET", "/audit", params={"verb": verb})
    assert {each["verb"] for each in only["entries"]} == {verb}
    assert "cw_" not in str(whole)
    publisher = await Program.of(owner.world, await owner.world.join(owner.signed.actor, Role.PUBLISHER))
    assert (await publisher.refused("GET", "/audit", 403))["code"] == "forbidden"
    await owner.refused("GET", "/audit", 404, params={"before": "au_never"})
