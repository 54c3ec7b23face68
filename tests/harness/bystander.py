"""An honest editor who keeps editing while somebody else abuses the server, and what that costs the honest one."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.peer import Teammate
from tests.harness.server import Server

PAUSE_SECONDS = 0.02
WORST_ACK_SECONDS = 0.5
PATIENCE_SECONDS = 60


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """The memory a process holds now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass
class Watched:
    """What the honest editor saw. ``acks`` are seconds from an edit to its acknowledgement.

    An ack's time is the wall's or, if that is less, what the serving process computed meanwhile: other programs
    may keep the machine busy, and a test may fail only for what the server itself did.
    """

    acks: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

    def p99(self, times: list[float]) -> float:
        """Return the time that 99 of 100 do not exceed."""
        return sorted(times)[len(times) * 99 // 100]

    def report(self, title: str) -> str:
        """One line for the log of a test run."""
        return (
            f"{title}: {len(self.acks)} acks, p99 {self.p99(self.acks) * 1000:.0f} ms"
            f" (wall {self.p99(self.wall) * 1000:.0f}), worst {max(self.acks) * 1000:.0f} ms;"
            f" memory {self.memory_mb[0]:.0f} MB, most {max(self.memory_mb):.0f}, at the end {self.memory_mb[-1]:.0f}"
        )


@asynccontextmanager
async def honest_editor(
    server: Server, agent_id: str, token: str, title: str, *, most_growth_mb: float = 150
) -> AsyncIterator[Watched]:
    """Edit one flow all the time while the block runs; afterwards hold the server to its promises.

    Raises AssertionError unless every edit was acknowledged on the one connection, 99 of 100 within half a second, by
    the same process as before, whose memory grew by no more than ``most_growth_mb``. Prints what was measured.
    """
    pid = server.worker_pid
    watched = Watched(memory_mb=[resident_mb(pid)])
    async with Teammate(server.sync_url(agent_id), token) as ann:
        editing = asyncio.create_task(_edit_on(ann, pid, watched))
        try:
            yield watched
            assert not editing.done(), f"the honest editor could not go on: {editing.exception()!r}"
        finally:
            editing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await editing
        await ann.until_acked(PATIENCE_SECONDS)
        assert ann.connected, f"the honest editor was closed with {ann.told.close_code}"
    watched.memory_mb.append(resident_mb(server.worker_pid))
    print(watched.report(title))
    assert server.worker_pid == pid, "the serving process was replaced"
    assert watched.p99(watched.acks) <= WORST_ACK_SECONDS, watched.report(title)
    assert max(watched.memory_mb) - watched.memory_mb[0] <= most_growth_mb, watched.report(title)


async def _edit_on(ann: Teammate, pid: int, watched: Watched) -> None:
    number, layout = 0, ann.roots["layout"]
    while True:
        number += 1
        place = {"x": 1, "y": number}
        sent_at, computed = time.monotonic(), cpu_seconds(pid)
        await ann.edit({"do": "move"}, lambda at=place: layout.__setitem__("honest", at))
        await ann.until_acked(PATIENCE_SECONDS)
        wall = time.monotonic() - sent_at
        watched.wall.append(wall)
        watched.acks.append(min(wall, cpu_seconds(pid) - computed + 0.01))
        watched.memory_mb.append(resident_mb(pid))
        ann.log.clear()
        await asyncio.sleep(PAUSE_SECONDS)
