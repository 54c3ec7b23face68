"""The real product as a process, on a free port and its own data, to be killed and started again."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app import wiring  # noqa: F401  # imports every table
from app.collab.journal_sql import SqlDocuments
from app.db import migrate
from app.db.engine import Database
from app.events import Events
from app.flows.service import Flows
from app.people.roles import Role
from app.people.service import People
from app.settings import Settings
from tests.harness import flows, tools
from tests.harness.wait import NeverHappened, until

START_SECONDS = 30
STOP_SECONDS = 20
PASSWORD = "correct horse battery"
_SETUP_LINK = re.compile(r"https?://[^\s\"']+/setup\?token=[^\s\"']+")


@dataclass(frozen=True, slots=True)
class Login:
    """Someone who can sign in; ``token`` is a bearer token for programs."""

    name: str
    email: str
    role: str
    password: str = PASSWORD
    token: str = ""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``callweave serve`` on ``data_dir``; the port stays the same over restarts."""

    def __init__(self, data_dir: Path, env: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        self._env = env or {}
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None, "the server was not started"
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def worker_pid(self) -> int:
        """The process that serves, a child of the one that was started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        assert children, f"nobody serves:\n{self.log[-3000:]}"
        return int(children[0])

    @property
    def log(self) -> str:
        """Everything the server has printed since it was made."""
        return "\n".join(self.lines)

    def sync_url(self, agent_id: str, port: int | None = None) -> str:
        """The WebSocket address of one agent's document, through another port if given."""
        return f"ws://127.0.0.1:{port or self.port}/sync/{agent_id}"

    def start(self) -> Self:
        """Start and wait until it says it is ready."""
        tools.built_pages()
        self._process = subprocess.Popen(
            [tools.callweave(), "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            cwd=tools.ROOT,
            env=self._environment(),
            text=True,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(target=self._collect, args=(self._process,), daemon=True)
        self._reader.start()
        try:
            until(self._is_ready, "readiness", START_SECONDS)
        except NeverHappened as late:
            self.kill()
            raise AssertionError(f"{late}; the server printed:\n{self.log[-3000:]}") from late
        return self

    def kill(self) -> None:
        """End it at once, as a power cut would (SIGKILL to the whole group)."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        """Ask it to end (SIGTERM) and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"no clean end within {STOP_SECONDS} s:\n{self.log[-3000:]}") from None
        self._reap()
        return int(self.process.returncode)

    def restart(self) -> Self:
        """Kill it and start it again on the same data."""
        self.kill()
        return self.start()

    def pause(self) -> None:
        """Freeze the process: alive, and silent."""
        os.killpg(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Thaw it."""
        os.killpg(self.pid, signal.SIGCONT)

    def get(self, path: str, token: str = "") -> tuple[int, str]:
        """Return status and body of one request."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    def setup_link(self) -> str:
        """The one-time link that the first start prints."""
        found = until(lambda: _SETUP_LINK.search(self.log), "the setup link in the log")
        return str(found[0])

    def command(self, *arguments: str, given: str = "") -> str:
        """Run ``callweave ARGUMENTS`` on the same data and return what it printed; fails if it fails."""
        done = subprocess.run(
            [tools.callweave(), *arguments],
            cwd=tools.ROOT,
            env=self._environment(),
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"callweave {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def add_login(self, name: str, role: str) -> Login:
        """Make a person of that role, with a bearer token; the first owner makes the workspace.

        By the services that the command line calls: starting Python twice a person would take most of a run.
        """
        email = f"{name.lower()}@example.com"
        with ThreadPoolExecutor(1) as elsewhere:  # the caller's thread may have a running loop
            token = elsewhere.submit(asyncio.run, self._added(name, email, role)).result()
        return Login(name, email, role, token=token)

    async def _added(self, name: str, email: str, role: str) -> str:
        settings = Settings(data_dir=self.data_dir)
        db = Database(settings, Events())
        try:
            migrate.upgrade(db.engine)
            people = People(db, settings)
            added = await people.add_user(email, name, Role(role), PASSWORD, None)
            if added.founded:
                await Flows(db, SqlDocuments()).create_sample(added.actor)
            return await people.token_add_for(email, "Tests")
        finally:
            db.close()

    def import_agent(self, login: Login, name: str, flow: dict[str, Any] | None = None) -> str:
        """Make an agent through the import door, as a program does; return its id."""
        file = {"format": "callweave.agent", "version": 1, "name": name, "flow": flow or flows.a_flow()}
        request = urllib.request.Request(
            f"{self.url}/agents/import",
            data=json.dumps(file).encode(),
            headers={"Authorization": f"Bearer {login.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                told = json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise AssertionError(f"import: {refusal.code} {refusal.read().decode()}") from None
        return str(told.get("id") or told["agent"]["id"])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the database file beside the server."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return list(database.execute(query, values))

    def versions(self, agent_id: str) -> int:
        """How many versions an agent has."""
        return int(self.rows("SELECT count(*) FROM versions WHERE agent_id = ?", agent_id)[0][0])

    @contextmanager
    def write_locked(self) -> Iterator[None]:
        """Let nobody write to the database meanwhile; reading works."""
        with closing(sqlite3.connect(self.database, isolation_level=None, timeout=10)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "callweave.db"

    def agents(self) -> list[dict[str, Any]]:
        """Every agent, as the command line lists them."""
        return json.loads(self.command("agent", "list", "--json"))

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CALLWEAVE_") and k != "PORT"}
        own = {
            "CALLWEAVE_DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "PYTHONPATH": str(tools.ROOT),  # this tree, wherever the environment was installed from
            "PYTHONUNBUFFERED": "1",
        }
        return kept | own | self._env

    def _is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log[-3000:]}")
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def _collect(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))

    def _reap(self) -> None:
        if self._process is None:
            return
        self._process.wait(STOP_SECONDS)
        if self._reader is not None:
            self._reader.join(STOP_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
