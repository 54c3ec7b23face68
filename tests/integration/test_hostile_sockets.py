"""Hostile frames on real sockets (SPEC W1, W4, R6, R7, P1, P2, A1; the threats S1, S4, S7, S8 and S9).

For each class: the same process goes on, its loop stands still for less than a second, the offender is closed
with its code, two teammates edit undisturbed meanwhile, and nothing of it reaches the database.
"""

import asyncio
import json
import random
import statistics
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from types import TracebackType
from typing import Any, Self

import pytest
import pytest_asyncio
from pycrdt import Doc, Map, Text
from sqlalchemy import create_engine, text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app import wiring
from app.collab.protocol import Close, Message, Sync
from app.flows import document
from app.people.roles import Role
from app.settings import Settings
from tests import hostile
from tests.harness.peer import OWN_PROTOCOL, ROOTS, Teammate
from tests.harness.server import PASSWORD, Login, Server
from tests.harness.stored import clocks, plain
from tests.harness.wait import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST_STALL_SECONDS = 1.0
TRIES = 3
BEAT_SECONDS = 0.01
PEOPLE = {"Olga": "owner", "Ann": "editor", "Ben": "editor", "Mal": "editor", "Vic": "viewer"}
PROMPT = ("nodes", "n1", "prompt")
MESSAGE_TOO_BIG = 1009  # the WebSocket protocol's own: such a frame is refused before it is whole
MEGABYTE = 1_000_000
REFUSED = (Close.BAD_FRAME, Close.OUT_OF_STEP, Close.TOO_BIG)

Frames = Sequence[bytes | str]


def sync(sub: int, payload: bytes) -> bytes:
    """A sync frame, whatever is in it."""
    return bytes((Message.SYNC, sub)) + hostile.uint(len(payload)) + payload


def update(payload: bytes) -> bytes:
    return sync(Sync.UPDATE, payload)


def awareness(*entries: tuple[int, int, str]) -> bytes:
    """An awareness frame of (client id, clock, JSON)."""
    rows = (hostile.uint(client) + hostile.uint(clock) + hostile.text(state) for client, clock, state in entries)
    body = hostile.uint(len(entries)) + b"".join(rows)
    return bytes((Message.AWARENESS,)) + hostile.uint(len(body)) + body


def own(kind: int, content: str) -> bytes:
    return hostile.uint(kind) + hostile.text(content)


