"""The worker's side of the watchdog: says that the loop turns, and writes down where it stands if it does not.

Whether it stands still is judged by the supervisor (app.cli.standstill): native code that loops for ever holds the
interpreter lock, so no thread of this process could.
"""

import asyncio
import faulthandler
from pathlib import Path

from app.kit import heartbeat

BEAT_SECONDS = 1.0
TRACE_FILE = "standstill.txt"


async def watch(folder: Path) -> None:
    """Beat every second. When the supervisor asks, where each thread stands is added to a file in ``folder``."""
    with (folder / TRACE_FILE).open("a") as trace:
        faulthandler.register(heartbeat.TRACE_SIGNAL, file=trace)
        try:
            while True:
                heartbeat.beat()
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            faulthandler.unregister(heartbeat.TRACE_SIGNAL)
