"""Security and caching headers on every HTTP answer, pages and files included; a pure ASGI middleware."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy(inline_scripts: Sequence[str] = ()) -> str:
    """Return the policy. Styles may be inline: Radix and the canvas position by style attributes."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *inline_scripts)),
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


_POLICY = "Content-Security-Policy"
_HEADERS = {
    _POLICY: content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"
_FOR_EVER = "public, max-age=31536000, immutable"


class SecurityHeaders:
    """Wraps the whole application.

    ``https`` says whether the public address is https, for HSTS; ``inline_scripts`` are the pages' own, by hash.
    """

    def __init__(self, app: ASGIApp, https: bool, inline_scripts: Sequence[str] = ()) -> None:
        self._app = app
        self._of_pages = content_security_policy(inline_scripts)
        self._fixed = {**_HEADERS, "Strict-Transport-Security": _HSTS} if https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; add to answers that begin."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope["path"], message)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _add(self, path: str, message: Message) -> None:
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        for name, value in self._fixed.items():
            headers[name] = value
        if path.startswith("/assets/") and message["status"] in (200, 206, 304):
            headers["Cache-Control"] = _FOR_EVER  # their names carry a hash of their content
        elif headers.get("content-type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "no-cache")  # a new build is seen at the next visit
            headers[_POLICY] = self._of_pages
        elif message["status"] == 304:
            headers[_POLICY] = self._of_pages  # a browser puts these headers in the place of its copy's
        if "location" in headers:
            headers["location"] = _here(headers["location"])


def _here(location: str) -> str:
    """Return where to go on this site: a framework makes whole addresses of the Host header, which anybody writes."""
    parts = urlsplit(location)
    if not parts.scheme and not parts.netloc:
        return location
    path = "/" + parts.path.lstrip("/\\")
    return path + (f"?{parts.query}" if parts.query else "")
