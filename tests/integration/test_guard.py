"""The guard by itself: a handler that asks nothing is still reached by whom its door is declared for only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.errors import SignedOut
from app.people.roles import PERMISSIONS, Permission, Role
from app.web.doors import Door, Public, door
from app.web.guard import Visit, guarded
from tests.integration.web_world import WebWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path)
    yield made
    made.close()


def only(world: WebWorld, declared: Door) -> list[str]:
    """Have the world serve this one door, and return who came through."""
    came: list[str] = []

    async def handler(visit: Visit) -> Response:
        came.append(visit.who.role if visit.who else "nobody")
        return PlainTextResponse("in")

    world.app = Starlette(
        routes=[Route(declared.path, guarded(declared, handler), methods=[declared.method])]
    )
    return came


@pytest.mark.parametrize("permission", Permission)
async def test_a_handler_is_reached_by_those_with_the_permission(
    world: WebWorld, permission: Permission
) -> None:
    came = only(world, Door("GET", "/x", permission))
    for role, signed in (await world.everybody()).items():
        async with world.browser(signed) as client:
            answer = await client.get("/x")
        assert answer.status_code == (200 if permission in PERMISSIONS[role] else 403)
    async with world.browser() as client:
        assert (await client.get("/x")).status_code == 401
    assert set(came) == {role for role in Role if permission in PERMISSIONS[role]}


async def test_at_a_public_door_nobody_is_known(world: WebWorld) -> None:
    came = only(world, Door("GET", "/x", Public("for this test")))
    async with world.browser(await world.found()) as client:
        assert (await client.get("/x")).text == "in"
    assert came == ["nobody"]


async def test_a_handler_that_asks_for_an_actor_at_a_public_door_gets_none(world: WebWorld) -> None:
    async def handler(visit: Visit) -> Response:
        return PlainTextResponse(visit.actor.name)

    declared = Door("GET", "/x", Public("for this test"))
    world.app = Starlette(routes=[Route("/x", guarded(declared, handler))])
    async with world.browser() as client:
        answer = await client.get("/x")
    assert answer.status_code == 401
    assert answer.json()["error"] == {"code": "signed_out", "message": SignedOut().message}


def test_a_route_without_a_declared_door_does_not_open() -> None:
    with pytest.raises(LookupError, match="not declared"):
        door("GET", "/somewhere/new")
