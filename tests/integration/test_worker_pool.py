"""Work in other processes: whoever breaks one, loses a job, and nobody else notices. With real processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.worker_pool import MOST_WAITING, Busy, JobFailed, JobLost, WorkerPool
from tests.harness import jobs
from tests.harness.tools import ROOT
from tests.harness.wait import eventually

PRELOAD = ("tests.harness.jobs",)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    made = WorkerPool(PRELOAD)
    yield made
    made.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_job_runs_in_another_process_and_gives_back_what_it_returns_and_raises(
    pool: WorkerPool,
) -> None:
    large = b"x" * 20_000_000
    assert await pool.run(jobs.echo, large, person="ann") == large
    assert await pool.run(jobs.pid, person="ann") in pool.pids
    with pytest.raises(ValueError, match="no flow"):
        await pool.run(jobs.refuse, "no flow", person="ann")


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ((jobs.crash,), "SIGSEGV"),
        ((jobs.leave, 3), "status 3"),
        ((jobs.panic,), "BaseException"),
        ((jobs.take_memory, 3_000_000_000), "memory"),
        ((jobs.hold_the_interpreter,), "more than 0.3 s"),
    ],
)
async def test_a_job_that_crashes_or_overruns_is_refused_and_nobody_elses_is_lost(
    pool: WorkerPool, job: tuple, reason: str
) -> None:
    others = [asyncio.create_task(pool.run(jobs.echo, n, person=f"other {n}")) for n in range(6)]
    with pytest.raises(JobFailed) as failed:
        await pool.run(*job, person="mallory", timeout_seconds=0.3)
    assert reason in failed.value.reason
    assert await asyncio.gather(*others) == list(range(6))
    assert await pool.run(jobs.echo, "still here", person="mallory") == "still here"


async def test_a_job_whose_process_was_ended_from_outside_is_nobodys_fault(
    pool: WorkerPool, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    running = asyncio.create_task(pool.run(jobs.note, str(told), "began", 30.0, person="ann"))
    await eventually(told.exists, "the beginning of the job")
    for pid in pool.pids:
        os.kill(pid, signal.SIGTERM)
    with pytest.raises(JobLost):
        await running


async def test_work_is_shared_among_people_not_among_jobs(pool: WorkerPool, tmp_path: Path) -> None:
    told = tmp_path / "told"
    noted = [pool.run(jobs.note, str(told), "mallory", 0.1, person="mallory") for _ in range(10)]
    tasks = [asyncio.create_task(each) for each in noted]
    await asyncio.sleep(0)  # all of mallory's are asked for first
    for name in ("ann", "ben"):
        tasks.append(asyncio.create_task(pool.run(jobs.note, str(told), name, 0.1, person=name)))
    tasks.append(asyncio.create_task(pool.run_own(jobs.note, str(told), "merge", 0.1, about="ag_1")))
    await asyncio.gather(*tasks)
    first = told.read_text().split()[:6]
    assert {"ann", "ben", "merge"} <= set(first)
    assert told.read_text().split().count("mallory") == 10


async def test_one_person_has_one_job_running_so_that_another_never_waits_for_theirs(
    pool: WorkerPool,
) -> None:
    long = [asyncio.create_task(pool.run(jobs.spin, 0.5, person="mallory")) for _ in range(4)]
    await asyncio.sleep(0)
    await pool.run(jobs.echo, 1, person="ann")
    assert not any(each.done() for each in long)
    for each in long:
        each.cancel()
    await asyncio.gather(*long, return_exceptions=True)


async def test_who_has_too_many_waiting_is_told_to_try_again_and_others_are_not(pool: WorkerPool) -> None:
    asked = [asyncio.create_task(pool.run(jobs.pid, person="eve")) for _ in range(MOST_WAITING + 9)]
    await asyncio.sleep(0)
    assert await pool.run(jobs.echo, 1, person="ann") == 1
    ended = await asyncio.gather(*asked, return_exceptions=True)
    refused = [each for each in ended if isinstance(each, Busy)]
    assert len(refused) == 8
    assert "Try again" in refused[0].message


async def test_workers_hold_no_socket_or_file_of_the_server_and_write_nothing(
    pool: WorkerPool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)), (tmp_path / "callweave.db").open("w"):
        fresh = WorkerPool(PRELOAD, workers=1)
        try:
            await fresh.run(jobs.say, "panicked at everything", person="ann")
            held = await fresh.run(jobs.open_files, person="ann")
        finally:
            fresh.close()
    assert not any("callweave.db" in each for each in held)
    assert sum("socket:" in each for each in held) == 1, "its own line to the parent and no other"
    assert "panicked" not in "".join(capfd.readouterr())


async def test_jobs_that_come_while_the_processes_are_being_started_are_done() -> None:
    pool = WorkerPool(PRELOAD)
    pool.warm_up()
    assert await pool.check(), "a server is not ready before they are there"
    asked = [pool.run(jobs.echo, number, person=str(number)) for number in range(20)]
    assert await asyncio.gather(*asked) == list(range(20))
    assert await pool.check() is None
    pool.close()


async def test_a_closed_pool_ends_its_processes_and_refuses(tmp_path: Path) -> None:
    pool = WorkerPool(PRELOAD)
    running = asyncio.create_task(pool.run(jobs.spin, 30.0, person="ann", timeout_seconds=60))
    waiting = asyncio.create_task(pool.run(jobs.echo, 1, person="ann"))
    pids = [await pool.run(jobs.pid, person="ben")]
    pool.close()
    for task in (running, waiting):
        with pytest.raises(JobLost):
            await task
    with pytest.raises(JobLost):
        await pool.run(jobs.echo, 1, person="ann")
    for pid in pids:
        await eventually(lambda pid=pid: not _lives(pid), "the end of a worker")


PARENT = """
import asyncio, sys
from app.worker_pool import WorkerPool
from tests.harness import jobs

async def work() -> None:
    pool = WorkerPool(("tests.harness.jobs",))
    print(await pool.run(jobs.pid, person="ann"), flush=True)
    await asyncio.gather(*(pool.run(jobs.hold_the_interpreter, person=str(n), timeout_seconds=600) for n in range(2)))

asyncio.run(work())
"""


async def test_workers_end_with_a_parent_that_is_killed_whatever_they_do() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=ROOT, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    worker = int(await parent.stdout.readline())
    await eventually(lambda: _computes(worker), "a worker in the middle of its job")
    parent.kill()
    await parent.wait()
    await eventually(lambda: not _lives(worker), "the end of the worker")


def _lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _computes(pid: int) -> bool:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) > 30  # hundredths of a second