class Pulse:
    """A second connection that pings all the time; ``worst`` is its longest round trip in seconds."""

    def __init__(self, url: str, token: str) -> None:
        self.worst = 0.0
        self._opening = connect(url, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None)
        self._end = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._socket = await self._opening
        self._beating = asyncio.create_task(self._beat(self._socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end.set()
        if kind is None:
            await asyncio.wait_for(self._beating, 30)
        self._beating.cancel()
        await self._socket.close()

    async def _beat(self, socket: ClientConnection) -> None:
        loop, end = asyncio.get_running_loop(), asyncio.create_task(self._end.wait())
        while not end.done():
            sent_at = loop.time()
            await (await socket.ping())
            self.worst = max(self.worst, loop.time() - sent_at)
            await asyncio.wait([end], timeout=BEAT_SECONDS)


class Stage:
    """One flow whose bytes are known: Ann moves a node, Ben looks on, and somebody attacks."""

    def __init__(self, server: Server, logins: dict[str, Login], agent: str) -> None:
        self.server = server
        self.logins = logins
        self.url = server.sync_url(agent)
        self.agent = agent
        self.moves = 0
        self.ann, self.ben = self.mate("Ann"), self.mate("Ben")

    def mate(self, name: str, *, stock: bool = False) -> Teammate:
        return Teammate(self.url, self.logins[name].token, stock)

    def stored(self) -> "Doc[Any]":
        """The document in the database, by plain pycrdt, at one moment."""
        doc: Doc[Any] = Doc()
        for root in ROOTS:
            doc.get(root, type=Map)
        every = (
            "SELECT 0, state FROM document_states WHERE agent_id = ?1 "
            'UNION ALL SELECT seq, "update" FROM journal WHERE agent_id = ?1 ORDER BY 1'
        )
        for _, piece in self.server.rows(every, self.agent):
            doc.apply_update(piece)
        return doc

    def content(self) -> tuple[str, dict[str, Any]]:
        """Content hash and every root, but for the place to which Ann moves her node."""
        doc = self.stored()
        roots = plain(doc)
        roots["layout"].pop("n1", None)
        return document.read(doc).content_hash(), roots

    async def teammates_go_on(self) -> None:
        """Ann's edit is acknowledged, and Ben sees it."""
        self.moves += 1
        place, layout = {"x": 1, "y": self.moves}, self.ann.roots["layout"]
        await self.ann.edit({"do": "move"}, lambda: layout.__setitem__("n1", place))
        await self.ann.until_acked(30)
        await eventually(lambda: self.ben.roots["layout"].get("n1") == place, "Ann's edit at Ben's", 30)

    async def provoke(self, who: Teammate, frames: Frames) -> float:
        """Send while the teammates work; return the longest stall in seconds."""
        async with Pulse(self.url, self.logins["Olga"].token) as pulse:
            sending = asyncio.gather(*(who.send_raw(frame) for frame in frames))
            await self.teammates_go_on()
            await sending
            await eventually(lambda: not who.connected or pulse.worst, "a heartbeat")
        return pulse.worst

    async def repels(self, frames_by: Callable[[Teammate], Frames], code: int | None, who: str = "Mal") -> None:
        """Raise AssertionError unless everything in this module's docstring holds; ``code`` None: it may stay."""
        pid, before, stalls = self.server.pid, self.content(), list[float]()
        while len(stalls) < TRIES and sum(stall < LONGEST_STALL_SECONDS for stall in stalls) < 2:
            async with self.mate(who) as offender:
                told = len(self.server.lines)
                stalls.append(await self.provoke(offender, frames_by(offender)))
                if code is None:
                    await self._still_answers(offender)
                else:
                    await eventually(lambda who=offender: who.told.close_code, "the close", 30)
                    assert offender.told.close_code == code, offender.told.close_reason
        assert statistics.median(stalls) < LONGEST_STALL_SECONDS, stalls
        assert self.content() == before
        assert (self.server.process.poll(), self.server.pid) == (None, pid)
        assert not [line for line in self.server.lines[told:] if "Traceback" in line or " error " in line]
        assert self.ann.connected
        assert self.ben.connected

    async def _still_answers(self, who: Teammate) -> None:
        who.synced = False
        await who.send_raw(sync(Sync.STEP1, b"\x00"))
        await eventually(lambda: who.synced or who.told.close_code, "an answer", 30)
        assert who.connected, who.told.close_reason


async def found(folder: Path) -> dict[str, Login]:
    """Make a workspace with a person of each name."""
    house = wiring.build(Settings(data_dir=folder))
    logins: dict[str, Login] = {}
    for name, role in PEOPLE.items():
        email = f"{name.lower()}@example.com"
        await house.people.add_user(email, name, Role(role), PASSWORD)
        token = await house.people.token_add_for(email, "test")
        logins[name] = Login(name, email, role, token=token)
    house.db.close()
    return logins


def plant(server: Server, agent: str, state: bytes) -> None:
    """Have a document that nobody has opened consist of these bytes."""
    engine = create_engine(f"sqlite:///{server.database}")
    with engine.begin() as tx:
        place = text("UPDATE document_states SET state = :state WHERE agent_id = :agent")
        tx.execute(place, {"state": state, "agent": agent})
    engine.dispose()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Login]]]:
    folder = tmp_path_factory.mktemp("hostile") / "data"
    logins = asyncio.run(found(folder))
    server = Server(folder).start()
    yield server, logins
    server.kill()


async def opened(house: tuple[Server, dict[str, Login]], name: str) -> Stage:
    """A fresh flow of ``hostile.small_state()`` with Ann and Ben in it."""
    server, logins = house
    agent = server.import_agent(logins["Olga"], name)
    plant(server, agent, hostile.small_state())
    stage = Stage(server, logins, agent)
    await asyncio.gather(stage.ann.join(), stage.ben.join())
    return stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(house: tuple[Server, dict[str, Login]]) -> AsyncIterator[Stage]:
    """One stage for every attack: the teammates stay through all of them."""
    stage = await opened(house, "Under attack")
    yield stage
    await asyncio.gather(stage.ann.leave(), stage.ben.leave())


