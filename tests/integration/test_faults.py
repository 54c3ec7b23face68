"""What breaks below and around the rooms, and what must not (SPEC R2, R5, R10, S2, S4, Q1, A1; promise P1.5).

Each person types words that nobody else types: what was acknowledged must be read back once.
"""

import asyncio
import itertools
import multiprocessing
import os
import resource
import shutil
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map
from sqlalchemy import event
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app import wiring
from app.collab import compaction, journal_sql
from app.collab.compaction import Merge
from app.collab.journal import Entry
from app.collab.open_room import store
from app.collab.protocol import Close, Message, Sync, parse, sync_frame
from app.db.engine import Database
from app.events import Events
from app.flows import document
from app.settings import Settings
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.stored import plain, prose, stored
from tests.harness.wait import always, eventually
from tests.integration.test_doors_frames import Line, cookies, found

EDITORS = ("Ann", "Ben", "Dora", "Cora")
PEOPLE = {"Olga": "owner", "Vic": "viewer"} | dict.fromkeys(EDITORS, "editor")
PROMPT = ("nodes", "n_talk", "prompt")
PACE_SECONDS = 0.05
NOTICED_SECONDS = 5.0
CUT_OFF = (1006, 1011)  # no close frame of ours passes a reader that does not read


class House:
    """A server with people and one flow."""

    def __init__(self, folder: Path, logins: dict[str, Login]) -> None:
        self.server = Server(folder)
        self.logins = logins
        self.server.start()
        self.agent = self.another_agent("Under strain")

    def another_agent(self, name: str) -> str:
        return self.server.import_agent(self.logins["Olga"], name)

    def mate(self, name: str, agent: str = "") -> Teammate:
        return Teammate(self.server.sync_url(agent or self.agent), self.logins[name].token)

    def headers(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.logins[name].token}"}

    def text(self) -> str:
        """The prose in the database, by plain pycrdt; the server must be still."""
        return prose(stored(self.server.database, self.agent), *PROMPT)

    def write(self, statement: str, *values: Any) -> None:
        """Change the database beside the server."""
        with closing(sqlite3.connect(self.server.database, timeout=20)) as database, database:
            database.execute(statement, values)


class Typist:
    """A teammate who types words of their own."""

    def __init__(self, name: str, mate: Teammate) -> None:
        self.name = name
        self.mate = mate

    async def word(self) -> None:
        word, text = f"<{self.name}{len(self.mate.log)}>", self.mate.text(*PROMPT)
        await self.mate.edit({"word": word}, lambda: text.insert(0, word))

    async def type_until(self, stop: asyncio.Event) -> None:
        waiting = asyncio.create_task(stop.wait())
        while not waiting.done():
            await self.word()
            await asyncio.wait([waiting], timeout=PACE_SECONDS)

    def words(self, *, acked: bool = False) -> list[str]:
        return [op.what["word"] for op in (self.mate.acknowledged if acked else self.mate.log)]


@asynccontextmanager
async def typing(house: House, *names: str) -> AsyncIterator[list[Typist]]:
    """People at work in the same prose."""
    typists = [Typist(chr(97 + at), house.mate(name)) for at, name in enumerate(names)]
    await asyncio.gather(*(one.mate.join() for one in typists))
    yield typists
    await asyncio.gather(*(one.mate.leave() for one in typists))


def check_once(text: str, words: list[str]) -> None:
    """Raise AssertionError unless every word is in the text, once."""
    wrong = {word: found for word in words if (found := text.count(word)) != 1}
    assert not wrong, f"{len(wrong)} of {len(words)}: {dict(list(wrong.items())[:5])}"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Login]]:
    folder = tmp_path_factory.mktemp("faults") / "data"
    return folder, found(folder, PEOPLE)


@pytest.fixture
def house(founded: tuple[Path, dict[str, Login]], tmp_path: Path) -> Iterator[House]:
    """A house of its own for every test: it may be locked, starved and stopped."""
    house = House(Path(shutil.copytree(founded[0], tmp_path / "data")), founded[1])
    yield house
    house.server.kill()


