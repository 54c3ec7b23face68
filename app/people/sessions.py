"""Signing in and out, and who is behind a cookie."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from app.audit.service import record
from app.db.tx import Tx
from app.errors import NotFound, Unavailable
from app.kit.addresses import key_of
from app.kit.ids import secret_hash
from app.people import queries
from app.people.actor import Actor
from app.people.base import IDLE, person
from app.people.fields import tidy_email
from app.people.passwords import check_password
from app.people.refusals import TooManyAttempts, WrongOldPassword, WrongPassword
from app.people.roles import Permission
from app.people.tables import User, UserSession
from app.people.tokens import Tokens
from app.people.values import OpenSession, SessionId, SignedIn

TOUCH_EVERY: Final = timedelta(minutes=1)  # a request must not cost a write


class Sessions(Tokens):
    """Verbs about browser sessions and one's own password."""

    async def sign_in(
        self,
        email: str,
        password: str,
        address: str,
        user_agent: str,
        previous_token: str | None,
        device: str = "",
    ) -> SignedIn:
        """Open a fresh session and end the one the browser had before. ``device`` is what its last one left there.

        Raises WrongPassword (the same, after the same work, for an unknown e-mail) or TooManyAttempts.
        """
        email = tidy_email(email)

        lane = await asyncio.to_thread(self._lane, email, address, device)

        def admit(tx: Tx) -> tuple[float | TooManyAttempts, User | None]:
            return self._reserve_attempt(tx, email, lane), queries.user_by_email(tx, email)

        delay, user = await self.db.write(admit)
        await self._hold(delay)
        if not await self._verify(user.password_hash if user else None, password) or user is None:
            raise WrongPassword
        renewed = await self._hash(password) if self._hasher.is_outdated(user.password_hash) else None
        return await self.db.write(
            lambda tx: self._enter(tx, user, renewed, lane, address, user_agent, previous_token)
        )

    def _enter(
        self,
        tx: Tx,
        seen: User,
        renewed: str | None,
        lane: str,
        address: str,
        agent: str,
        previous: str | None,
    ) -> SignedIn:
        user = queries.user(tx, seen.id)
        if user is None or user.password_hash != seen.password_hash:
            raise WrongPassword  # removed, or the password was changed while this one was being checked
        user.password_hash = renewed or user.password_hash
        self._forget_attempts(tx, user.email, lane)
        queries.delete_dead_sessions(tx, self._now(), self._now() - IDLE)
        if previous and (old := queries.session_by_hash(tx, secret_hash(previous))):
            self._end_session(tx, old)
        return self._open_session(tx, user, address, agent)

    async def sign_out(self, token: str) -> None:
        """End the session of this cookie; an unknown one is already ended."""

        def work(tx: Tx) -> None:
            session = queries.session_by_hash(tx, secret_hash(token))
            user = queries.user(tx, session.user_id) if session else None
            if session and user:
                record(tx, person(user, session), "signed_out", "session", session.id)
                self._end_session(tx, session)

        await self.db.write(work)

    async def actor_by_session(self, token: str) -> Actor | None:
        """Return who is behind this cookie, or None if nobody is any more."""

        def look(tx: Tx) -> tuple[Actor, datetime] | None:
            session = queries.session_by_hash(tx, secret_hash(token))
            if session is None or not self._is_alive(session):
                return None
            user = queries.user(tx, session.user_id)
            return (person(user, session), session.last_seen_at) if user else None

        found = await self.db.read(look)
        if found is None:
            return None
        actor, last_seen_at = found
        if actor.session_id and abs(self._now() - last_seen_at) > TOUCH_EVERY:
            await self.touch_sessions([actor.session_id])
        return actor

    async def actors_by_session(self, tokens: Collection[str]) -> dict[str, Actor]:
        """Return who is behind each of these cookies, by one look; cookies of nobody are not in the answer."""

        def look(tx: Tx) -> dict[str, tuple[Actor, datetime]]:
            rows = queries.sessions_by_hash(tx, [secret_hash(token) for token in tokens])
            alive = {token_hash: row for token_hash, row in rows.items() if self._is_alive(row)}
            users = queries.users_by_id(tx, {row.user_id for row in alive.values()})
            return {
                token_hash: (person(users[row.user_id], row), row.last_seen_at)
                for token_hash, row in alive.items()
                if row.user_id in users
            }

        found = await self.db.read_urgently(look) if tokens else {}
        now = self._now()
        idle = [actor.session_id for actor, seen_at in found.values() if abs(now - seen_at) > TOUCH_EVERY]
        if idle:  # not waited for: who may stay is known already, and writing may be impossible for a while
            touching = asyncio.create_task(self.touch_sessions([one for one in idle if one]))
            self._touching.add(touching)
            touching.add_done_callback(self._touching.discard)
        by_token = {token: found.get(secret_hash(token)) for token in tokens}
        return {token: one[0] for token, one in by_token.items() if one}

    async def touch_sessions(self, session_ids: Collection[str]) -> None:
        """Note that these sessions are in use: they end after 12 idle hours. Writes once a minute at most."""
        now = self._now()
        try:
            await self.db.write(lambda tx: queries.touch_sessions(tx, session_ids, now, TOUCH_EVERY))
        except Unavailable:
            return  # reading goes on while the database cannot be written

    async def list_sessions(self, actor: Actor) -> list[OpenSession]:
        """Return the account's open sessions, the last used first."""
        actor.must(Permission.OWN_ACCOUNT)
        return await self.db.read(
            lambda tx: [
                _open_session(row, actor)
                for row in queries.sessions(tx, actor.user_id)
                if self._is_alive(row)
            ]
        )

    async def revoke_session(self, actor: Actor, session_id: str) -> None:
        """End one of the account's own sessions."""
        actor.must(Permission.OWN_ACCOUNT)

        def work(tx: Tx) -> None:
            session = queries.sessions_by_id(tx, [session_id]).get(session_id)
            if session is None or session.user_id != actor.user_id:
                raise NotFound("That session has already ended. Reload the page to see the present ones.")
            record(tx, actor, "revoked", "session", session_id)
            self._end_session(tx, session)

        await self.db.write(work)

    async def change_password(self, actor: Actor, old: str, new: str, *, revoke_tokens: bool = False) -> None:
        """Change the own password and end all other sessions of the account, and if wanted its API tokens."""
        actor.must(Permission.OWN_ACCOUNT)
        check_password(new, actor.email)
        lane = f"session:{actor.session_id}" if actor.session_id else key_of(actor.address)

        def admit(tx: Tx) -> tuple[float | TooManyAttempts, User | None]:
            return self._reserve_attempt(tx, actor.email, lane), queries.user(tx, actor.user_id)

        delay, seen = await self.db.write(admit)
        await self._hold(delay)
        if not await self._verify(seen.password_hash if seen else None, old) or seen is None:
            raise WrongOldPassword
        hashed = await self._hash(new)

        def work(tx: Tx) -> None:
            user = queries.user(tx, actor.user_id)
            if user is None or user.password_hash != seen.password_hash:
                raise WrongOldPassword
            user.password_hash = hashed
            self._forget_attempts(tx, actor.email, lane)
            self._end_sessions(tx, user.id, except_id=actor.session_id)
            record(tx, actor, "changed_password", "user", user.id)
            if revoke_tokens:
                self._end_tokens(tx, actor)

        await self.db.write(work)

    async def sign_out_elsewhere(self, actor: Actor) -> None:
        """End all other sessions of the account."""
        actor.must(Permission.OWN_ACCOUNT)

        def work(tx: Tx) -> None:
            for session in queries.sessions(tx, actor.user_id):
                if session.id != actor.session_id:
                    record(tx, actor, "revoked", "session", session.id)
                    self._end_session(tx, session)

        await self.db.write(work)


def _open_session(row: UserSession, actor: Actor) -> OpenSession:
    return OpenSession(
        id=SessionId(row.id),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        address=row.address,
        user_agent=row.user_agent,
        is_this_one=row.id == actor.session_id,
    )
