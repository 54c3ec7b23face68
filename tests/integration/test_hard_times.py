"""P1.5: the database away for a while, and an orderly end with many at work: nothing lost, never an empty flow."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.stored import plain, prose, stored
from tests.harness.wait import always, eventually

PROMPT = ("nodes", "n_talk", "prompt")
AWAY_SECONDS = 20
EDITORS = 20
RESTARTING = 1012


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[Server, Login, str]]:
    server = Server(tmp_path / "data")
    login = server.add_login("Olga", "owner")
    server.start()
    yield server, login, server.import_agent(login, "Hard times")
    server.kill()


async def _say(mate: Teammate, word: str) -> None:
    text = mate.text(*PROMPT)
    await mate.edit({"word": word}, lambda: text.insert(0, word))


async def test_while_the_database_is_away_nothing_is_acknowledged_or_shown_and_after_it_nothing_is_lost(
    running: tuple[Server, Login, str],
) -> None:
    server, login, agent = running
    async with (
        Teammate(server.sync_url(agent), login.token) as ann,
        Teammate(server.sync_url(agent), login.token) as bob,
    ):
        await _say(ann, "<before>")
        await ann.until_acked()
        with server.write_locked():
            await _say(ann, "<meanwhile>")
            promised = len(ann.acknowledged)
            await always(
                lambda: len(ann.acknowledged) == promised and "<meanwhile>" not in str(bob.text(*PROMPT)),
                "silence about an edit that is not stored",
                AWAY_SECONDS,
            )
            assert ann.connected
            assert server.get("/healthz")[0] == 200
        await ann.until_acked(10)
        await eventually(lambda: "<meanwhile>" in str(bob.text(*PROMPT)), "the edit at the other's")
    assert prose(stored(server.database, agent), *PROMPT) == "<meanwhile><before>"


async def test_sigterm_with_twenty_editors_stores_everything_and_sends_them_to_retry(
    running: tuple[Server, Login, str],
) -> None:
    server, login, agent = running
    async with AsyncExitStack() as room:
        mates = [
            await room.enter_async_context(Teammate(server.sync_url(agent), login.token))
            for _ in range(EDITORS)
        ]
        await asyncio.gather(*(_say(mate, f"<{at}>") for at, mate in enumerate(mates)))
        await eventually(lambda: any(mate.acknowledged for mate in mates), "the first acknowledgement")
        await asyncio.gather(*(_say(mate, f"<{at}+>") for at, mate in enumerate(mates)))
        assert await asyncio.to_thread(server.stop) in (0, -signal.SIGTERM)
        await eventually(
            lambda: all(mate.told.close_code is not None for mate in mates), "goodbye to everybody"
        )
        assert {mate.told.close_code for mate in mates} == {RESTARTING}
        kept = prose(stored(server.database, agent), *PROMPT)
        for mate in mates:
            assert all(kept.count(op.what["word"]) == 1 for op in mate.acknowledged)
        server.start()
        for mate in mates:
            await mate.join()
        await asyncio.gather(*(mate.until_acked(20) for mate in mates))
        text = str(mates[0].text(*PROMPT))
        assert all(text.count(f"<{at}>") == 1 and text.count(f"<{at}+>") == 1 for at in range(EDITORS))
        await eventually(lambda: all(plain(m.doc) == plain(mates[0].doc) for m in mates), "equal replicas")
