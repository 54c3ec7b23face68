"""The servers that are compared, each fresh for a row and with all its processes on one core."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks.relay import tools
from tests.benchmarks.relay.load import SERVER_CORE, Load, Target
from tests.harness.server import Server, free_port
from tests.harness.wait import until

START_SECONDS = 20
CALM_SECONDS = 1.0  # for what a start leaves behind


@contextmanager
def _ours(load: Load) -> Iterator[Target]:
    """The product, with fresh agents."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        login = server.add_login("Olga", "owner")
        server.start()
        try:
            rooms = tuple(server.import_agent(login, f"Room {number}") for number in range(load.rooms))
            for pid in tools.family(server.pid):
                tools.pin(pid, SERVER_CORE)
            time.sleep(CALM_SECONDS)
            yield Target(server.port, server.worker_pid, rooms, login.token)
        finally:
            server.kill()


@contextmanager
def _hocuspocus(flush_delay: int, load: Load) -> Iterator[Target]:
    """Hocuspocus without a store: it forgets everything at its end."""
    port = free_port()
    command = [tools.node(), "hocuspocus.mjs", str(port), str(flush_delay)]
    with subprocess.Popen(["taskset", "-c", str(SERVER_CORE), *command], cwd=tools.FOLDER) as process:
        try:
            until(lambda: _answers(port), "Hocuspocus", START_SECONDS)
            time.sleep(CALM_SECONDS)
            yield Target(port, process.pid, tuple(f"room-{number}" for number in range(load.rooms)))
        finally:
            process.kill()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


SERVERS: dict[str, Callable[[Load], AbstractContextManager[Target]]] = {
    "ours": _ours,
    "Hocuspocus": partial(_hocuspocus, 0),
    "flushDelay 10": partial(_hocuspocus, 10),
}
