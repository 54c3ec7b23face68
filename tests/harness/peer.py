"""A teammate in Python: its own document, the sync socket, and a log of what it did and what was acked."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from pycrdt import Decoder, Doc, Map, Text, TransactionEvent, UndoManager, write_message, write_var_uint
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.harness.wait import eventually

OWN_PROTOCOL = "callweave.1"
SYNC, AWARENESS, WELCOME, ACK, SAVED, SAVE = 0, 1, 100, 101, 102, 110
STEP1, STEP2, UPDATE = 0, 1, 2
ROOTS = ("meta", "nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes")


@dataclass(eq=False, slots=True)
class Op:
    """One thing a teammate did: ``what`` for the checker; ``n`` is the message that carried it, or 0."""

    what: dict[str, Any]
    n: int = 0
    acked_at: float | None = None
    sent_at: float = 0.0


@dataclass(slots=True)
class Told:
    """What the server said beside the document."""

    welcome: dict[str, Any] = field(default_factory=dict)
    saved: list[dict[str, Any]] = field(default_factory=list)
    others: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    awareness: dict[int, Any] = field(default_factory=dict)
    close_code: int | None = None
    close_reason: str = ""


class Teammate:
    """Joins one agent's room with a bearer token; keeps document and log over reconnects.

    ``stock`` leaves our subprotocol out: then nothing is acknowledged, as with any y-websocket client.
    """

    def __init__(self, url: str, token: str, stock: bool = False) -> None:
        self.url = url
        self.doc: Doc[Any] = Doc()
        self.roots: dict[str, Map[Any]] = {name: self.doc.get(name, type=Map) for name in ROOTS}
        self.told = Told()
        self.log: list[Op] = []
        self.sent = 0
        self.acked = 0
        self.synced = False
        self._headers = {"Authorization": f"Bearer {token}"}
        self._protocols = None if stock else [OWN_PROTOCOL]
        self._socket: ClientConnection | None = None
        self._pump: asyncio.Task[None] | None = None
        self._applying = False
        self._asked = False
        self._unsent: list[tuple[Op, bytes]] = []
        self._fresh: bytes | None = None
        self._awareness_clock = 0
        self._watch = self.doc.observe(self._on_change)

    async def __aenter__(self) -> Self:
        return await self.join()

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def join(self) -> Self:
        """Connect, sync both ways, and return once the document is here."""
        await self.leave()
        self.sent = self.acked = 0
        self.synced = False
        self.told.close_code = None
        self._socket = await connect(
            self.url,
            additional_headers=self._headers,
            subprotocols=self._protocols,  # pyright: ignore[reportArgumentType]
            max_size=None,
            compression=None,
            proxy=None,
        )
        self._pump = asyncio.create_task(self._receive(self._socket))
        await self._send(self._sync(STEP1, self.doc.get_state()))
        await eventually(lambda: self.synced or self.told.close_code, "the first sync")
        return self

    async def leave(self) -> None:
        """Close cleanly."""
        if self._socket is not None:
            await self._socket.close()
        await self._end_pump()

    async def vanish(self) -> None:
        """Drop the connection without a word, as a dead machine would."""
        if self._socket is not None:
            self._socket.transport.abort()
        await self._end_pump()

    def do(self, what: dict[str, Any], work: Callable[[], object]) -> Op:
        """Change the document in one transaction and log it; the update leaves with ``flush``."""
        with self.doc.transaction(origin="own"):
            work()
        return self._logged(what)

    def undo(self, what: dict[str, Any], manager: UndoManager) -> Op:
        """Take back the last step of ``manager`` and log it."""
        manager.undo()
        return self._logged(what)

    async def flush(self) -> None:
        """Send what was changed, one message a change; without a connection the next sync takes it along."""
        while self._asked and self.connected and self._unsent:
            op, update = self._unsent.pop(0)
            await self._send_counted(self._sync(UPDATE, update), [op])

    async def edit(self, what: dict[str, Any], work: Callable[[], object]) -> Op:
        """Change and send."""
        op = self.do(what, work)
        await self.flush()
        return op

    async def until_acked(self, seconds: float = 10) -> None:
        """Wait until everything done so far is acknowledged; fails at once if the connection ends before."""

        def look() -> bool:
            done = all(op.acked_at for op in self.log)
            assert done or self.connected, (
                f"the server closed with {self.told.close_code}: {self.told.close_reason}"
            )
            return done

        await eventually(look, "acknowledgement of every edit", seconds)

    async def save(self, note: str = "", id: str = "s1") -> None:
        """Ask for a version, as Ctrl+S does."""
        await self._send(self._own(SAVE, {"id": id, "note": note}))

    async def show(self, state: dict[str, Any] | None) -> None:
        """Tell the others where this teammate is."""
        self._awareness_clock += 1
        text = json.dumps(state)
        entry = b"".join(write_var_uint(n) for n in (1, self.doc.client_id, self._awareness_clock, len(text)))
        await self._send(bytes([AWARENESS]) + write_message(entry + text.encode()))

    async def send_raw(self, frame: bytes | str) -> None:
        """Send any bytes, hostile ones too."""
        await self._send(frame)

    def text(self, *path: str) -> Text:
        """Return the prose cell at ``path``, such as ("nodes", id, "prompt")."""
        cell: Any = self.roots[path[0]]
        for step in path[1:]:
            cell = cell[step]
        assert isinstance(cell, Text)
        return cell

    @property
    def connected(self) -> bool:
        return self._pump is not None and not self._pump.done()

    @property
    def acknowledged(self) -> list[Op]:
        """What the server promised to keep."""
        return [op for op in self.log if op.acked_at is not None]

    def _on_change(self, event: TransactionEvent) -> None:
        if not self._applying:
            self._fresh = event.update

    def _logged(self, what: dict[str, Any]) -> Op:
        assert self._fresh is not None, f"nothing changed by {what}"
        op, update, self._fresh = Op(what), self._fresh, None
        self.log.append(op)
        if self._asked:
            self._unsent.append((op, update))
        return op

    async def _receive(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            async for frame in socket:
                assert isinstance(frame, bytes)
                await self._take(frame)
        self.told.close_code = socket.close_code if socket.close_code is not None else 1006
        self.told.close_reason = socket.close_reason or ""

    async def _take(self, frame: bytes) -> None:
        decoder = Decoder(frame)
        kind = decoder.read_var_uint()
        if kind == SYNC:
            await self._take_sync(decoder.read_var_uint(), decoder.read_message() or b"")
        elif kind == AWARENESS:
            self._take_awareness(decoder.read_message() or b"")
        else:
            self._take_own(kind, json.loads(decoder.read_var_string()))

    async def _take_sync(self, step: int, payload: bytes) -> None:
        if step == STEP1:
            answer = self.doc.get_update(payload)
            self._asked = True
            self._unsent.clear()
            carried = [op for op in self.log if op.acked_at is None]
            await self._send_counted(self._sync(STEP2, answer), carried)
            return
        self._applying = True
        try:
            self.doc.apply_update(payload)
        finally:
            self._applying = False
        self.synced = self.synced or step == STEP2

    def _take_awareness(self, payload: bytes) -> None:
        decoder = Decoder(payload)
        for _ in range(decoder.read_var_uint()):
            client, _clock = decoder.read_var_uint(), decoder.read_var_uint()
            state = json.loads(decoder.read_var_string())
            if state is None:
                self.told.awareness.pop(client, None)
            else:
                self.told.awareness[client] = state

    def _take_own(self, kind: int, content: dict[str, Any]) -> None:
        if kind == WELCOME:
            self.told.welcome = content
        elif kind == ACK:
            self._acknowledge(int(content["n"]))
        elif kind == SAVED:
            self.told.saved.append(content)
        self.told.others.append((kind, content))

    def _acknowledge(self, n: int) -> None:
        self.acked = max(self.acked, n)
        now = asyncio.get_running_loop().time()
        for op in self.log:
            if op.acked_at is None and 0 < op.n <= n:
                op.acked_at = now

    async def _send_counted(self, frame: bytes, carried: list[Op]) -> None:
        self.sent += 1
        now = asyncio.get_running_loop().time()
        for op in carried:
            op.n, op.sent_at = self.sent, now
        await self._send(frame)

    async def _send(self, frame: bytes | str) -> None:
        assert self._socket is not None
        with contextlib.suppress(ConnectionClosed, OSError):
            await self._socket.send(frame)

    async def _end_pump(self) -> None:
        if self._pump is not None:
            await asyncio.wait([self._pump], timeout=10)
            self._pump.cancel()
        self._socket = self._pump = None
        self._asked = False
        self._unsent.clear()
        for op in self.log:
            op.n = 0 if op.acked_at is None else op.n

    @staticmethod
    def _sync(step: int, payload: bytes) -> bytes:
        return bytes([SYNC, step]) + write_message(payload)

    @staticmethod
    def _own(kind: int, content: dict[str, Any]) -> bytes:
        return write_var_uint(kind) + write_message(json.dumps(content).encode())
