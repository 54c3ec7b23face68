"""P1.5: the server is killed with -9 again and again; what it acknowledged is there, once.

Writers keep a log of their own: inserts and deletions of unique words in one shared prose, overwrites of
places of their own, undo. After every kill the database file is read with plain pycrdt, before anybody comes
back.
"""

import asyncio
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, UndoManager

from tests.harness import tools
from tests.harness.peer import Op, Teammate
from tests.harness.server import STOP_SECONDS, Login, Server
from tests.harness.stored import knows_more, plain, prose, stored
from tests.harness.wait import eventually, until

WRITERS = 3
OPS_IN_A_ROUND = 510
PROMPT = ("nodes", "n_talk", "prompt")
MOST_IN_FLIGHT = 20


class Writer:
    """A teammate that writes unique words and remembers what it wanted."""

    def __init__(self, name: str, mate: Teammate, dice: random.Random) -> None:
        self.name = name
        self.mate = mate
        self.dice = dice
        self.count = 0
        self.undo = UndoManager(scopes=[mate.roots["nodes"]], capture_timeout_millis=0)
        self.undo.include_origin("own")
        self.standing: list[str] = []

    async def write(self, ops: int) -> None:
        """Do so many things; with the connection gone they wait for the next one."""
        for _ in range(ops):
            await self.act()
            await eventually(self._has_room, "room for another edit")

    def _has_room(self) -> bool:
        waiting = sum(op.acked_at is None for op in self.mate.log)
        return waiting < MOST_IN_FLIGHT or not self.mate.connected

    async def act(self) -> None:
        """One edit: mostly a new word, sometimes its end, an overwrite, or undo of the last word."""
        roll = self.dice.random()
        if roll < 0.15 and self.standing:
            await self._cut()
        elif roll < 0.4:
            self.count += 1
            value = self.count
            target = self.mate.roots["layout"]
            await self.mate.edit(
                {"do": "set", "value": value},
                lambda: target.__setitem__(f"of_{self.name}", {"x": 1, "y": value}),
            )
        elif roll < 0.5:
            await self._insert()
            word = self.standing.pop()
            self.mate.undo({"do": "cut", "word": word}, self.undo)
            await self.mate.flush()
        else:
            await self._insert()

    async def _insert(self) -> None:
        self.count += 1
        word = f"<{self.name}{self.count}>"
        text = self.mate.text(*PROMPT)
        at = self.dice.choice([0, len(str(text))]) if not self.standing else self._beside(text)
        await self.mate.edit({"do": "insert", "word": word}, lambda: text.insert(at, word))
        self.standing.append(word)

    def _beside(self, text: Any) -> int:
        """Right before one of one's own words, so that no word is ever cut in two."""
        return max(0, str(text).find(self.dice.choice(self.standing)))

    async def _cut(self) -> None:
        word = self.standing.pop(self.dice.randrange(len(self.standing)))
        text = self.mate.text(*PROMPT)
        at = str(text).find(word)
        assert at >= 0, f"{self.name} lost its own {word}"
        await self.mate.edit({"do": "cut", "word": word}, lambda: text.__delitem__(slice(at, at + len(word))))


@pytest.fixture
def founded(tmp_path: Path) -> tuple[Server, list[Login]]:
    server = Server(tmp_path / "data")
    return server, [
        server.add_login(name, "owner" if name == "Olga" else "editor") for name in ("Olga", "Ann", "Bob")
    ]


@pytest.fixture
async def running(founded: tuple[Server, list[Login]]) -> AsyncIterator[tuple[Server, list[Login], str]]:
    server, logins = founded
    server.start()
    agent = server.import_agent(logins[0], "Killed again and again")
    yield server, logins, agent
    server.kill()


