"""Files that are sent and never end, beside an honest editor (app/web/SPEC.md B9)."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.harness.bystander import honest_editor
from tests.integration.abuse_world import House, served
from tests.integration.test_abuse_rooms import acked

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILE_BYTES = 9_900_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("uploads") / "data") as made:
        yield made


async def unfinished(house: House) -> asyncio.StreamWriter:
    """Begin an import and leave the last byte out; what the server does not read yet stays on the way."""
    _, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
    head = f"POST /agents/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.owner.token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {FILE_BYTES}\r\n\r\n"
    writer.write(head.encode() + b" " * (FILE_BYTES - 1))
    return writer


async def test_b9_16_unfinished_imports_of_one_person_hold_one_file(house: House) -> None:
    async with honest_editor(
        house.server, house.agent, house.owner.token, "16 unfinished imports", most_growth_mb=60
    ) as watched:
        writers = [await unfinished(house) for _ in range(16)]
        await acked(watched, 100)
        for writer in writers:
            writer.transport.abort()
