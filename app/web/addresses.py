"""Who asks: an ASGI middleware that believes X-Forwarded-For from configured proxies only."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from app.kit.addresses import Network, visitor

_HEADER = b"x-forwarded-for"


class Addresses:
    """Wraps the whole application: afterwards ``scope["client"]`` is who asks, and always an address."""

    def __init__(self, app: ASGIApp, proxies: Collection[Network]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the visitor's address in the place of the proxy's."""
        if scope["type"] != "lifespan" and scope.get("client"):
            forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == _HEADER]
            peer, port = scope["client"]
            asking = visitor(peer, forwarded, self._proxies)
            scope["client"] = (asking, port if asking == peer else 0)
        await self._app(scope, receive, send)
