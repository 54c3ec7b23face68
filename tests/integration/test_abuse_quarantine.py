"""A stored document that breaks whoever works on it is set aside, and only it (SPEC D1, D2)."""

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from pycrdt import merge_updates
from websockets.exceptions import ConnectionClosed

from app.collab.protocol import Close, Message, Sync
from tests import hostile
from tests.harness.bystander import honest_editor
from tests.harness.poison import slow_to_load
from tests.integration.test_abuse_large_updates import values
from tests.integration.test_abuse_rooms import QUESTION, House, acked, served
from tests.integration.test_hostile_sockets import plant

pytestmark = pytest.mark.asyncio(loop_scope="module")

POISON = {
    "it takes too long": slow_to_load(),
    "it needs too much memory": merge_updates(hostile.small_state(), values(19_500_000)),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


async def opened(house: House, agent: str) -> int | None:
    """Open an agent as Mal and stay until closed; return the code, None where the document came."""
    async with house.crowd("Mal", 1, agent) as (line,), asyncio.timeout(100):
        with contextlib.suppress(ConnectionClosed):
            await line.send(QUESTION)
            while True:
                frame = await line.recv()
                if frame[:2] == bytes((Message.SYNC, Sync.STEP2)):
                    return None
        return line.close_code


@pytest.mark.parametrize("kind", POISON)
async def test_d2_a_poisoned_document_is_set_aside_after_the_second_time_and_only_it(
    house: House, kind: str
) -> None:
    agent = house.server.import_agent(house.logins["Olga"], f"Poisoned: {kind}")
    plant(house.server, agent, POISON[kind])
    async with honest_editor(house.server, house.agent, house.ann, f"poison: {kind}, other room") as watched:
        codes = [await opened(house, agent)]
        while codes[-1] != Close.QUARANTINED and len(codes) < 6:
            codes.append(await opened(house, agent))
        assert codes[-1] == Close.QUARANTINED
        assert set(codes[:-1]) == {Close.TRY_LATER}, codes
        assert len(codes) <= 3, codes
        await acked(watched, 20)
    listed = house.server.command("quarantine", "list")
    assert agent in listed
    assert house.agent not in listed
    house.server.command("quarantine", "release", agent)
    plant(house.server, agent, hostile.small_state())
    assert await opened(house, agent) is None
