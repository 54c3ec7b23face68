"""Every HTTP door with every role, signed out, and by token: who gets in is what the registry declares."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from app.flows import portable
from app.flows.starter import starter
from app.people.roles import PERMISSIONS, Permission, Role
from app.people.values import SignedIn
from app.web.api.doors import API
from app.web.doors import DOORS, Door, Public
from app.web.routes import routes
from tests.integration.api_world import API_KNOCKS
from tests.integration.people_world import PASSWORD
from tests.integration.web_world import WebWorld

AN_AGENT = portable.write("Night line", starter())

# How to knock at each door so that, once let in, the handler has what it needs.
KNOCKS: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/auth/setup"): {"json": {"token": "x"}},
    ("POST", "/auth/sign-in"): {"json": {"email": "owner@example.com", "password": PASSWORD}},
    ("POST", "/auth/sign-out"): {"json": {}},
    ("POST", "/auth/invitation"): {"json": {"token": "x"}},
    ("POST", "/auth/password"): {"json": {"old_password": PASSWORD, "new_password": "another good phrase"}},
    ("GET", "/auth/me"): {},
    ("GET", "/auth/address"): {},
    ("GET", "/agents/{agent_id}/export.json"): {},
    ("GET", "/agents/{agent_id}/versions/{number}/state.bin"): {},
    ("POST", "/agents/import"): {
        "content": AN_AGENT,
        "headers": {"Content-Type": "application/json"},
    },
    ("GET", "/healthz"): {},
    ("GET", "/readyz"): {},
    ("GET", "/metrics"): {},
    **API_KNOCKS,
}
HTTP_DOORS = [door for door in DOORS if door.method not in ("WEBSOCKET", "ANY")]
OF_PAGES = [door for door in HTTP_DOORS if not door.path.startswith(API)]
OF_THE_API = [door for door in HTTP_DOORS if door.path.startswith(API)]
UNSAFE = [door for door in OF_PAGES if door.is_unsafe]
WHO = ["signed out", *(f"{kind} {role}" for kind in ("cookie", "bearer") for role in Role)]


def named(door: Door) -> str:
    return f"{door.method} {door.path}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path)
    yield made
    made.close()


async def knock(
    client: httpx.AsyncClient, door: Door, agent_id: str, number_id: str = "pn_x"
) -> httpx.Response:
    filled = {"agent_id": agent_id, "number_id": number_id, "number": "1", "line": "happy_path"}
    knocking = {**KNOCKS[(door.method, door.path)]}
    knocking.pop("answers", None)
    headers = {"Accept": "application/json", **knocking.pop("headers", {})}
    return await client.request(door.method, door.path.format(**filled), **knocking, headers=headers)


async def client_of(world: WebWorld, who: str, everybody: dict[Role, SignedIn]) -> httpx.AsyncClient:
    """Return a client with a session or a token of its own, so that no door spoils the next one's."""
    if who == "signed out":
        return world.browser()
    kind, role = who.split()
    if kind == "cookie":
        return world.browser(await world.sign_in(f"{role}@example.com"))
    return world.program(await world.people.token_add(everybody[Role(role)].actor, "robot"))


async def prepared(world: WebWorld, place: int) -> tuple[str, str]:
    """Make an agent with a version, and a number, for the door in this place."""
    actor = await world.people.system_actor()
    agent = await world.flows.create(actor, f"Front {place}")
    await world.flows.save_version(actor, agent.id)
    number = await world.services.numbers.add(actor, f"+1 555 020 {place:04}")
    return agent.id, number.id


def expected_code(door: Door, who: str) -> str | None:
    """Return the code of the refusal that the door's declaration asks for, None for nobody refused."""
    if isinstance(door.needs, Public):
        return None
    if who == "signed out":
        return "signed_out"
    kind, role = who.split()
    if kind == "bearer" and door.needs is Permission.OWN_ACCOUNT:
        return "forbidden"
    return None if door.needs in PERMISSIONS[Role(role)] else "forbidden"


def test_every_route_is_declared_and_every_declaration_has_a_route() -> None:
    opened: set[tuple[str, str]] = set()
    for route in routes():
        if isinstance(route, Route):
            opened |= {(method, route.path) for method in (route.methods or set()) - {"HEAD"}}
        elif isinstance(route, Mount):
            opened.add(("ANY", route.path))
        else:
            assert isinstance(route, WebSocketRoute)
            opened.add(("WEBSOCKET", route.path))
    assert opened == {(door.method, door.path) for door in DOORS}


def test_public_doors_say_why() -> None:
    assert all(len(door.needs.reason) > 20 for door in DOORS if isinstance(door.needs, Public))


def test_every_door_has_its_knock() -> None:
    assert set(KNOCKS) == {(door.method, door.path) for door in HTTP_DOORS}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("doors", [OF_PAGES, OF_THE_API], ids=["pages", "api"])
