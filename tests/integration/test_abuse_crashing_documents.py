"""A stored document that ends the process that reads it, or never lets go of it (SPEC D1, D2, D3)."""

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.collab.protocol import Close
from app.flows.documents import MOST_FAULTS
from tests import hostile
from tests.harness.bystander import cpu_seconds, honest_editor
from tests.harness.poison import faults, marked
from tests.harness.wait import eventually
from tests.integration.test_abuse_quarantine import opened
from tests.integration.test_abuse_rooms import House, acked, served
from tests.integration.test_hostile_sockets import plant

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOB_SECONDS = 2.0
KINDS = {"CRASHES": "SIGSEGV", "OVERRUNS": f"it took more than {JOB_SECONDS:g} s"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("abuse") / "data"
    with served(folder, faults(FAULT_JOB_SECONDS=JOB_SECONDS)) as made:
        yield made


def aside(house: House) -> dict[str, str]:
    """What is set aside, and why, as the command line tells it."""
    return {
        one["agent_id"]: one["reason"]
        for one in json.loads(house.server.command("quarantine", "list", "--json"))
    }


def inspected(house: House, agent: str) -> dict[str, object]:
    return json.loads(house.server.command("quarantine", "inspect", agent, "--json"))


async def exported(house: House, agent: str) -> tuple[int, str]:
    return await house.asked("Mal", f"/agents/{agent}/export.json")


@pytest.mark.parametrize("kind", KINDS)
async def test_d1_d2_d3_who_crashes_or_never_lets_go_is_refused_once_then_set_aside_alone_and_comes_back_released(
    house: House, kind: str
) -> None:
    agent = house.server.import_agent(house.logins["Olga"], f"Planted: {kind}")
    plant(house.server, agent, marked(kind))
    async with honest_editor(house.server, house.agent, house.ann, f"{kind}, other room") as watched:
        assert await opened(house, agent) == Close.TRY_LATER
        assert agent not in aside(house)
        assert inspected(house, agent)["faults"] == MOST_FAULTS - 1
        status, said = await exported(house, agent)
        assert (status, "The server could not work on this" in said) == (503, True)
        assert await opened(house, agent) == Close.QUARANTINED
        status, said = await exported(house, agent)
        assert (status, "Ask an admin to release it." in said) == (409, True)
        await acked(watched, 20)
        assert house.agent not in aside(house)
        assert KINDS[kind] in aside(house)[agent]
        assert inspected(house, agent)["faults"] == MOST_FAULTS
        house.server.command("quarantine", "release", agent)
        assert agent not in aside(house)
        assert inspected(house, agent)["faults"] == 0
        assert await opened(house, agent) == Close.TRY_LATER, "work on it is tried again"
        plant(house.server, agent, hostile.small_state())
        assert await opened(house, agent) is None
        await acked(watched, 20)
    assert house.server.log.count("ended unexpectedly") == 0


def busy_workers(house: House) -> list[int]:
    """The processes of the pool that compute, as who holds a job does."""
    everybody, found = [house.server.worker_pid], list[int]()
    for pid in everybody:
        lists = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(child) for each in lists for child in each.read_text().split()]
        everybody.extend(children)
        found.extend(each for each in children if cpu_seconds(each) > 0.3 * JOB_SECONDS and computes(each))
    return found


def computes(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"


async def test_d1_a_worker_that_is_ended_from_outside_with_a_job_costs_its_document_nothing(
    house: House,
) -> None:
    agent = house.server.import_agent(house.logins["Olga"], "Ended from outside")
    plant(house.server, agent, marked("OVERRUNS"))
    async with honest_editor(house.server, house.agent, house.ann, "workers ended from outside") as watched:
        for _ in range(MOST_FAULTS + 1):
            opening = asyncio.create_task(opened(house, agent))
            (worker,) = await eventually(lambda: busy_workers(house), "a worker with the job")
            os.kill(worker, signal.SIGTERM)
            assert await opening == Close.TRY_LATER
        plant(house.server, agent, hostile.small_state())
        assert await opened(house, agent) is None
        await acked(watched, 20)
    assert inspected(house, agent)["faults"] == 0


async def test_r12_an_edit_that_the_database_refuses_closes_its_sender_alone(house: House) -> None:
    ((mal_id,),) = house.server.rows("SELECT id FROM users WHERE name = 'Mal'")
    with closing(sqlite3.connect(house.server.database, timeout=20)) as database, database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON journal"
            f" WHEN NEW.user_id = '{mal_id}' AND length(NEW.\"update\") > 2"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    try:
        async with honest_editor(house.server, house.agent, house.ann, "refused edits, same room") as watched:
            for _ in range(3):
                async with house.mate("Mal") as mal:
                    await mal.edit(
                        {"do": "move"}, lambda one=mal: one.roots["layout"].__setitem__("m", {"x": 1, "y": 1})
                    )
                    await eventually(lambda one=mal: one.told.close_code, "the refusal", 30)
                    assert mal.told.close_code == Close.BAD_FRAME
                await acked(watched, 10)
    finally:
        with closing(sqlite3.connect(house.server.database, timeout=20)) as database, database:
            database.execute("DROP TRIGGER refuse")
    async with house.mate("Mal") as mal:
        await mal.edit({"do": "move"}, lambda: mal.roots["layout"].__setitem__("m", {"x": 2, "y": 2}))
        await mal.until_acked()
