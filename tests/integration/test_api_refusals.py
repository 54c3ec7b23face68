"""Every refusal of ``/api/v1`` has one shape, and says what to do."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.web.api.doors import API, API_DOORS
from app.web.door import Door
from tests.integration.api_world import API_KNOCKS, Program
from tests.integration.web_world import ORIGIN, WebWorld

ASKING = [door for door in API_DOORS if door.name not in ("", "describe")]
OF_SOMETHING = [door for door in ASKING if "{" in door.path]
WITH_BODY = [door for door in ASKING if door.body]


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Program]:
    world = WebWorld(tmp_path)
    yield await Program.of(world, await world.found())
    world.close()


def knock(door: Door, **filled: str) -> tuple[str, str, dict[str, Any]]:
    """Return method, path below the API and the rest of a request that this door understands."""
    known = {"agent_id": "ag_x", "number_id": "pn_x", "number": "1", "line": "happy_path", **filled}
    how = {key: value for key, value in API_KNOCKS[(door.method, door.path)].items() if key != "answers"}
    return door.method, door.path.removeprefix(API).format(**known), how


NOWHERE = (
    "",
    "/",
    "/nothing",
    "/agents/",
    "/agents/ag_x/",
    "/agents//findings",
    "/agents/ag_x/nothing",
    "/AGENTS",
)


async def test_where_nothing_is_json_says_so(owner: Program) -> None:
    for path in NOWHERE:
        for method in ("GET", "POST", "DELETE", "OPTIONS", "BREW"):
            answer = await owner.client.request(method, f"{API}{path}")
            assert answer.status_code == 404, (method, path)
            assert answer.headers["content-type"] == "application/json"
            assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/agents", "GET, HEAD, POST"),
        ("/agents/ag_x", "DELETE, GET, HEAD, PATCH"),
        ("/agents/ag_x/activate", "POST"),
        ("/openapi.json", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(owner: Program, path: str, allowed: str) -> None:
    for method in ("PUT", "OPTIONS", "TRACE", "BREW"):
        answer = await owner.client.request(method, f"{API}{path}")
        assert answer.status_code == 405, method
        assert answer.headers["allow"] == allowed
        assert answer.json()["error"]["code"] == "method_not_allowed"


async def test_a_program_without_a_token_is_asked_to_sign_in(owner: Program) -> None:
    async with owner.world.browser(origin=None) as nobody:
        for method, path, how in map(knock, ASKING):
            answer = await nobody.request(method, f"{API}{path}", **how)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed_out"), path
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_what_another_workspace_has_is_not_found_like_what_never_was(owner: Program) -> None:
    world = owner.world
    stranger = await Program.of(world, await world.found("Garage", "stranger@example.com"))
    theirs = await stranger.agent(number="+1 555 010 0111")
    await stranger.live(theirs)
    (number,) = (await stranger.ask("GET", "/numbers"))["numbers"]
    before = await stranger.ask("GET", f"/agents/{theirs}")
    for door in OF_SOMETHING:
        method, path, how = knock(door, agent_id=theirs, number_id=number["id"])
        guessed = await owner.refused(method, path, 404, **how)
        method, path, how = knock(door)
        assert await owner.refused(method, path, 404, **how) == guessed
    assert await stranger.ask("GET", f"/agents/{theirs}") == before


async def test_a_deleted_agent_is_not_found(owner: Program) -> None:
    agent = (await owner.ask("POST", "/agents", 201, json={"name": "Gone"}))["id"]
    await owner.ask("POST", f"/agents/{agent}/versions", 201, json={"name": "Last"})
    await owner.ask("DELETE", f"/agents/{agent}", 204)
    for door in OF_SOMETHING:
        if "{agent_id}" in door.path and door.name not in ("recover_agent", "erase_agent"):
            method, path, how = knock(door, agent_id=agent)
            assert (await owner.refused(method, path, 404, **how))["code"] == "not_found"


@pytest.mark.parametrize("part", ["%00", "%2e%2e%2fx", "ag%20x", "%f0%9f%98%80", "a" * 5_000, "%ff", "'--"])
async def test_an_id_that_cannot_be_one_is_not_found(owner: Program, part: str) -> None:
    filled = {"agent_id": part, "number_id": part, "number": part, "line": part}
    for door in OF_SOMETHING:
        method, path, how = knock(door, **filled)
        await owner.refused(method, path, 404, **how)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"name": "\\ud800"}', b"[" * 10_000, b'{"a":' * 5_000, b"NaN"],
)
async def test_a_body_that_is_no_json_object_is_refused(owner: Program, content: bytes) -> None:
    for method, path, how in map(knock, WITH_BODY):
        headers = {**how.get("headers", {}), "Content-Type": "application/json"}
        error = await owner.refused(method, path, 422, content=content, headers=headers)
        assert error["code"] == "invalid"


async def test_only_json_is_taken_and_only_what_is_known(owner: Program) -> None:
    for method, path, how in map(knock, WITH_BODY):
        form = {**how, "json": None, "data": how["json"]}
        assert "Content-Type" in (await owner.refused(method, path, 422, **form))["message"]
        more = {**how, "json": {**how["json"], "colour": "red"}}
        assert (await owner.refused(method, path, 422, **more))["field"] == "colour"


async def test_bodies_are_bounded(owner: Program) -> None:
    for door in WITH_BODY:
        method, path, how = knock(door)
        headers = {**how.get("headers", {}), "Content-Type": "application/json"}
        content = b'{"name": "' + b"x" * door.body_limit_bytes + b'"}'
        error = await owner.refused(method, path, 413, content=content, headers=headers)
        assert error["code"] == "too_large"


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://localhost:3001"])
async def test_a_foreign_page_gets_nothing_done(owner: Program, origin: str | None) -> None:
    async with owner.world.browser(owner.signed, origin=origin) as page:
        for door in ASKING:
            if door.is_unsafe:
                method, path, how = knock(door)
                answer = await page.request(method, f"{API}{path}", **how)
                assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_origin"), path
    assert await owner.ask("GET", "/agents") == {"agents": []}


async def test_a_page_of_ours_is_let_in_by_its_cookie(owner: Program) -> None:
    async with owner.world.browser(owner.signed, origin=ORIGIN) as page:
        assert (await page.post(f"{API}/agents", json={"name": "Front"})).status_code == 201


async def test_a_database_that_is_held_is_told_and_helped_by_waiting(owner: Program) -> None:
    path = owner.world.settings.data_dir / "callweave.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    error = await owner.refused("POST", "/agents", 503, json={"name": "Front"})
    other.close()
    assert error["code"] == "unavailable"


async def test_an_accident_is_told_without_its_details(
    owner: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_arguments: Any) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(type(owner.world.flows), "deleted_agents", fall)
    error = (await owner.ask("GET", "/deleted-agents", 500))["error"]
    assert error["code"] == "unexpected"
    assert "secret" not in str(error)
    assert error["id"] in error["message"]


async def test_the_document_is_open_to_everybody(owner: Program) -> None:
    async with owner.world.browser(origin=None) as nobody:
        answer = await nobody.get(f"{API}/openapi.json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")
