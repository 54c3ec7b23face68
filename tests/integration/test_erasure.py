"""Deleting an agent permanently (G5 to G7, K23, K25): who may, what is lost, what stays, and what a crash leaves."""

import asyncio
import itertools
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func
from sqlmodel import SQLModel, col, select

from app.calls.tables import Call
from app.db.engine import Database
from app.erasure import service as erasing
from app.erasure.service import Erasure
from app.errors import Conflict, Forbidden, NotFound
from app.events import AgentErased, Events
from app.flows import version_store
from app.flows.live.answers import Limits
from app.flows.tables import Version
from app.kit import clock
from app.people.roles import Role
from app.settings import Settings
from tests.builders import an_actor
from tests.harness.postgres import is_there, postgres
from tests.integration import live_world
from tests.integration.live_world import ADA, BEN, NUMBER, OLGA, PIA, VERA, ZOE, LiveWorld, open_database

OF_AGENTS = "agent_id"
PROMPTS = ("Ask for the name.", "Ask for the date.", "Ask for the number.")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def _used_and_deleted(world: LiveWorld, name: str = "Front desk", number: str = NUMBER) -> str:
    """An agent with a row in every table: versions, history, news, ticks, limits, a call that has ended."""
    agent_id = await world.ready(name, number)
    for prompt in PROMPTS:
        await world.prompt(agent_id, prompt)
        await world.flows.save_version(BEN, agent_id, "Kept")
    await world.activate(agent_id)
    lines = (await world.live.checklist(OLGA, agent_id)).lines
    line = next(each for each in lines if each.ticked)
    await world.live.tick(OLGA, agent_id, line.id, line.part)
    await world.live.set_limits(OLGA, agent_id, Limits(2, None))
    await _call(world, agent_id, has_ended=True)
    await world.deactivate(agent_id)
    await world.flows.delete(BEN, agent_id)
    return agent_id


async def _call(world: LiveWorld, agent_id: str, *, has_ended: bool) -> None:
    def work(tx: Any) -> None:
        version = tx.exec(select(Version.id).where(col(Version.agent_id) == agent_id)).first()
        at = clock.now()
        tx.add(
            Call(
                id=f"ca_{agent_id}_{has_ended}",
                agent_id=agent_id,
                version_id=version,
                began_at=at,
                ended_at=at if has_ended else None,
            )
        )

    await world.db.write(work)


async def _unassigned(world: LiveWorld) -> None:
    for number in await world.numbers.numbers(OLGA):
        await world.numbers.assign(OLGA, number.id, None)


async def _erasable(world: LiveWorld) -> str:
    agent_id = await _used_and_deleted(world)
    await _unassigned(world)
    return agent_id


