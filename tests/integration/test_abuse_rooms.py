"""What one person may do to the others of a room, tried with an honest editor beside (SPEC P4, R12)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.collab.awareness import understood, written
from app.collab.protocol import SUBPROTOCOL, Close, Message, own_frame
from tests.harness.bystander import honest_editor
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.wait import eventually
from tests.integration.test_doors_frames import found
from tests.integration.test_hostile_sockets import awareness

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = {"Olga": "owner", "Ann": "editor", "Ben": "editor", "Mal": "editor", "Vic": "viewer"}


class House:
    """A server, its people, and a flow in which Ann edits."""

    def __init__(self, server: Server, logins: dict[str, Login]) -> None:
        self.server = server
        self.logins = logins
        self.agent = server.import_agent(logins["Olga"], "Abused")
        self.ann = logins["Ann"].token

    def mate(self, name: str, agent: str = "") -> Teammate:
        return Teammate(self.server.sync_url(agent or self.agent), self.logins[name].token)

    @asynccontextmanager
    async def crowd(self, name: str, size: int, agent: str = "") -> AsyncIterator[list[ClientConnection]]:
        """Connections of one person that read nothing of what they are sent, and are dropped in the end."""
        url = self.server.sync_url(agent or self.agent)
        headers = {"Authorization": f"Bearer {self.logins[name].token}"}
        lines = await asyncio.gather(*(
            connect(url, additional_headers=headers, subprotocols=[SUBPROTOCOL], max_size=None,  # pyright: ignore
                    proxy=None, compression=None, ping_interval=None, max_queue=1)
            for _ in range(size)
        ))  # fmt: skip
        try:
            yield lines
        finally:
            for line in lines:
                line.transport.abort()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("abuse") / "data"
    logins = found(folder, PEOPLE)
    server = Server(folder).start()
    yield House(server, logins)
    server.kill()


POISON = (
    '{"pointer":{"x":NaN,"y":1}}',
    '{"pointer":{"x":1e999,"y":1}}',
    '{"pointer":{"x":-Infinity,"y":1}}',
    '{"field":"a","field":"b"}',
    '{"field":"\\ud800"}',
)
ODD = (
    '{"pointer":{"x":"1","y":[]},"selection":{"length":3},"drag":[[]],"cursor":{"anchor":7},"field":{"split":1}}',
    '{"__proto__":{"x":1},"constructor":1,"toString":2,"more":[[[[1]]]],"selection":["n_talk",null,{}]}',
)


async def test_p4_a_viewers_presence_cannot_throw_in_the_others_browsers(house: House) -> None:
    async with honest_editor(house.server, house.agent, house.ann, "A3 presence"), house.mate("Ben") as ben:
        for state in POISON:
            async with house.mate("Vic") as vic:
                await vic.send_raw(awareness((vic.doc.client_id, 1, state)))
                await eventually(lambda vic=vic: vic.told.close_code, "the close of who sent it")
                assert vic.told.close_code == Close.BAD_FRAME
        async with house.mate("Vic") as vic:
            for clock, state in enumerate(ODD, 1):
                await vic.send_raw(awareness((vic.doc.client_id, clock, state)))
            told = await eventually(lambda: ben.told.awareness.get(vic.doc.client_id), "the viewer at Ben's")
            assert {"selection", "user"} >= told.keys()
        assert ben.connected
        for state in ben.told.awareness.values():
            assert understood(written(state), can_write=True) | {"user": state["user"]} == state


async def test_w4_numbers_that_no_browser_can_read_close_their_sender(house: House) -> None:
    async with house.mate("Ben") as ben:
        for client, clock in ((2**54, 1), (7, 2**54), (7, 2**53 - 1)):
            async with house.mate("Vic") as vic:
                await vic.send_raw(awareness((client, clock, "{}")))
                await eventually(lambda vic=vic: vic.told.close_code, "the close of who sent it")
                assert vic.told.close_code == Close.BAD_FRAME
        assert ben.connected


@pytest.mark.parametrize("note", ["\ud800", "a\x00b", "\x1b[2J", 7, ["x"], "x" * 2_001])
async def test_r12_a_note_that_cannot_be_kept_is_answered_and_closes_nobody(
    house: House, note: object
) -> None:
    async with house.mate("Ben") as ben, house.mate("Mal") as mal:
        await mal.send_raw(own_frame(Message.SAVE, {"id": "s1", "note": note}))
        told = await eventually(
            lambda: [said for kind, said in mal.told.others if kind == Message.FAILED], "the refusal"
        )
        assert (told[0]["id"], told[0]["code"]) == ("s1", "invalid")
        assert told[0]["message"].endswith(".")
        assert (ben.connected, mal.connected) == (True, True)
