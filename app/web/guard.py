"""What stands in every door: size, Origin, identity, permission; then the handler, or why not."""

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app import metrics
from app.errors import AppError, NotFound, SignedOut
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from app.web.cookies import has_cookie
from app.web.door import Door, Public
from app.web.errors import broken, refused
from app.web.forms import within
from app.web.identity import bearer_of, required_actor
from app.web.origin import check_origin

# What an id or a name in a path may look like; nothing else is asked of the database.
_IN_A_PATH = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was let in. ``who`` is None at public doors, whoever is signed in."""

    request: Request
    who: Actor | None

    @property
    def actor(self) -> Actor:
        """Who was let in. Raises SignedOut at a public door."""
        if self.who is None:
            raise SignedOut
        return self.who


Handler = Callable[[Visit], Coroutine[Any, Any, Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(door: Door, handler: Handler) -> Endpoint:
    """Return the endpoint that opens this door to whom it is declared for."""

    async def endpoint(request: Request) -> Response:
        bounded = within(request, door.body_limit_bytes)
        response = await _answer(door, handler, bounded)
        await bounded.close()
        response.headers.setdefault("Cache-Control", "no-store")
        metrics.http_requests.labels(door.method, door.path, str(response.status_code)).inc()
        return response

    return endpoint


async def _answer(door: Door, handler: Handler, request: Request) -> Response:
    try:
        visit = Visit(request, await _admitted(door, request))
        if visit.who is None:
            return await handler(visit)
        return await services().budgets.serve(visit.who.user_id, lambda: handler(visit))
    except AppError as refusal:
        return refused(request, door, refusal)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    except Exception as error:
        return broken(request, door, error)


async def _admitted(door: Door, request: Request) -> Actor | None:
    """Return who may come in. A program that forgot its token is told so, and not of origins it knows nothing of."""
    if isinstance(door.needs, Permission) and not has_cookie(request) and bearer_of(request) is None:
        raise SignedOut
    if door.is_unsafe:
        check_origin(request)
    if isinstance(door.needs, Public):
        return None
    actor = await required_actor(request)
    actor.must(door.needs)
    if not all(_IN_A_PATH.fullmatch(str(part)) for part in request.path_params.values()):
        raise NotFound("There is no such thing. Check the address.")
    return actor
