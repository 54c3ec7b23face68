"""What the people service answers with: plain frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from app.people.actor import Actor
from app.people.ids import InvitationId, SessionId, TokenId, UserId
from app.people.roles import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the cookie's secret, known to nobody else, and what has the browser known again."""

    token: str
    actor: Actor
    expires_at: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the workspace. ``last_seen_at`` is None for who has no session now."""

    id: UserId
    name: str
    email: str
    role: Role
    joined_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the account is signed in."""

    id: SessionId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One API token as it may be listed; its secret was shown once."""

    id: TokenId
    label: str
    owner_email: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation. ``path`` (``/invitation/…``) is there only when it has just been made."""

    id: InvitationId
    email: str
    role: Role
    inviter_name: str
    created_at: datetime
    expires_at: datetime
    path: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """What somebody who holds the link may see before joining."""

    workspace_name: str
    inviter_name: str
    email: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the command line lists it."""

    id: UserId
    name: str
    email: str
    role: Role
    workspace_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """An account made by the command line; ``founded`` says that it came with a new workspace."""

    actor: Actor
    founded: bool
