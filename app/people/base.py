"""What every group of people's verbs leans on: database, clock, hasher, and how rows become actors."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import ceil

from app.audit.service import record
from app.db.engine import Database
from app.db.tx import Tx
from app.events import SessionEnded
from app.kit import clock
from app.kit.addresses import key_of
from app.kit.ids import new_id, new_secret, secret_hash
from app.people import queries, throttle
from app.people.actor import Actor, Kind
from app.people.fields import clean_user_agent
from app.people.ids import SessionId, TokenId, UserId, WorkspaceId
from app.people.passwords import Hasher
from app.people.refusals import TooManyAttempts
from app.people.roles import Role
from app.people.tables import Attempt, User, UserSession
from app.people.values import SignedIn
from app.settings import Settings

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
SYSTEM = "system"


class PeopleBase:
    """Shared ground; use ``app.people.service.People``."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        hasher: Hasher | None = None,
        now: Callable[[], datetime] = clock.steady_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.db = db
        self.settings = settings
        self._hasher = hasher or Hasher()
        self._now = now
        self._sleep = sleep
        self._touching: set[asyncio.Task[None]] = set()
        # One at a time: a hash takes 20 ms of a core and 19 MiB, and a stranger may ask for many.
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="password")

    async def _hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._hashing, self._hasher.hash, password)

    async def _verify(self, kept: str | None, password: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._hashing, self._hasher.verify, kept, password)

    def _open_session(self, tx: Tx, user: User, address: str, user_agent: str) -> SignedIn:
        """Add a session in this transaction and return its secret."""
        now, secret = self._now(), new_secret()
        session = UserSession(
            id=new_id("se"),
            user_id=user.id,
            token_hash=secret_hash(secret),
            created_at=now,
            last_seen_at=now,
            expires_at=now + ABSOLUTE,
            address=address,
            user_agent=clean_user_agent(user_agent),
        )
        tx.flush()  # the user's row first: the session refers to it
        tx.add(session)
        actor = person(user, session)
        record(tx, actor, "signed_in", "session", session.id)
        return SignedIn(secret, actor, session.expires_at, self._device(user.email))

    def _is_alive(self, session: UserSession) -> bool:
        now = self._now()
        return now < session.expires_at and now < session.last_seen_at + IDLE

    def _end_session(self, tx: Tx, session: UserSession) -> None:
        queries.delete_session(tx, session.id)
        tx.after_commit(SessionEnded(session.id, session.user_id))

    def _end_sessions(self, tx: Tx, user_id: str, except_id: str | None = None) -> None:
        for session in queries.sessions(tx, user_id):
            if session.id != except_id:
                self._end_session(tx, session)

    def _reserve_attempt(self, tx: Tx, email: str, lane: str) -> float | TooManyAttempts:
        """Count this attempt as failed before it is judged, so that a hundred at once do not slip through.

        Return what to give to ``_hold`` once this is committed: a refusal is not raised here, as it would undo what
        was noted about a clock that was set.
        """
        now, account = self._now(), secret_hash(email)
        queries.pull_back(tx, now, ABSOLUTE)
        queries.delete_attempts_before(tx, now - throttle.WINDOW)
        recent = queries.attempts_from(tx, lane, now - throttle.WINDOW)
        if wait := throttle.wait_seconds([attempt.at for attempt in recent], throttle.PER_ADDRESS, now):
            return TooManyAttempts(wait)
        delay = throttle.delay_seconds([one.at for one in recent if one.account_hash == account], now)
        if delay > throttle.HELD_SECONDS:
            return TooManyAttempts(ceil(delay))
        tx.add(Attempt(id=new_id("at"), account_hash=account, address=lane, at=now))
        return delay

    async def _hold(self, delay: float | TooManyAttempts) -> None:
        """Wait as long as an attempt has to. Raises TooManyAttempts for more than anybody would wait."""
        if isinstance(delay, TooManyAttempts):
            raise delay
        await self._sleep(delay)

    def _lane(self, email: str, address: str, device: str) -> str:
        """Return by what attempts are counted: the browser, if this account signed in there before, or the address."""
        nonce = throttle.nonce_of(self.settings.signing_key(), secret_hash(email), device) if device else ""
        return f"device:{nonce}" if nonce else key_of(address)

    def _device(self, email: str) -> str:
        return throttle.device(self.settings.signing_key(), secret_hash(email), new_id("dv"))

    def _forget_attempts(self, tx: Tx, email: str, lane: str) -> None:
        queries.forget_attempts(tx, secret_hash(email), lane)


def person(user: User, session: UserSession) -> Actor:
    """Return the actor of a browser's session."""
    return _actor(user, "person", SessionId(session.id), None, session.address)


def program(user: User, token_id: str, address: str) -> Actor:
    """Return the actor of a bearer token."""
    return _actor(user, "token", None, TokenId(token_id), address)


def at_console(user: User) -> Actor:
    """Return a person as the one on whose behalf the command line acts."""
    return _actor(user, "person", None, None, "local")


def system(workspace_id: str) -> Actor:
    """Return the command line's actor in a workspace: whoever can run it owns the machine."""
    return Actor(
        UserId(SYSTEM), WorkspaceId(workspace_id), "Command line", "", Role.OWNER, SYSTEM, None, "local"
    )


def _actor(user: User, kind: Kind, session: SessionId | None, token: TokenId | None, address: str) -> Actor:
    return Actor(
        user_id=UserId(user.id),
        workspace_id=WorkspaceId(user.workspace_id),
        name=user.name,
        email=user.email,
        role=Role(user.role),
        kind=kind,
        session_id=session,
        address=address,
        token_id=token,
    )
