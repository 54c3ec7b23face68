"""The one registry of doors: every HTTP route and socket with the permission it asks for.

A route that is not listed here does not open (``app.web.routes``), and a test walks the list with every role.
"""

from app.people.roles import Permission
from app.web.api.doors import API_DOORS
from app.web.door import FORM_BYTES, IMPORT_BYTES, Door, Method, Public

__all__ = ["DOORS", "Door", "Method", "Public", "door"]

DOORS: tuple[Door, ...] = (
    Door(
        "POST",
        "/auth/setup",
        Public("the one-time setup link is the proof"),
        "/setup",
        FORM_BYTES,
    ),
    Door("POST", "/auth/sign-in", Public("the password is the proof"), "/sign-in", FORM_BYTES),
    Door(
        "POST",
        "/auth/sign-out",
        Public("it only ends the session whose cookie is sent"),
        "/sign-in",
        FORM_BYTES,
    ),
    Door(
        "POST",
        "/auth/invitation",
        Public("the invitation link is the proof"),
        "/invitation/{token}",
        FORM_BYTES,
    ),
    Door("POST", "/auth/password", Permission.OWN_ACCOUNT, "/account", FORM_BYTES),
    Door("GET", "/auth/me", Permission.VIEW),
    Door("GET", "/auth/address", Public("whoever came by another address must be told the right one")),
    Door("GET", "/agents/{agent_id}/export.json", Permission.VIEW, "/agents"),
    Door("GET", "/agents/{agent_id}/versions/{number}/state.bin", Permission.VIEW),
    Door("POST", "/agents/import", Permission.MANAGE_AGENTS, "/agents", IMPORT_BYTES),
    Door("GET", "/healthz", Public("a balancer asks whether the process is alive")),
    Door("GET", "/readyz", Public("a balancer asks whether to send traffic")),
    Door("GET", "/metrics", Public("counts only, no names and no content")),
    Door("WEBSOCKET", "/sync/{agent_id}", Permission.VIEW),
    *API_DOORS,
)


def door(method: Method, path: str) -> Door:
    """Return the declared door. Raises LookupError, at import, for a route that declares none."""
    for one in DOORS:
        if (one.method, one.path) == (method, path):
            return one
    raise LookupError(f"{method} {path} is not declared in app.web.doors.")
