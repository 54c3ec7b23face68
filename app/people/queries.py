"""All SQL over people. Each function takes the transaction first."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, delete, select, update

from app.db.tx import Tx
from app.people.roles import Role
from app.people.tables import ApiToken, Attempt, Invitation, SetupLink, User, UserSession, Workspace


def lock_workspace(tx: Tx, workspace_id: str) -> Workspace:
    """Return the workspace, held until the transaction ends: changes of members happen one by one."""
    held = select(Workspace).where(col(Workspace.id) == workspace_id).with_for_update()
    return tx.exec(held).one()


def workspace(tx: Tx, workspace_id: str) -> Workspace | None:
    """Return the workspace with this id."""
    return tx.get(Workspace, workspace_id)


def workspace_named(tx: Tx, name: str) -> Workspace | None:
    """Return the workspace of this name."""
    return tx.exec(select(Workspace).where(col(Workspace.name) == name)).first()


def workspaces(tx: Tx) -> list[Workspace]:
    """Return all workspaces, the oldest first."""
    return list(tx.exec(select(Workspace).order_by(col(Workspace.created_at))))


def user(tx: Tx, user_id: str) -> User | None:
    """Return the user unless removed."""
    found = tx.get(User, user_id)
    return found if found is not None and found.removed_at is None else None


def user_by_email(tx: Tx, email: str) -> User | None:
    """Return the present user with this lower-cased address."""
    return tx.exec(select(User).where(col(User.email) == email, _present())).first()


def member(tx: Tx, workspace_id: str, user_id: str) -> User | None:
    """Return the user if a present member of this workspace."""
    found = user(tx, user_id)
    return found if found is not None and found.workspace_id == workspace_id else None


def members(tx: Tx, workspace_id: str) -> list[tuple[User, datetime | None]]:
    """Return present members with when they were last seen in any session, oldest member first."""
    seen = func.max(col(UserSession.last_seen_at))
    joined = (
        select(User, seen)
        .join(UserSession, col(UserSession.user_id) == col(User.id), isouter=True)
        .where(col(User.workspace_id) == workspace_id, _present())
        .group_by(col(User.id))
        .order_by(col(User.created_at), col(User.id))
    )
    return [(person, at) for person, at in tx.exec(joined)]


def users(tx: Tx) -> list[tuple[User, Workspace]]:
    """Return every present user of every workspace, for the command line."""
    joined = select(User, Workspace).join(Workspace, col(Workspace.id) == col(User.workspace_id))
    ordered = joined.where(_present()).order_by(col(Workspace.name), col(User.created_at), col(User.id))
    return [(person, place) for person, place in tx.exec(ordered)]


def owner_count(tx: Tx, workspace_id: str | None = None) -> int:
    """Count present owners of one workspace, or of all."""
    counted = select(func.count()).select_from(User).where(col(User.role) == Role.OWNER, _present())
    if workspace_id is not None:
        counted = counted.where(col(User.workspace_id) == workspace_id)
    return tx.exec(counted).one()


def users_by_id(tx: Tx, user_ids: Collection[str]) -> dict[str, User]:
    """Return the present ones of these users."""
    found = tx.exec(select(User).where(col(User.id).in_(user_ids), _present()))
    return {person.id: person for person in found}


def _present() -> Any:
    return col(User.removed_at).is_(None)


def replace_setup_link(tx: Tx, link: SetupLink) -> None:
    """Keep this setup link and no other."""
    tx.exec(delete(SetupLink))
    tx.add(link)


def setup_link_exists(tx: Tx, token_hash: str) -> bool:
    """Whether this is the setup link."""
    return tx.get(SetupLink, token_hash) is not None


def consume_setup_link(tx: Tx, token_hash: str) -> bool:
    """Delete the link; False if there was none, so that of two at once only one founds."""
    return tx.exec(delete(SetupLink).where(col(SetupLink.token_hash) == token_hash)).rowcount == 1


def delete_setup_links(tx: Tx) -> None:
    """Void every setup link."""
    tx.exec(delete(SetupLink))


def session_by_hash(tx: Tx, token_hash: str) -> UserSession | None:
    """Return the session of this secret, dead or alive."""
    return tx.exec(select(UserSession).where(col(UserSession.token_hash) == token_hash)).first()


def sessions_by_hash(tx: Tx, token_hashes: Collection[str]) -> dict[str, UserSession]:
    """Return the sessions of those of these secrets that have one, dead or alive, by the secrets' hashes."""
    found = tx.exec(select(UserSession).where(col(UserSession.token_hash).in_(token_hashes)))
    return {session.token_hash: session for session in found}


def sessions(tx: Tx, user_id: str) -> list[UserSession]:
    """Return the user's sessions, the last used first."""
    mine = select(UserSession).where(col(UserSession.user_id) == user_id)
    return list(tx.exec(mine.order_by(col(UserSession.last_seen_at).desc(), col(UserSession.id))))


def sessions_by_id(tx: Tx, session_ids: Collection[str]) -> dict[str, UserSession]:
    """Return those of these sessions that have not ended."""
    found = tx.exec(select(UserSession).where(col(UserSession.id).in_(session_ids)))
    return {session.id: session for session in found}


def touch_sessions(tx: Tx, session_ids: Collection[str], at: datetime, every: timedelta) -> None:
    """Set when these sessions were last seen, where that was longer ago, or is further ahead, than ``every``."""
    seen_at = col(UserSession.last_seen_at)
    other = (seen_at < at - every) | (seen_at > at + every)
    tx.exec(update(UserSession).where(col(UserSession.id).in_(session_ids), other).values(last_seen_at=at))