async def _counts(world: LiveWorld, agent_id: str) -> dict[str, int]:
    """How many rows each table has that name the agent, in whichever column."""

    def work(tx: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for table in SQLModel.metadata.sorted_tables:
            name = "id" if table.name == "agents" else OF_AGENTS
            if name in table.columns:
                counted = select(func.count()).select_from(table).where(table.columns[name] == agent_id)
                found[table.name] = tx.connection().execute(counted).scalar()
        return found

    return await world.db.read(work)


async def _readable(world: LiveWorld, agent_id: str) -> list[str]:
    """The contents of all versions of an agent, each read and proven by its hashes."""

    def work(tx: Any) -> list[str]:
        rows = tx.exec(select(Version).where(col(Version.agent_id) == agent_id)).all()
        return [version_store.read(tx, row).text().decode() for row in rows]

    return await world.db.read(work)


async def test_g5_all_that_is_stored_of_it_goes_and_the_audit_stays(world: LiveWorld) -> None:
    agent_id = await _erasable(world)
    before = await _counts(world, agent_id)
    assert {name for name, count in before.items() if not count} == {"phone_numbers"}
    audited = len((await world.audit.entries(OLGA, subject=agent_id)).entries)
    service = Erasure(world.db)
    loss = await service.erase(ADA, agent_id)
    assert (loss.name, loss.versions) == ("Front desk", 3)
    assert AgentErased(agent_id) in world.told
    assert loss.version_bytes > 0
    assert await world.flows.deleted_agents(OLGA) == []
    for deed in (world.flows.recover(BEN, agent_id), service.erase(ADA, agent_id)):
        with pytest.raises(NotFound, match="“Front desk” was deleted permanently by Ada"):
            await deed
    await service.go_on()
    assert set((await _counts(world, agent_id)).values()) == {0}
    entries = (await world.audit.entries(OLGA, subject=agent_id)).entries
    assert len(entries) == audited + 1
    assert entries[0].verb == "agent_erased"
    assert entries[0].before == {"name": "Front desk", "versions": 3, "version_bytes": loss.version_bytes}
    await service.go_on()


async def test_g6_equal_content_of_another_agent_stays(
    world: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, other = await _erasable(world), await _used_and_deleted(world, "Night line", "+15550100199")
    contents, rows = await _readable(world, other), await _counts(world, other)
    assert set(contents) & set(await _readable(world, gone)), "they have equal contents"
    monkeypatch.setattr(erasing, "MOST_ROWS", 3)
    service = Erasure(world.db)
    await service.erase(OLGA, gone)
    await service.go_on()
    assert set((await _counts(world, gone)).values()) == {0}
    assert await _readable(world, other) == contents
    assert await _counts(world, other) == rows
    assert (await world.flows.recover(BEN, other)).name == "Night line"


@pytest.mark.skipif(not is_there(), reason="initdb and pg_ctl are not on the PATH")
async def test_g6_the_same_on_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres() as url:

        def open_there(folder: Path, events: Events) -> Database:
            return Database(Settings(data_dir=folder, database_url=url), events)

        monkeypatch.setattr(live_world, "open_database", open_there)
        monkeypatch.setattr(erasing, "MOST_ROWS", 3)
        world = await LiveWorld(tmp_path).begin()
        gone, other = await _erasable(world), await _used_and_deleted(world, "Night line", "+15550100199")
        contents = await _readable(world, other)
        service = Erasure(world.db)
        await service.erase(OLGA, gone)
        await asyncio.gather(service.go_on(), service.go_on())
        assert set((await _counts(world, gone)).values()) == {0}
        assert sorted(await _readable(world, other)) == sorted(contents)
        world.close()


@pytest.mark.parametrize("who", [PIA, BEN, VERA, an_actor(Role.PUBLISHER, name="Paul")])
async def test_g5_only_admins_and_owners_may(world: LiveWorld, who: Any) -> None:
    agent_id = await _erasable(world)
    before = await world.facts()
    with pytest.raises(Forbidden, match="delete agents permanently"):
        await Erasure(world.db).erase(who, agent_id)
    with pytest.raises(NotFound):
        await Erasure(world.db).erase(ZOE, agent_id)
    assert await world.facts() == before


async def test_g5_what_is_in_use_is_refused_and_nothing_is_changed(world: LiveWorld) -> None:
    service, agent_id = Erasure(world.db), await _used_and_deleted(world)
    await _refused(world, agent_id, r"\+1 555-010-0100 is assigned to “Front desk”")
    await _unassigned(world)
    await _call(world, agent_id, has_ended=False)
    await _refused(world, agent_id, "calls in progress")
    living = await world.ready("Night line", "+15550100199")
    await _refused(world, living, "is not deleted. Delete it first")
    await world.activate(living)
    await _refused(world, living, "is not deleted")
    await service.finish(agent_id)
    await service.go_on()
    assert len(await _readable(world, agent_id)) == 3


async def _refused(world: LiveWorld, agent_id: str, why: str) -> None:
    before = await world.facts()
    for deed in (Erasure(world.db).loss, Erasure(world.db).erase):
        with pytest.raises(Conflict, match=why):
            await deed(OLGA, agent_id)
    assert await world.facts() == before


async def test_k23_k25_what_is_deleted_permanently_makes_room_at_once(world: LiveWorld) -> None:
    agent_id = await _erasable(world)
    used = (await world.flows.version_usage(OLGA)).used_bytes
    (deleted,) = await world.flows.deleted_agents(OLGA)
    assert used == deleted.version_bytes > 0
    await Erasure(world.db).erase(OLGA, agent_id)
    assert (await world.flows.version_usage(OLGA)).used_bytes == 0


async def test_k25_it_is_near_full_from_nine_tenths_on(world: LiveWorld) -> None:
    await _used_and_deleted(world)
    assert not (await world.flows.version_usage(OLGA)).is_near_full
    world.flows.drafts.limits.quota_mb = 0
    assert (await world.flows.version_usage(OLGA)).is_near_full


async def test_g7_what_is_told_after_news_went_is_unread(world: LiveWorld) -> None:
    agent_id = await _erasable(world)
    latest = (await world.inbox.inbox(BEN)).items[0].number
    await world.inbox.seen(BEN, latest)
    service = Erasure(world.db)
    await service.erase(OLGA, agent_id)
    await service.go_on()
    assert (await world.inbox.inbox(BEN)).items == ()
    await world.activate(await world.ready("Night line", "+15550100199"))
    page = await world.inbox.inbox(BEN)
    assert (page.unread, [each.agent_name for each in page.items]) == (1, ["Night line"])


def _erase_until(folder: Path, agent_id: str, cut: int) -> None:
    """Erase in this process, which is killed right before the ``cut``-th statement or commit."""
    db = open_database(folder, Events())
    statements = itertools.count(1)

    def die_in_time(*_: object) -> None:
        is_writing = threading.current_thread().name.startswith("db-write")
        if is_writing and next(statements) == cut:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", die_in_time)
    event.listen(db.engine, "commit", die_in_time)
    erasing.MOST_ROWS, erasing.PAUSE_SECONDS = 12, 0  # many steps of a small agent

    async def erase() -> None:
        service = Erasure(db)
        await service.erase(OLGA, agent_id)
        await service.go_on()

    asyncio.run(erase())
    db.close()


async def _after_the_crash(folder: Path, agent_id: str, other: str) -> bool:
    """The next process goes on, or nothing was begun; return whether the agent is gone."""
    world = LiveWorld(folder)
    try:
        verbs = [each.verb for each in (await world.audit.entries(OLGA, subject=agent_id)).entries]
        listed = [each.id for each in await world.flows.deleted_agents(OLGA)]
        is_gone = agent_id not in listed
        assert is_gone == ("agent_erased" in verbs)
        await Erasure(world.db).go_on()
        left = await _counts(world, agent_id)
        if is_gone:
            assert set(left.values()) == {0}
        else:
            assert len(await _readable(world, agent_id)) == 3
        assert len(await _readable(world, other)) == 3
        return is_gone
    finally:
        world.close()


async def _prepared(folder: Path) -> tuple[str, str]:
    world = await LiveWorld(folder).begin()
    other = await _used_and_deleted(world, "Night line", "+15550100199")
    agent_id = await _erasable(world)
    world.close()
    return agent_id, other


def test_g6_killed_at_any_statement_the_next_process_finishes(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    agent_id, other = asyncio.run(_prepared(folder))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    gone: list[bool] = []
    for cut in itertools.chain(range(1, 12), itertools.count(14, 17)):
        copy = Path(shutil.copytree(folder, tmp_path / f"cut{cut}"))
        process = processes.Process(target=_erase_until, args=(copy, agent_id, cut))
        process.start()
        process.join(60)
        gone.append(asyncio.run(_after_the_crash(copy, agent_id, other)))
        shutil.rmtree(copy)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert gone == sorted(gone), "before its commit nothing, after it everything"
    assert gone.count(False) >= 3
    assert gone.count(True) >= 5
