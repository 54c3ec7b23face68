"""The roof: puts pages, doors and services together. Imports anything, is imported by nobody."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import reflex as rx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from app import settings as app_settings
from app import wiring
from app.collab import watchdog
from app.erasure import service as erasure
from app.notify import elsewhere
from app.services import Services
from app.web.addresses import Addresses
from app.web.connections import connections
from app.web.headers import SecurityHeaders
from app.web.inline_scripts import hashes_of
from app.web.page_sockets import PageSockets
from app.web.routes import routes
from app.web.visits import Visits
from components import pages
from components.editor.banners import overlay
from components.theme import STYLESHEETS, head
from components.ui.fence import page_fence
from state import live, sockets
from state.calls import Calls

settings = app_settings.load()
port = int(os.environ.get("PORT") or app_settings.DEFAULT_PORT)
address = settings.address(port)


@asynccontextmanager
async def running() -> AsyncGenerator[None]:
    """Build the services of this worker, and close them after the last connection."""
    built = await asyncio.to_thread(wiring.build, settings, port)
    built.workers.warm_up()
    await built.rooms.start()
    live.listen(app, built.events)
    await _greet(built)
    beating = asyncio.create_task(watchdog.watch(settings.data_dir))
    pages_open = sockets.Sockets(app)
    built.background.every(sockets.EVERY_SECONDS, "rights of pages", pages_open.check)
    built.background.every(sockets.EVERY_SECONDS, "states of closed tabs", pages_open.forget_closed)
    built.background.every(1.0, "database file", built.db.watch_file)
    built.background.every(elsewhere.EVERY_SECONDS, "acts of other processes", built.elsewhere.look)
    built.background.every(erasure.EVERY_SECONDS, "rows of deleted agents", built.erasure.go_on)
    try:
        yield
    finally:
        built.background.stop()
        await built.rooms.close()
        built.workers.close()
        built.db.close()
        beating.cancel()


async def _greet(built: Services) -> None:
    """Say where it is; the one-time link goes to standard output, as the logs hide secrets."""
    link = await built.people.make_setup_link(address)
    sys.stdout.write(f"\nCallweave is at {address}\n")
    if link:
        sys.stdout.write(f"Open this link once to make the owner's account: {link}\n")
    sys.stdout.flush()


def _no_connection_toast() -> Callable[[bool], rx.Component | None]:
    return lambda is_stateful: overlay() if is_stateful else None


def _guarded(inner: ASGIApp) -> ASGIApp:
    """Everything that stands before the pages and the doors, the outermost last."""
    pages_only = PageSockets(inner, lambda name, payload: calls(name, payload))
    scripts = hashes_of(Path(os.environ.get("REFLEX_WEB_WORKDIR", ".web")) / "build" / "client")
    with_headers = SecurityHeaders(Visits(pages_only), address.startswith("https:"), scripts)
    return Addresses(with_headers, settings.proxies)


app = rx.App(
    api_transformer=[Starlette(routes=routes()), _guarded],
    stylesheets=STYLESHEETS,
    html_lang="en",
    head_components=head(),
)
wraps: dict[Any, Any] = app.app_wraps
wraps[(5, "Overlay")] = _no_connection_toast()  # in the place of Reflex's own, which names addresses
wraps[(55, "ErrorBoundary")] = page_fence  # in the place of Reflex's own, which shows a stack trace
calls = Calls(app)
connections.proxies = settings.proxies
app.register_lifespan_task(running)  # pyright: ignore[reportUnknownMemberType]
pages.register(app)


def server() -> ASGIApp:
    """Return what the server runs."""
    return app()
