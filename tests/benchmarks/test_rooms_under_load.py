"""Measures the figures of the sync server and writes them down. Run on demand: make benchmark."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from tests.benchmarks import first_sync
from tests.benchmarks.crowd import Crowd, Figures
from tests.benchmarks.results import write
from tests.builders import a_flow
from tests.harness.server import Login, Server

MEASURED_SECONDS = 6
pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("editors", [10, 100, 200])
async def test_an_edit_reaches_the_others(house: tuple[Server, Login], editors: int) -> None:
    server, login = house
    agent = server.import_agent(login, f"Crowd of {editors}")
    memory, cpu = _memory_mb(server), _cpu_seconds(server)
    began = time.perf_counter()
    figures = await Crowd(server.sync_url(agent), login.token, editors).work(MEASURED_SECONDS)
    busy = (_cpu_seconds(server) - cpu) / (time.perf_counter() - began)
    per_connection = (_memory_mb(server) - memory) / editors
    write(
        f"{editors} editors, each 5 edits and 10 cursor moves a second: edit to another editor "
        f"{Figures.line(figures.delivered)} ms, edit to acknowledgement {Figures.line(figures.acked)} ms "
        f"(p50 / p95 / p99; {len(figures.delivered)} and {len(figures.acked)} samples), "
        f"server {busy:.2f} cores, {per_connection:.2f} MB a connection"
    )
    assert figures.delivered
    assert figures.acked


@pytest.mark.parametrize("rooms", [50, 150])
async def test_an_edit_reaches_the_other_in_many_rooms_of_two(
    house: tuple[Server, Login], rooms: int
) -> None:
    server, login = house
    flow = a_flow(conversations=400).to_json()
    agents = [server.import_agent(login, f"Pair {number} of {rooms}", flow) for number in range(rooms)]
    # A probe applies everything and costs the generator far more than an editor: one room in ten has one.
    crowds = [
        Crowd(server.sync_url(agent), login.token, *((3, 1) if number % 10 == 0 else (2, 0)))
        for number, agent in enumerate(agents)
    ]
    cpu, began = _cpu_seconds(server), time.perf_counter()
    found = await asyncio.gather(*(crowd.work(MEASURED_SECONDS) for crowd in crowds))
    busy = (_cpu_seconds(server) - cpu) / (time.perf_counter() - began)
    delivered = [each for figures in found for each in figures.delivered]
    acked = [each for figures in found for each in figures.acked]
    write(
        f"{rooms} rooms of 2 editors on 400 steps, each 5 edits and 10 cursor moves a second: edit to another "
        f"{Figures.line(delivered)} ms, edit to acknowledgement {Figures.line(acked)} ms "
        f"(p50 / p95 / p99; {len(delivered)} and {len(acked)} samples), server {busy:.2f} cores"
    )
    assert delivered
    assert acked


@pytest.mark.parametrize(("steps", "edits"), [(200, 10_000), (2_000, 0)])
async def test_the_first_full_sync(house: tuple[Server, Login], steps: int, edits: int) -> None:
    write(await first_sync.measured(*house, steps, edits))


def _memory_mb(server: Server) -> float:
    status = Path(f"/proc/{server.worker_pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _cpu_seconds(server: Server) -> float:
    fields = Path(f"/proc/{server.worker_pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
