"""People at browsers: one Chromium, and for each a context and a wire of their own."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.async_api import Browser as Chromium
from playwright.async_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    async_playwright,
)

from tests.harness import tools
from tests.harness.proxy import FaultProxy
from tests.harness.server import Login, Server

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STEP_MS = 10_000
COOKIE = "callweave_session"
# What the browser itself prints when a connection is lost; a test that breaks one expects them.
NETWORK = re.compile(r"WebSocket connection to|net::ERR_|Failed to load resource|Cannot connect to server")

Scheme = Literal["light", "dark"]


@dataclass(eq=False)
class Person:
    """Somebody with a browser: ``page`` is the tab in front, ``wire`` what lies between it and the server."""

    login: Login
    server: Server
    context: BrowserContext
    page: Page
    wire: FaultProxy
    complaints: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expects(self, *patterns: str | re.Pattern[str]) -> None:
        """Say which console errors this test causes on purpose."""
        self.expected += [re.compile(pattern) for pattern in patterns]

    def expects_network_errors(self) -> None:
        """Say that this test breaks connections."""
        self.expects(NETWORK)

    @property
    def unexpected(self) -> list[str]:
        """Console errors and uncaught exceptions that nobody said would come."""
        return [text for text in self.complaints if not any(p.search(text) for p in self.expected)]

    async def new_page(self) -> Page:
        """Open another tab of the same browser and put it in front."""
        self.page = await self.context.new_page()
        return self.page

    async def crash(self) -> None:
        """Kill the tab's process, as running out of memory would, and open a fresh tab."""
        dead = self.page
        session = await self.context.new_cdp_session(dead)
        async with dead.expect_event("crash"):
            # The answer never comes: the process that would give it is dead.
            order = asyncio.create_task(session.send("Page.crash"))
        await self.new_page()
        await dead.close()
        order.cancel()
        await asyncio.gather(order, return_exceptions=True)

    async def sign_in_quietly(self) -> None:
        """Get the session cookie without the form."""
        answer = await self.context.request.post(
            f"{self.server.url}/auth/sign-in",
            form={"email": self.login.email, "password": self.login.password},
            headers={"Origin": self.server.url, "Accept": "application/json"},
        )
        assert answer.ok, f"sign-in of {self.login.email}: {answer.status} {await answer.text()}"

    async def ui(self, key: str) -> Any:
        """Read one key of the page's own store."""
        return await self.page.evaluate("key => globalThis.__callweave?.get()[key] ?? null", key)

    def _watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("requestfailed", self._on_failed_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.complaints.append(f"console: {message.text} ({where})")

    def _on_failed_request(self, request: Request) -> None:
        # A navigation cancels what the old page still wanted: that is no error.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.complaints.append(f"request: {request.failure} {request.url}")


class People:
    """The one Chromium of a test run; makes persons and lets them go."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium

    @asynccontextmanager
    async def person(
        self, server: Server, login: Login, scripts: Iterable[str] = (), **options: Any
    ) -> AsyncIterator[Person]:
        """Give ``login`` a browser, signed in nowhere yet; fails at the end on unexpected errors."""
        with FaultProxy() as wire:
            proxy = {"server": f"socks5://127.0.0.1:{wire.port}"}
            context = await self._chromium.new_context(
                base_url=server.url, proxy=proxy, reduced_motion="reduce", **options
            )
            context.set_default_timeout(STEP_MS)
            for script in scripts:
                await context.add_init_script(script)
            person = Person(login, server, context, page=None, wire=wire)  # type: ignore[arg-type]  # set at once
            context.on("page", person._watch)
            await person.new_page()
            try:
                yield person
            finally:
                await context.close()
        assert not person.unexpected, f"{login.name}'s browser complained: {person.unexpected}"


@asynccontextmanager
async def people() -> AsyncIterator[People]:
    """Start Chromium and end it."""
    async with async_playwright() as playwright:
        chromium = await _launch(playwright)
        try:
            yield People(chromium)
        finally:
            await chromium.close()


async def _launch(playwright: Playwright) -> Chromium:
    return await playwright.chromium.launch(executable_path=tools.chromium(), args=list(FLAGS))
