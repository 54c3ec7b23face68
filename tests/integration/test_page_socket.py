"""The pages' own socket carries the cookie too: only our origins may open it (S1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.harness.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("pages")
    server = Server(folder).start()
    yield server
    server.kill()


def address(server: Server) -> str:
    return f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token=tab"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1.evil.example"]
)
async def test_s1_a_strange_page_cannot_open_it(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address(server), origin=origin, proxy=None):  # pyright: ignore[reportArgumentType]
            pass
    assert refused.value.response.status_code == 403


async def test_s1_our_own_pages_can(server: Server) -> None:
    async with connect(address(server), origin=server.url, proxy=None) as socket:  # pyright: ignore[reportArgumentType]
        assert str(await socket.recv()).startswith("0{")
