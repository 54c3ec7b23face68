"""How many requests an address may make: who makes more waits, and is then told to come back later."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from app.kit.addresses import key_of
from app.kit.rates import Rate, Shares
from app.web.refusing import refuse

EVERYBODY = Rate(per_second=200, burst=1_000, patience_seconds=2)
_UNCOUNTED = frozenset({"/healthz"})  # whoever watches over us asks often, and it costs nothing


class Visits:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, rate: Rate = EVERYBODY) -> None:
        self._app = app
        self._shares = Shares(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it pass within the address's share, later if need be, or answer 429."""
        if scope["type"] != "lifespan" and scope["path"] not in _UNCOUNTED:
            client = scope.get("client")
            wait = self._shares.wait_seconds(key_of(client[0]) if client else "")
            if wait is None:
                await refuse(scope, send, 429)
                return
            if wait:
                await asyncio.sleep(wait)
        await self._app(scope, receive, send)
