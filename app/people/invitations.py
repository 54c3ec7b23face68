"""Invitation links: single use, seven days, never above the inviter's role."""

from dataclasses import replace
from typing import Final

from app.audit.service import record
from app.db.tx import Tx
from app.errors import NotFound
from app.events import MemberChanged
from app.kit.ids import new_id, new_secret, secret_hash
from app.people import queries, tables
from app.people.actor import Actor
from app.people.base import ABSOLUTE
from app.people.fields import clean_email, clean_name
from app.people.ids import InvitationId
from app.people.members import Members
from app.people.passwords import check_password
from app.people.refusals import (
    EmailTaken,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    RoleTooHigh,
)
from app.people.roles import Permission, Role
from app.people.values import Invitation, InvitationPreview, SignedIn

LIFETIME: Final = ABSOLUTE  # as long as a session


class Invitations(Members):
    """Verbs about joining the workspace."""

    async def invite(self, actor: Actor, email: str, role: Role) -> Invitation:
        """Return a fresh invitation with its link's path; an older one to the same address is void.

        Raises RoleTooHigh, EmailTaken (a member already) or BadEmail.
        """
        actor.must(Permission.MANAGE_MEMBERS)
        email, secret, now = clean_email(email), new_secret(), self._now()
        row = tables.Invitation(
            id=new_id("in"), workspace_id=actor.workspace_id, email=email, role=role,
            token_hash=secret_hash(secret), invited_by=actor.user_id, created_at=now, expires_at=now + LIFETIME,
        )  # fmt: skip

        def work(tx: Tx) -> Invitation:
            queries.lock_workspace(tx, actor.workspace_id)
            if role.is_above(self._present_role(tx, actor)):
                raise RoleTooHigh
            known = queries.user_by_email(tx, email)
            if known and known.workspace_id == actor.workspace_id:
                raise EmailTaken
            queries.revoke_invitations_to(tx, actor.workspace_id, email, now)
            tx.add(row)
            record(tx, actor, "invited", "invitation", row.id, after={"email": email, "role": role})
            return replace(_invitation(row, actor.name), path=f"/invitation/{secret}")

        return await self.db.write(work)

    async def invitations(self, actor: Actor) -> list[Invitation]:
        """Return the invitations that can still be used, newest first, without their links."""
        actor.must(Permission.MANAGE_MEMBERS)
        now = self._now()
        return await self.db.read(
            lambda tx: [
                _invitation(row, name or "Command line")
                for row, name in queries.pending_invitations(tx, actor.workspace_id, now)
            ]
        )

    async def revoke_invitation(self, actor: Actor, invitation_id: str) -> None:
        """Withdraw a pending invitation."""
        actor.must(Permission.MANAGE_MEMBERS)

        def work(tx: Tx) -> None:
            row = queries.invitation(tx, actor.workspace_id, invitation_id)
            if row is None:
                raise NotFound("That invitation has already been used or withdrawn. Reload the page.")
            row.revoked_at = self._now()
            record(tx, actor, "revoked", "invitation", row.id, before={"email": row.email})

        await self.db.write(work)

    async def read_invitation(self, token: str) -> InvitationPreview:
        """Return what the holder of the link may see, or raise why it cannot be used."""
        return await self.db.read(lambda tx: self._preview(tx, token))

    async def accept_invitation(
        self, token: str, name: str, password: str, address: str, user_agent: str
    ) -> SignedIn:
        """Make the invited member and sign them in. Of two at once with one link, one is refused."""
        preview = await self.read_invitation(token)  # before the costly hash
        name = clean_name(name)
        check_password(password, preview.email)
        hashed = await self._hash(password)
        return await self.db.write(lambda tx: self._accept(tx, token, name, hashed, address, user_agent))

    def _accept(self, tx: Tx, token: str, name: str, hashed: str, address: str, agent: str) -> SignedIn:
        preview = self._preview(tx, token)
        if not queries.consume_invitation(tx, secret_hash(token), self._now()):
            raise InvitationUsed
        row = self._row(tx, token)
        if queries.user_by_email(tx, preview.email):
            raise EmailTaken
        user = tables.User(
            id=new_id("us"),
            workspace_id=row.workspace_id,
            email=row.email,
            name=name,
            password_hash=hashed,
            role=row.role,
            created_at=self._now(),
        )
        tx.add(user)
        signed = self._open_session(tx, user, address, agent)
        record(tx, signed.actor, "joined", "user", user.id, after={"email": row.email, "role": row.role})
        tx.after_commit(MemberChanged(user.workspace_id, user.id))
        return signed

    def _row(self, tx: Tx, token: str) -> tables.Invitation:
        row = queries.invitation_by_hash(tx, secret_hash(token))
        if row is None:
            raise InvitationUnknown
        return row

    def _preview(self, tx: Tx, token: str) -> InvitationPreview:
        row = self._row(tx, token)
        if row.accepted_at is not None:
            raise InvitationUsed
        if row.revoked_at is not None:
            raise InvitationUnknown
        if row.expires_at <= self._now():
            raise InvitationExpired
        place = queries.workspace(tx, row.workspace_id)
        inviter = queries.user(tx, row.invited_by)
        return InvitationPreview(
            workspace_name=place.name if place else "",
            inviter_name=inviter.name if inviter else "Command line",
            email=row.email,
            role=Role(row.role),
            expires_at=row.expires_at,
        )


def _invitation(row: tables.Invitation, inviter_name: str) -> Invitation:
    return Invitation(
        InvitationId(row.id), row.email, Role(row.role), inviter_name, row.created_at, row.expires_at
    )