async def test_every_door_opens_to_whom_it_is_declared_for(
    world: WebWorld, doors: list[Door], who: str
) -> None:
    everybody = await world.everybody()
    for place, door in enumerate(sorted(doors, key=lambda each: each.path == "/auth/password")):
        agent_id, number_id = await prepared(world, place)
        async with await client_of(world, who, everybody) as client:
            check(door, who, await knock(client, door, agent_id, number_id))


def check(door: Door, who: str, answer: httpx.Response) -> None:
    code = expected_code(door, who)
    if code is None and isinstance(door.needs, Permission):
        wanted = KNOCKS[(door.method, door.path)].get("answers", (200, 201, 204))
        assert answer.status_code in wanted, f"{named(door)}: {answer.text}"
    elif code is None:
        assert answer.status_code not in (401, 403), f"{named(door)}: {answer.text}"
    else:
        assert answer.status_code == {"signed_out": 401, "forbidden": 403}[code], named(door)
        assert answer.json()["error"]["code"] == code


FOREIGN = [
    None,
    "null",
    "http://evil.example",
    "https://localhost:3000",
    "http://localhost:3001",
    "http://localhost",
    "http://localhost:3000.evil.example",
    "http://localhost:3000@evil.example",
    "http://localhost:3000/",
    "",
]


@pytest.mark.parametrize("door", UNSAFE, ids=named)
async def test_no_foreign_page_gets_through_an_unsafe_door(world: WebWorld, door: Door) -> None:
    owner = await world.found()
    for origin in FOREIGN:
        async with world.browser(owner, origin=None) as client:
            client.headers.update({} if origin is None else {"Origin": origin})
            answer = await knock(client, door, "ag_x")
        assert answer.status_code == 403, origin
        assert answer.json()["error"]["code"] == "bad_origin", origin
        assert await world.people.actor_by_session(owner.token), origin
        assert await world.flows.agents(owner.actor) == [], origin
        assert "set-cookie" not in answer.headers, origin


@pytest.mark.parametrize("door", UNSAFE, ids=named)
async def test_two_origins_are_none(world: WebWorld, door: Door) -> None:
    owner = await world.found()
    async with world.browser(owner, origin=None) as client:
        request = client.build_request(
            door.method,
            door.path,
            headers=[("Origin", "http://localhost:3000"), ("Origin", "http://evil.example")],
        )
        assert (await client.send(request)).status_code in (303, 403)
    assert await world.people.actor_by_session(owner.token)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:3000"])
async def test_our_own_pages_get_through_whatever_the_host_header_says(world: WebWorld, origin: str) -> None:
    owner = await world.found()
    async with world.browser(owner, origin) as client:
        answer = await client.post("/auth/sign-out", json={}, headers={"Host": "evil.example"})
    assert answer.status_code == 200


async def test_a_program_needs_no_origin_but_then_no_cookie_either(world: WebWorld) -> None:
    owner = await world.found()
    bearer = await world.people.token_add(owner.actor, "robot")
    door = next(door for door in DOORS if door.path == "/agents/import")
    async with world.program(bearer) as client:
        assert (await knock(client, door, "")).status_code == 201
        client.cookies.set("callweave_session", owner.token)
        assert (await knock(client, door, "")).status_code == 403


@pytest.mark.parametrize("shown", ["Bearer wrong", "Bearer", "Bearer ", "bearer cw_wrong"])
async def test_a_wrong_token_never_falls_back_to_the_cookie(world: WebWorld, shown: str) -> None:
    owner = await world.found()
    async with world.browser(owner) as client:
        answer = await client.get("/auth/me", headers={"Authorization": shown})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "token_refused"


@pytest.mark.parametrize("role", Role)
async def test_another_workspaces_agent_is_not_found(world: WebWorld, role: Role) -> None:
    everybody = await world.everybody()
    stranger = await world.found("Garage", "stranger@example.com")
    theirs = await world.flows.create(stranger.actor, "Secret")
    async with world.browser(everybody[role]) as client:
        guessed = await client.get(f"/agents/{theirs.id}/export.json")
        never_was = await client.get("/agents/ag_neverwas/export.json")
    assert (guessed.status_code, never_was.status_code) == (303, 303)
    assert guessed.headers["location"] == never_was.headers["location"] == "/agents?problem=not_found"


@pytest.mark.parametrize("content", ["live", "2", "0", "x", "9" * 40, "1.0"])
async def test_a_version_that_is_none_has_no_state(world: WebWorld, content: str) -> None:
    owner = await world.found()
    agent_id, _ = await prepared(world, 0)
    async with world.browser(owner) as client:
        answer = await client.get(f"/agents/{agent_id}/versions/{content}/state.bin")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
