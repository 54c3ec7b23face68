"""One serving process as its supervisor sees it: started by fork, heard through a pipe, never left behind."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from app.kit import heartbeat

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Worker:
    """A child of this process."""

    def __init__(self, pid: int, beats: int) -> None:
        self.pid = pid
        self.beats = beats
        self.has_started = False
        self._started_at = self._ended_at = time.monotonic()
        self._status: int | None = None

    @classmethod
    def start(cls, become_worker: Callable[[], None]) -> Self | None:
        """Fork. Return None in the child, after ``become_worker``."""
        beats, pulse = os.pipe()
        parent = os.getpid()
        signal.pthread_sigmask(
            signal.SIG_BLOCK, _HANDLED
        )  # what comes meanwhile is for the one it was sent to
        try:
            pid = os.fork()
            if pid == 0:
                os.close(beats)
                become_worker()
                _end_with(parent)
                heartbeat.send_to(pulse)
                return None
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
        os.close(pulse)
        os.set_blocking(beats, False)
        return cls(pid, beats)

    def ended(self) -> int | None:
        """Return its exit status, negative for a signal; None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status, self._ended_at = os.waitstatus_to_exitcode(status), time.monotonic()
                os.close(self.beats)
        return self._status

    def listen(self) -> bool:
        """Return whether a beat has come since the last time."""
        try:
            has_beaten = bool(os.read(self.beats, 4096))
        except BlockingIOError:
            return False
        if has_beaten and not self.has_started:
            self.has_started, self._started_at = True, time.monotonic()
        return has_beaten

    def lived_seconds(self) -> float:
        """How long it served, 0 if it never did."""
        return self._ended_at - self._started_at if self.has_started else 0.0

    def tell(self, number: signal.Signals) -> None:
        """Send a signal unless it has ended."""
        if self._status is None:
            os.kill(self.pid, number)

    def end(self) -> None:
        """End it at once."""
        self.tell(signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent, the worker, has died: none is to outlive it."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_orphans() -> None:
    """End every child there still is."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    while listing.exists() and (children := listing.read_text().split()):
        for pid in map(int, children):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _end_with(parent: int) -> None:
    """Have this process killed when its parent ends, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
