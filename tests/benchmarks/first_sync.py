"""How long a newcomer waits for the whole flow: on a server that has just begun, on a warm one, where it is open."""

import asyncio
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import connect

from tests.builders import a_flow
from tests.harness.peer import STEP1, STEP2, SYNC, Teammate
from tests.harness.server import Login, Server

WARM_RUNS = 5
SETTLED_SECONDS = 3.0  # until the worker processes, which read a stored flow first, have started


async def told(steps: int, edits: int) -> str:
    """Measure on a server of its own and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        login = server.add_login("Olga", "owner")
        server.start()
        try:
            return await measured(server, login, steps, edits)
        finally:
            server.kill()


async def measured(server: Server, login: Login, steps: int, edits: int) -> str:
    """Measure a flow of so many steps after so many edits: from connecting until all of it has arrived."""
    agent = server.import_agent(login, f"Large {steps}", a_flow(conversations=steps).to_json())
    await _edit(server, login, agent, steps, edits)
    other = server.import_agent(login, "Another one", a_flow().to_json())
    first = await _first_sync_ms(server.restart().sync_url(agent), login)
    server.restart()
    await _first_sync_ms(server.sync_url(other), login)
    await asyncio.sleep(SETTLED_SECONDS)
    cold = await _first_sync_ms(server.sync_url(agent), login)
    warm = sorted([await _first_sync_ms(server.sync_url(agent), login) for _ in range(WARM_RUNS)])
    return (
        f"first full sync of {steps} steps after {edits} edits: {first:.0f} ms as the first thing a server does, "
        f"{cold:.0f} ms on a server that has begun, {warm[WARM_RUNS // 2]:.0f} ms where the flow is open"
    )


async def _edit(server: Server, login: Login, agent: str, steps: int, edits: int) -> None:
    async with Teammate(server.sync_url(agent), login.token) as mate:
        layout = mate.roots["layout"]
        for number in range(edits):
            at = {"x": number % 700, "y": number % 500}
            mate.do({"n": number}, lambda at=at, n=number: layout.__setitem__(f"n_{n % steps}", at))
            if number % 200 == 0:
                await mate.flush()
        await mate.flush()
        await mate.until_acked(120)


async def _first_sync_ms(url: str, login: Login) -> float:
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {login.token}"}
    async with connect(
        url, additional_headers=headers, max_size=None, compression=None, proxy=None
    ) as socket:
        await socket.send(Teammate._sync(STEP1, b"\x00"))
        async for frame in socket:
            if isinstance(frame, bytes) and frame[:2] == bytes((SYNC, STEP2)):
                return (time.perf_counter() - began) * 1000
    raise AssertionError("closed before the flow came")
