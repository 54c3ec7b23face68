"""Hostile frames on real sockets (SPEC W1, W4, R6, R7, P1, P2; the threats S1, S4, S7, S8, S9 and S18).

For each class: the same process goes on, its loop stands still for less than a second, the offender is closed
with its code, two teammates edit undisturbed meanwhile, and nothing of it reaches the database.
"""

import asyncio
import json
import random
import sqlite3
import statistics
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from itertools import islice, product
from string import ascii_lowercase
from typing import Any

import pytest
import pytest_asyncio
from pycrdt import Doc, Map
from websockets.sync.client import connect

from app.collab.protocol import Close, Message, Sync
from app.collab.structs import FIRST_SYNC, UPDATE
from app.flows import document
from tests import honest, hostile
from tests.harness.bystander import cpu_seconds
from tests.harness.peer import ROOTS, Teammate
from tests.harness.server import Login, Server
from tests.harness.stored import clocks, plain
from tests.harness.wait import eventually, until
from tests.integration.test_doors_frames import found

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST_STALL_SECONDS = 1.0
TRIES = 3
BEAT_SECONDS = 0.01
PEOPLE = {"Olga": "owner", "Ann": "editor", "Ben": "editor", "Mal": "editor", "Vic": "viewer"}
PROMPT = ("nodes", "n1", "prompt")
MEGABYTE = 1_000_000
MESSAGE_TOO_BIG = (
    1009  # WebSocket's own: such a frame is refused before it is here; browsers treat it as 4413
)
REFUSED = (Close.BAD_FRAME, Close.OUT_OF_STEP, Close.TOO_BIG)

Offence = Callable[[Teammate], Coroutine[Any, Any, None]]


def sync(sub: int, payload: bytes) -> bytes:
    """A sync frame, whatever is in it."""
    return bytes((Message.SYNC, sub)) + hostile.uint(len(payload)) + payload


def update(payload: bytes) -> bytes:
    return sync(Sync.UPDATE, payload)


def awareness(*entries: tuple[int, int, str]) -> bytes:
    """An awareness frame of (client id, clock, JSON)."""
    rows = [
        hostile.uint(client) + hostile.uint(clock) + hostile.text(state) for client, clock, state in entries
    ]
    body = hostile.uint(len(entries)) + b"".join(rows)
    return bytes((Message.AWARENESS,)) + hostile.uint(len(body)) + body


@contextmanager
def pulse(url: str, token: str, pid: int) -> Iterator[list[float]]:
    """Ping all the time, on a connection and a thread of its own; the list gets every stall in seconds.

    That is the round trip, or less if the server computed less: others may keep the machine busy.
    """
    stalls: list[float] = []
    end = threading.Event()

    def beat() -> None:
        while not end.wait(BEAT_SECONDS):
            sent_at, worked = time.monotonic(), cpu_seconds(pid)
            line.ping().wait(20)
            stalls.append(min(time.monotonic() - sent_at, cpu_seconds(pid) - worked))

    headers = {"Authorization": f"Bearer {token}"}
    with connect(url, additional_headers=headers, proxy=None, max_queue=None, open_timeout=30) as line:
        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        until(lambda: stalls, "the first heartbeat", 30)
        try:
            yield stalls
        finally:
            end.set()
            thread.join(30)


