"""Agents, versions and history over ``/api/v1``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.flows import portable
from tests.integration.api_world import Program
from tests.integration.web_world import WebWorld


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Program]:
    world = WebWorld(tmp_path)
    yield await Program.of(world, await world.found())
    world.close()


async def with_versions(owner: Program, languages: tuple[str, ...] = ("de-DE", "fr-FR", "es-ES")) -> str:
    """Make an agent with as many versions as languages, each named by its own."""
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Bare"}))["id"]
    for language in languages:
        await owner.edit(agent, language)
        made = await owner.ask("POST", f"/agents/{agent}/versions", 201, json={"name": language})
        assert made["name"] == language
    return agent


async def test_agents_are_made_renamed_deleted_and_brought_back(owner: Program) -> None:
    made = await owner.ask("POST", "/agents", 201, json={"name": " Front  desk "})
    assert (made["name"], made["state"], made["live_version"]) == ("Front desk", "draft", None)
    one = f"/agents/{made['id']}"
    assert (await owner.ask("GET", one)) == made
    assert (await owner.ask("PATCH", one, json={"name": "Night"}))["name"] == "Night"
    assert [each["name"] for each in (await owner.ask("GET", "/agents"))["agents"]] == ["Night"]
    taken = await owner.refused("POST", "/agents", 409, json={"name": "NIGHT"})
    assert taken["code"] == "conflict"
    assert await owner.ask("DELETE", one, 204) is None
    await owner.refused("GET", one, 404)
    (gone,) = (await owner.ask("GET", "/deleted-agents"))["agents"]
    assert (gone["id"], gone["deleted_by_name"]) == (made["id"], "Olga")
    assert (await owner.ask("POST", f"{one}/recover"))["name"] == "Night"
    await owner.refused("POST", f"{one}/recover", 404)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "bell\a"])
async def test_a_name_that_cannot_be_is_refused(owner: Program, name: str) -> None:
    await owner.refused("POST", "/agents", 422, json={"name": name})
    assert await owner.ask("GET", "/agents") == {"agents": []}


async def test_versions_come_in_pages_the_latest_first(owner: Program) -> None:
    agent = await with_versions(owner)
    first = await owner.ask("GET", f"/agents/{agent}/versions", params={"limit": 2})
    assert [each["number"] for each in first["versions"]] == [3, 2]
    rest = await owner.ask("GET", f"/agents/{agent}/versions", params={"before": first["next"]})
    assert ([each["number"] for each in rest["versions"]], rest["next"]) == ([1], None)
    one = await owner.ask("GET", f"/agents/{agent}/versions/2")
    assert (one["name"], one["is_live"]) == ("fr-FR", False)


async def test_a_version_that_is_none_is_not_found(owner: Program) -> None:
    agent = await with_versions(owner)
    for number in ("0", "4", "-1", "x", "1.0", "2147483648", "9" * 30, "1e3", "١"):
        one = f"/agents/{agent}/versions/{number}"
        await owner.refused("GET", one, 404)
        await owner.refused("GET", f"{one}/export", 404)
        await owner.refused("POST", f"{one}/restore", 404)
        await owner.refused("PATCH", one, 404, json={"name": "x"})
    assert len((await owner.ask("GET", f"/agents/{agent}/history"))["events"]) == 4


async def test_a_version_of_another_agent_is_not_restored(owner: Program) -> None:
    agent = await with_versions(owner)
    bare = (await owner.ask("POST", "/agents", 201, json={"name": "Other"}))["id"]
    await owner.refused("POST", f"/agents/{bare}/versions/3/restore", 404)
    assert (await owner.ask("GET", f"/agents/{agent}/versions"))["versions"][0]["number"] == 3


async def test_the_difference_between_any_two_contents(owner: Program) -> None:
    agent = await with_versions(owner)
    path = f"/agents/{agent}/compare"
    found = await owner.ask("GET", path, params={"older": 1, "newer": "draft"})
    (change,) = found["changes"]
    assert (change["section"], change["element"], change["field"]) == ("settings", "settings", "language")
    assert change["side"] == "changed"
    assert (await owner.ask("GET", path, params={"older": 3, "newer": "draft"}))["changes"] == []
    await owner.refused("GET", path, 404, params={"older": "live", "newer": "draft"})
    await owner.refused("GET", path, 404, params={"older": 9, "newer": "draft"})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "older"),
        ({"older": "1"}, "newer"),
        ({"older": "1", "newer": "0"}, "newer"),
        ({"older": "latest", "newer": "1"}, "older"),
        ({"older": "1", "newer": "2", "limit": "3"}, "limit"),
    ],
)
async def test_a_query_that_cannot_be_understood_names_the_field(
    owner: Program, query: dict[str, str], field: str
) -> None:
    agent = await with_versions(owner)
    error = await owner.refused("GET", f"/agents/{agent}/compare", 422, params=query)
    assert error["field"].startswith(field)


async def test_a_restore_brings_the_content_back_and_keeps_what_was(owner: Program) -> None:
    agent = await with_versions(owner)
    await owner.edit(agent, "it-IT")
    restored = await owner.ask("POST", f"/agents/{agent}/versions/1/restore")
    assert (restored["version"], restored["safety"], restored["changes"]) == (1, 4, 1)
    same = await owner.ask("GET", f"/agents/{agent}/compare", params={"older": 1, "newer": "draft"})
    assert same["changes"] == []
    event = (await owner.ask("GET", f"/agents/{agent}/history", params={"kind": "restored"}))["events"][0]
    assert (event["version"], event["was"]) == (1, 4)


async def test_an_exported_version_is_imported_as_it_was(owner: Program) -> None:
    agent = await with_versions(owner)
    answer = await owner.client.get(f"/api/v1/agents/{agent}/versions/1/export")
    assert "attachment" in answer.headers["content-disposition"]
    _name, graph = portable.read(answer.content)
    version = await owner.ask("GET", f"/agents/{agent}/versions/1")
    assert graph.content_hash() == version["hash"]


async def test_a_version_is_named_and_unnamed(owner: Program) -> None:
    agent = await with_versions(owner)
    path = f"/agents/{agent}/versions/2"
    assert (await owner.ask("PATCH", path, json={"name": "Easter"}))["name"] == "Easter"
    assert (await owner.ask("PATCH", path, json={"name": ""}))["name"] == ""
    await owner.refused("PATCH", path, 422, json={"name": "x" * 1_000})


async def test_the_history_is_paged_and_filtered(owner: Program) -> None:
    agent = await with_versions(owner)
    path = f"/agents/{agent}/history"
    seen: list[int] = []
    before: dict[str, int] = {}
    while True:
        page = await owner.ask("GET", path, params={"limit": 1, **before})
        seen += [each["number"] for each in page["events"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 4
    created = await owner.ask("GET", path, params={"kind": "created"})
    assert [each["kind"] for each in created["events"]] == ["created"]
    mine = await owner.ask("GET", path, params={"author": owner.signed.actor.user_id})
    assert len(mine["events"]) == 4
    assert (await owner.ask("GET", path, params={"author": "us_nobody"}))["events"] == []
    assert [each["name"] for each in mine["authors"]] == ["Olga"]


async def test_pages_are_bounded(owner: Program) -> None:
    for path in ("/agents/ag_x/history", "/agents/ag_x/versions", "/inbox", "/audit"):
        for limit in ("0", "201", "-1", "x", "1.5", "9" * 40):
            error = await owner.refused("GET", path, 422, params={"limit": limit})
            assert error["field"] == "limit"
