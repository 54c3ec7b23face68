"""Quota, rate and deleting permanently on a server with people in its rooms (K23, K24, G5, G6)."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.collab.protocol import Close, Message
from app.flows.version_limits import SAVES
from tests.harness.api import Api, Refused
from tests.harness.bystander import honest_editor
from tests.harness.peer import Teammate
from tests.harness.server import Server
from tests.harness.wait import eventually
from tests.integration.test_abuse_rooms import House, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLES = (
    "versions",
    "version_chunks",
    "history_events",
    "documents",
    "document_states",
    "journal",
    "authorship",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("versions") / "data") as made:
        yield made


def _change(server: Server, statement: str, *rows: tuple[Any, ...]) -> None:
    """Change the database beside the server, as nothing but a test does."""
    with closing(sqlite3.connect(server.database, timeout=10)) as database:
        database.executemany(statement, rows)
        database.commit()


def _left(server: Server, agent: str) -> int:
    return sum(
        server.rows(f"SELECT count(*) FROM {table} WHERE agent_id = ?", agent)[0][0] for table in TABLES
    )


async def _saved(mate: Teammate, request: str) -> dict[str, Any]:
    """Save as Ctrl+S does, and return what came of it."""
    await mate.save(id=request)

    def answer() -> dict[str, Any] | None:
        heard = ((Message.SAVED, Message.FAILED), request)
        return next(
            (told for kind, told in mate.told.others if (kind in heard[0]) and told.get("id") == request),
            None,
        )

    return await eventually(answer, "what came of the save")


def _save_until_refused(api: Api, agent: str) -> Refused:
    """Save by the API until the person's rate is used up, and return the refusal."""
    for _ in range(int(SAVES.burst) + 30):
        try:
            api.call("POST", f"/agents/{agent}/versions", {"name": "Again"})
        except Refused as refused:
            return refused
    raise AssertionError("nothing was refused")


async def _write(mate: Teammate, words: str) -> None:
    text = mate.text("nodes", "n_talk", "prompt")
    await mate.edit({"write": words}, lambda: text.insert(0, words))
    await mate.until_acked()


async def test_k23_a_save_in_the_room_says_that_the_quota_is_full_and_nothing_is_lost(house: House) -> None:
    server = house.server
    full, agent = (server.import_agent(house.logins["Olga"], name) for name in ("Full", "Edited"))
    api = Api(server, house.logins["Olga"])
    api.call("POST", f"/agents/{full}/versions", {"name": "First"})
    _change(server, "UPDATE agents SET version_bytes = 2000000001 WHERE id = ?", (full,))
    async with house.mate("Ann", agent) as ann:
        await _write(ann, "Kept. ")
        refused = await _saved(ann, "s1")
        assert refused["code"] == "quota_reached"
        assert "have reached their limit of 2 GB. Your edits are kept in the draft" in refused["message"]
        await _write(ann, "Also kept. ")
        assert ann.connected
        await eventually(
            lambda: ann.told.saved and ann.told.saved[-1]["n"] >= 3, "the edits in the stored merge"
        )
        assert server.versions(agent) == 0
        assert "Also kept. Kept. " in server.get(f"/agents/{agent}/export.json", house.ann)[1]
        api.call("DELETE", f"/agents/{full}")
        api.call("DELETE", f"/deleted-agents/{full}")
        assert (await _saved(ann, "s2"))["version"] == 1
        await eventually(lambda: _left(server, full) == 0, "every row to be removed")


async def test_k24_the_rate_of_a_person_counts_by_every_door_and_the_room_says_when_to_go_on(
    house: House,
) -> None:
    agent, api = (
        house.server.import_agent(house.logins["Olga"], "Saved often"),
        Api(house.server, house.logins["Ben"]),
    )
    answer: dict[str, Any] = {}
    async with house.mate("Ben", agent) as ben, house.mate("Ann", agent) as ann:
        while "code" not in answer:  # on a slow machine a share is given back between the two
            refused = await asyncio.to_thread(_save_until_refused, api, agent)
            assert (refused.status, refused.error["retry_after_seconds"]) == (429, 2)
            await _write(ben, "Kept. ")
            answer = await _saved(ben, f"s{len(ben.log)}")
        assert answer["code"] == "too_many"
        assert answer["message"].endswith("Your edits are kept in the draft; save again in 2 seconds.")
        assert ben.connected
        await _write(ann, "Hers. ")
        assert "version" in await _saved(ann, "a1")


async def test_g5_the_command_line_closes_the_rooms_of_what_it_deletes_permanently(house: House) -> None:
    server = house.server
    agent = server.import_agent(house.logins["Olga"], "Old")
    api = Api(server, house.logins["Olga"])
    async with (
        honest_editor(server, house.agent, house.logins["Ann"].token, "an agent deleted permanently"),
        house.mate("Ben", agent) as ben,
        house.mate("Vic", agent) as vic,
    ):
        await _write(ben, "For nothing. ")
        api.call("DELETE", f"/agents/{agent}")
        assert ben.connected
        await asyncio.to_thread(server.command, "agent", "erase", agent, "--yes")
        assert _left(server, agent) == 0
        for mate in (ben, vic):
            await eventually(lambda mate=mate: mate.told.close_code, "the room to close")
            assert mate.told.close_code == Close.NOT_FOUND
            assert mate.told.close_reason == "This agent was deleted permanently."
    assert "Traceback" not in server.log
    assert (Api(server, house.logins["Ann"]).call("GET", f"/agents/{house.agent}"))["name"] == "Abused"


async def test_g6_a_server_that_is_killed_meanwhile_goes_on_at_its_next_start(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    olga = server.add_login("Olga", "owner")
    server.start()
    try:
        agent, other = (server.import_agent(olga, name) for name in ("Old", "Kept"))
        api = Api(server, olga)
        for each in (agent, other):
            api.call("POST", f"/agents/{each}/versions", {"name": "First"})
        many = [(agent, os.urandom(32), 900, os.urandom(900)) for _ in range(4_000)]
        _change(
            server, "INSERT INTO version_chunks (agent_id, hash, size_bytes, data) VALUES (?, ?, ?, ?)", *many
        )
        kept = _left(server, other)
        api.call("DELETE", f"/agents/{agent}")
        api.call("DELETE", f"/deleted-agents/{agent}")
        await eventually(lambda: _left(server, agent) < 3_900, "the first steps")
        server.kill()
        assert _left(server, agent) > 0
        server.start()
        await eventually(lambda: _left(server, agent) == 0, "the rest to be removed", 30)
        assert server.rows("SELECT count(*) FROM agents WHERE id = ?", agent) == [(0,)]
        assert _left(server, other) == kept
        assert api.call("GET", f"/agents/{other}/versions/1/export")["name"] == "Kept"
        assert "Traceback" not in server.log
    finally:
        server.kill()
