"""Faults in a server's own processes, for tests: every Python that starts with this folder on its path reads it.

FAULT_JOB_SECONDS: a stored document with the text CRASHES ends whatever process reads it, as native code that goes
astray does; one with OVERRUNS keeps it busy for ever, in native code; work on a document may take so long.
FAULT_STANDSTILL_SECONDS: a process that is sent SIGUSR2 stands still for ever, and may for so long.
"""

import os
import re
import signal
from collections.abc import Sequence
from typing import Any


def _stand_still(*_: object) -> None:
    re.match(r"(a+)+$", "a" * 40 + "b")  # holds the interpreter lock


def _break_documents(seconds: float) -> None:
    from app.collab import stored
    from app.flows.work import DocumentWork

    read = stored._read

    def broken(updates: Sequence[bytes]) -> Any:
        if any(b"CRASHES" in each for each in updates):
            os.kill(os.getpid(), signal.SIGSEGV)
        if any(b"OVERRUNS" in each for each in updates):
            _stand_still()
        return read(updates)

    stored._read = broken
    assert DocumentWork.run.__kwdefaults__ is not None
    DocumentWork.run.__kwdefaults__["timeout_seconds"] = seconds


if _seconds := os.environ.get("FAULT_JOB_SECONDS"):
    _break_documents(float(_seconds))
if _seconds := os.environ.get("FAULT_STANDSTILL_SECONDS"):
    from app.cli import standstill

    standstill.COMPUTED_SECONDS = float(_seconds)
    signal.signal(signal.SIGUSR2, _stand_still)
