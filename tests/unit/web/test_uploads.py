"""Whose file is read now, and who waits (SPEC B9)."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from app.errors import Unavailable
from app.web.uploads import Uploads
from app.worker_pool import MOST_WAITING, Busy


class Sent:
    """A request whose body comes when it is told to; ``is_asked_for`` once somebody wants to read it."""

    def __init__(self) -> None:
        self.is_asked_for = asyncio.Event()
        self.has_come = asyncio.Event()
        scope: Any = {"type": "http", "method": "POST", "headers": [(b"content-type", b"application/json")]}
        self.request = Request(scope, self.receive)

    async def receive(self) -> dict[str, Any]:
        self.is_asked_for.set()
        await self.has_come.wait()
        return {"type": "http.request", "body": b"{}", "more_body": False}


async def taken(uploads: Uploads, person: str, sent: Sent) -> bytes:
    async with uploads.file(person, sent.request) as file:
        return file


async def test_b9_one_file_of_a_person_is_read_at_a_time_and_nobody_else_waits() -> None:
    uploads, first, second, other = Uploads(), Sent(), Sent(), Sent()
    mals = [asyncio.create_task(taken(uploads, "mal", sent)) for sent in (first, second)]
    await first.is_asked_for.wait()
    other.has_come.set()
    assert await taken(uploads, "ann", other) == b"{}"
    assert not second.is_asked_for.is_set()
    first.has_come.set()
    await second.is_asked_for.wait()
    second.has_come.set()
    assert await asyncio.gather(*mals) == [b"{}", b"{}"]


async def test_b9_a_person_with_too_many_waiting_is_told_so() -> None:
    uploads, sent = Uploads(), Sent()
    waiting = [asyncio.create_task(taken(uploads, "mal", sent)) for _ in range(MOST_WAITING + 1)]
    await sent.is_asked_for.wait()
    with pytest.raises(Busy):
        await taken(uploads, "mal", Sent())
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    fresh = Sent()
    fresh.has_come.set()
    assert await taken(uploads, "mal", fresh) == b"{}"


async def test_b9_a_file_that_does_not_come_gives_its_turn_back() -> None:
    uploads = Uploads(at_once=1, most_seconds=0.01)
    with pytest.raises(Unavailable, match="too long"):
        await taken(uploads, "mal", Sent())
    fresh = Sent()
    fresh.has_come.set()
    assert await taken(uploads, "ann", fresh) == b"{}"
