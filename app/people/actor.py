"""Who asks: a person in a browser, a program with a token, or the system itself."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from app.errors import Forbidden
from app.people.ids import SessionId, TokenId, UserId, WorkspaceId
from app.people.roles import DEEDS, PERMISSIONS, Permission, Role, least_role

Kind = Literal["person", "token", "system"]
Credential = tuple[str, str | None, str | None]
"""User id, session id, token id: what a socket was opened with and must still hold."""

# On each, white can be read (4.5); on near-black each is seen (3.9): names stand on it, carets are drawn in it.
COLOURS = (
    "#e0272d", "#d02d94", "#9456d0", "#5669e0", "#0e7ab9",
    "#0b8181", "#2d8448", "#74790f", "#b65c0b", "#65758d",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks, with the role as it was read for this very request."""

    user_id: UserId
    workspace_id: WorkspaceId
    name: str
    email: str
    role: Role
    kind: Kind
    session_id: SessionId | None
    address: str
    token_id: TokenId | None = None

    @property
    def credential(self) -> Credential:
        """What ``People.still_valid`` is asked about while a socket stays open."""
        return (self.user_id, self.session_id, self.token_id)

    def can(self, permission: Permission) -> bool:
        """Whether this actor may. A token never manages the account that made it."""
        if permission is Permission.OWN_ACCOUNT and self.kind != "person":
            return False
        return permission in PERMISSIONS[self.role]

    def must(self, permission: Permission) -> None:
        """Raise Forbidden, saying which role is needed and whom to ask, unless this actor may."""
        if not self.can(permission):
            raise Forbidden(_refusal(self, permission))


def _refusal(actor: Actor, permission: Permission) -> str:
    if permission is Permission.OWN_ACCOUNT:
        return "An API token cannot change the account it belongs to. Sign in with a browser to do that."
    needed = least_role(permission)
    more = "" if needed is Role.OWNER else " or above"
    helper = "an owner" if needed in (Role.OWNER, Role.ADMIN) else "an owner or admin"
    return (
        f"To {DEEDS[permission]} you need the role {needed}{more}, and yours is {actor.role}. "
        f"Ask {helper} of your workspace to change it."
    )


def colour_of(user_id: str) -> str:
    """Return the user's colour as ``#rrggbb``, the same everywhere and for ever."""
    return COLOURS[hashlib.sha256(user_id.encode()).digest()[0] % len(COLOURS)]