@pytest_asyncio.fixture(loop_scope="module")
async def own_stage(house: tuple[Server, dict[str, Login]], request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A stage for what leaves its traces."""
    stage = await opened(house, request.node.name[:60])
    yield stage
    await asyncio.gather(stage.ann.leave(), stage.ben.leave())


BOMBS = dict(hostile.bombs())
LABORIOUS = {name: Close.TOO_BIG for name in BOMBS if name.endswith("without end")}


@pytest.mark.parametrize("name", BOMBS)
async def test_s8_what_kills_or_poisons_a_library_is_repelled(stage: Stage, name: str) -> None:
    code = LABORIOUS.get(name, Close.BAD_FRAME)
    await stage.repels(lambda _: [update(BOMBS[name])], code)


FIRST_SYNCS = [name for name in BOMBS if name in LABORIOUS or "memory" in name or "20,000" in name]


@pytest.mark.parametrize("name", FIRST_SYNCS)
async def test_s8_also_where_much_is_allowed_in_the_first_sync(stage: Stage, name: str) -> None:
    await stage.repels(lambda _: [sync(Sync.STEP2, BOMBS[name])], LABORIOUS.get(name, Close.BAD_FRAME))


def many_entries(count: int) -> bytes:
    """An update that sets so many settings, each for the first time: cheap to say, well formed, and long."""
    names = map("".join, islice(product(ascii_lowercase, repeat=4), count))
    return hostile.update({9: (0, [hostile.plain(1, parent="settings", key=name) for name in names])})


JSON_NEST = "[" * 200_000
FRAMES: dict[str, tuple[int, Frames]] = {
    "a state vector that reserves memory": (Close.BAD_FRAME, [sync(0, bytes.fromhex("93f4d654"))]),
    "another": (Close.BAD_FRAME, [sync(0, bytes.fromhex("ffffff7f"))]),
    "a state vector cut short": (Close.BAD_FRAME, [sync(0, b"\x02\x05\x01\x06")]),
    "an empty state vector": (Close.BAD_FRAME, [sync(0, b"")]),
    "an empty frame": (Close.BAD_FRAME, [b""]),
    "a text frame": (Close.BAD_FRAME, ['{"type": "update"}']),
    "an unknown type": (Close.BAD_FRAME, [b"\x09\x00"]),
    "an unknown type in two bytes": (Close.BAD_FRAME, [hostile.uint(200) + b"\x00"]),
    "an unknown sync message": (Close.BAD_FRAME, [sync(3, b"\x00\x00")]),
    "a number without an end": (Close.BAD_FRAME, [b"\xff" * 16]),
    "a length beyond the frame": (Close.BAD_FRAME, [b"\x00\x02\x7f\x00"]),
    "a length short of the frame": (Close.BAD_FRAME, [b"\x00\x02\x02\x00\x00\x00"]),
    "a question about awareness with a tail": (Close.BAD_FRAME, [b"\x03\x00"]),
    "JSON 200,000 deep as awareness": (Close.BAD_FRAME, [awareness((7, 1, JSON_NEST))]),
    "JSON 2,000 deep as awareness": (Close.BAD_FRAME, [awareness((7, 1, "[" * 2_000))]),
    "JSON 200,000 deep as a wish to save": (Close.BAD_FRAME, [own(Message.SAVE, JSON_NEST)]),
    "JSON 60,000 deep as a wish to save": (Close.BAD_FRAME, [own(Message.SAVE, "[" * 60_000)]),
    "a wish to save that is no object": (Close.BAD_FRAME, [own(Message.SAVE, "[]")]),
    "an awareness state of 5 KB": (Close.BAD_FRAME, [awareness((7, 1, json.dumps({"pointer": "x" * 5_000})))]),
    "an awareness state of 5 MB": (Close.BAD_FRAME, [awareness((7, 1, json.dumps("x" * 5 * MEGABYTE)))]),
    "an awareness state that is no object": (Close.BAD_FRAME, [awareness((7, 1, "7"))]),
    "awareness of 33 clients": (Close.BAD_FRAME, [awareness(*((n, 1, "{}") for n in range(100, 133)))]),
    "an awareness count without entries": (Close.BAD_FRAME, [b"\x01\x04\xff\xff\xff\x7f"]),
    "an update of 10 MB": (Close.TOO_BIG, [update(bytes(10 * MEGABYTE))]),
    "an update of 25 MB": (MESSAGE_TOO_BIG, [update(bytes(25 * MEGABYTE))]),
    "a first sync of 25 MB": (MESSAGE_TOO_BIG, [sync(Sync.STEP2, bytes(25 * MEGABYTE))]),
    "awareness of 10 MB": (Close.BAD_FRAME, [b"\x01" + hostile.uint(10 * MEGABYTE) + bytes(10 * MEGABYTE)]),
    "a text of 10 MB": (Close.BAD_FRAME, ["x" * 10 * MEGABYTE]),
    "a state vector of 10 MB": (
        Close.BAD_FRAME, [sync(0, hostile.uint(5 * MEGABYTE) + b"\x01" * 10 * MEGABYTE)],
    ),
    "400,000 structs in a first sync": (Close.TOO_BIG, [sync(Sync.STEP2, many_entries(399_000))]),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMES)
async def test_w4_a_frame_that_is_none_closes_its_sender_alone(stage: Stage, name: str) -> None:
    code, frames = FRAMES[name]
    await stage.repels(lambda _: frames, code)


FLOODS: dict[str, Frames] = {
    "50,000 questions about awareness": [bytes((Message.QUERY_AWARENESS,))] * 50_000,
    "5,000 questions about the document": [sync(Sync.STEP1, b"\x00")] * 5_000,
    "20,000 updates that bring nothing": [update(b"\x00\x00")] * 20_000,
}


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("who", ["Mal", "Vic"])
async def test_s18_a_flood_of_honest_frames_holds_nobody_up(stage: Stage, who: str, name: str) -> None:
    if who == "Vic" and "updates" in name:
        await stage.repels(lambda _: FLOODS[name], Close.NO_RIGHT, who)
    else:
        await stage.repels(lambda _: FLOODS[name], None, who)
