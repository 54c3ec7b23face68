"""Document work in processes of its own: shared among people, bounded in time and memory, lost by nobody else."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from app.errors import TooMany, Unavailable
from app.kit.worker_process import WorkerEnded, WorkerProcess

log = structlog.get_logger()

T = TypeVar("T")

WORKERS = 2
MOST_WAITING = 16  # jobs of one person
RETRY_SECONDS = 5
TIMEOUT_SECONDS = 10.0  # of the processor
WALL_TIMES = 6  # a job that does not get the processor is given up after so many times its limit


class JobFailed(Unavailable):
    """The job crashed or took too long; ``reason`` says which. It would again: its cause is what it was given.

    A job that sees it coming may raise it, too.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("The server could not work on this: it takes too long or cannot be read.")
        self.reason = reason

    def __reduce__(self) -> tuple[type["JobFailed"], tuple[str]]:
        return JobFailed, (self.reason,)


class JobLost(Unavailable):
    """The job's process was ended from outside, or got no processor for long. Trying again helps."""

    def __init__(self) -> None:
        super().__init__("The server is busy. Try again in a moment.")


class Busy(TooMany):
    """This person has too many jobs waiting already."""

    def __init__(self) -> None:
        text = "The server is still working on your earlier requests. Try again in a moment."
        super().__init__(text, RETRY_SECONDS)


@dataclass(eq=False, slots=True)
class _Job:
    """A job and whose it is: a person's, or the server's own about one thing."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    timeout_seconds: float
    done: asyncio.Future[Any]
    owner: str
    is_own: bool


@dataclass(slots=True)
class _Queue:
    """Who waits, each with their jobs in order; the first in line has waited longest for a turn."""

    waiting: OrderedDict[str, deque[_Job]] = field(default_factory=OrderedDict[str, deque[_Job]])
    running: set[str] = field(default_factory=set[str])

    def add(self, job: _Job) -> None:
        self.waiting.setdefault(job.owner, deque()).append(job)

    def take(self) -> _Job | None:
        """Return the next job whose owner has none running."""
        owner = next((each for each in self.waiting if each not in self.running), None)
        if owner is None:
            return None
        jobs = self.waiting[owner]
        job = jobs.popleft()
        self.running.add(owner)
        if jobs:
            self.waiting.move_to_end(owner)
        else:
            del self.waiting[owner]
        return job

    def forget(self, job: _Job) -> None:
        jobs = self.waiting.get(job.owner)
        if jobs and job in jobs:
            jobs.remove(job)
            if not jobs:
                del self.waiting[job.owner]


class WorkerPool:
    """Runs module-level functions with picklable arguments. Made in any thread, used on one loop."""

    def __init__(self, preload: tuple[str, ...] = (), workers: int = WORKERS) -> None:
        self._processes = [WorkerProcess(preload) for _ in range(workers)]
        self._free = list(self._processes)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="worker")
        self._people, self._own = _Queue(), _Queue()
        self._starting: list[Future[None]] = []
        self._is_own_turn = False
        self._is_closed = False
        self._running: set[asyncio.Task[None]] = set()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that are there now."""
        return [process.pid for process in self._processes if process.pid is not None]

    def warm_up(self) -> None:
        """Begin to start the processes; returns at once, and ``check`` tells when they are there."""
        self._starting = [self._threads.submit(process.start) for process in self._processes]

    async def check(self) -> str | None:
        """Return why a flow could not be opened at once, None where it can."""
        if not all(start.done() for start in self._starting):
            return "The worker processes are being started."
        failed = next((error for start in self._starting if (error := start.exception())), None)
        return f"A worker process cannot be started: {failed}" if failed else None

    async def run(
        self, function: Callable[..., T], *args: Any, person: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> T:
        """Return what ``function(*args)`` returns in another process; raises what it raises.

        A person has one job running at a time and takes turns with the others. Raises JobFailed where the job crashed
        or took more of the processor than ``timeout_seconds``, JobLost, or Busy where too many of theirs wait.
        """
        jobs = self._people.waiting.get(person)
        if jobs and len(jobs) >= MOST_WAITING:
            raise Busy
        return await self._run(self._people, person, function, args, timeout_seconds)

    async def run_own(
        self, function: Callable[..., T], *args: Any, about: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> T:
        """Do the same for the server itself, about one thing: things take turns as people do."""
        return await self._run(self._own, about, function, args, timeout_seconds)

    def close(self) -> None:
        """End the processes; what waits or runs raises JobLost."""
        self._is_closed = True
        for queue in (self._people, self._own):
            for job in [job for jobs in queue.waiting.values() for job in jobs]:
                _settle(job, error=JobLost())
            queue.waiting.clear()
        for process in self._processes:
            process.close()
        self._threads.shutdown(wait=True)

    async def _run(
        self,
        queue: _Queue,
        owner: str,
        function: Callable[..., T],
        args: tuple[Any, ...],
        limit_seconds: float,
    ) -> T:
        if self._is_closed:
            raise JobLost
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        job = _Job(function, args, limit_seconds, done, owner, queue is self._own)
        queue.add(job)
        self._dispatch()
        try:
            return await done
        finally:
            queue.forget(job)  # whoever asked may have gone away

    def _dispatch(self) -> None:
        while self._free and (job := self._next()):
            task = asyncio.create_task(self._work(self._free.pop(), job))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _next(self) -> _Job | None:
        first, second = (self._own, self._people) if self._is_own_turn else (self._people, self._own)
        job = first.take() or second.take()
        if job:
            self._is_own_turn = not job.is_own
        return job

    async def _work(self, process: WorkerProcess, job: _Job) -> None:
        loop = asyncio.get_running_loop()
        late = loop.call_later(job.timeout_seconds * WALL_TIMES, process.kill)
        try:
            value = await loop.run_in_executor(
                self._threads, process.run, job.function, job.args, job.timeout_seconds
            )
            _settle(job, value)
        except WorkerEnded as ended:
            is_fault = ended.is_fault and not self._is_closed and late.when() > loop.time()
            log.warning("a job ended its process", job=job.function.__name__, reason=ended.reason)
            _settle(job, error=JobFailed(ended.reason) if is_fault else JobLost())
        except RuntimeError as error:
            _settle(job, error=JobLost() if self._is_closed else error)
        except Exception as error:
            _settle(job, error=error)
        finally:
            late.cancel()
            (self._own if job.is_own else self._people).running.discard(job.owner)
            self._free.append(process)
            self._dispatch()


def _settle(job: _Job, value: Any = None, error: Exception | None = None) -> None:
    if job.done.done():
        return
    if error is not None:
        job.done.set_exception(error)
    else:
        job.done.set_result(value)
