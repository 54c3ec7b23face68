"""L5: the process is killed before every statement of a switch, and right after its commit."""

import asyncio
import itertools
import multiprocessing
import os
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.events import AgentStatusChanged, Events
from app.flows.live.answers import Review, Seen, Switched
from app.flows.live.service import GoLive
from tests.integration.live_world import PIA, LiveWorld, a_service, open_database

KEY = "the same request"
LIVE = Seen("active", 1)


async def publish(live: GoLive, review: Review) -> Switched:
    agent_id = review.status.agent_id
    return await live.publish(PIA, agent_id, seen=LIVE, reviewed_hash=review.hash, note="Now", key=KEY)


async def deactivate(live: GoLive, review: Review) -> Switched:
    return await live.deactivate(PIA, review.status.agent_id, seen=LIVE, note="Now", key=KEY)


VERBS = {"publish": publish, "deactivate": deactivate}


async def prepared(folder: Path) -> Review:
    """An active agent with changes that are not live, and what somebody reviewed of it."""
    world = await LiveWorld(folder).begin()
    agent_id = await world.active()
    await world.prompt(agent_id, "Ask for the name.")
    review = await world.live.review(PIA, agent_id)
    world.close()
    return review


def switch_until(folder: Path, verb: str, review: Review, cut: int) -> None:
    """Switch in this process, which is killed right before the ``cut``-th statement of the transaction."""
    events = Events()
    db = open_database(folder, events)
    statements = itertools.count(1)

    def die_in_time(*_: object) -> None:
        is_ours = threading.current_thread().name.startswith(("db-write", "MainThread"))
        if is_ours and next(statements) == cut:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", die_in_time)
    event.listen(db.engine, "commit", die_in_time)
    events.on(AgentStatusChanged, die_in_time)
    asyncio.run(VERBS[verb](a_service(db), review))
    db.close()


async def looked_at(folder: Path, agent_id: str) -> tuple[dict[str, list[Any]], int]:
    """What the database says, and how many acts all who tell of them agree on."""
    world = LiveWorld(folder)
    try:
        return await world.facts(), await world.agree(agent_id)
    finally:
        world.close()


async def asked_again(folder: Path, verb: str, review: Review) -> tuple[dict[str, list[Any]], int]:
    """What was left behind; then who got no answer asks again with the same key, and it is done once."""
    world = LiveWorld(folder)
    agent_id = review.status.agent_id
    try:
        facts, acts = await world.facts(), await world.agree(agent_id)
        done = await VERBS[verb](world.live, review)
        assert done.act.version == (2 if verb == "publish" else 1)
        assert await world.agree(agent_id) == 2
        return facts, acts
    finally:
        world.close()


@pytest.mark.parametrize("verb", VERBS)
def test_l5_killed_between_any_two_statements_all_agree(tmp_path: Path, verb: str) -> None:
    folder = tmp_path / "data"
    review = asyncio.run(prepared(folder))
    before, acts = asyncio.run(looked_at(folder, review.status.agent_id))
    assert acts == 1
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    kills: list[int] = []
    for cut in itertools.count(1):
        copy = Path(shutil.copytree(folder, tmp_path / f"cut{cut}"))
        switching = processes.Process(target=switch_until, args=(copy, verb, review, cut))
        switching.start()
        switching.join(60)
        facts, acts = asyncio.run(asked_again(copy, verb, review))
        assert acts in (1, 2)
        assert (acts == 1) == (facts == before), f"half an act is left before statement {cut}"
        if switching.exitcode == 0:
            break
        assert switching.exitcode == -signal.SIGKILL
        kills.append(acts)
    assert kills == [1] * (len(kills) - 1) + [2], "the last kill comes after the commit, before the answer"
    assert len(kills) >= 12, (
        "BEGIN, lock, rights, key, version, event, row, answer, audit, news, COMMIT, told"
    )
