"""The socket that a room gets without ASGI's layers (SPEC W4, Q1): pieces, control frames, ends, slow readers."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from app.collab import outbox
from app.collab.outbox import LAGGING_BYTES, Outbox, TooSlow
from app.web.direct_socket import DirectProtocol, DirectSocket, taken_over
from tests.harness.wait import eventually

MAX_BYTES = 200_000
TEXT, BINARY, CLOSE, PING, PONG, CONT = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0


def frame(
    payload: bytes, opcode: int = BINARY, *, fin: bool = True, mask: bytes = b"\x01\x02\x03\x04"
) -> bytes:
    size = len(payload)
    short = size if size < 126 else 126 if size < 65_536 else 127
    head = bytes(((0x80 if fin else 0) | opcode, 0x80 | short))
    head += b"" if size < 126 else size.to_bytes(2 if short == 126 else 8, "big")
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


class Client:
    """A raw WebSocket client: it writes bytes and takes frames apart."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def say(self, data: bytes) -> None:
        self.writer.write(data)

    async def hear(self) -> tuple[int, bytes]:
        """Return opcode and content of the next frame."""
        head = await self.reader.readexactly(2)
        size = head[1]
        if size >= 126:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        return head[0] & 15, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        while True:
            opcode, content = await self.hear()
            if opcode == CLOSE:
                return int(struct.unpack("!H", content[:2])[0])


class Stage:
    """A server whose one endpoint takes its connections over and keeps what it hears."""

    def __init__(self) -> None:
        self.port = 0
        self.sockets: list[DirectSocket] = []
        self.heard: list[bytes | None] = []
        self.at_once: list[bytes] = []
        self.takes_at_once = False
        self.may_read = asyncio.Event()
        self.may_read.set()

    async def endpoint(self, websocket: WebSocket) -> None:
        await websocket.accept()
        direct = taken_over(websocket)
        self.sockets.append(direct)
        direct.belong_to("ann")
        direct.attach(self.hear, lambda: None)
        while True:
            await self.may_read.wait()
            got = await direct.receive()
            self.heard.append(got)
            if got is None:
                return

    def hear(self, data: bytes) -> bool:
        if self.takes_at_once:
            self.at_once.append(data)
        return self.takes_at_once

    async def echo(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())

    @asynccontextmanager
    async def client(self, path: str = "/sync/a", receive_buffer: int = 0) -> AsyncIterator[Client]:
        line = socket.socket()
        if receive_buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=line, limit=1024)
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        writer.write((head + key).encode())
        assert b"101" in await reader.readuntil(b"\r\n\r\n")
        try:
            yield Client(reader, writer)
        finally:
            writer.transport.abort()


async def serve(stage: Stage, **options: Any) -> tuple[uvicorn.Server, "asyncio.Task[None]"]:
    routes = [WebSocketRoute("/sync/a", stage.endpoint), WebSocketRoute("/echo", stage.echo)]
    config = uvicorn.Config(
        Starlette(routes=routes),
        port=0,
        ws=DirectProtocol,
        ws_max_size=MAX_BYTES,
        ws_per_message_deflate=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=1,
        **options,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    await eventually(lambda: server.started, "the server")
    stage.port = server.servers[0].sockets[0].getsockname()[1]
    return server, running


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    server, running = await serve(stage)
    yield stage
    stage.may_read.set()
    server.should_exit = True
    await running


async def heard(stage: Stage, count: int) -> list[bytes | None]:
    await eventually(lambda: len(stage.heard) >= count, f"{count} frames")
    return stage.heard


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, MAX_BYTES])
async def test_a_frame_of_any_size_arrives_whole_and_goes_back_whole(stage: Stage, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    async with stage.client() as client:
        client.say(frame(content[:size]))
        assert await heard(stage, 1) == [content[:size]]
        stage.sockets[0].send(content[:size])
        assert await client.hear() == (BINARY, content[:size])


async def test_frames_cut_at_every_byte_arrive_in_order(stage: Stage) -> None:
    whole = frame(b"one") + frame(b"x" * 300) + frame(b"", PING) + frame(b"three")
    async with stage.client() as client:
        client.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(len(whole)):
            client.say(whole[at : at + 1])
            await asyncio.sleep(0)
        assert await heard(stage, 3) == [b"one", b"x" * 300, b"three"]
        assert await client.hear() == (PONG, b"")


async def test_a_message_in_fragments_with_a_ping_between_is_one_message(stage: Stage) -> None:
    async with stage.client() as client:
        client.say(
            frame(b"a", fin=False) + frame(b"?", PING) + frame(b"b", CONT, fin=False) + frame(b"c", CONT)
        )
        client.say(frame(b"next"))
        assert await heard(stage, 2) == [b"abc", b"next"]
        assert await client.hear() == (PONG, b"?")


async def test_text_comes_as_a_frame_that_no_room_accepts(stage: Stage) -> None:
    async with stage.client() as client:
        client.say(frame(b"hello", TEXT))
        assert await heard(stage, 1) == [b""]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(b"x" * (MAX_BYTES + 1))[:100], 1009),
        (frame(b"x" * 150_000, fin=False) + frame(b"x" * 150_000, CONT), 1009),
        (b"\x82\x03abc", 1002),
        (b"\xc2\x80\x00\x00\x00\x00", 1002),
        (frame(b"a", fin=False) + frame(b"b"), 1002),
        (frame(b"late", CONT), 1002),
        (b"\x82\xff" + b"\xff" * 8 + bytes(4), 1002),
    ],
    ids=[
        "oversize",
        "oversize in fragments",
        "unmasked",
        "reserved bit",
        "amid another",
        "no beginning",
        "endless",
    ],
)
async def test_w4_what_is_no_websocket_frame_ends_its_sender(stage: Stage, sent: bytes, code: int) -> None:
    async with stage.client() as client, stage.client() as other:
        client.say(sent)
        assert await client.close_code() in (code, 1009)
        other.say(frame(b"still here"))
        await eventually(lambda: b"still here" in stage.heard, "the other")


