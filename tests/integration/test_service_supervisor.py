"""``callweave serve`` replaces a worker that dies, ends when it should, leaves nobody behind (SV1, SV2, SV3, SV4)."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import tools
from tests.harness.bystander import resident_mb
from tests.harness.peer import Teammate
from tests.harness.server import STOP_SECONDS, Login, Server, free_port
from tests.harness.wait import eventually, until

SMALL_MB = 30


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Login]]:
    server = Server(tmp_path_factory.mktemp("supervisor") / "data")
    olga = server.add_login("Olga", "owner")
    yield server, olga
    server.kill()


@pytest.fixture
def running(kept: tuple[Server, Login]) -> Iterator[tuple[Server, Login]]:
    server, olga = kept
    before = signal.signal(
        signal.SIGHUP, signal.SIG_DFL
    )  # under nohup a server would ignore it, as it should
    server.start()
    signal.signal(signal.SIGHUP, before)
    yield server, olga
    server.kill()


def lives(pid: int) -> bool:
    """Whether a process runs; one that nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def replaced(server: Server, before: int) -> bool:
    return any(child != before for child in children(server.pid)) and server._is_ready()


async def test_sv1_a_worker_that_dies_is_replaced_and_who_edited_goes_on(
    running: tuple[Server, Login],
) -> None:
    server, olga = running
    agent = server.import_agent(olga, "Goes on")
    before = server.worker_pid
    mate = await Teammate(server.sync_url(agent), olga.token).join()
    await mate.edit({"do": "move"}, lambda: mate.roots["layout"].__setitem__("n_talk", {"x": 1, "y": 2}))
    await mate.until_acked(30)
    os.kill(before, signal.SIGKILL)
    await eventually(lambda: not mate.connected, "the loss of the connection")
    await eventually(lambda: replaced(server, before), "another worker", 60)
    await mate.join()
    await mate.edit({"do": "move"}, lambda: mate.roots["layout"].__setitem__("n_talk", {"x": 3, "y": 4}))
    await mate.until_acked(30)
    await mate.leave()
    assert not lives(before)
    assert "The serving process ended unexpectedly (signal 9). It is started again." in server.log
    assert resident_mb(server.pid) < SMALL_MB


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130), (signal.SIGHUP, 0)]
)
def test_sv2_a_stop_is_passed_on_and_its_status_given_back(
    running: tuple[Server, Login], number: signal.Signals, status: int
) -> None:
    server, _ = running
    worker = server.worker_pid
    server.process.send_signal(number)
    assert server.process.wait(STOP_SECONDS) == status
    assert not lives(worker)
    until(lambda: "Finished server process" in server.log, "the clean end in the log")


def test_sv2_ctrl_c_at_a_terminal_reaches_both_and_is_one_stop(running: tuple[Server, Login]) -> None:
    server, _ = running
    os.killpg(server.pid, signal.SIGINT)
    assert server.process.wait(STOP_SECONDS) == 130
    until(lambda: "Application shutdown complete" in server.log, "the clean end in the log")
    assert "Traceback" not in server.log


def test_sv3_a_worker_ends_with_its_supervisor(running: tuple[Server, Login]) -> None:
    server, _ = running
    family = [server.worker_pid, *children(server.worker_pid)]
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: not any(map(lives, family)), "the end of everybody", 10)


def started(folder: Path, port: int, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tools.callweave(), "serve", "--port", str(port)],
        cwd=tools.ROOT,
        env={**os.environ, "CALLWEAVE_DATA_DIR": str(folder), "PYTHONPATH": str(tools.ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_sv4_a_setting_that_cannot_be_used_ends_it_at_once_with_its_sentence(tmp_path: Path) -> None:
    tried = started(tmp_path, free_port(), CALLWEAVE_PUBLIC_URL="nowhere")
    assert (tried.returncode, tried.stderr.count("\n")) == (2, 1)
    assert "CALLWEAVE_PUBLIC_URL cannot be used" in tried.stderr


def test_sv4_a_port_in_use_ends_it_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        tried = started(tmp_path, taken.getsockname()[1])
    assert tried.returncode == 3
    assert "address already in use" in tried.stderr
    assert "started again" not in tried.stderr


DIES = """
import os, sys
from app.cli import supervisor
from app.kit import heartbeat
supervisor.DELAYS_SECONDS = (0.0, 0.01, 0.02)
status = supervisor.supervise()
if status is None:
    heartbeat.beat()
    os.kill(os.getpid(), 9)
sys.exit(status)
"""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_sv4_who_dies_right_after_every_start_is_given_up_with_a_sentence(log_format: str) -> None:
    tried = subprocess.run(
        [sys.executable, "-c", DIES],
        cwd=tools.ROOT,
        env={**os.environ, "CALLWEAVE_LOG_FORMAT": log_format},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode == 1
    said = tried.stderr.splitlines()
    assert ["started again" in line for line in said] == [True, True, True, False]
    assert "ended 4 times right after its start" in said[-1]
    assert all(line.startswith("{" if log_format == "json" else "callweave: ") for line in said)
