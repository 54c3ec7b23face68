"""The members page: who belongs to the workspace, as what, and who is invited."""

from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.people.actor import Actor
from app.people.roles import Permission, Role
from app.people.values import Invitation, Member
from app.services import services
from state import live, paths
from state.address import is_at
from state.door import door
from state.errand import Errand, asked_errand
from state.forms import text
from state.notices import done
from state.once import shown_once
from state.session import Person, SessionState, person
from state.times import iso


@dataclass(frozen=True)
class MemberRow:
    """One member. ``held`` says that the viewer may not change this one."""

    person: Person
    joined_at: str
    is_me: bool
    held: bool


@dataclass(frozen=True)
class InvitationRow:
    """One invitation nobody has used yet."""

    id: str
    email: str
    role: str
    inviter: str
    expires_at: str


class MembersState(SessionState):
    """What the members page shows. ``link`` is the invitation just made, shown this once."""

    members: list[MemberRow] = []
    invitations: list[InvitationRow] = []
    roles: list[str] = []
    errand: Errand = Errand()
    ready: bool = False
    problem: str = ""
    refusal: str = ""
    link: str = ""
    invited: str = ""

    get_delta = shown_once("link")

    @door(Permission.MANAGE_MEMBERS, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read everything."""
        self.refusal = self.link = self.problem = ""
        live.watch(self.router.session.client_token, who.workspace_id, MembersState.refresh, live.MEMBERS)
        await self._read(who)

    @door(Permission.MANAGE_MEMBERS, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again, after a nudge; a tab that has moved on is nudged no more."""
        if not is_at(self, paths.MEMBERS):
            live.forget(self.router.session.client_token, MembersState.refresh)
            return
        await self._read(who)

    @door(Permission.MANAGE_MEMBERS, problem="refusal")
    async def invite(self, who: Actor, form: dict[str, Any]) -> None:
        """Make an invitation and show its link."""
        self.refusal = ""
        invitation = await services().people.invite(who, text(form, "email"), _role(text(form, "role")))
        self.link, self.invited = self.router.url.origin + (invitation.path or ""), invitation.email
        await self._read(who)

    @door(Permission.MANAGE_MEMBERS)
    async def close_invite(self, who: Actor) -> None:
        """Forget the link: it is shown once."""
        self.link = self.invited = self.refusal = ""

    @door(Permission.MANAGE_MEMBERS)
    async def change_role(self, who: Actor, user_id: str, role: str) -> Any:
        """Give a member another role, then read again with one's own present rights."""
        await services().people.set_role(who, user_id, _role(role))
        return MembersState.load

    @door(Permission.MANAGE_MEMBERS)
    async def remove(self, who: Actor, user_id: str) -> Any:
        """Take a member out of the workspace."""
        await services().people.remove_member(who, user_id)
        self.turn += 1
        self.notice = done("Removed. Their sessions, tokens and pending invitations have ended.")
        return MembersState.load

    @door(Permission.MANAGE_MEMBERS)
    async def revoke(self, who: Actor, invitation_id: str) -> None:
        """Withdraw an invitation."""
        await services().people.revoke_invitation(who, invitation_id)
        await self._read(who)
        self.notice = done("The invitation was withdrawn; its link opens nothing any more.")

    async def _read(self, who: Actor) -> None:
        people = services().people
        self.members = [_member(member, who) for member in await people.members(who)]
        self.invitations = [_invitation(row) for row in await people.invitations(who)]
        self.roles = [str(role) for role in Role if not role.is_above(who.role)]
        self.errand = await asked_errand(self, who)
        self.ready = True


def _role(text_: str) -> Role:
    if text_ not in tuple(Role):
        raise Invalid("There is no such role. Choose one of the list.")
    return Role(text_)


def _member(member: Member, who: Actor) -> MemberRow:
    shown = person(member.id, member.name, member.email, str(member.role))
    is_me = member.id == who.user_id
    return MemberRow(shown, iso(member.joined_at), is_me, member.role.is_above(who.role))


def _invitation(row: Invitation) -> InvitationRow:
    return InvitationRow(row.id, row.email, str(row.role), row.inviter_name, iso(row.expires_at))
