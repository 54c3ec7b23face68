"""A background task that fails goes on, is logged once, and is told to whoever asks whether all is well (SV6)."""

import asyncio

import pytest

from app import background
from app.background import Background
from app.errors import Unavailable
from tests.harness.wait import eventually


class Job:
    """Raises what the test says, and counts."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.done = 0

    async def __call__(self) -> None:
        self.done += 1
        if self.error:
            raise self.error


class Panic(BaseException):
    """What native code raises is no Exception."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.001)
    monkeypatch.setattr(background, "LONGEST_PAUSE_SECONDS", 0.01)


ERRORS = [ValueError("bad row"), Unavailable("away"), Panic("native"), asyncio.CancelledError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_sv6_no_error_ends_a_task_and_the_log_says_it_once(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs, job = Background(), Job()
    jobs.every(0.001, "counting", job)
    await eventually(lambda: job.done > 2, "some rounds")
    assert await jobs.check() is None
    job.error, before = error, job.done
    await eventually(lambda: job.done > before + 4, "rounds that fail")
    assert await jobs.check() == "A background task fails: counting. The log says why."
    job.error = None
    await eventually(lambda: not jobs._failing, "being well again")
    assert await jobs.check() is None
    assert capsys.readouterr().out.count("a background task failed and is tried again") == 1
    jobs.stop()


async def test_sv6_what_was_stopped_is_over() -> None:
    jobs, job = Background(), Job()
    jobs.every(0.001, "counting", job)
    (task,) = jobs._tasks
    await eventually(lambda: job.done, "a round")
    jobs.stop()
    await asyncio.wait([task])
    assert task.cancelled()