class Stage:
    """One flow whose bytes are known: Ann moves a node, Ben looks on, and somebody attacks."""

    def __init__(self, server: Server, logins: dict[str, Login], agent: str) -> None:
        self.server = server
        self.logins = logins
        self.url = server.sync_url(agent)
        self.agent = agent
        self.moves = 0
        self.ann, self.ben = self.mate("Ann"), self.mate("Ben")

    def mate(self, name: str) -> Teammate:
        return Teammate(self.url, self.logins[name].token)

    def stored(self) -> "Doc[Any]":
        """The document in the database at one moment, read by plain pycrdt."""
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

    async def repels(self, offence: Offence, code: int | None, who: str = "Mal") -> None:
        """Raise AssertionError unless all of this module's docstring holds; ``code`` None: it may stay."""
        pid, before, stalls, told = (
            self.server.worker_pid,
            self.content(),
            list[float](),
            len(self.server.lines),
        )
        while len(stalls) < TRIES and sum(stall < LONGEST_STALL_SECONDS for stall in stalls) < 2:
            async with self.mate(who) as offender:
                with pulse(self.url, self.logins["Olga"].token, pid) as beats:
                    sending = asyncio.create_task(offence(offender))
                    await asyncio.gather(self.teammates_go_on(), sending)
                    assert await self._fate(offender, code) == code, offender.told.close_reason
                stalls.append(max(beats))
        assert statistics.median(stalls) < LONGEST_STALL_SECONDS, stalls
        assert self.content() == before
        assert (self.server.process.poll(), self.server.worker_pid) == (None, pid)
        assert not [line for line in self.server.lines[told:] if "Traceback" in line or " error " in line]
        assert (self.ann.connected, self.ben.connected) == (True, True)

    async def _fate(self, who: Teammate, code: int | None) -> int | None:
        """Return the close code; None if it is answered as before."""
        who.synced = False
        if code is None:
            await who.send_raw(sync(Sync.STEP1, b"\x00"))
        await eventually(lambda: who.synced or who.told.close_code, "an answer or a close", 30)
        return who.told.close_code

    async def try_once(self, update_by: Callable[[Teammate], bytes]) -> int | None:
        """Send one update on a connection of its own; return the close code, None if it was taken."""
        async with self.mate("Mal") as mal:
            await mal.send_raw(update(update_by(mal)))
            await eventually(lambda: mal.acked > 1 or mal.told.close_code, "its fate", 30)
            return mal.told.close_code


