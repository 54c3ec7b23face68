"""What the command line may do. Trusted: whoever can run it owns the machine, so no permission is asked."""

from app.audit.service import record
from app.db.tx import Tx
from app.errors import Conflict, Invalid, NotFound
from app.events import MemberChanged
from app.kit.ids import new_id
from app.people import queries
from app.people.actor import Actor
from app.people.base import at_console, system
from app.people.fields import clean_email, clean_name
from app.people.founding import Founding
from app.people.ids import UserId
from app.people.members import Members
from app.people.passwords import check_password
from app.people.refusals import EmailTaken
from app.people.roles import Role
from app.people.tables import User, Workspace
from app.people.tokens import Tokens, tokens_of
from app.people.values import Account, Added, Token

FIRST_WORKSPACE = "Our workspace"


class Accounts(Founding, Members, Tokens):
    """Verbs for whoever runs the server."""

    async def add_user(
        self, email: str, name: str, role: Role, password: str, workspace_name: str | None = None
    ) -> Added:
        """Make an account; an owner for a workspace that does not exist yet makes that too.

        Raises EmailTaken, Invalid or Conflict saying what to pass instead.
        """
        email, name = clean_email(email), clean_name(name)
        wanted = clean_name(workspace_name) if workspace_name is not None else None
        check_password(password, email)
        hashed = await self._hash(password)

        def work(tx: Tx) -> Added:
            place = _existing(tx, wanted)
            if place is None:
                return Added(at_console(self._found_by(tx, wanted, role, name, email, hashed)), True)
            return Added(at_console(self._join(tx, place, role, name, email, hashed)), False)

        return await self.db.write(work)

    async def list_users(self) -> list[Account]:
        """Return every account of every workspace."""
        return await self.db.read(lambda tx: [_account(user, place) for user, place in queries.users(tx)])

    async def set_password(self, email: str, password: str) -> None:
        """Set a new password and end all sessions of the account."""
        email = clean_email(email)
        check_password(password, email)
        hashed = await self._hash(password)

        def work(tx: Tx) -> None:
            user = _known(tx, email)
            user.password_hash = hashed
            self._end_sessions(tx, user.id)
            record(tx, system(user.workspace_id), "set_password", "user", user.id)

        await self.db.write(work)

    async def set_role_of(self, email: str, role: Role) -> None:
        """Give an account another role. Raises LastOwner."""
        known = clean_email(email)
        person = await self.db.read(lambda tx: at_console(_known(tx, known)))
        await self.set_role(system(person.workspace_id), person.user_id, role)

    async def token_add_for(self, email: str, label: str) -> str:
        """Make a bearer token for an account and return its secret, once."""
        email, label = clean_email(email), clean_name(label)

        def work(tx: Tx) -> str:
            user = _known(tx, email)
            return self._add_token(tx, system(user.workspace_id), user.id, label)

        return await self.db.write(work)

    async def tokens_for(self, email: str | None) -> list[Token]:
        """Return the tokens of one account, or of all."""

        def look(tx: Tx) -> list[Token]:
            if email is not None:
                return tokens_of(tx, [_known(tx, clean_email(email))])
            return tokens_of(tx, [user for user, _ in queries.users(tx)])

        return await self.db.read(look)

    async def token_revoke_any(self, token_id: str) -> None:
        """End any token."""

        def work(tx: Tx) -> None:
            row = queries.token(tx, token_id)
            owner = queries.user(tx, row.user_id) if row else None
            if row is None or owner is None:
                raise NotFound("There is no token with that id. List them with: callweave token list")
            self._end_token(tx, system(owner.workspace_id), row)

        await self.db.write(work)

    async def system_actor(self, workspace_name: str | None = None) -> Actor:
        """Return the command line's actor in the named workspace, or in the only one."""

        def look(tx: Tx) -> Actor:
            place = _existing(tx, workspace_name)
            if place is None:
                raise NotFound(f"{_no_such(workspace_name)} Make it with: callweave user add --role owner …")
            return system(place.id)

        return await self.db.read(look)

    def _found_by(self, tx: Tx, wanted: str | None, role: Role, name: str, email: str, hashed: str) -> User:
        if role is not Role.OWNER:
            raise Conflict(f"{_no_such(wanted)} Its first account must be an owner: pass --role owner.")
        owner = self._found(tx, wanted or FIRST_WORKSPACE, name, email, hashed)
        record(tx, system(owner.workspace_id), "founded", "workspace", owner.workspace_id)
        return owner

    def _join(self, tx: Tx, place: Workspace, role: Role, name: str, email: str, hashed: str) -> User:
        if queries.user_by_email(tx, email):
            raise EmailTaken
        user = User(
            id=new_id("us"),
            workspace_id=place.id,
            email=email,
            name=name,
            password_hash=hashed,
            role=role,
            created_at=self._now(),
        )
        tx.add(user)
        record(tx, system(place.id), "added", "user", user.id, after={"email": email, "role": role})
        tx.after_commit(MemberChanged(place.id, user.id))
        return user


def _existing(tx: Tx, name: str | None) -> Workspace | None:
    """Return the named workspace, or the only one there is; None if there is none."""
    if name is not None:
        return queries.workspace_named(tx, name)
    places = queries.workspaces(tx)
    if len(places) > 1:
        known = ", ".join(place.name for place in places)
        raise Invalid(f"There are several workspaces: say which one with --workspace ({known}).")
    return places[0] if places else None


def _no_such(name: str | None) -> str:
    return "There is no workspace yet." if name is None else f"There is no workspace called “{name}”."


def _known(tx: Tx, email: str) -> User:
    user = queries.user_by_email(tx, email)
    if user is None:
        raise NotFound(f"There is no account for {email}. List them with: callweave user list")
    return user


def _account(user: User, place: Workspace) -> Account:
    return Account(UserId(user.id), user.name, user.email, Role(user.role), place.name, user.created_at)
