"""What one person may do to the others of a room, tried with an honest editor beside (SPEC P4, R12)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.collab.awareness import understood, written
from app.collab.protocol import SUBPROTOCOL, Close, Message, Sync, own_frame
from tests import hostile
from tests.harness import flows
from tests.harness.bystander import Watched, cpu_seconds, honest_editor
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.wait import eventually
from tests.integration.test_doors_frames import found
from tests.integration.test_hostile_sockets import awareness, sync

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = {"Olga": "owner", "Ann": "editor", "Ben": "editor", "Mal": "editor", "Vic": "viewer"}


class House:
    """A server, its people, and a flow in which Ann edits."""

    def __init__(self, server: Server, logins: dict[str, Login]) -> None:
        self.server = server
        self.logins = logins
        self.agent = server.import_agent(logins["Olga"], "Abused")
        self.large = server.import_agent(logins["Olga"], "Large", large_flow(2_000))
        self.ann = logins["Ann"].token

    def mate(self, name: str, agent: str = "") -> Teammate:
        return Teammate(self.server.sync_url(agent or self.agent), self.logins[name].token)

    async def asked(self, name: str, path: str) -> tuple[int, str]:
        """What a program of this person is answered: status and body."""
        headers = {"Authorization": f"Bearer {self.logins[name].token}", "Accept": "application/json"}
        async with httpx.AsyncClient(base_url=self.server.url, headers=headers, timeout=60) as client:
            answer = await client.get(path)
        return answer.status_code, answer.text

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


@contextmanager
def served(folder: Path, env: dict[str, str] | None = None) -> Iterator[House]:
    """Serve such a house on this folder."""
    logins = found(folder, PEOPLE)
    server = Server(folder, env).start()
    try:
        yield House(server, logins)
    finally:
        server.kill()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


def large_flow(steps: int) -> flows.Json:
    """So many steps, each with a prompt and leading to the next."""
    talk = [{"id": "i_done", "condition": "All is said"}]
    nodes = {
        f"n_{at}": flows.node("conversation", f"Step {at}", prompt="Say it. " * 20, transitions=talk)
        for at in range(steps)
    }
    edges = {
        f"e_{at}": {"source": f"n_{at}", "port": "i_done", "target": f"n_{at + 1}"} for at in range(steps - 1)
    }
    return flows.a_flow(nodes, edges)


async def flood(lines: list[ClientConnection], frame: bytes, times: int) -> None:
    """Hand a frame to every connection so many times, without waiting for anything."""
    size = len(frame)
    head = (
        bytes((size,))
        if size < 126
        else b"\x7e" + size.to_bytes(2)
        if size < 65_536
        else b"\x7f" + size.to_bytes(8)
    )
    whole = b"\x82" + bytes((head[0] | 0x80,)) + head[1:] + bytes(4) + frame  # masked with zeros
    for line in lines:
        if not line.transport.is_closing() and line.close_code is None:
            line.transport.write(whole * times)
        await asyncio.sleep(0)


async def acked(watched: Watched, more: int) -> None:
    """Wait until the honest editor had so many more acknowledgements."""
    before = len(watched.acks)
    await eventually(lambda: len(watched.acks) >= before + more, "the honest editor's acknowledgements", 60)


QUESTION = bytes((Message.SYNC, Sync.STEP1, 1, 0))


async def test_r13_8_000_questions_about_a_large_flow_disturb_nobody(house: House) -> None:
    async with (
        honest_editor(house.server, house.large, house.ann, "8,000 questions, same room") as same,
        honest_editor(
            house.server, house.agent, house.logins["Ben"].token, "8,000 questions, other room"
        ) as other,
        house.crowd("Vic", 20, house.large) as lines,
    ):
        await flood(lines, QUESTION, 400)
        await acked(same, 60)
        await acked(other, 100)


async def test_r13_vectors_of_275_kb_disturb_nobody(house: House) -> None:
    ids = b"".join(hostile.uint(2**34 + at) + hostile.uint(2**27) for at in range(30_000))
    vector = hostile.uint(30_000) + ids
    assert 270_000 < len(vector) < 300_000
    async with (
        honest_editor(house.server, house.large, house.ann, "275 KB vectors, same room") as watched,
        house.crowd("Vic", 150, house.large) as lines,
    ):
        for _ in range(3):
            await flood(lines, sync(Sync.STEP1, vector), 1)
            await acked(watched, 50)


async def test_b1_awareness_of_60_kb_as_fast_as_it_goes_disturbs_nobody(house: House) -> None:
    state = '{"selection":[' + ",".join(f'"n_{at:060d}"' for at in range(60)) + "]}"
    entries = [
        awareness(
            *((client, clock, state) for client in range(100, 108)),
            *((client, clock + 1, state) for client in range(100, 107)),
        )
        for clock in (1, 3, 5)
    ]
    assert len(entries[0]) > 55_000
    async with (
        honest_editor(house.server, house.agent, house.ann, "60 KB awareness") as watched,
        house.mate("Ben") as ben,
        house.crowd("Vic", 5) as lines,
    ):
        for _ in range(20):
            for frame in entries:
                await flood(lines, frame, 5)
            await acked(watched, 5)
        assert ben.connected


async def test_s6_1_000_saves_without_an_edit_cost_next_to_nothing(house: House) -> None:
    versions = house.server.versions(house.agent)
    frame = own_frame(Message.SAVE, {"id": "s"})
    async with (
        honest_editor(house.server, house.large, house.ann, "1,000 saves, other room"),
        house.mate("Mal") as mal,
    ):
        began = cpu_seconds(house.server.worker_pid)
        for _ in range(1_000):
            await mal.send_raw(frame)
        answers = await eventually(
            lambda: len([one for one in mal.told.saved if one.get("id") == "s"]) == 1_000, "every answer", 60
        )
        print(
            f"1,000 saves: {cpu_seconds(house.server.worker_pid) - began:.1f} s of the processor, {answers}"
        )
    assert house.server.versions(house.agent) <= versions + 1


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