def plant(server: Server, agent: str, state: bytes) -> None:
    """Have a document that nobody has opened consist of these bytes."""
    with closing(sqlite3.connect(server.database, timeout=20)) as database, database:
        database.execute("UPDATE document_states SET state = ? WHERE agent_id = ?", (state, agent))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Login]]]:
    folder = tmp_path_factory.mktemp("hostile") / "data"
    logins = found(folder, PEOPLE)
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
async def own_stage(
    house: tuple[Server, dict[str, Login]], request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """A stage for what leaves its traces."""
    stage = await opened(house, request.node.name[:60])
    yield stage
    await asyncio.gather(stage.ann.leave(), stage.ben.leave())


BOMBS = dict(hostile.bombs())
CODES = {name: Close.TOO_BIG if name.endswith("without end") else Close.BAD_FRAME for name in BOMBS}


HEAVY = [name for name in BOMBS if any(word in name for word in ("memory", "20,000", "without end"))]


@pytest.mark.parametrize(("sub", "name"), [*product([Sync.UPDATE], BOMBS), *product([Sync.STEP2], HEAVY)])
async def test_s8_what_kills_or_poisons_is_repelled(stage: Stage, sub: Sync, name: str) -> None:
    await stage.repels(lambda mal: mal.send_raw(sync(sub, BOMBS[name])), CODES[name])


NEST = "[" * 200_000
SAVE = bytes((Message.SAVE,))
BAD_FRAMES: dict[str, bytes | str] = {
    "a state vector that reserves memory": sync(Sync.STEP1, bytes.fromhex("93f4d654")),
    "another": sync(Sync.STEP1, bytes.fromhex("ffffff7f")),
    "a state vector cut short": sync(Sync.STEP1, b"\x02\x05\x01\x06"),
    "an empty state vector": sync(Sync.STEP1, b""),
    "a state vector of 10 MB": sync(Sync.STEP1, hostile.uint(5 * MEGABYTE) + b"\x01" * 10 * MEGABYTE),
    "an empty frame": b"",
    "a text frame": '{"type": "update"}',
    "an unknown type": b"\x09\x00",
    "an unknown sync message": sync(3, b"\x00\x00"),
    "a number without an end": b"\xff" * 16,
    "a length beyond the frame": b"\x00\x02\x7f\x00",
    "a length short of the frame": b"\x00\x02\x02\x00\x00\x00",
    "a question with a tail": b"\x03\x00",
    "awareness 200,000 deep": awareness((7, 1, NEST)),
    "awareness 4,000 deep": awareness((7, 1, NEST[:4_000])),
    "a wish to save 200,000 deep": SAVE + hostile.text(NEST),
    "a wish to save 60,000 deep": SAVE + hostile.text(NEST[:60_000]),
    "a wish to save that is no object": SAVE + hostile.text("[]"),
    "an awareness state of 5 KB": awareness((7, 1, json.dumps({"pointer": "x" * 5_000}))),
    "an awareness state of 5 MB": awareness((7, 1, json.dumps({"pointer": "x" * 5 * MEGABYTE}))),
    "an awareness state that is no object": awareness((7, 1, "7")),
    "awareness of 33 clients": awareness(*((n, 1, "{}") for n in range(100, 133))),
    "an awareness count without entries": b"\x01\x04\xff\xff\xff\x7f",
    "awareness of 10 MB": b"\x01" + hostile.uint(10 * MEGABYTE) + bytes(10 * MEGABYTE),
    "a text of 10 MB": "x" * 10 * MEGABYTE,
}
OVERSIZE = {
    "an update of 10 MB": (update(bytes(10 * MEGABYTE)), Close.TOO_BIG),
    "an update of 25 MB": (update(bytes(25 * MEGABYTE)), MESSAGE_TOO_BIG),
    "a first sync of 25 MB": (sync(Sync.STEP2, bytes(25 * MEGABYTE)), MESSAGE_TOO_BIG),
}


@pytest.mark.parametrize("name", BAD_FRAMES)
async def test_w4_a_frame_that_is_none_closes_its_sender_alone(stage: Stage, name: str) -> None:
    await stage.repels(lambda mal: mal.send_raw(BAD_FRAMES[name]), Close.BAD_FRAME)


@pytest.mark.parametrize("name", OVERSIZE)
async def test_s8_a_frame_that_is_too_big_closes_its_sender_alone(stage: Stage, name: str) -> None:
    frame, code = OVERSIZE[name]
    await stage.repels(lambda mal: mal.send_raw(frame), code)


async def test_s7_r7_nobody_writes_in_anothers_name(stage: Stage) -> None:
    await stage.teammates_go_on()  # from here on Ann's client id is hers

    async def spoof(mal: Teammate) -> None:
        ann = stage.ann.doc.client_id
        run = [hostile.chars("x" * 50, hostile.NODE_CHARS)]
        await mal.send_raw(update(hostile.update({ann: (clocks(mal.doc)[ann], run)})))

    await stage.repels(spoof, Close.BAD_FRAME)
    at = clocks(stage.stored())[hostile.SERVER]
    as_server = hostile.update({hostile.SERVER: (at, [hostile.garbage(1)])})
    await stage.repels(lambda mal: mal.send_raw(update(as_server)), Close.BAD_FRAME)


def genuine(who: Teammate, seed: int = 0) -> bytes:
    """What an honest person with this document might send next."""
    dice = random.Random(seed)
    person = honest.Person("mal", dice.getrandbits(31), dice, who.doc.get_update())
    return next(written[0] for _ in range(1_000) if (written := person.edit()))


async def test_s8_no_beginning_of_an_update_is_taken_for_one(stage: Stage) -> None:
    before, whole = stage.content(), genuine(stage.ann)
    sizes = sorted(random.Random(8).sample(range(len(whole)), min(len(whole), 30)))
    fates = {await stage.try_once(lambda _, size=size: whole[:size]) for size in sizes}
    assert fates == {Close.BAD_FRAME}
    assert stage.content() == before
    await stage.teammates_go_on()


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 22))])
async def test_s8_bent_updates_are_refused_or_leave_all_copies_equal(own_stage: Stage, seed: int) -> None:
    bender, fates = hostile.Bender(random.Random(seed)), set[int | None]()

    def bent(mal: Teammate) -> bytes:
        return bender.bend(genuine(mal, bender.rng.getrandbits(31)), clocks(mal.doc))

    for _ in range(100):
        fates.add(await own_stage.try_once(bent))
    assert {Close.BAD_FRAME, None} <= fates <= {*REFUSED, None}, f"seed {seed}"
    await own_stage.teammates_go_on()
    async with own_stage.mate("Olga") as newcomer:
        copies = (own_stage.stored(), own_stage.ann.doc, own_stage.ben.doc, newcomer.doc)
        kept, *others = (hostile.unordered(plain(copy)) for copy in copies)
        assert others == [kept] * 3, f"seed {seed}"


