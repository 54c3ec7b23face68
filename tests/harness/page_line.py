"""A page's socket without a browser: Socket.IO's packets by hand, so that they can be wrong."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.web.cookies import COOKIE
from tests.harness.server import PASSWORD, Login, Server
from tests.harness.wait import eventually

STATE = "reflex___state____state"
SESSION = f"{STATE}.state___session____session_state"
HYDRATE = f"{STATE}.hydrate_and_load"
Raw = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def event(name: str, payload: dict[str, Any] | None = None, path: str = "/sign-in") -> dict[str, Any]:
    """What a page of this address says when something happens there."""
    return {"name": name, "payload": payload or {}, "router_data": {"pathname": path, "asPath": path}}


def packet(said: Any) -> str:
    """The event as it goes over the line."""
    return "42/_event," + json.dumps(["event", said])


@dataclass
class PageLine:
    """One socket and all that came on it."""

    socket: ClientConnection
    got: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """Everything that came, as one text to search in."""
        return "\n".join(self.got)

    @property
    def closed(self) -> int | None:
        """The code it was closed with, None while it is open."""
        return self.socket.close_code

    async def say(self, text: str) -> None:
        """Send one text; a line that is closed says nothing."""
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(text)

    async def send(self, name: str, payload: dict[str, Any] | None = None, path: str = "/sign-in") -> None:
        """Cause one event."""
        await self.say(packet(event(name, payload, path)))

    async def hydrated(self, path: str = "/sign-in", times: int = 1) -> str:
        """Ask for the whole state and return what came, once the page's own reading is done."""
        before = self.text.count('"is_hydrated_rx_state_":true')
        await self.send(HYDRATE, path=path)
        done = lambda: self.text.count('"is_hydrated_rx_state_":true') >= before + times  # noqa: E731
        await eventually(lambda: done() or self.closed is not None, "the state", 20)
        return self.text

    async def read(self) -> None:
        """Keep what comes until the end."""
        with contextlib.suppress(ConnectionClosed):
            async for message in self.socket:
                self.got.append(str(message))
                if message == "2":
                    await self.socket.send("3")


def cookie_of(server: Server, login: Login) -> str:
    """Sign in as the page does; return the session's cookie."""
    answer = httpx.post(
        f"{server.url}/auth/sign-in",
        json={"email": login.email, "password": PASSWORD},
        headers={"Origin": server.url},
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.cookies[COOKIE])


@asynccontextmanager
async def page_line(server: Server, cookie: str = "", tab: str = "a-tab") -> AsyncIterator[PageLine]:
    """Open a page's socket and its namespace; raises InvalidStatus where the handshake is refused."""
    headers = {"Origin": server.url} | ({"Cookie": f"{COOKIE}={cookie}"} if cookie else {})
    url = f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token={tab}"
    async with connect(url, additional_headers=headers, proxy=None, max_size=None) as socket:
        line = PageLine(socket)
        reading = asyncio.create_task(line.read())
        await line.say("40/_event,{}")
        await eventually(lambda: "40/_event" in line.text or line.closed is not None, "the namespace", 20)
        try:
            yield line
        finally:
            await socket.close()
            await reading


async def raw_socket(server: Server, path: str, cookie: str = "") -> Raw:
    """Open a WebSocket by hand, so that its frames can be wrong."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    shown = f"Cookie: {COOKIE}={cookie}\r\n" if cookie else ""
    asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {server.url}\r\n{shown}{upgrade}"
    writer.write(f"{asked}Sec-WebSocket-Key: {'A' * 22}==\r\n\r\n".encode())
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer
