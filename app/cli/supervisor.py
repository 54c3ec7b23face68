"""Runs the serving process as a child and starts another one when it dies.

It holds next to nothing: whatever kills the worker (memory, native code, kill -9) leaves it standing, so it imports
a few modules of the standard library and nothing of ours that needs more.
"""

import contextlib
import os
import select
import signal
import time

from app.cli.standstill import Reading, Standstill
from app.cli.worker import Worker, adopt_orphans, end_orphans
from app.kit.heartbeat import TRACE_SIGNAL

LIVED_SECONDS = 10.0  # who dies sooner after its start counts as not started
DELAYS_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0)  # before each new start in a row; then it gives up
LOOK_SECONDS = 1.0
TRACE_SECONDS = 1.0
SAID = "What it said stands above."
TRACED = "Where it stood is in standstill.txt, in the data folder."
STOP_SECONDS = 30.0  # the goodbye takes 10 s at most and the last stores 8

REFUSED = 2  # as app.cli.main: a sentence was said that only a person can act on
INTERRUPTED = 130
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def supervise() -> int | None:
    """Return the exit status when all is over; None in the child, which has to serve."""
    return _Supervisor().run()


class _Supervisor:
    def __init__(self) -> None:
        self._stop: signal.Signals | None = None
        self._stop_at = 0.0
        self._to_tell: list[signal.Signals] = []
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._on_stop)
            for number in _STOPS
            if signal.getsignal(number) is not signal.SIG_IGN  # as nohup wants it
        }
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        adopt_orphans()

    def run(self) -> int | None:
        """Start workers until one ends for good."""
        failures, is_first = 0, True
        while True:
            worker = Worker.start(self._become_worker)
            if worker is None:
                return None
            status = self._watch(worker)
            end_orphans()
            if self._stop:
                return _after_stop(self._stop, status)
            has_lived = worker.lived_seconds() >= LIVED_SECONDS
            if status in (0, REFUSED) or (is_first and not has_lived and status > 0):
                return status  # it could not begin, and has said why
            is_first, failures = False, 1 if has_lived else failures + 1
            if failures > len(DELAYS_SECONDS):
                say(f"The serving process ended {failures} times right after its start. {SAID}")
                return 1
            say(f"The serving process ended unexpectedly ({_cause(status)}). It is started again.")
            if self._sleep(DELAYS_SECONDS[failures - 1]):
                return _after_stop(self._stop or signal.SIGTERM, 0)

    def _watch(self, worker: Worker) -> int:
        standstill = Standstill()
        while (status := worker.ended()) is None:
            while self._to_tell:
                worker.tell(self._to_tell.pop(0))
            self._wait(LOOK_SECONDS, worker.beats)
            has_beaten = worker.listen()
            if deed := standstill.look(time.monotonic(), has_beaten, Reading.of(worker.pid)):
                say(f"The serving process {deed} without a turn of its loop and is ended. {TRACED}")
                worker.tell(TRACE_SIGNAL)
                time.sleep(TRACE_SECONDS)
                worker.end()
            if self._stop and time.monotonic() - self._stop_at > STOP_SECONDS:
                worker.end()
        return status

    def _wait(self, seconds: float, *sources: int) -> None:
        """Wait for a signal, or for one of these."""
        if self._woken in select.select([self._woken, *sources], [], [], seconds)[0]:
            os.read(self._woken, 4096)

    def _sleep(self, seconds: float) -> bool:
        """Wait before the next start; return whether a stop came instead."""
        until = time.monotonic() + seconds
        while not self._stop and (left := until - time.monotonic()) > 0:
            self._wait(left)
        return self._stop is not None

    def _on_stop(self, number: int, _frame: object) -> None:
        is_second = self._stop is not None
        if not is_second:
            self._stop, self._stop_at = signal.Signals(number), time.monotonic()
        # A second interrupt does not wait for goodbyes.
        self._to_tell.append(signal.SIGINT if is_second and number == signal.SIGINT else signal.SIGTERM)

    def _become_worker(self) -> None:
        """In the child: give back what the parent took. A closed terminal is the parent's to notice."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if number is signal.SIGHUP else handler)
        os.close(self._woken)
        os.close(self._wake)


def say(sentence: str) -> None:
    """Write a line to standard error, in the format of the logs."""
    if os.environ.get("CALLWEAVE_LOG_FORMAT") == "json":
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = f'{{"event": "{sentence}", "level": "error", "logger": "{__name__}", "timestamp": "{at}"}}'
    else:
        line = f"callweave: {sentence}"
    with contextlib.suppress(OSError):  # a closed terminal
        os.write(2, f"{line}\n".encode())


def _after_stop(stop: signal.Signals, status: int) -> int:
    if status == -signal.SIGKILL:
        return 1
    if status <= 0 or status == INTERRUPTED:  # stopped cleanly, or before it had begun
        return INTERRUPTED if stop is signal.SIGINT else 0
    return status


def _cause(status: int) -> str:
    return f"status {status}" if status > 0 else f"signal {-status}"
