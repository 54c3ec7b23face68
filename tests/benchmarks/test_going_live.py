"""Measures how soon everybody knows: one activation, told to 200 connected editors. Run on demand: make benchmark."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.crowd import Figures
from tests.benchmarks.results import write
from tests.harness.api import Api
from tests.harness.flows import ready_flow
from tests.harness.peer import OWN_PROTOCOL, STEP1, STEP2, Teammate
from tests.harness.server import Login, Server

EDITORS = 200
ROUNDS = 10
ANNOUNCE = 104
pytestmark = pytest.mark.benchmark


async def test_an_activation_is_told_to_everybody(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Told to many", ready_flow())
    api = Api(server, login)
    await asyncio.to_thread(api.give_number, agent)
    told: list[float] = []
    answered: list[float] = []
    async with AsyncExitStack() as stack:
        editors = [await _join(stack, server.sync_url(agent), login.token) for _ in range(EDITORS)]
        for number in range(ROUNDS):
            waiting = [asyncio.create_task(_announced(editor)) for editor in editors]
            began = time.perf_counter()
            verb = api.deactivate if number % 2 else api.activate
            await asyncio.to_thread(verb, agent)
            answered.append((time.perf_counter() - began) * 1000)
            told += [(at - began) * 1000 for at in await asyncio.gather(*waiting)]
    write(
        f"a switch told to {EDITORS} connected editors of the agent, from pressing to the last frame: "
        f"{Figures.line(told)} ms, answer to who pressed {Figures.line(answered)} ms (p50 / p95 / p99; "
        f"{len(told)} and {len(answered)} samples; the review before it is part of both)"
    )
    assert len(told) == EDITORS * ROUNDS


async def _join(stack: AsyncExitStack, url: str, token: str) -> ClientConnection:
    headers = {"Authorization": f"Bearer {token}"}
    options: Any = {"additional_headers": headers, "subprotocols": [OWN_PROTOCOL], "max_size": None}
    socket = await stack.enter_async_context(connect(url, compression=None, proxy=None, **options))
    await socket.send(Teammate._sync(STEP1, b"\x00"))
    await socket.send(Teammate._sync(STEP2, b"\x00\x00"))
    return socket


async def _announced(socket: ClientConnection) -> float:
    """Return when this editor was nudged to read the agent's state again."""
    async for frame in socket:
        if isinstance(frame, bytes) and frame[0] == ANNOUNCE and b'"state"' in frame:
            return time.perf_counter()
    raise AssertionError("the connection ended before the news came")