async def test_who_closes_is_answered_and_heard_no_more(stage: Stage) -> None:
    async with stage.client() as client:
        client.say(frame(b"last") + frame(struct.pack("!H", 1000), CLOSE) + frame(b"after"))
        assert await client.close_code() == 1000
        assert await heard(stage, 2) == [b"last", None]


async def test_our_close_carries_its_code_and_nothing_follows(stage: Stage) -> None:
    async with stage.client() as client:
        await eventually(lambda: stage.sockets, "the connection")
        await stage.sockets[0].close(4408, "You are reading too slowly.")
        stage.sockets[0].send(b"late")
        client.say(frame(b"after") + frame(struct.pack("!H", 4408), CLOSE))
        assert await client.close_code() == 4408
        assert await client.reader.read() == b""
        assert await heard(stage, 1) == [None]


async def test_a_line_cut_amid_a_frame_ends_quietly(stage: Stage) -> None:
    async with stage.client() as client:
        client.say(frame(b"whole") + frame(b"x" * 1000)[:50])
        await heard(stage, 1)
    assert await heard(stage, 2) == [b"whole", None]


async def test_frames_are_taken_at_once_where_the_reader_waits_and_in_order_where_not(stage: Stage) -> None:
    stage.takes_at_once = True
    async with stage.client() as client:
        client.say(frame(b"a") + frame(b"b"))
        await eventually(lambda: stage.at_once == [b"a", b"b"], "both at once")
        client.say(b"".join(frame(b"%d" % number) for number in range(1000)))
        await eventually(lambda: len(stage.at_once) + len(stage.heard) == 1002, "all of them")
        assert stage.heard, "others have their turn in between"
        numbers = [int(one) for one in stage.heard if one]
        assert numbers == sorted(numbers)


async def test_who_is_not_read_is_held_back_by_tcp(stage: Stage) -> None:
    async with stage.client() as client:
        client.say(frame(b"first"))
        await heard(stage, 1)
        stage.may_read.clear()
        sent = [frame(b"x" * 100_000) for _ in range(200)]
        for one in sent:
            client.say(one)
        protocol: Any = stage.sockets[0]
        await eventually(lambda: protocol.is_paused, "the pause")
        assert sum(map(len, protocol._frames)) + len(protocol._rest) < 2_000_000
        stage.may_read.set()
        await heard(stage, 201)


async def test_q1_who_does_not_read_is_too_slow_and_nobody_else_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage.client(receive_buffer=4096) as _silent, stage.client() as other:
        await eventually(lambda: len(stage.sockets) == 2, "both")
        boxes = [Outbox(one) for one in stage.sockets]
        for _ in range(200):
            for box in boxes:
                box.put(b"x" * 50_000, may_skip=True, behind=b"v")
            assert await other.hear() == (BINARY, b"x" * 50_000)
        assert [box.is_lagging for box in boxes] == [True, False]
        assert stage.sockets[0].waiting_bytes() < LAGGING_BYTES + 60_000
        boxes[0].check()
        monkeypatch.setattr(outbox.clock, "monotonic_seconds", lambda: 1e12)
        with pytest.raises(TooSlow):
            boxes[0].check()
        boxes[1].check()


async def test_half_open_the_one_who_answers_no_ping_is_let_go() -> None:
    stage = Stage()
    server, running = await serve(stage, ws_ping_interval=0.05, ws_ping_timeout=0.1)
    async with stage.client() as client:
        assert await client.close_code() == 1011
        assert await heard(stage, 1) == [None]
    server.should_exit = True
    await running


async def test_every_other_websocket_goes_through_asgi(stage: Stage) -> None:
    async with stage.client("/echo") as client:
        client.say(frame(b"hello", TEXT))
        assert await client.hear() == (TEXT, b"hello")