def pull_back(tx: Tx, now: datetime, lifetime: timedelta) -> None:
    """Have what was written under a clock that was ahead count as written now: it locks nobody out, and ends in time.

    ``lifetime`` is a session's and an invitation's.
    """
    begun = {"created_at": now, "expires_at": now + lifetime}
    tx.exec(update(UserSession).where(col(UserSession.created_at) > now).values(begun))
    tx.exec(update(UserSession).where(col(UserSession.last_seen_at) > now).values(last_seen_at=now))
    tx.exec(update(Invitation).where(col(Invitation.created_at) > now).values(begun))
    tx.exec(update(Attempt).where(col(Attempt.at) > now).values(at=now))


def delete_session(tx: Tx, session_id: str) -> None:
    """End one session."""
    tx.exec(delete(UserSession).where(col(UserSession.id) == session_id))


def delete_dead_sessions(tx: Tx, now: datetime, idle_since: datetime) -> None:
    """Forget sessions that could no longer be used anyway."""
    dead = (col(UserSession.expires_at) <= now) | (col(UserSession.last_seen_at) <= idle_since)
    tx.exec(delete(UserSession).where(dead))


def token_by_hash(tx: Tx, token_hash: str) -> ApiToken | None:
    """Return the token of this secret."""
    return tx.exec(select(ApiToken).where(col(ApiToken.token_hash) == token_hash)).first()


def tokens(tx: Tx, user_ids: Collection[str]) -> list[ApiToken]:
    """Return the tokens of these users, the oldest first."""
    chosen = select(ApiToken).where(col(ApiToken.user_id).in_(user_ids))
    return list(tx.exec(chosen.order_by(col(ApiToken.created_at), col(ApiToken.id))))


def token(tx: Tx, token_id: str) -> ApiToken | None:
    """Return the token with this id."""
    return tx.get(ApiToken, token_id)


def tokens_by_id(tx: Tx, token_ids: Collection[str]) -> dict[str, ApiToken]:
    """Return those of these tokens that have not been revoked."""
    found = tx.exec(select(ApiToken).where(col(ApiToken.id).in_(token_ids)))
    return {token.id: token for token in found}


def delete_token(tx: Tx, token_id: str) -> None:
    """End one token."""
    tx.exec(delete(ApiToken).where(col(ApiToken.id) == token_id))


def delete_tokens_of(tx: Tx, user_id: str) -> None:
    """End all tokens of a user."""
    tx.exec(delete(ApiToken).where(col(ApiToken.user_id) == user_id))


def invitation_by_hash(tx: Tx, token_hash: str) -> Invitation | None:
    """Return the invitation of this secret, whatever became of it."""
    return tx.exec(select(Invitation).where(col(Invitation.token_hash) == token_hash)).first()


def pending_invitations(tx: Tx, workspace_id: str, now: datetime) -> list[tuple[Invitation, str | None]]:
    """Return invitations that can still be used, with the inviter's name, newest first."""
    inviter = col(User.id) == col(Invitation.invited_by)
    joined = select(Invitation, User.name).join(User, inviter, isouter=True)
    waiting = joined.where(
        col(Invitation.workspace_id) == workspace_id, _pending(), col(Invitation.expires_at) > now
    )
    return list(tx.exec(waiting.order_by(col(Invitation.created_at).desc(), col(Invitation.id))))


def invitation(tx: Tx, workspace_id: str, invitation_id: str) -> Invitation | None:
    """Return a pending invitation of this workspace."""
    chosen = select(Invitation).where(
        col(Invitation.id) == invitation_id, col(Invitation.workspace_id) == workspace_id, _pending()
    )
    return tx.exec(chosen).first()


def consume_invitation(tx: Tx, token_hash: str, now: datetime) -> bool:
    """Mark the invitation as used; False if it is used, withdrawn or too old: two at once, one wins."""
    usable = (
        update(Invitation)
        .where(col(Invitation.token_hash) == token_hash, _pending(), col(Invitation.expires_at) > now)
        .values(accepted_at=now)
    )
    return tx.exec(usable).rowcount == 1


def revoke_invitations_to(tx: Tx, workspace_id: str, email: str, now: datetime) -> None:
    """Withdraw what is pending for this address."""
    same = update(Invitation).where(
        col(Invitation.workspace_id) == workspace_id, col(Invitation.email) == email, _pending()
    )
    tx.exec(same.values(revoked_at=now))


def revoke_invitations_by(tx: Tx, user_id: str, roles: Sequence[Role], now: datetime) -> None:
    """Withdraw what this member has offered of these roles."""
    theirs = update(Invitation).where(
        col(Invitation.invited_by) == user_id, col(Invitation.role).in_(roles), _pending()
    )
    tx.exec(theirs.values(revoked_at=now))


def _pending() -> Any:
    return col(Invitation.accepted_at).is_(None) & col(Invitation.revoked_at).is_(None)


def attempts_from(tx: Tx, address: str, since: datetime) -> list[Attempt]:
    """Return the failed attempts from this address since then, oldest first."""
    recent = select(Attempt).where(col(Attempt.address) == address, col(Attempt.at) > since)
    return list(tx.exec(recent.order_by(col(Attempt.at))))


def forget_attempts(tx: Tx, account_hash: str, address: str) -> None:
    """Forget what failed for this account from this address."""
    tx.exec(delete(Attempt).where(col(Attempt.account_hash) == account_hash, col(Attempt.address) == address))


def delete_attempts_before(tx: Tx, at: datetime) -> None:
    """Forget failed attempts up to then."""
    tx.exec(delete(Attempt).where(col(Attempt.at) <= at))
