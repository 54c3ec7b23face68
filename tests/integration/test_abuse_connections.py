"""What anybody may do to a connection before it says who it is: each abuse beside an honest editor.

The lines of issue 8, A1, on headers, time and connections, and their siblings. Cites app/web/SPEC.md B1 and B2.
"""

import asyncio
import contextlib
import resource
from collections.abc import Iterator

import httpx
import pytest

from tests.harness.bystander import honest_editor
from tests.harness.page_line import Raw, raw_socket
from tests.harness.server import Server
from tests.harness.wait import eventually
from tests.integration.abuse_world import House, served

SILENT = 1_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("connections")) as made:
        yield made


async def told(server: Server, *sent: bytes, seconds: float = 20) -> bytes:
    """Send all of it on one connection and return what came until the server ended it. Raises TimeoutError."""
    return await _said(await asyncio.open_connection("127.0.0.1", server.port), *sent, seconds=seconds)


async def _said(raw: Raw, *sent: bytes, seconds: float = 20) -> bytes:
    (reader, writer), got = raw, b""
    async with asyncio.timeout(seconds):
        with contextlib.suppress(ConnectionError):
            for piece in sent:
                writer.write(piece)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                got += piece
    writer.close()
    return got


def asked(path: str = "/healthz", *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


ENDLESS = {
    "one header": [asked()[:-2] + b"X: "] + [b"y" * 65536] * 400,
    "headers": [asked()[:-2]] + [b"X-A: y\r\n" * 5000] * 100,
    "address": [b"GET /"] + [b"y" * 65536] * 100,
    "line ends": [b"\r\n" * 32768] * 100,
    "requests at once": [asked("/readyz") * 1000] * 10,
    "chunks": [asked("/healthz", "Transfer-Encoding: chunked")] + [b"400\r\n" + b"y" * 1024 + b"\r\n"] * 9000,
    "chunk extensions": [asked("/healthz", "Transfer-Encoding: chunked") + b"1;"] + [b"y" * 65536] * 100,
    "trailers": [asked("/healthz", "Transfer-Encoding: chunked") + b"0\r\n"] + [b"X-A: y\r\n" * 5000] * 100,
    "body of a form": [asked("/auth/sign-in", "Content-Length: 900000000", method="POST")]
    + [b"y" * 65536] * 200,
    "noise": [bytes(range(256)) * 256] * 100,
}


@pytest.mark.parametrize("what", ENDLESS)
async def test_b1_what_is_sent_without_end_ends_its_connection_alone(house: House, what: str) -> None:
    async with honest_editor(
        house.server, house.agent, house.owner.token, f"endless {what}", most_growth_mb=40
    ) as honest:
        answers = await asyncio.gather(*(told(house.server, *ENDLESS[what]) for _ in range(4)))
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)
    assert all(len(answer) < 20_000 for answer in answers)
    assert "Traceback" not in house.server.log


async def test_b1_who_does_not_finish_a_request_has_a_few_seconds_and_a_newcomer_waits_for_none(
    house: House,
) -> None:
    """1,000 silent connections, one that drips a header, one that drips a body: all are ended, nobody waits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    try:
        async with honest_editor(house.server, house.agent, house.owner.token, "silent connections"):
            silent = [asyncio.create_task(told(house.server, seconds=40)) for _ in range(SILENT)]
            drips = [
                asyncio.create_task(_drip(house.server, head)) for head in (b"GET / HTTP/1.1\r\nX: ", _BODY)
            ]
            async with httpx.AsyncClient(base_url=house.server.url, trust_env=False) as newcomer:
                for _ in range(20):
                    assert (
                        await newcomer.get("/healthz", headers={"Connection": "close"})
                    ).status_code == 200
            assert await asyncio.gather(*silent) == [b""] * SILENT
            await asyncio.gather(*drips)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


_BODY = asked("/auth/sign-in", "Content-Length: 10000", "Content-Type: application/json", method="POST")


async def _drip(server: Server, head: bytes) -> None:
    """Send one byte after the other until the server ends the connection. Raises TimeoutError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head)
    async with asyncio.timeout(40):
        with contextlib.suppress(ConnectionError, TimeoutError):
            while not reader.at_eof():
                writer.write(b"y")
                await writer.drain()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(1000), 0.2)
    writer.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (["Cookie: " + "; ".join(f"c{n}=y" for n in range(2_000))], 200),
        (["Cookie: " + "y" * 70_000], 400),
        ([f"X-{n}: y" for n in range(60)], 200),
        ([f"X-{n}: y" for n in range(200)], 400),
        (["Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"], 200),
        (["Range: bytes=" + ",".join(f"{n}-{n}" for n in range(0, 8_000, 2))], 200),
        (["X-Forwarded-For: " + "1.2.3.4, " * 2_000], 200),
    ],
)
async def test_b1_odd_headers_are_answered_or_refused(house: House, headers: list[str], status: int) -> None:
    answer = await told(house.server, asked("/healthz", "Connection: close", *headers))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


async def test_b1_many_ranges_of_a_file_cost_no_more_than_the_file(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.server.url, trust_env=False) as client:
        whole = len((await client.get("/canvas.css", headers={"Accept-Encoding": "identity"})).content)
        for ranges in (",".join(["0-"] * 1_000), ",".join(f"{n}-{n}" for n in range(0, 8_000, 2))):
            headers = {"Range": f"bytes={ranges}", "Accept-Encoding": "identity"}
            answer = await client.get("/canvas.css", headers=headers)
            assert len(answer.content) < 100 * whole, answer.status_code


@pytest.mark.parametrize(
    "path", ["/healthz", "/agents", "/auth/sign-in", "/api/v1/agents", "/assets/x.js", "/nowhere"]
)
async def test_b1_a_socket_elsewhere_is_refused_in_silence(house: House, path: str) -> None:
    before = len(house.server.lines)
    upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    answer = await told(house.server, asked(path, *upgrade, f"Sec-WebSocket-Key: {'A' * 22}=="))
    assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 404 ", b"HTTP/1.1 401 "))
    assert not [line for line in house.server.lines[before:] if "Traceback" in line]


async def test_b1_pings_without_end_close_their_sender_alone(house: House) -> None:
    ping, empty = b"\x89\x80" + bytes(4), b"\x00\x80" + bytes(4)
    floods = ([ping * 5_000] * 20, [b"\x01\x80" + bytes(4), *[empty * 5_000] * 20])
    async with honest_editor(
        house.server, house.agent, house.owner.token, "pings", most_growth_mb=40
    ) as honest:
        for flood in floods:
            raw = await raw_socket(house.server, "/_event/?EIO=4&transport=websocket&token=x")
            await _said(raw, *flood)
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)
