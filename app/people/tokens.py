"""API tokens: what programs show instead of a cookie."""

from datetime import datetime, timedelta
from typing import Final

from app.audit.service import record
from app.db.tx import Tx
from app.errors import NotFound, Unavailable
from app.kit.ids import new_id, new_secret, secret_hash
from app.people import queries
from app.people.actor import Actor
from app.people.base import PeopleBase, program
from app.people.fields import clean_name
from app.people.ids import TokenId
from app.people.roles import Permission
from app.people.tables import ApiToken, User
from app.people.values import Token

PREFIX: Final = "cw_"  # lets secret scanners and people recognise a leaked one
TOUCH_EVERY: Final = timedelta(minutes=1)


class Tokens(PeopleBase):
    """Verbs about bearer tokens."""

    async def actor_by_bearer(self, token: str, address: str = "") -> Actor | None:
        """Return whose token this is, with that member's present role, or None."""

        def look(tx: Tx) -> tuple[Actor, datetime | None] | None:
            row = queries.token_by_hash(tx, secret_hash(token))
            user = queries.user(tx, row.user_id) if row else None
            return (program(user, row.id, address), row.last_used_at) if row and user else None

        found = await self.db.read(look)
        if found is None:
            return None
        actor, used_at = found
        if actor.token_id and (used_at is None or abs(self._now() - used_at) > TOUCH_EVERY):
            await self._touch_token(actor.token_id)
        return actor

    async def token_add(self, actor: Actor, label: str) -> str:
        """Make a token for oneself and return its secret, ``cw_…``: it is never shown again."""
        actor.must(Permission.OWN_ACCOUNT)
        label = clean_name(label)
        return await self.db.write(lambda tx: self._add_token(tx, actor, actor.user_id, label))

    async def tokens(self, actor: Actor) -> list[Token]:
        """Return one's own tokens, oldest first."""
        actor.must(Permission.OWN_ACCOUNT)
        return await self.db.read(
            lambda tx: [listed(row, actor.email) for row in queries.tokens(tx, [actor.user_id])]
        )

    async def token_revoke(self, actor: Actor, token_id: str) -> None:
        """End one of one's own tokens."""
        actor.must(Permission.OWN_ACCOUNT)

        def work(tx: Tx) -> None:
            row = queries.token(tx, token_id)
            if row is None or row.user_id != actor.user_id:
                raise NotFound("That token has already been revoked. Reload the page.")
            self._end_token(tx, actor, row)

        await self.db.write(work)

    def _add_token(self, tx: Tx, actor: Actor, user_id: str, label: str) -> str:
        secret = PREFIX + new_secret()
        row = ApiToken(
            id=new_id("tk"),
            user_id=user_id,
            label=label,
            token_hash=secret_hash(secret),
            created_at=self._now(),
        )
        tx.add(row)
        record(tx, actor, "added", "token", row.id, after={"label": label, "user_id": user_id})
        return secret

    def _end_tokens(self, tx: Tx, actor: Actor) -> None:
        for row in queries.tokens(tx, [actor.user_id]):
            self._end_token(tx, actor, row)

    def _end_token(self, tx: Tx, actor: Actor, row: ApiToken) -> None:
        queries.delete_token(tx, row.id)
        record(tx, actor, "revoked", "token", row.id, before={"label": row.label, "user_id": row.user_id})

    async def _touch_token(self, token_id: str) -> None:
        def work(tx: Tx) -> None:
            row = queries.token(tx, token_id)
            if row is not None:
                row.last_used_at = self._now()

        try:
            await self.db.write(work)
        except Unavailable:
            return  # reading goes on while the database cannot be written


def listed(row: ApiToken, owner_email: str) -> Token:
    """Return the token as it may be shown."""
    return Token(TokenId(row.id), row.label, owner_email, row.created_at, row.last_used_at)


def tokens_of(tx: Tx, users: list[User]) -> list[Token]:
    """Return the tokens of these users."""
    emails = {user.id: user.email for user in users}
    return [listed(row, emails[row.user_id]) for row in queries.tokens(tx, emails)]
