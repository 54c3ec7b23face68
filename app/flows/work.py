"""Work on documents: in another process where it may take long, and counted against the document it breaks on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog

from app.flows.documents import Damaged
from app.worker_pool import JobFailed, WorkerPool

log = structlog.get_logger()

T = TypeVar("T")

SMALL_BYTES = 4_000  # the dearest document of this size keeps the interpreter for less than 50 ms
TIMEOUT_SECONDS = 20.0  # of the processor; the largest honest flow takes three

CountFault = Callable[[str, str], Awaitable[None]]
"""Told the agent's id and the reason when a job about its document crashed or took too long."""


class DocumentWork:
    """Runs module-level functions on documents. Without a pool all of them run in threads of this process."""

    def __init__(self, pool: WorkerPool | None = None, count_fault: CountFault | None = None) -> None:
        self._pool = pool
        self._count_fault = count_fault

    async def run(
        self,
        agent_id: str,
        size_bytes: int,
        function: Callable[..., T],
        *args: Any,
        person: str = "",
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> T:
        """Return what ``function(*args)`` returns about a document of this size; raises what it raises.

        The work counts as this person's, or as the server's own about this document. Raises JobFailed, which is
        counted against the document, JobLost or Busy.
        """
        try:
            if self._pool is None or size_bytes <= SMALL_BYTES:
                return await asyncio.to_thread(function, *args)
            if person:
                return await self._pool.run(function, *args, person=person, timeout_seconds=timeout_seconds)
            return await self._pool.run_own(function, *args, about=agent_id, timeout_seconds=timeout_seconds)
        except (JobFailed, Damaged) as failed:
            job = function.__name__.strip("_").replace("_", " ")
            log.error("work on a flow failed", agent_id=agent_id, job=job, reason=failed.reason)
            if self._count_fault and isinstance(failed, JobFailed):
                await self._count_fault(agent_id, f"{job}: {failed.reason}")
            raise

    async def run_for(
        self, person: str, function: Callable[..., T], *args: Any, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> T:
        """Do a person's work on what is no document yet. Raises JobFailed, JobLost or Busy."""
        if self._pool is None:
            return await asyncio.to_thread(function, *args)
        return await self._pool.run(function, *args, person=person, timeout_seconds=timeout_seconds)
