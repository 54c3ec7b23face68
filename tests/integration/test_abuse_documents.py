"""What one may put into a flow and what its readers may cost, beside an honest editor (SPEC R11, R13, R14, Q1)."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from pycrdt import Doc

from app.collab.protocol import Close, Message, Sync
from tests import hostile
from tests.harness.bystander import cpu_seconds, honest_editor
from tests.harness.peer import Teammate
from tests.harness.wait import eventually
from tests.integration.test_abuse_rooms import QUESTION, House, acked, flood, served
from tests.integration.test_hostile_sockets import plant, sync

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1_000_000
LIMIT = 20 * MEGABYTE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


def planted(house: House, name: str, size: int) -> str:
    """A flow with one text to which client 8 has added so many characters."""
    agent = house.server.import_agent(house.logins["Olga"], name)
    doc: Doc = Doc()
    doc.apply_update(hostile.small_state())
    doc.apply_update(hostile.update({8: (0, [hostile.chars("x" * size, hostile.NODE_CHARS)])}))
    plant(house.server, agent, doc.get_update())
    return agent


async def until_told(mate: Teammate, what: str) -> None:
    await eventually(lambda: mate.acked >= mate.sent or mate.told.close_code, what, 60)


async def test_r11_32_updates_of_1_4_mb_at_once_leave_a_flow_that_everybody_can_open(house: House) -> None:
    agent = planted(house, "Filled", 10)
    async with honest_editor(
        house.server, house.agent, house.ann, "32 updates of 1.4 MB", most_growth_mb=300
    ) as watched:
        async with house.mate("Mal", agent) as mal:
            for number in range(32):
                text = hostile.chars("y" * 1_400_000, (8, 9) if number == 0 else (9, number * 1_400_000 - 1))
                frame = hostile.update({9: (number * 1_400_000, [text])})
                await mal.send_raw(sync(Sync.UPDATE, frame))
            await eventually(lambda: mal.told.close_code, "the refusal", 60)
            assert mal.told.close_code == Close.TOO_BIG
        await acked(watched, 20)
        async with house.mate("Ben", agent) as ben:
            size = len(ben.doc.get_update())
            assert 12 * MEGABYTE < size <= LIMIT
            await ben.edit({"do": "empty"}, lambda: ben.roots["nodes"]["n1"].__setitem__("prompt", "short"))
            await ben.until_acked(30)


async def test_q1_a_flow_at_its_limit_opens_for_one_who_reads_slowly(house: House) -> None:
    agent = planted(house, "Full", LIMIT - 10_000)
    async with house.crowd("Vic", 1, agent) as (line,):
        await line.send(QUESTION)
        await line.send(QUESTION)
        frames, began = [], asyncio.get_running_loop().time()
        while not any(frame[:2] == bytes((Message.SYNC, Sync.STEP2)) for frame in frames):
            line.transport.pause_reading()
            await eventually(
                lambda at=len(frames): asyncio.get_running_loop().time() > began + 0.3 * (at + 1), "a pause"
            )
            line.transport.resume_reading()
            frame = await asyncio.wait_for(line.recv(), 60)
            assert isinstance(frame, bytes)
            frames.append(frame)
        doc: Doc = Doc()
        doc.apply_update(frames[-1][7:] if len(frames[-1]) > LIMIT else frames[-1][6:])
        assert len(doc.get_update()) > LIMIT - 20_000


async def test_r14_20_updates_of_28_kb_each_within_the_limit_hold_nobody_up(house: House) -> None:
    agent = planted(house, "Dear", 800_000)
    pid, fates = house.server.worker_pid, set[int | None]()
    async with (
        honest_editor(house.server, agent, house.ann, "20 dear updates, same room") as same,
        honest_editor(
            house.server, house.agent, house.logins["Ben"].token, "20 dear updates, other room"
        ) as other,
    ):
        began = cpu_seconds(pid)
        for number in range(20):
            async with house.mate("Mal", agent) as mal:
                cuts = [hostile.chars("y", (8, at), (8, at + 1)) for at in range(number, 780_000, 400)]
                await mal.send_raw(sync(Sync.UPDATE, hostile.update({100 + number: (0, cuts)})))
                mal.sent += 1
                await until_told(mal, "its fate")
                fates.add(mal.told.close_code)
        await acked(same, 20)
        await acked(other, 20)
        print(f"20 dear updates: {cpu_seconds(pid) - began:.1f} s of the processor, fates {fates}")
    assert fates == {None, Close.TOO_BIG}
    house.server.restart()
    await readable_by_every_door(house, agent)


async def readable_by_every_door(house: House, agent: str) -> None:
    """Open, read and export a flow, beside somebody who edits another one; nothing is refused or ended by it."""
    async with honest_editor(house.server, house.agent, house.ann, "a dear flow after a restart") as watched:
        async with house.mate("Ben", agent) as ben:
            assert len(ben.text("nodes", "n1", "prompt")) > 800_000
        status, file = await house.asked("Ben", f"/agents/{agent}/export.json")
        assert (status, json.loads(file)["name"]) == (200, "Dear")
        for what in ("findings", "checklist", "review"):
            status, said = await house.asked("Ben", f"/api/v1/agents/{agent}/{what}")
            assert status == 200, said[:300]
        async with house.mate("Ben", agent) as ben:
            await ben.edit({"do": "write"}, lambda: ben.text("nodes", "n1", "prompt").insert(0, "Still "))
            await ben.until_acked(30)
        await acked(watched, 20)
    assert agent not in house.server.command("quarantine", "list")


async def test_r13_60_who_ask_a_large_flow_twice_and_do_not_read_cost_little_memory(house: House) -> None:
    agent = planted(house, "Unread", 9_600_000)
    async with (
        honest_editor(
            house.server, house.agent, house.ann, "60 that do not read", most_growth_mb=300
        ) as watched,
        house.crowd("Vic", 60, agent) as lines,
    ):
        await flood(lines, QUESTION, 2)
        await acked(watched, 100)
