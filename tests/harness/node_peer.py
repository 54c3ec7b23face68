"""Real Yjs in a process of its own: documents without a transport, or a stock provider."""

import asyncio
import base64
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

from tests.harness import tools
from tests.harness.wait import eventually

ANSWER_SECONDS = 20
LONGEST_LINE_BYTES = 64 * 1024 * 1024


class Script:
    """One JavaScript process that is asked in JSON lines and may tell events on its own."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._name = name
        self._arguments = arguments
        self._folder = tempfile.TemporaryDirectory(prefix="peer-")
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._count = 0

    async def __aenter__(self) -> Self:
        _stage(Path(self._folder.name))
        self._process = await asyncio.create_subprocess_exec(
            tools.javascript(),
            self._name,
            *self._arguments,
            cwd=self._folder.name,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE_BYTES,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading
        self._folder.cleanup()

    async def ask(self, verb: str, **content: Any) -> dict[str, Any]:
        """Return the answer; raises AssertionError with the script's own words where it failed."""
        self._count += 1
        number = self._count
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "do": verb, **content}).encode() + b"\n")
        await self._process.stdin.drain()
        return await asyncio.wait_for(answer, ANSWER_SECONDS)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            waiting = self._waiting.pop(told.pop("id", 0), None)
            if waiting is None:
                self.events.append(told)
            elif "error" in told:
                waiting.set_exception(AssertionError(told["error"]))
            else:
                waiting.set_result(told)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(AssertionError(f"{self._name} ended"))


class Peers(Script):
    """Any number of named Yjs documents; what they say is returned as frames, to be carried by the test."""

    def __init__(self) -> None:
        super().__init__("peer.mjs")

    async def open(self, peer: str, client: int = 0, copy: bytes = b"") -> int:
        """Make a document, from a copy if given; return its client id."""
        told = await self.ask("open", peer=peer, client=client, copy=base64.b64encode(copy).decode())
        return int(told["client"])

    async def hello(self, peer: str) -> list[bytes]:
        """Begin a connection: return its first frames."""
        return _frames(await self.ask("hello", peer=peer))

    async def receive(self, peer: str, frame: bytes) -> list[bytes]:
        """Give a frame of the server; return the answers."""
        return _frames(await self.ask("receive", peer=peer, frame=base64.b64encode(frame).decode()))

    async def edit(self, peer: str, *edits: dict[str, Any]) -> list[bytes]:
        """Make one transaction of edits (see edits.mjs); return its update frames."""
        return _frames(await self.ask("edit", peer=peer, edits=list(edits)))

    async def undo(self, peer: str) -> list[bytes]:
        """Take back that peer's last own transaction."""
        return _frames(await self.ask("undo", peer=peer))

    async def redo(self, peer: str) -> list[bytes]:
        """Do again what was taken back."""
        return _frames(await self.ask("redo", peer=peer))

    async def copy(self, peer: str) -> bytes:
        """Return the whole state, as its browser would keep it."""
        return base64.b64decode((await self.ask("copy", peer=peer))["copy"])

    async def look(self, peer: str) -> dict[str, Any]:
        """Return {json, pending, vector, deleted}: everything two equal replicas agree on."""
        return await self.ask("look", peer=peer)

    async def project(self, peer: str, spec: dict[str, Any]) -> dict[str, Any]:
        """Return the flow as the browser's own module projects it."""
        return dict((await self.ask("project", peer=peer, spec=spec))["flow"])

    async def close(self, peer: str) -> None:
        """Forget the document."""
        await self.ask("close", peer=peer)


class StockProvider(Script):
    """An unmodified y-websocket provider joined to one agent's room by bearer token or cookie."""

    def __init__(self, port: int, agent_id: str, token: str = "", cookie: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"} if cookie else {}
        super().__init__("yws_peer.mjs", f"ws://127.0.0.1:{port}/sync", agent_id, json.dumps(headers))

    async def until_synced(self) -> None:
        """Wait for the first whole sync."""
        synced = {"event": "sync", "synced": True}
        await eventually(lambda: synced in self.events, "the stock provider's sync")

    async def edit(self, *edits: dict[str, Any]) -> None:
        """Make one transaction of edits (see edits.mjs)."""
        await self.ask("edit", edits=list(edits))

    async def look(self) -> dict[str, Any]:
        """Return {json, pending, vector, deleted, synced, client}."""
        return await self.ask("look")

    async def show(self, state: dict[str, Any]) -> None:
        """Set the awareness state."""
        await self.ask("show", state=state)

    async def others(self) -> dict[str, Any]:
        """Return awareness states by client id, its own too."""
        return dict((await self.ask("others"))["states"])

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """Console errors and warnings, refusals, and every loss of the connection."""
        return [e for e in self.events if e["event"] in ("console", "refused", "close")]


def _frames(told: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(frame) for frame in told["frames"]]


def _stage(folder: Path) -> None:
    """Lay the scripts, the product's React-free modules and the packages side by side: one yjs for all."""
    (folder / "node_modules").symlink_to(tools.node_modules().resolve())
    for script in Path(__file__).parent.glob("*.mjs"):
        shutil.copy(script, folder)
    (folder / "canvas").mkdir()
    for module in (tools.ROOT / "components/canvas").glob("*.js"):
        shutil.copy(module, folder / "canvas")
    (folder / "package.json").write_text('{"type": "module"}')
