"""The first owner: one setup link, one workspace."""

from app.audit.service import record
from app.db.tx import Tx
from app.kit.ids import new_id, new_secret, secret_hash
from app.people import queries
from app.people.base import ABSOLUTE, PeopleBase
from app.people.fields import clean_email, clean_name
from app.people.passwords import check_password
from app.people.refusals import EmailTaken, SetupDone, SetupLinkWrong, WorkspaceNameTaken
from app.people.roles import Role
from app.people.tables import SetupLink, User, Workspace
from app.people.values import SignedIn


class Founding(PeopleBase):
    """Verbs until the first owner exists."""

    async def setup_pending(self) -> bool:
        """Whether nobody owns this installation yet."""
        return await self.db.read(lambda tx: queries.owner_count(tx) == 0)

    async def make_setup_link(self, address: str) -> str | None:
        """Return a fresh ``{address}/setup?token=…`` and void older ones; None if an owner exists."""

        def work(tx: Tx) -> str | None:
            queries.pull_back(tx, self._now(), ABSOLUTE)
            if queries.owner_count(tx):
                return None
            secret = new_secret()
            queries.replace_setup_link(tx, SetupLink(token_hash=secret_hash(secret), created_at=self._now()))
            return f"{address}/setup?token={secret}"

        return await self.db.write(work)

    async def check_setup(self, token: str) -> None:
        """Raise SetupDone or SetupLinkWrong unless this link may found the workspace."""
        await self.db.read(lambda tx: _check_link(tx, token))

    async def found_workspace(
        self, token: str | None, workspace_name: str, name: str, email: str, password: str, address: str,
        user_agent: str = "",
    ) -> SignedIn:  # fmt: skip
        """Make the workspace and its owner, signed in.

        ``token`` is the setup link's secret, used up by this; None only from trusted code, which may found
        further workspaces. Raises SetupDone, SetupLinkWrong, EmailTaken or what is wrong with a field.
        """
        email, name, place = clean_email(email), clean_name(name), clean_name(workspace_name)
        check_password(password, email)
        if token is not None:
            await self.check_setup(token)  # before the costly hash
        hashed = await self._hash(password)

        def work(tx: Tx) -> SignedIn:
            if token is not None:
                _use_link(tx, token)
            user = self._found(tx, place, name, email, hashed)
            signed = self._open_session(tx, user, address, user_agent)
            record(tx, signed.actor, "founded", "workspace", user.workspace_id, after={"name": place})
            return signed

        return await self.db.write(work)

    def _found(self, tx: Tx, place: str, name: str, email: str, hashed: str) -> User:
        if queries.user_by_email(tx, email):
            raise EmailTaken
        if queries.workspace_named(tx, place):
            raise WorkspaceNameTaken
        now = self._now()
        workspace = Workspace(id=new_id("ws"), name=place, created_at=now)
        tx.add(workspace)
        tx.flush()
        owner = User(
            id=new_id("us"),
            workspace_id=workspace.id,
            email=email,
            name=name,
            password_hash=hashed,
            role=Role.OWNER,
            created_at=now,
        )
        tx.add(owner)
        tx.flush()
        queries.delete_setup_links(tx)
        return owner


def _check_link(tx: Tx, token: str) -> None:
    if queries.owner_count(tx):
        raise SetupDone
    if not queries.setup_link_exists(tx, secret_hash(token)):
        raise SetupLinkWrong


def _use_link(tx: Tx, token: str) -> None:
    _check_link(tx, token)
    if not queries.consume_setup_link(tx, secret_hash(token)):
        raise SetupLinkWrong
