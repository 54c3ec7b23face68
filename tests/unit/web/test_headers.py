"""Security and caching headers, added around any application."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.web.headers import SecurityHeaders


async def _page(_request: object) -> Response:
    return HTMLResponse("<p>hello")


async def _own(_request: object) -> Response:
    return Response("x", headers={"Cache-Control": "no-store", "Content-Security-Policy": "default-src *"})


APP = Starlette(routes=[Route("/", _page), Route("/assets/a.1234.js", _own), Route("/own", _own)])


async def headers_of(path: str, https: bool = False) -> httpx.Headers:
    transport = httpx.ASGITransport(SecurityHeaders(APP, https))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return (await client.get(path)).headers


@pytest.mark.parametrize("path", ["/", "/own", "/assets/a.1234.js", "/missing"])
async def test_every_answer_is_protected(path: str) -> None:
    headers = await headers_of(path)
    policy = headers["content-security-policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe-eval" not in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


async def test_hsts_is_told_on_https_only() -> None:
    assert "strict-transport-security" not in await headers_of("/")
    assert "includeSubDomains" in (await headers_of("/", https=True))["strict-transport-security"]


async def test_hashed_files_are_kept_for_ever_and_pages_are_asked_for_again() -> None:
    assert "immutable" in (await headers_of("/assets/a.1234.js"))["cache-control"]
    assert "immutable" not in (await headers_of("/assets/missing.js")).get("cache-control", "")
    assert (await headers_of("/"))["cache-control"] == "no-cache"
    assert (await headers_of("/own"))["cache-control"] == "no-store"


async def test_sockets_pass_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        await send({"type": "websocket.close"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        seen.append(str(message))

    await SecurityHeaders(app, https=True)({"type": "websocket", "path": "/sync/x"}, receive, send)
    assert seen == ["websocket", "{'type': 'websocket.close'}"]