async def first_answer(house: House) -> "Doc[Any]":
    """What a newcomer is shown first, however long it takes."""
    async with await Line.open(house.server.sync_url(house.agent), house.headers("Vic")) as line:
        await line.say(sync_frame(Sync.STEP1, b"\x00"))
        shown = await eventually(lambda: line.code or line.of(Message.SYNC, Sync.STEP2), "the first sync", 60)
        assert line.code is None, line.socket.close_reason
        doc: Doc[Any] = Doc()
        doc.apply_update(parse(shown[0]).payload)
        return doc


@contextmanager
def disk_full(server: Server) -> Iterator[None]:
    """Let no file of the server grow meanwhile: what is written ends in an error of the disk."""
    was = resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE, (0, was[1]))
    yield
    resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE, was)


async def _outage(house: House, fault: Any, seconds: float) -> None:
    async with typing(house, "Ann", "Ben") as typists:
        for one in typists:
            await one.word()
            await one.mate.until_acked()
        before = [len(one.words(acked=True)) for one in typists]

        async def all_type_and_nothing_is_acknowledged() -> bool:
            for one in typists:
                await one.word()
            return before == [len(one.words(acked=True)) for one in typists]

        with fault:
            newcomer = asyncio.create_task(first_answer(house))
            await always(all_type_and_nothing_is_acknowledged, "typing without an acknowledgement", seconds)
        for one in typists:
            await one.mate.until_acked(60)
            assert one.mate.connected
        assert "n_talk" in (await newcomer).get("nodes", type=Map)
        await eventually(lambda: plain(typists[0].mate.doc) == plain(typists[1].mate.doc), "equal copies", 30)
        words = [word for one in typists for word in one.words()]
    house.server.stop()
    check_once(house.text(), words)
    assert house.server.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("seconds", [6, pytest.param(20, marks=pytest.mark.soak)])
async def test_r5_f6_a_locked_database_delays_and_loses_nothing(house: House, seconds: float) -> None:
    await _outage(house, house.server.write_locked(), seconds)


async def test_r5_f7_a_full_disk_delays_and_loses_nothing(house: House) -> None:
    await _outage(house, disk_full(house.server), 4)


async def test_s4_f30_sigterm_while_twenty_type_loses_nothing(house: House) -> None:
    stop = asyncio.Event()
    async with typing(house, *("Olga", *EDITORS) * 4) as typists:
        at_work = asyncio.gather(*(one.type_until(stop) for one in typists))
        await eventually(lambda: all(len(one.words(acked=True)) > 5 for one in typists), "their words", 60)
        status = await asyncio.to_thread(house.server.stop)
        await eventually(lambda: not any(one.mate.connected for one in typists), "the close", 20)
        stop.set()
        await at_work
        assert {one.mate.told.close_code for one in typists} == {Close.RESTARTING}
        check_once(house.text(), [word for one in typists for word in one.words(acked=True)])
        merged = "SELECT seq = state_seq, (SELECT count(*) FROM journal) FROM documents WHERE agent_id = ?"
        assert house.server.rows(merged, house.agent) == [(1, 0)]
        assert status == 0
        house.server.start()
        await asyncio.gather(*(one.mate.join() for one in typists))
        await asyncio.gather(*(one.mate.until_acked(60) for one in typists))
        words = [word for one in typists for word in one.words()]
    house.server.stop()
    check_once(house.text(), words)


