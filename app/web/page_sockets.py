"""What stands before the pages' own socket, ``/_event``: whose it is, how many, how large, how often.

Reflex gives a state to whoever names a tab, and reads any message of any size. Here a connection gets a name of our
making: with a session, a hash of session and tab; without one, a random one. So nobody reaches the state of somebody
else's tab, and what belongs to nobody ends with its connection.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AppError
from app.kit.addresses import key_of
from app.kit.ids import secret_hash
from app.kit.rates import Rate, Shares
from app.logs import logger
from app.services import services
from app.web.cookies import COOKIE, ENDED, session_token
from app.web.identity import address_of
from app.web.page_messages import Accepts, BadMessage, check
from app.web.refusing import refuse

log = logger(__name__)

PATH = "/_event"
FIRST_MESSAGE_SECONDS = 10.0
MOST_REFUSED = 20  # messages of one connection, before it is closed
MOST_TOGETHER = 1_000  # sockets of nobody, from everywhere


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one kind of visitor may have: bytes in a message, sockets at once, events and new sockets per second."""

    message_bytes: int
    sockets: int
    events: Rate
    visits: Rate


NOBODY = Allowance(16 * 1024, 32, Rate(10, 60, patience_seconds=5), Rate(5, 200))
MEMBER = Allowance(64 * 1024, 100, Rate(30, 120, patience_seconds=30), Rate(10, 200))


class TooMany(Exception):
    """Somebody wants more than their share."""


class Kind:
    """The open sockets of one kind of visitor, and what each visitor has used of their share."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.events = Shares(allowance.events)
        self._visits = Shares(allowance.visits)
        self._open: dict[str, int] = {}

    @property
    def total(self) -> int:
        """How many are open."""
        return sum(self._open.values())

    def enter(self, key: str) -> None:
        """Count one more. Raises TooMany."""
        if self._open.get(key, 0) >= self.allowance.sockets or self._visits.wait_seconds(key) is None:
            raise TooMany
        self._open[key] = self._open.get(key, 0) + 1

    def leave(self, key: str) -> None:
        """Count one less."""
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose socket it is: ``key`` is what shares are counted by, ``cookie`` what Reflex may see of the cookies."""

    kind: Kind
    key: str
    tab: str
    cookie: str


class PageSockets:
    """Wraps the application. ``accepts`` says which events a page may cause."""

    def __init__(self, app: ASGIApp, accepts: Accepts) -> None:
        self._app = app
        self._accepts = accepts
        self._nobodies = Kind(NOBODY)
        self._members = Kind(MEMBER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not for the pages' socket; guard what is."""
        if scope["type"] == "lifespan" or not f"{scope['path']}/".startswith(f"{PATH}/"):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await refuse(scope, send, 400)
        else:
            await self._admit(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            visitor = await self._visitor(HTTPConnection(scope))
            visitor.kind.enter(visitor.key)
        except TooMany:
            log.warning("a page's socket was refused: too many", address=address_of(HTTPConnection(scope)))
            await refuse(scope, send, 429)
            return
        except AppError:
            await refuse(scope, send, 503)
            return
        try:
            guarded = _Guarded(visitor, self._accepts, receive, send)
            await self._app(_named(scope, visitor), guarded.receive, send)
        finally:
            visitor.kind.leave(visitor.key)

    async def _visitor(self, connection: HTTPConnection) -> Visitor:
        """Return who connects. One look at the database for a cookie, none without. Raises TooMany."""
        shown = session_token(connection)
        who = await services().people.actor_by_session(shown) if shown else None
        if shown and who:
            tab = connection.query_params.get("token", "")
            name = hashlib.sha256(f"{secret_hash(shown)}:{tab}".encode()).hexdigest()
            return Visitor(self._members, who.user_id, f"tab_{name[:40]}", f"{COOKIE}={shown}")
        if self._nobodies.total >= MOST_TOGETHER:
            raise TooMany
        ended = f"{ENDED}=1" if shown else ""
        return Visitor(self._nobodies, key_of(address_of(connection)), f"tab_{secrets.token_hex(20)}", ended)


def _named(scope: Scope, visitor: Visitor) -> Scope:
    """Return the scope as Reflex sees it: our name for the tab, and of the cookies only what it needs."""
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    query = urlencode([*((name, value) for name, value in asked if name != "token"), ("token", visitor.tab)])
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    kept = [(name, value) for name, value in headers if name != b"cookie"]
    return {
        **scope,
        "query_string": query.encode(),
        "headers": [*kept, (b"cookie", visitor.cookie.encode("latin-1"))] if visitor.cookie else kept,
    }


class _Guarded:
    """The receiving side of one socket."""

    def __init__(self, visitor: Visitor, accepts: Accepts, receive: Receive, send: Send) -> None:
        self._visitor = visitor
        self._accepts = accepts
        self._receive = receive
        self._send = send
        self._refused = 0
        self._has_spoken = False

    async def receive(self) -> Message:
        """Return the next message that Reflex may see; the end, where there should be no more."""
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            self._has_spoken = True
            text = message.get("text")
            if text is None or len(text.encode()) > self._visitor.kind.allowance.message_bytes:
                return await self._end(1009, "a message too large, or not of text")
            try:
                wait = self._wait_seconds(check(text, self._accepts))
            except BadMessage as bad:
                self._refused += 1
                log.warning("a page's message was refused", reason=str(bad), key=self._visitor.key)
                if self._refused >= MOST_REFUSED:
                    return await self._end(1008, "too many messages that no page sends")
                continue
            if wait is None:
                return await self._end(1008, "too many events")
            await asyncio.sleep(wait)
            return message

    async def _next(self) -> Message:
        if self._has_spoken:
            return await self._receive()
        try:
            async with asyncio.timeout(FIRST_MESSAGE_SECONDS):
                return await self._receive()
        except TimeoutError:
            return await self._end(1008, "nothing said")

    def _wait_seconds(self, is_event: bool) -> float | None:
        return self._visitor.kind.events.wait_seconds(self._visitor.key) if is_event else 0.0

    async def _end(self, code: int, reason: str) -> Message:
        log.warning("a page's socket was closed", reason=reason, key=self._visitor.key)
        await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code}
