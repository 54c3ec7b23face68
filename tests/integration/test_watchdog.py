"""A worker whose loop stands still in native code ends by itself, and its next start knows the flow."""

import subprocess
import sys
from pathlib import Path

from app.collab.watchdog import Watchdog
from tests.harness.tools import ROOT

STANDSTILL_SECONDS = 0.5
PATIENCE_SECONDS = 60

# The match holds the interpreter lock for longer than anybody waits: no other thread of Python can notice.
WORKER = """
import asyncio, re, sys
from pathlib import Path
from app.collab.watchdog import Watchdog

async def work() -> None:
    watchdog = Watchdog(Path(sys.argv[1]), standstill_seconds=float(sys.argv[2]))
    assert watchdog.culprit() is None
    watching = asyncio.create_task(watchdog.watch())
    await asyncio.sleep(0)
    with watchdog.working_on("ag_other"):
        pass
    with watchdog.working_on("ag_x"):
        re.match(r"(a+)+$", "a" * 40 + "b")

asyncio.run(work())
"""


def test_a_worker_that_stands_still_ends_by_itself_and_the_next_start_names_the_flow(tmp_path: Path) -> None:
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path), str(STANDSTILL_SECONDS)],
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert worker.returncode > 0
    assert "Timeout" in (tmp_path / "standstill.txt").read_text()
    assert Watchdog(tmp_path).culprit() == "ag_x"
    assert Watchdog(tmp_path).culprit() is None