FLOODS = {
    "questions about awareness": ("Vic", bytes((Message.QUERY_AWARENESS,))),
    "awareness": ("Vic", awareness((7, 1, '{"pointer":{"x":1,"y":2}}'))),
    "updates": ("Mal", update(b"\x00\x00")),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_s18_a_burst_of_30_000_small_frames_holds_nobody_up(stage: Stage, name: str) -> None:
    who, frame = FLOODS[name]
    whole = b"\x82" + bytes((0x80 | len(frame),)) + bytes(4) + frame  # wrapped, and masked with zeros

    async def burst(offender: Teammate) -> None:
        assert offender._socket
        offender._socket.transport.write(whole * 30_000)

    await stage.repels(burst, None, who)


async def test_s4_p2_6_whatever_a_viewer_writes_changes_nothing(stage: Stage) -> None:
    await stage.repels(lambda vic: vic.send_raw(update(genuine(vic))), Close.NO_RIGHT, "Vic")
    await stage.repels(lambda vic: vic.send_raw(sync(Sync.STEP2, genuine(vic))), None, "Vic")
    boast = {"pointer": {"x": 1, "y": 2}, "field": "nodes/n1/prompt", "drag": {}, "user": {"name": "Olga"}}
    async with stage.mate("Vic") as vic:
        await vic.show(boast)
        at_ben = stage.ben.told.awareness
        seen = await eventually(lambda: at_ben.get(vic.doc.client_id), "the viewer at Ben's")
    assert (seen.keys(), seen["user"]["name"]) == ({"pointer", "user"}, "Vic")


async def test_s9_p1_nobody_is_removed_or_renamed_by_another(stage: Stage) -> None:
    ann, at_ben = stage.ann.doc.client_id, stage.ben.told.awareness
    await stage.ann.show({"field": "nodes/n1/prompt"})
    await eventually(lambda: ann in at_ben, "Ann at Ben's")
    async with stage.mate("Mal") as mal:
        await mal.send_raw(awareness((ann, 99_999, "null")))
        await mal.send_raw(awareness((ann, 99_999, '{"user":{"name":"<img onerror=alert(1)>"}}')))
        await mal.show({"user": {"name": "Ann"}})
        own = await eventually(lambda: at_ben.get(mal.doc.client_id), "the offender at Ben's")
        assert (own["user"]["name"], at_ben[ann]["user"]["name"]) == ("Mal", "Ann")
    await stage.ann.show({"field": "settings/voice"})
    await eventually(lambda: at_ben[ann].get("field") == "settings/voice", "Ann's next state")


async def test_f14_a_paste_of_1_mb_works_and_one_of_10_mb_ends_its_sender_alone(own_stage: Stage) -> None:
    prompt = own_stage.ann.text(*PROMPT)
    await own_stage.ann.edit({"do": "paste"}, lambda: prompt.insert(0, "é" * (MEGABYTE // 2)))
    await own_stage.ann.until_acked(30)
    await eventually(lambda: str(own_stage.ben.text(*PROMPT)) == str(prompt), "the paste at Ben's", 30)
    before = own_stage.content()
    async with own_stage.mate("Mal") as mal:
        await mal.edit({"do": "paste"}, lambda: mal.text(*PROMPT).insert(0, "x" * 10 * MEGABYTE))
        await own_stage.teammates_go_on()
        await eventually(lambda: mal.told.close_code, "the close", 30)
        assert mal.told.close_code == Close.TOO_BIG
    assert own_stage.content() == before


MOST = [(Sync.UPDATE, UPDATE.max_structs), (Sync.STEP2, FIRST_SYNC.max_structs), (Sync.STEP2, 399_000)]


@pytest.mark.parametrize(("sub", "count"), MOST)
async def test_s8_as_many_structs_as_may_be_hold_nobody_up(own_stage: Stage, sub: Sync, count: int) -> None:
    keys = map("".join, islice(product(ascii_lowercase, repeat=4), count))
    many = hostile.update({9: (0, [hostile.plain(1, parent="settings", key=key) for key in keys])})
    pid, olga = own_stage.server.worker_pid, own_stage.logins["Olga"]
    async with own_stage.mate("Mal") as mal:
        with pulse(own_stage.url, olga.token, pid) as beats:
            sending = asyncio.create_task(mal.send_raw(sync(sub, many)))
            await asyncio.gather(own_stage.teammates_go_on(), sending)
            await eventually(lambda: mal.acked > 1 or mal.told.close_code, "its fate", 60)
            assert mal.told.close_code == (None if count < 399_000 else Close.TOO_BIG)
    assert max(beats) < LONGEST_STALL_SECONDS
    assert (own_stage.server.process.poll(), own_stage.server.worker_pid) == (None, pid)
