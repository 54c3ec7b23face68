"""A worker whose loop stands still is replaced; one that was only stopped is not (SV5)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness import tools
from tests.harness.bystander import honest_editor
from tests.harness.peer import Teammate
from tests.harness.poison import faults
from tests.harness.server import Server
from tests.harness.wait import always, eventually, until

PATIENCE_SECONDS = 60

# The match holds the interpreter lock for longer than anybody waits: no other thread of Python can notice.
PROGRAM = """
import asyncio, re, sys
from pathlib import Path
from app.cli import standstill, supervisor
from app.collab import watchdog

standstill.COMPUTED_SECONDS, supervisor.LOOK_SECONDS, watchdog.BEAT_SECONDS = 0.5, 0.1, 0.05
folder = Path(sys.argv[1])

async def work() -> None:
    watching = asyncio.create_task(watchdog.watch(folder))
    await asyncio.sleep(0.1)
    if sys.argv[2] == "turns":
        with (folder / "alive").open("a") as alive:
            while not (folder / "enough").exists():
                print("turned", file=alive, flush=True)
                await asyncio.sleep(0.02)
    elif not (folder / "second").exists():
        (folder / "second").touch()
        re.match(r"(a+)+$", "a" * 40 + "b")

status = supervisor.supervise()
sys.exit(asyncio.run(work()) if status is None else status)
"""


@contextmanager
def program(folder: Path, does: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), does],
        cwd=tools.ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)


def test_sv5_who_stands_still_is_replaced_and_has_written_down_where(tmp_path: Path) -> None:
    with program(tmp_path, "stands still") as running:
        _, said = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 0
    assert "computed for 0.5 s without a turn of its loop" in said
    assert "(signal 9). It is started again" in said
    assert "in match" in (tmp_path / "standstill.txt").read_text()


@pytest.mark.parametrize("whom", ["the worker", "both"])
def test_sv5_who_is_stopped_and_goes_on_stays(tmp_path: Path, whom: str) -> None:
    turns = tmp_path / "alive"
    with program(tmp_path, "turns") as running:
        until(turns.exists, "the first turn")
        stopped = int(Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text())
        tell = os.killpg if whom == "both" else os.kill
        target = running.pid if whom == "both" else stopped
        tell(target, signal.SIGSTOP)
        state = Path(f"/proc/{stopped}/stat")
        until(lambda: ") T " in state.read_text(), "the stop")
        until(lambda: ") T " not in state.read_text() or _has_waited(turns), "twice the time for computing")
        tell(target, signal.SIGCONT)
        before = turns.stat().st_size
        until(lambda: turns.stat().st_size > before, "another turn")
        (tmp_path / "enough").touch()
        _, said = running.communicate(timeout=PATIENCE_SECONDS)
    assert (running.returncode, said) == (0, "")


def _has_waited(turns: Path) -> bool:
    """Whether the last turn is longer ago than a loop may stand still."""
    now = Path(turns.parent / "now")
    now.touch()
    return now.stat().st_mtime - turns.stat().st_mtime > 1.0


@pytest.mark.soak
async def test_sv5_a_server_stopped_for_twenty_seconds_goes_on_as_before(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    olga = server.add_login("Olga", "owner")
    server.start()
    try:
        agent = server.import_agent(olga, "Paused")
        async with honest_editor(server, agent, olga.token, "stopped for 20 s") as watched:
            server.pause()
            await always(lambda: server.process.poll() is None, "being stopped", 20)
            server.go_on()
            before = len(watched.acks)
            await always(lambda: server.process.poll() is None, "going on", 5)
            assert len(watched.acks) > before
        assert "ended" not in server.log
    finally:
        server.kill()


async def test_sv5_d1_flows_that_were_open_when_the_watchdog_ended_the_process_are_not_blamed(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "data", faults(FAULT_STANDSTILL_SECONDS=2.0))
    olga = server.add_login("Olga", "owner")
    server.start()
    try:
        agents = [server.import_agent(olga, name) for name in ("Edited", "Only open")]
        async with Teammate(server.sync_url(agents[0]), olga.token) as ann:
            async with Teammate(server.sync_url(agents[1]), olga.token):
                place = {"x": 1, "y": 1}
                await ann.edit({"do": "move"}, lambda: ann.roots["layout"].__setitem__("n_talk", place))
                pid = server.worker_pid
                os.kill(pid, signal.SIGUSR2)
                await eventually(lambda: is_replaced(server, pid), "another process", PATIENCE_SECONDS)
            await ann.join()
            await ann.until_acked()
        assert "computed for 2 s without a turn of its loop and is ended" in server.log
        assert "ended unexpectedly (signal 9)" in server.log
        for agent in agents:
            assert server.rows("SELECT faults, quarantined_at FROM documents WHERE agent_id = ?", agent) == [
                (0, None)
            ]
        assert "No flow is set aside." in server.command("quarantine", "list")
    finally:
        server.kill()


def is_replaced(server: Server, before: int) -> bool:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return any(int(each) != before for each in children) and server._is_ready()
