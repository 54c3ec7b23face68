"""An editor who rewrites a whole 1.8 MB flow on every save: no two versions share anything (K23, K24, G6).

What is written for that is bounded by the person's rate and the workspace's quota, their edits go on, and an honest
editor notices neither the saves nor the removing of it all.
"""

import asyncio
import base64
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.collab.protocol import Message
from app.flows.version_limits import SAVES
from tests.harness.api import Api, Refused
from tests.harness.bystander import honest_editor
from tests.harness.flows import Json, a_flow, node
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.wait import eventually

STEPS, PROMPT_CHARS = 100, 18_000
MEGABYTE = 1_000_000
VERSION_MB = 2  # more than such a version takes


def _words(seed: int) -> str:
    """Text of which nothing is in any other, and which can hardly be compressed."""
    return base64.b64encode(random.Random(seed).randbytes(PROMPT_CHARS * 3 // 4)).decode()


def _large_flow() -> Json:
    ids = [f"n_{at}" for at in range(STEPS)]
    talk = [{"id": "i_done", "condition": "All is said"}]
    nodes = {
        one: node("conversation", one, prompt=_words(at), transitions=talk) for at, one in enumerate(ids)
    }
    first: Json = {"e_start": {"source": "start", "port": "out", "target": ids[0]}}
    edges = {
        f"e_{one}": {"source": one, "port": "i_done", "target": ids[at + 1]}
        for at, one in enumerate(ids[:-1])
    }
    return a_flow(nodes, first | edges)


class Abuse:
    """Mal in the editor of a large flow; ``told`` counts what the saves were answered with."""

    def __init__(self, server: Server, mal: Login, agent: str, mate: Teammate) -> None:
        self.server, self.agent, self.mate = server, agent, mate
        self.api = Api(server, mal)
        self.told: dict[str, int] = {}
        self._rewritten = 0

    async def rewrite(self) -> None:
        """Put other words into every step, in two updates: one may not carry it all."""
        self._rewritten += 1
        for half in (range(STEPS // 2), range(STEPS // 2, STEPS)):
            await self.mate.edit({"rewrite": self._rewritten}, lambda half=half: self._put(half))
        await self.mate.until_acked(60)
        self.mate.log.clear()

    def _put(self, steps: range) -> None:
        for at in steps:
            text = self.mate.text("nodes", f"n_{at}", "prompt")
            text.clear()
            text.insert(0, _words(STEPS * self._rewritten + at))

    async def save(self) -> str:
        """Save as Ctrl+S does, and return what came of it: "made", "same" or the refusal's code."""
        others = self.mate.told.others
        others.clear()
        await self.mate.save()
        kinds = (Message.SAVED, Message.FAILED)
        answer = await eventually(
            lambda: next((told for kind, told in others if kind in kinds and told.get("id")), None),
            "an answer",
            60,
        )
        return self._count(answer.get("code") or ("made" if answer["is_new"] else "same"))

    async def snapshot(self) -> str:
        """Save by the API, and return what came of it."""
        try:
            await asyncio.to_thread(
                self.api.call, "POST", f"/agents/{self.agent}/versions", {"name": "Again"}
            )
        except Refused as refused:
            return self._count(refused.error["code"])
        return self._count("made")

    def _count(self, what: str) -> str:
        self.told[what] = self.told.get(what, 0) + 1
        return what

    @property
    def stored_mb(self) -> float:
        """What the workspace's versions take."""
        return self.server.rows("SELECT sum(version_bytes) FROM agents")[0][0] / MEGABYTE

    def report(self, title: str) -> str:
        """One line for the log of a test run."""
        files = sum(each.stat().st_size for each in self.server.data_dir.glob("callweave.db*")) / MEGABYTE
        return f"{title}: {self.told}, {self.stored_mb:.1f} MB of versions, database {files:.1f} MB"


@contextmanager
def _served(folder: Path, quota_mb: int) -> Iterator[tuple[Server, dict[str, Login], str, str]]:
    server = Server(folder / "data", {"CALLWEAVE_VERSION_QUOTA_MB": str(quota_mb)})
    roles = {"Olga": "owner", "Ann": "editor", "Mal": "editor"}
    logins = {name: server.add_login(name, role) for name, role in roles.items()}
    server.start()
    try:
        yield (
            server,
            logins,
            server.import_agent(logins["Olga"], "Edited"),
            server.import_agent(logins["Mal"], "Rewritten", _large_flow()),
        )
    finally:
        server.kill()


async def _erased(server: Server, owner: Login, agent: str) -> None:
    """Delete an agent permanently, and wait until nothing is left of it."""
    api = Api(server, owner)
    for path in (f"/agents/{agent}", f"/deleted-agents/{agent}"):
        await asyncio.to_thread(api.call, "DELETE", path)
    await eventually(
        lambda: not server.rows("SELECT 1 FROM agents WHERE id = ?", agent), "the last row to go", 120
    )
    assert server.rows("SELECT count(*) FROM version_chunks WHERE agent_id = ?", agent) == [(0,)]


async def test_k23_who_rewrites_a_large_flow_on_every_save_fills_the_quota_and_delays_nobody(
    tmp_path: Path,
) -> None:
    quota_mb = 6
    with _served(tmp_path, quota_mb) as (server, logins, edited, large):
        async with (
            honest_editor(server, edited, logins["Ann"].token, "a large flow rewritten on every save"),
            Teammate(server.sync_url(large), logins["Mal"].token) as mate,
        ):
            mal = Abuse(server, logins["Mal"], large, mate)
            while mal.told.get("quota_reached", 0) < 2:
                await mal.rewrite()
                await mal.save()
                assert mal.stored_mb <= quota_mb
            print(mal.report("short"))
            assert mal.told["made"] == server.versions(large) >= 2
            assert set(mal.told) == {"made", "quota_reached"}
            await mal.rewrite()
            assert mate.connected
            await _erased(server, logins["Olga"], large)
        assert mal.stored_mb == 0


@pytest.mark.soak
@pytest.mark.timeout(1_500)
async def test_k24_who_saves_by_every_door_for_minutes_is_held_by_rate_and_quota(tmp_path: Path) -> None:
    quota_mb = 60
    with _served(tmp_path, quota_mb) as (server, logins, edited, large):
        async with (
            honest_editor(
                server, edited, logins["Ann"].token, "a large flow rewritten and saved by every door"
            ),
            Teammate(server.sync_url(large), logins["Mal"].token) as mate,
        ):
            mal, began = Abuse(server, logins["Mal"], large, mate), time.monotonic()
            while mal.told.get("quota_reached", 0) < 5:
                await mal.rewrite()
                await asyncio.gather(mal.save(), *(mal.snapshot() for _ in range(4)))
                made, seconds = server.versions(large), time.monotonic() - began
                assert mal.stored_mb <= quota_mb
                assert made <= SAVES.burst + SAVES.per_second * seconds + 1
            print(mal.report(f"soak, {seconds:.0f} s"))
            assert quota_mb - VERSION_MB <= mal.stored_mb
            assert mal.told["too_many"]
            await mal.rewrite()
            assert mate.connected
            await _erased(server, logins["Olga"], large)
        assert mal.stored_mb == 0