async def _rounds(server: Server, logins: list[Login], agent: str, seed: int, rounds: int) -> list[Writer]:
    dice = random.Random(seed)
    mates = [await Teammate(server.sync_url(agent), login.token).join() for login in logins]
    watcher = await Teammate(server.sync_url(agent), logins[0].token).join()
    writers = [
        Writer(name, mate, random.Random(dice.random())) for name, mate in zip("abc", mates, strict=True)
    ]
    for number in range(rounds):
        before = _acked(writers)
        fatal = before + dice.randrange(OPS_IN_A_ROUND // 4, OPS_IN_A_ROUND - MOST_IN_FLIGHT * WRITERS)
        writing = asyncio.gather(*(writer.write(OPS_IN_A_ROUND // WRITERS) for writer in writers))
        await eventually(
            lambda least=fatal, all_of_it=writing: all_of_it.done() or _acked(writers) >= least,
            f"round {number}, seed {seed}",
            30,
        )
        server.kill()
        await writing
        kept = stored(server.database, agent)
        for writer in writers:
            _check(
                writer.mate.log, prose(kept, *PROMPT), plain(kept)["layout"].get(f"of_{writer.name}"), seed
            )
        assert not knows_more(watcher.doc, kept), (
            f"somebody saw an edit that is lost (round {number}, seed {seed})"
        )
        server.start()
        for mate in (*mates, watcher):
            await mate.join()
        for mate in mates:
            await mate.until_acked(20)
    for mate in (*mates, watcher):
        await eventually(lambda one=mate: plain(one.doc) == plain(mates[0].doc), "equal replicas")
        await mate.leave()
    return writers


def _acked(writers: list[Writer]) -> int:
    return sum(len(writer.mate.acknowledged) for writer in writers)


def _check(log: list[Op], text: str, place: Any, seed: int) -> None:
    """Raise AssertionError unless every acknowledged op is in, once, and any other in whole or not at all."""
    cuts = {op.what["word"]: op for op in log if op.what["do"] == "cut"}
    for op in log:
        if op.what["do"] != "insert":
            continue
        word, cut = op.what["word"], cuts.get(op.what["word"])
        found = text.count(word)
        least = 1 if op.acked_at and cut is None else 0
        most = 0 if cut is not None and cut.acked_at else 1
        assert least <= found <= most, f"{word} is there {found} times (seed {seed})"
    values = [op.what["value"] for op in log if op.what["do"] == "set"]
    promised = [op.what["value"] for op in log if op.what["do"] == "set" and op.acked_at]
    if promised:
        assert place is not None
        assert place["y"] in values[values.index(promised[-1]) :], (
            f"{place} is older than {promised[-1]} (seed {seed})"
        )


class Tell:
    """Writes a figure into the report and, whatever becomes of the test, onto the terminal."""

    def __init__(
        self, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._record_property = record_property
        self._capsys = capsys

    def __call__(self, name: str, value: float) -> None:
        self._record_property(name, value)
        with self._capsys.disabled():
            print(f"\n{name}: {value}")


@pytest.fixture
def tell(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Tell:
    return Tell(record_property, capsys)


async def _kill_and_check(
    running: tuple[Server, list[Login], str], tell: Tell, seed: int, rounds: int
) -> None:
    server, logins, agent = running
    writers = await _rounds(server, logins, agent, seed, rounds)
    waits = sorted(op.acked_at - op.sent_at for writer in writers for op in writer.mate.log if op.acked_at)
    assert len(waits) >= rounds * OPS_IN_A_ROUND // 2
    p95 = waits[len(waits) * 95 // 100]
    tell("ack_p95_ms", round(p95 * 1000, 1))
    server.stop()
    text = prose(stored(server.database, agent), *PROMPT)
    for writer in writers:
        assert all(text.count(word) == 1 for word in writer.standing), f"seed {seed}"


async def test_p1_5_twenty_rounds_of_kill_lose_nothing_acknowledged(
    running: tuple[Server, list[Login], str], tell: Tell
) -> None:
    await _kill_and_check(running, tell, seed=7, rounds=20)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
async def test_p1_5_four_hundred_rounds_in_the_long_run(
    running: tuple[Server, list[Login], str], tell: Tell, seed: int
) -> None:
    await _kill_and_check(running, tell, seed=seed + 100, rounds=40)


async def test_p1_5_who_saw_the_last_edits_of_one_that_never_returns_goes_on(
    running: tuple[Server, list[Login], str],
) -> None:
    server, logins, agent = running
    gone = await Teammate(server.sync_url(agent), logins[1].token).join()
    stays = await Teammate(server.sync_url(agent), logins[2].token).join()
    writer = Writer("g", gone, random.Random(3))
    writing = asyncio.create_task(writer.write(200))
    await eventually(lambda: str(stays.text(*PROMPT)).count("<") > 20, "the other's words")
    server.kill()
    await writing
    await gone.leave()
    seen: Doc[Any] = Doc()
    seen.apply_update(stays.doc.get_update())
    server.start()
    await stays.join()
    assert not knows_more(seen, stored(server.database, agent))
    text = stays.text(*PROMPT)
    await stays.edit({"do": "insert", "word": "[after]"}, lambda: text.insert(0, "[after]"))
    await stays.until_acked()
    await stays.leave()
    server.stop()
    assert plain(stored(server.database, agent)) == plain(stays.doc)


def test_a_stop_during_the_start_ends_it_at_once_and_well(
    founded: tuple[Server, list[Login]], tmp_path: Path
) -> None:
    server, _ = founded
    tools.built_pages()
    with (tmp_path / "log").open("w+") as log:
        starting = subprocess.Popen(
            [tools.callweave(), "serve", "--port", str(server.port)],
            cwd=tools.ROOT,
            env=server._environment(),
            start_new_session=True,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: _expects_sigterm(starting.pid), "the first thing that a start does")
            starting.terminate()
            assert starting.wait(STOP_SECONDS) == 0
        finally:
            starting.kill()
            starting.wait()
        log.seek(0)
        assert "Callweave is at" not in log.read()


def _expects_sigterm(pid: int) -> bool:
    """Whether a process has said what SIGTERM is to do."""
    status = Path(f"/proc/{pid}/status").read_text()
    masks = [int(status.split(f"{name}:")[1].split()[0], 16) for name in ("SigIgn", "SigCgt")]
    return any(mask >> (signal.SIGTERM - 1) & 1 for mask in masks)
