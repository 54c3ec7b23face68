"""One process that runs one job at a time and may die of it: nobody else does.

It is forked from a server process of its own (``forkserver``), so that it holds neither sockets nor database files of
its parent and starts in milliseconds. A job's limit is its own processor time, which does not pass while the machine
is busy with others or paused; the kernel enforces it, also in native code that never returns.
"""

import copyreg
import fcntl
import gc
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import MappingProxyType
from typing import Any

NICE = 10  # whoever waits for a socket comes first
MEMORY_BYTES = 1_000_000_000  # above what a worker has at its start
RETIRE_BYTES = (
    300_000_000  # a worker that holds more is replaced after its job: memory once taken is not given back
)
END_SECONDS = 5.0  # for an ended process to be gone
START_SECONDS = 30.0  # for a new one to say that it is there: the first waits until the modules are read

READY = b"ready"


def _read_only(found: dict[Any, Any]) -> "MappingProxyType[Any, Any]":
    return MappingProxyType(found)


def _reduced(found: "MappingProxyType[Any, Any]") -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return _read_only, (dict(found),)


# What a job returns may hold read-only mappings, which Python itself cannot send.
copyreg.pickle(MappingProxyType, _reduced)

DONE, RAISED, BROKEN = 0, 1, 2

Job = tuple[Callable[..., Any], tuple[Any, ...]]


class WorkerEnded(Exception):
    """The process ended during its job. ``reason`` is for people; ``is_fault`` tells whether the job was the cause."""

    def __init__(self, reason: str, *, is_fault: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_fault = is_fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job came to: its value, or what it raised."""

    kind: int
    value: Any
    retires: bool


class WorkerProcess:
    """Runs one job at a time, whatever thread asks; ``kill`` waits for nobody."""

    def __init__(self, preload: Sequence[str]) -> None:
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """Return the process id, None while there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Have a process, if there is none that lives. Raises WorkerEnded where none can be had."""
        with self._turn:
            self._start()

    def _start(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._drop()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), name="callweave-worker", daemon=True)
        try:
            self._start_deaf(process)
            with self._lock:
                self._process, self._connection = process, ours
            theirs.close()
            if self._is_closed or not ours.poll(START_SECONDS) or ours.recv_bytes() != READY:
                raise EOFError
        except (EOFError, OSError):
            self._drop()
            raise WorkerEnded("its process could not be started", is_fault=False) from None

    @staticmethod
    def _start_deaf(process: BaseProcess) -> None:
        """Ctrl+C at a terminal reaches the whole group: only the server itself listens, also while modules are read."""
        resource_tracker.ensure_running()  # it would let the signal through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], cpu_seconds: float) -> Any:
        """Return what the job returns; raises what it raises, or WorkerEnded."""
        with self._turn:
            return self._run(function, args, cpu_seconds)

    def _run(self, function: Callable[..., Any], args: tuple[Any, ...], cpu_seconds: float) -> Any:
        self._start()
        connection = self._connection
        assert connection is not None
        try:
            connection.send_bytes(pickle.dumps((cpu_seconds, (function, args))))
            answer: Answer = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            raise self._obituary(cpu_seconds) from None
        if answer.retires:
            self._drop()
        if answer.kind == DONE:
            return answer.value
        if answer.kind == BROKEN:
            raise WorkerEnded(str(answer.value), is_fault=True)
        raise answer.value

    def kill(self) -> None:
        """End the process now, whatever it does."""
        with self._lock:
            if self._process is not None and self._process.pid is not None:
                self._process.kill()

    def close(self) -> None:
        """End the process for good."""
        self._is_closed = True
        self.kill()

    def _drop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.join(END_SECONDS)

    def _obituary(self, cpu_seconds: float) -> WorkerEnded:
        process = self._process
        assert process is not None
        process.join(END_SECONDS)
        code = process.exitcode
        self._drop()
        if code == -signal.SIGPROF:
            return WorkerEnded(f"it took more than {cpu_seconds:g} s", is_fault=True)
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return WorkerEnded(f"its process was ended by {name}", is_fault=code != -signal.SIGTERM)
        return WorkerEnded(f"its process ended with status {code}", is_fault=True)


# In the worker


def _serve(connection: Connection) -> None:
    _cut_loose()
    connection.send_bytes(READY)
    while True:
        try:
            cpu_seconds, job = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        answer, is_spent = _answer(job)
        signal.setitimer(signal.ITIMER_PROF, 0)
        connection.send_bytes(answer)
        if is_spent:
            return
        del job, answer
        gc.collect()


def _answer(job: Job) -> tuple[bytes, bool]:
    """Return the pickled answer, and whether this process had better end."""
    function, args = job
    try:
        value = function(*args)
        is_spent = _resident_bytes() > RETIRE_BYTES
        return pickle.dumps(Answer(DONE, value, is_spent), pickle.HIGHEST_PROTOCOL), is_spent
    except MemoryError:
        return pickle.dumps(Answer(BROKEN, "it needed too much memory", retires=True)), True
    except Exception as error:
        return _raised(error), False
    except BaseException as error:  # pycrdt's panics are no Exceptions
        return pickle.dumps(Answer(BROKEN, f"it failed: {type(error).__name__}", retires=True)), True


def _raised(error: Exception) -> bytes:
    """Return the pickled exception; one that cannot be pickled is told in words."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
    try:
        answer = pickle.dumps(Answer(RAISED, error, retires=False))
        pickle.loads(answer)
    except Exception:
        answer = pickle.dumps(Answer(RAISED, RuntimeError(repr(error)[:500]), retires=False))
    return answer


def _cut_loose() -> None:
    """Be nobody's burden: silent, unhurried, bounded, in a group of its own, and gone with the parent."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    # No session of its own: the kernel shares the processor among sessions first, however nice they are.
    os.setpgid(0, 0)
    os.nice(NICE)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = _address_space_bytes() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    _end_with_parent()
    gc.freeze()
    gc.disable()  # a job's garbage is collected after it


def _end_with_parent() -> None:
    """Have the kernel end this process when the parent's end of a pipe is closed, whatever is running here."""
    parent = parent_process()
    assert parent is not None
    pipe = parent.sentinel
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if not parent.is_alive():
        os._exit(0)


def _address_space_bytes() -> int:
    return _pages(0)


def _resident_bytes() -> int:
    return _pages(1)


def _pages(column: int) -> int:
    """Return a size of this process from the kernel's table, 0 where it has none."""
    try:
        with open("/proc/self/statm", "rb") as table:  # noqa: PTH123  # a job may have used up the memory
            return int(table.read().split()[column]) * resource.getpagesize()
    except OSError:
        return 0
