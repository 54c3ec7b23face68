"""Security and caching headers, added around any application. Cites app/web/SPEC.md B5 and B6."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.web.headers import SecurityHeaders
from app.web.inline_scripts import hashes_of


async def _page(_request: object) -> Response:
    return HTMLResponse("<p>hello")


async def _own(_request: object) -> Response:
    return Response("x", headers={"Cache-Control": "no-store", "Content-Security-Policy": "default-src *"})


async def _unchanged(_request: object) -> Response:
    return Response(status_code=304)


async def _elsewhere(_request: object) -> Response:
    return RedirectResponse("https://evil.example//other.example/agents/?page=2")


ROUTES = {"/": _page, "/assets/a.1234.js": _own, "/own": _own, "/kept": _unchanged, "/there": _elsewhere}
APP = Starlette(routes=[Route(path, endpoint) for path, endpoint in ROUTES.items()])


async def headers_of(path: str, https: bool = False, scripts: tuple[str, ...] = ()) -> httpx.Headers:
    transport = httpx.ASGITransport(SecurityHeaders(APP, https, scripts))
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


@pytest.mark.parametrize(("path", "runs"), [("/", True), ("/kept", True), ("/own", False)])
async def test_b6_a_page_runs_the_inline_scripts_it_was_built_with_and_no_other(
    path: str, runs: bool
) -> None:
    policy = (await headers_of(path, scripts=("'sha256-abc='",)))["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["script-src"] == ("'self' 'sha256-abc='" if runs else "'self'")
    assert rules["script-src-attr"] == "'none'"


def test_every_inline_script_of_a_page_has_its_hash(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    page = '<script src="/a.js"></script><script>let a = "<p>";</script><style>p {}</style>'
    (tmp_path / "sub" / "page.html").write_text(page)
    digest = b64encode(sha256(b'let a = "<p>";').digest()).decode()
    assert hashes_of(tmp_path) == (f"'sha256-{digest}'",)


async def test_b5_nobody_is_sent_to_another_host() -> None:
    assert (await headers_of("/there"))["location"] == "/other.example/agents/?page=2"


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
