"""Which handler stands behind which declared door; the list of routes for the application."""

from starlette.routing import BaseRoute, Mount, Route, request_response
from starlette.types import Receive, Scope, Send

from app.web import agents, auth, health
from app.web.address import address
from app.web.api.doors import API
from app.web.api.handlers import API_HANDLERS
from app.web.api.nowhere import nowhere
from app.web.doors import Method, door
from app.web.guard import Endpoint, Handler, guarded
from app.web.refusing import refuse
from app.web.sync import sync_routes

_HANDLERS: dict[tuple[Method, str], Handler] = {
    ("POST", "/auth/setup"): auth.setup,
    ("POST", "/auth/sign-in"): auth.sign_in,
    ("POST", "/auth/sign-out"): auth.sign_out,
    ("POST", "/auth/invitation"): auth.accept_invitation,
    ("POST", "/auth/password"): auth.change_password,
    ("GET", "/auth/me"): auth.me,
    ("GET", "/auth/address"): address,
    ("GET", "/agents/{agent_id}/export.json"): agents.export_agent,
    ("GET", "/agents/{agent_id}/versions/{number}/state.bin"): agents.version_state,
    ("POST", "/agents/import"): agents.import_agent,
    ("GET", "/healthz"): health.healthz,
    ("GET", "/readyz"): health.readyz,
    ("GET", "/metrics"): health.metrics,
    **API_HANDLERS,
}


def routes() -> list[BaseRoute]:
    """Return every route outside the pages. Raises LookupError for one without a declared door."""
    opened: list[BaseRoute] = [
        Route(path, guarded(door(method, path), handler), methods=[method])
        for (method, path), handler in _HANDLERS.items()
    ]
    for socket in sync_routes:
        door("WEBSOCKET", socket.path)
    wall = _Wall(guarded(door("ANY", API), nowhere))
    return [*opened, *sync_routes, Mount(API, wall), Route(API, wall)]


class _Wall:
    """Behind the doors of the API. An object, for Starlette gives a function GET only, and an object every method."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._app = request_response(endpoint)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, 404)
