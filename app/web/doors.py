"""The one registry of doors: every HTTP route and socket with the permission it asks for.

A route that is not listed here does not open (``app.web.routes``), and a test walks the list with every role.
"""

from dataclasses import dataclass
from typing import Literal

from app.people.roles import Permission

Method = Literal["GET", "POST", "WEBSOCKET"]

FORM_BYTES = 16 * 1024
IMPORT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Public:
    """No permission is asked, and this is why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. ``page`` is where a refused form goes back to; None answers JSON to everybody."""

    method: Method
    path: str
    needs: Permission | Public
    page: str | None = None
    body_limit_bytes: int = 0

    @property
    def is_unsafe(self) -> bool:
        """Whether it changes something, so that the Origin decides too."""
        return self.method == "POST"


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
    Door("GET", "/agents/{agent_id}/export.json", Permission.VIEW, "/agents"),
    Door("POST", "/agents/import", Permission.MANAGE_AGENTS, "/agents", IMPORT_BYTES),
    Door("GET", "/healthz", Public("a balancer asks whether the process is alive")),
    Door("GET", "/readyz", Public("a balancer asks whether to send traffic")),
    Door("GET", "/metrics", Public("counts only, no names and no content")),
    Door("WEBSOCKET", "/sync/{agent_id}", Permission.VIEW),
)


def door(method: Method, path: str) -> Door:
    """Return the declared door. Raises LookupError, at import, for a route that declares none."""
    for one in DOORS:
        if (one.method, one.path) == (method, path):
            return one
    raise LookupError(f"{method} {path} is not declared in app.web.doors.")
