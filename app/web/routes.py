"""Which handler stands behind which declared door; the list of routes for the application."""

from starlette.routing import BaseRoute, Route

from app.web import agents, auth, health
from app.web.doors import Method, door
from app.web.guard import Handler, guarded
from app.web.sync import sync_routes

_HANDLERS: dict[tuple[Method, str], Handler] = {
    ("POST", "/auth/setup"): auth.setup,
    ("POST", "/auth/sign-in"): auth.sign_in,
    ("POST", "/auth/sign-out"): auth.sign_out,
    ("POST", "/auth/invitation"): auth.accept_invitation,
    ("POST", "/auth/password"): auth.change_password,
    ("GET", "/auth/me"): auth.me,
    ("GET", "/agents/{agent_id}/export.json"): agents.export_agent,
    ("POST", "/agents/import"): agents.import_agent,
    ("GET", "/healthz"): health.healthz,
    ("GET", "/readyz"): health.readyz,
    ("GET", "/metrics"): health.metrics,
}


def routes() -> list[BaseRoute]:
    """Return every route outside the pages. Raises LookupError for one without a declared door."""
    opened: list[BaseRoute] = [
        Route(path, guarded(door(method, path), handler), methods=[method])
        for (method, path), handler in _HANDLERS.items()
    ]
    for socket in sync_routes:
        door("WEBSOCKET", socket.path)
    return [*opened, *sync_routes]
