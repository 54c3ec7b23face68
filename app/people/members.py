"""The members of a workspace, and whether what a socket was opened with still holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.audit.service import record
from app.db.tx import Tx
from app.errors import NotFound
from app.events import MemberChanged
from app.people import queries
from app.people.actor import Actor, Credential
from app.people.base import PeopleBase
from app.people.ids import UserId
from app.people.refusals import LastOwner, RoleTooHigh
from app.people.roles import Permission, Role
from app.people.tables import User
from app.people.values import Member


class Members(PeopleBase):
    """Verbs about who belongs to the workspace, and as what."""

    async def members(self, actor: Actor) -> list[Member]:
        """Return the members, the longest-standing first."""
        actor.must(Permission.VIEW)
        return await self.db.read(
            lambda tx: [_member(user, seen) for user, seen in queries.members(tx, actor.workspace_id)]
        )

    async def workspace_name(self, actor: Actor) -> str:
        """Return the name of the actor's workspace."""
        actor.must(Permission.VIEW)
        place = await self.db.read(lambda tx: queries.workspace(tx, actor.workspace_id))
        return place.name if place else ""

    async def set_role(self, actor: Actor, user_id: str, role: Role) -> None:
        """Give a member another role. Raises RoleTooHigh, LastOwner or NotFound."""
        actor.must(Permission.MANAGE_MEMBERS)

        def work(tx: Tx) -> None:
            user, doer_role = self._held(tx, actor, user_id)
            if role.is_above(doer_role):
                raise RoleTooHigh
            was = Role(user.role)
            if was is role:
                return
            self._keep_an_owner(tx, user, role)
            user.role = role
            self._withdraw(tx, user.id, role)
            record(tx, actor, "set_role", "user", user.id, {"role": was}, {"role": role})
            tx.after_commit(MemberChanged(user.workspace_id, user.id))

        await self.db.write(work)

    async def remove_member(self, actor: Actor, user_id: str) -> None:
        """Take a member out: sessions, tokens and pending invitations end. Raises as ``set_role``."""
        actor.must(Permission.MANAGE_MEMBERS)

        def work(tx: Tx) -> None:
            user, _ = self._held(tx, actor, user_id)
            self._keep_an_owner(tx, user, None)
            user.removed_at = self._now()
            self._end_sessions(tx, user.id)
            queries.delete_tokens_of(tx, user.id)
            self._withdraw(tx, user.id, None)
            record(tx, actor, "removed", "user", user.id, {"email": user.email, "role": user.role})
            tx.after_commit(MemberChanged(user.workspace_id, user.id))

        await self.db.write(work)

    async def still_valid(self, credentials: Sequence[Credential]) -> Mapping[Credential, Role | None]:
        """Return the present role behind each credential, None where session, token or member is gone."""

        def look(tx: Tx) -> dict[Credential, Role | None]:
            users = queries.users_by_id(tx, {user for user, _, _ in credentials})
            sessions = queries.sessions_by_id(tx, {session for _, session, _ in credentials if session})
            tokens = queries.tokens_by_id(tx, {token for _, _, token in credentials if token})
            holders = {
                session.id: session.user_id for session in sessions.values() if self._is_alive(session)
            }
            holders |= {token.id: token.user_id for token in tokens.values()}

            def role_of(credential: Credential) -> Role | None:
                user_id, session_id, token_id = credential
                is_held = holders.get(session_id or token_id or "") == user_id
                return Role(users[user_id].role) if is_held and user_id in users else None

            return {credential: role_of(credential) for credential in credentials}

        return await self.db.read_urgently(look)

    def _held(self, tx: Tx, actor: Actor, user_id: str) -> tuple[User, Role]:
        """Return the member to be changed and the doer's role of this moment, the workspace held."""
        queries.lock_workspace(tx, actor.workspace_id)
        user = queries.member(tx, actor.workspace_id, user_id)
        if user is None:
            raise NotFound("That person is not a member any more. Reload the page to see who is.")
        doer_role = self._present_role(tx, actor)
        if Role(user.role).is_above(doer_role):
            raise RoleTooHigh
        return user, doer_role

    def _present_role(self, tx: Tx, actor: Actor) -> Role:
        """Return the actor's role as this transaction sees it: it may have fallen since the request began."""
        if actor.kind == "system":
            return actor.role
        doer = queries.member(tx, actor.workspace_id, actor.user_id)
        if doer is None or not Role(doer.role).is_above(Role.PUBLISHER):
            raise RoleTooHigh
        return Role(doer.role)

    def _keep_an_owner(self, tx: Tx, user: User, becomes: Role | None) -> None:
        leaves = Role(user.role) is Role.OWNER and becomes is not Role.OWNER
        if leaves and queries.owner_count(tx, user.workspace_id) == 1:
            raise LastOwner

    def _withdraw(self, tx: Tx, user_id: str, role: Role | None) -> None:
        """Withdraw the member's pending invitations that the new role could not have given."""
        manages = role is not None and role.is_above(Role.PUBLISHER)
        lost = [offered for offered in Role if role is None or not manages or offered.is_above(role)]
        queries.revoke_invitations_by(tx, user_id, lost, self._now())


def _member(user: User, seen: datetime | None) -> Member:
    return Member(UserId(user.id), user.name, user.email, Role(user.role), user.created_at, seen)
