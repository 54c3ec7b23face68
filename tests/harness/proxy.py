"""A faulty wire between a client and the server: slow, one-sided, silent or cut, as a test asks for.

It listens on one port of the loopback and runs on its own thread, so that tests of any kind can steer it.
With ``target`` it forwards everything to that port. Without, it speaks SOCKS5, so that one person's browser
can have a faulty wire of its own while the page's address stays the same for everybody.
"""

import asyncio
import contextlib
import ipaddress
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Self

Side = Literal["client", "server"]
CHUNK_BYTES = 64 * 1024


@dataclass(eq=False, slots=True)
class _Lane:
    """One direction of one connection: what ``sender`` said, waiting to be passed on."""

    sender: Side
    waiting: list[tuple[float, bytes]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False


class FaultProxy:
    """Control calls may come from any thread; each takes effect on connections that exist and that come."""

    def __init__(self, target: int | None = None) -> None:
        self.port = 0
        self.accepted = 0
        self._target = target
        self._delay_seconds = 0.0
        self._withheld: set[Side] = set()
        self._swallow = False
        self._refuse = False
        self._lanes: set[_Lane] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def delay(self, seconds: float) -> None:
        """Pass everything on that much later, in both directions."""
        self._do(lambda: setattr(self, "_delay_seconds", seconds))

    def withhold(self, sender: Side) -> None:
        """Keep back what that side says until ``resume``; nothing is lost, and the connection stays."""
        self._do(lambda: self._withheld.add(sender))

    def blackhole(self) -> None:
        """Lose everything from now on while connections look alive; new ones are taken and never answered."""
        self._do(lambda: setattr(self, "_swallow", True))

    def cut(self) -> None:
        """Break every connection at once; new ones are welcome."""
        self._do(self._break_all)

    def go_down(self) -> None:
        """Break every connection and refuse new ones until ``resume``."""

        def down() -> None:
            self._refuse = True
            self._break_all()

        self._do(down)

    def resume(self) -> None:
        """Be a good wire again: what was withheld goes out, and connections that lost bytes are broken."""

        def again() -> None:
            if self._swallow:
                self._break_all()
            self._swallow = self._refuse = False
            self._withheld.clear()
            self._delay_seconds = 0.0
            for lane in self._lanes:
                lane.changed.set()

        self._do(again)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            await work()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(15)

    def _do(self, act: Callable[[], object]) -> None:
        async def run() -> None:
            act()

        self._call(run)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        self._break_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _break_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuse:
            writer.transport.abort()
            return
        self.accepted += 1
        self._writers.add(writer)
        upstream: asyncio.StreamWriter | None = None
        try:
            port = self._target or await _socks_target(reader, writer)
            answers, upstream = await asyncio.open_connection("127.0.0.1", port)
            self._writers.add(upstream)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._direction("client", reader, upstream))
                both.create_task(self._direction("server", answers, writer))
        except* (OSError, asyncio.IncompleteReadError, ValueError):
            pass  # a cut connection is this thing's trade
        finally:
            for end in (writer, upstream):
                if end is not None:
                    self._writers.discard(end)
                    end.transport.abort()

    async def _direction(
        self, sender: Side, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        lane = _Lane(sender)
        self._lanes.add(lane)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._take(lane, reader))
                both.create_task(self._pass_on(lane, writer))
        finally:
            self._lanes.discard(lane)

    async def _take(self, lane: _Lane, reader: asyncio.StreamReader) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            if not self._swallow:
                lane.waiting.append((self._loop.time() + self._delay_seconds, chunk))
                lane.changed.set()
        lane.ended = True
        lane.changed.set()

    async def _pass_on(self, lane: _Lane, writer: asyncio.StreamWriter) -> None:
        while True:
            await lane.changed.wait()
            lane.changed.clear()
            while lane.waiting and lane.sender not in self._withheld and not self._swallow:
                due, chunk = lane.waiting.pop(0)
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                writer.write(chunk)
                await writer.drain()
            if lane.ended and not lane.waiting:
                with contextlib.suppress(OSError, RuntimeError):
                    writer.write_eof()
                return


async def _socks_target(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """Greet a SOCKS5 client and return the port it asks for; only the loopback may be asked for."""
    _version, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    _version, _command, _reserved, kind = await reader.readexactly(4)
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    else:
        host = str(ipaddress.ip_address(await reader.readexactly(16 if kind == 4 else 4)))
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    if host != "127.0.0.1" and not f".{host}".endswith(".localhost"):
        writer.write(b"\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00")
        raise ValueError(f"only the loopback is reached through here, not {host}")
    writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
    return port