SPOILT = [lambda state: state[: len(state) // 2], lambda _: b"", lambda state: b"\xff\xff\x7f" + state[3:]]


async def test_r10_a_state_that_cannot_be_read_is_never_shown_as_empty(house: House) -> None:
    place = "UPDATE document_states SET state = ? WHERE agent_id = ?"
    for spoil in SPOILT:
        agent = house.another_agent("Spoilt")
        ((state,),) = house.server.rows("SELECT state FROM document_states WHERE agent_id = ?", agent)
        whole = plain(stored(house.server.database, agent))
        house.write(place, spoil(state), agent)
        for _ in range(2):
            async with await Line.open(house.server.sync_url(agent), house.headers("Ann")) as line:
                await line.say(sync_frame(Sync.STEP1, b"\x00"))
                await eventually(lambda one=line: one.code is not None, "the close", 30)
                assert (line.code, line.got) == (Close.TRY_LATER, []), spoil(state)[:9]
        async with typing(house, "Ben") as (ben,):
            await ben.word()
            await ben.mate.until_acked()
        house.write(place, state, agent)
        async with house.mate("Ann", agent) as ann:
            assert plain(ann.doc) == whole


async def test_a1_who_loses_session_token_or_role_by_another_process_is_closed(house: House) -> None:
    server = house.server
    cookie = (await asyncio.to_thread(cookies, server.data_dir, {"Cora": house.logins["Cora"]}))["Cora"]
    page = {"Origin": server.url, "Cookie": cookie}
    whose = "SELECT id FROM api_tokens WHERE user_id = (SELECT id FROM users WHERE name = 'Ben')"
    ((token,),) = server.rows(whose)
    deeds = [
        (house.headers("Ben"), f"token revoke {token}", Close.SIGNED_OUT),
        (page, "user set-password --email cora@example.com", Close.SIGNED_OUT),
        (house.headers("Dora"), "user set-role --role viewer --email dora@example.com", Close.NO_RIGHT),
        (house.headers("Vic"), "user set-role --role editor --email vic@example.com", Close.TRY_LATER),
    ]
    async with await Line.open(server.sync_url(house.agent), house.headers("Ann")) as stays:
        for headers, command, code in deeds:
            async with await Line.open(server.sync_url(house.agent), headers) as line:
                assert await line.fence()
                await asyncio.to_thread(server.command, *command.split(), given="another good phrase\n")
                await eventually(lambda one=line: one.code is not None, f"{command} noticed", NOTICED_SECONDS)
                assert line.code == code, command
        assert await stays.fence()


@contextmanager
def mute(house: House) -> Iterator[ClientConnection]:
    """A client that asks for the document and, two frames later, reads no more until it is iterated."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", house.server.port))
    options: dict[str, Any] = {"max_queue": 1, "max_size": None, "ping_interval": None, "close_timeout": 1}
    url = house.server.sync_url(house.agent)
    with connect(url, sock=line, additional_headers=house.headers("Vic"), proxy=None, **options) as silent:
        silent.send(sync_frame(Sync.STEP1, b"\x00"))
        yield silent


async def write_much(house: House, who: Teammate, other: Teammate, chunks: int) -> int:
    """Have somebody overwrite one value so often with 100 KB; return the most memory the server had, in bytes."""
    most, settings = 0, who.roots["settings"]
    for number in range(chunks):
        value = f"{number} " + "x" * 99_000
        await who.edit({"word": number}, lambda text=value: settings.__setitem__("language", text))
        await who.until_acked(30)
        most = max(most, memory_bytes(house.server.worker_pid))
        if number % 100 == 99:  # what one flow takes between two autosaves is bounded
            await eventually(lambda: who.told.saved and who.told.saved[-1]["n"] == who.sent, "Saved", 60)
    await eventually(lambda: other.roots["settings"].get("language") == value, "the last value", 30)
    return most


def memory_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def sockets_open(server: Server) -> int:
    lines = server.get("/metrics")[1].splitlines()
    return int(float(next(line.split()[1] for line in lines if line.startswith("callweave_sockets_open "))))


def read_on(silent: ClientConnection) -> "tuple[Doc[Any], int, int | None]":
    """Read on until nothing comes or the close; return the document, the number of updates and the close code."""
    doc, updates = Doc(), 0
    try:
        while True:
            frame = silent.recv(timeout=3)
            assert isinstance(frame, bytes)
            if frame[0] == Message.SYNC and frame[1] != Sync.STEP1:
                doc.apply_update(parse(frame).payload)
                updates += 1
    except TimeoutError:
        return doc, updates, None
    except ConnectionClosed:
        return doc, updates, silent.protocol.close_code


async def test_q1_who_pauses_skips_and_is_caught_up(house: House) -> None:
    async with house.mate("Ann") as ann, house.mate("Ben") as ben:
        with mute(house) as slow:
            await write_much(house, ann, ben, 90)
            doc, updates, code = await asyncio.to_thread(read_on, slow)
        assert updates < 80
        assert code in (None, Close.TOO_SLOW)
        assert code or doc.get("settings", type=Map)["language"] == ann.roots["settings"]["language"]


async def test_q1_f16_who_never_reads_costs_nobody_anything_and_is_let_go(house: House) -> None:
    async with house.mate("Ann") as ann, house.mate("Ben") as ben:
        await write_much(house, ann, ben, 100)
        before = memory_bytes(house.server.worker_pid)
        with mute(house) as silent:
            await eventually(lambda: sockets_open(house.server) == 3, "the silent one", 30)
            most = await write_much(house, ann, ben, 300)
            assert most - before < 60_000_000
            await eventually(lambda: sockets_open(house.server) == 2, "the silent one's end", 40)
            *_, code = await asyncio.to_thread(read_on, silent)
        assert code in (Close.TOO_SLOW, *CUT_OFF)
        assert ann.connected
        assert ben.connected


async def journaled(folder: Path) -> tuple[str, Merge]:
    """Make a document with five committed rows; return its agent and the merge of the first four."""
    built = wiring.build(Settings(data_dir=folder))
    journal = journal_sql.SqlJournal(built.db)
    agent = (await built.flows.create(await built.people.system_actor(), "Cut short")).id
    doc: Doc[Any] = Doc(client_id=1000)
    node = doc.get("nodes", type=Map)
    doc.apply_update((await journal.load(agent)).state)
    for seq in range(5):
        loaded = await journal.load(agent)
        before = doc.get_state()
        node["n_conversation"]["prompt"].insert(0, f"<{seq}>")
        node["n_conversation"]["name"] = f"Said {seq} times"
        del node["n_conversation"]["prompt"][1:2]
        entry = Entry("us_a", doc.get_update(before), frozenset(), (1000,))
        await journal.append(agent, 1, seq, (entry,))
    built.db.close()
    return agent, compaction.merge(loaded.state, [row.update for row in loaded.rows], loaded.seq)


def store_until(folder: Path, agent: str, merge: Merge, cut: int) -> None:
    """Store a merge in this process, which is killed right before its ``cut``-th statement."""
    db = Database(Settings(data_dir=folder), Events())
    statements = itertools.count(1)

    def die_in_time(*_: object) -> None:
        if next(statements) == cut:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", die_in_time)
    event.listen(db.engine, "commit", die_in_time)
    asyncio.run(db.write(lambda tx: journal_sql._store(tx, agent, merge, 0)))
    db.close()


async def store_again(folder: Path, agent: str) -> Merge:
    """Store what is left, as a room does."""
    with closing(Database(Settings(data_dir=folder), Events())) as db:
        return await store(journal_sql.SqlJournal(db), agent)


def test_s2_f2_compaction_killed_between_any_two_statements_loses_no_row(
    founded: tuple[Path, dict[str, Login]], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(founded[0], tmp_path / "data"))
    agent, merge = asyncio.run(journaled(folder))
    database = folder / "callweave.db"
    whole, content = plain(stored(database, agent)), document.read(stored(database, agent)).content_hash()
    assert merge.hash != content
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    rows_of = "(SELECT count(*) FROM journal WHERE journal.agent_id = documents.agent_id)"
    numbers = f"SELECT seq, state_seq, {rows_of} FROM documents WHERE agent_id = ?"
    for cut in itertools.count(1):
        storing = processes.Process(target=store_until, args=(folder, agent, merge, cut))
        storing.start()
        storing.join(60)
        with closing(sqlite3.connect(database)) as opened:
            ((seq, state_seq, rows),) = opened.execute(numbers, (agent,))
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = stored(database, agent)
        assert plain(kept) == whole, f"before statement {cut}"
        assert document.read(kept).content_hash() == content
        assert (seq, rows) == (5, seq - state_seq), f"before statement {cut}"
        if storing.exitcode == 0:
            break
        assert (storing.exitcode, state_seq) == (-signal.SIGKILL, 0)
    assert state_seq == 4
    assert cut >= 8, "BEGIN, head, state, count, delete, head, COMMIT"
    assert asyncio.run(store_again(folder, agent)).hash == content
