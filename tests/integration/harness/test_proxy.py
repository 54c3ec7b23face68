"""The faulty wire is as faulty as a test asks, and no more."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.harness.proxy import FaultProxy


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while said := await reader.read(1024):
        writer.write(said)
    writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _say(wire: tuple[asyncio.StreamReader, asyncio.StreamWriter], word: bytes) -> bytes:
    wire[1].write(word)
    return await asyncio.wait_for(wire[0].read(100), 0.2)


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def test_what_was_withheld_comes_after_resume(echo: int) -> None:
    with FaultProxy(echo) as proxy:
        wire = await _open(proxy.port)
        assert await _say(wire, b"one") == b"one"
        proxy.withhold("server")
        with pytest.raises(TimeoutError):
            await _say(wire, b"two")
        proxy.resume()
        assert await wire[0].read(100) == b"two"
        wire[1].close()


async def test_a_delay_is_paid_in_both_directions(echo: int) -> None:
    with FaultProxy(echo) as proxy:
        proxy.delay(0.05)
        wire = await _open(proxy.port)
        begun = time.monotonic()
        assert await _say(wire, b"slow") == b"slow"
        assert time.monotonic() - begun >= 0.1
        wire[1].close()


@pytest.mark.parametrize("fault", ["cut", "go_down"])
async def test_a_broken_connection_ends(echo: int, fault: str) -> None:
    with FaultProxy(echo) as proxy:
        wire = await _open(proxy.port)
        assert await _say(wire, b"one") == b"one"
        getattr(proxy, fault)()
        assert await asyncio.wait_for(wire[0].read(100), 2) == b""
        wire[1].close()


async def test_a_wire_that_is_down_takes_nobody_until_it_is_up(echo: int) -> None:
    with FaultProxy(echo) as proxy:
        proxy.go_down()
        wire = await _open(proxy.port)
        assert await asyncio.wait_for(wire[0].read(100), 2) == b""
        wire[1].close()
        proxy.resume()
        wire = await _open(proxy.port)
        assert await _say(wire, b"one") == b"one"
        wire[1].close()


async def test_a_black_hole_loses_what_is_said_and_breaks_when_it_ends(echo: int) -> None:
    with FaultProxy(echo) as proxy:
        wire = await _open(proxy.port)
        assert await _say(wire, b"one") == b"one"
        proxy.blackhole()
        with pytest.raises(TimeoutError):
            await _say(wire, b"two")
        proxy.resume()
        assert await asyncio.wait_for(wire[0].read(100), 2) == b""
        wire[1].close()
