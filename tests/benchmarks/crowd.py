"""A crowd of editors on one flow: light clients that send real Yjs updates and measure when others have them."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map, MapEvent, write_message, write_var_uint
from websockets.asyncio.client import ClientConnection, connect

from tests.harness.peer import ACK, OWN_PROTOCOL, STEP1, STEP2, UPDATE, Teammate
from tests.harness.wait import eventually

EDITS_A_SECOND = 5
CURSORS_A_SECOND = 10
WARM_UP_SECONDS = 2.0
PROBES = 3
LAST_SECONDS = 30


@dataclass
class Figures:
    """All times in milliseconds."""

    delivered: list[float] = field(default_factory=list)
    acked: list[float] = field(default_factory=list)

    @staticmethod
    def line(times: list[float]) -> str:
        """Return p50, p95, p99 of a list."""
        ordered = sorted(times)
        points = (ordered[len(ordered) * p // 100] for p in (50, 95, 99))
        return " / ".join(f"{point:.1f}" for point in points)


class Crowd:
    """Editors that write and do not read, and a few probes that read everything."""

    def __init__(self, url: str, token: str, size: int, probes: int = PROBES) -> None:
        self.figures = Figures()
        self._url = url
        self._token = token
        self._size = size
        self._probes = probes
        self._sent: dict[tuple[str, int], float] = {}
        self._begins = 0.0

    async def work(self, seconds: float) -> Figures:
        """Let everybody edit for a warm-up and then for the measured time."""
        async with AsyncExitStack() as stack:
            probes = [
                await stack.enter_async_context(Teammate(self._url, self._token)) for _ in range(self._probes)
            ]
            for mate in probes:
                mate.roots["layout"].observe(self._arrived)
            editors = [await self._join(stack) for _ in range(self._size - self._probes)]
            self._begins = time.perf_counter() + WARM_UP_SECONDS
            await asyncio.gather(
                *(self._edit(number, editor, seconds) for number, editor in enumerate(editors))
            )
            last = dict(self._sent.keys())  # of each key the step that was sent last
            await eventually(lambda: all(_has(mate, last) for mate in probes), "the last edits", LAST_SECONDS)
        return self.figures

    async def _join(self, stack: AsyncExitStack) -> ClientConnection:
        headers = {"Authorization": f"Bearer {self._token}"}
        options: Any = {"additional_headers": headers, "subprotocols": [OWN_PROTOCOL], "max_size": None}
        socket = await stack.enter_async_context(connect(self._url, compression=None, proxy=None, **options))
        await socket.send(Teammate._sync(STEP1, b"\x00"))
        await socket.send(Teammate._sync(STEP2, b"\x00\x00"))
        return socket

    async def _edit(self, number: int, socket: ClientConnection, seconds: float) -> None:
        doc: Doc[Any] = Doc()
        place = doc.get("layout", type=Map)
        key, waits, sent = f"n_crowd{number}", dict[int, float](), 1
        reading = asyncio.create_task(self._read(socket, waits))
        total = int((WARM_UP_SECONDS + seconds) * CURSORS_A_SECOND)
        begin = time.perf_counter() + number / self._size / EDITS_A_SECOND
        for step in range(total):
            await asyncio.sleep(max(0.0, begin + step / CURSORS_A_SECOND - time.perf_counter()))
            if step % (CURSORS_A_SECOND // EDITS_A_SECOND) == 0:
                before = doc.get_state()
                place[key] = {"x": 1, "y": step}
                sent += 1
                waits[sent] = self._sent[key, step] = time.perf_counter()
                await socket.send(Teammate._sync(UPDATE, doc.get_update(before)))
            await socket.send(_cursor(doc.client_id, step))
        await eventually(lambda: not waits, "the last acknowledgements", LAST_SECONDS)
        reading.cancel()

    async def _read(self, socket: ClientConnection, waits: dict[int, float]) -> None:
        async for frame in socket:
            if isinstance(frame, bytes) and frame[0] == ACK:
                now, n = time.perf_counter(), int(frame[frame.index(b":") + 1 : -1])
                for number in [each for each in waits if each <= n]:
                    if (sent := waits.pop(number)) >= self._begins:
                        self.figures.acked.append((now - sent) * 1000)

    def _arrived(self, event: MapEvent) -> None:
        now = time.perf_counter()
        for key, change in event.keys.items():
            sent = self._sent.get((key, int(change["newValue"]["y"])))
            if sent is not None and sent >= self._begins:
                self.figures.delivered.append((now - sent) * 1000)


def _has(mate: Teammate, last: dict[str, int]) -> bool:
    layout = mate.roots["layout"]
    return all(key in layout and int(layout[key]["y"]) == step for key, step in last.items())


def _cursor(client_id: int, clock: int) -> bytes:
    state = b'{"pointer":{"x":%d,"y":120},"selection":["start"],"field":null,"cursor":null}' % clock
    entry = b"".join(write_var_uint(n) for n in (1, client_id, clock + 1, len(state)))
    return bytes([1]) + write_message(entry + state)
