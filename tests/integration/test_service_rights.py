"""Rights fail closed: a withdrawn one ends within five seconds, whatever the database answers (SV6, SV7, A1)."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.collab.protocol import Close
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.wait import eventually

ENFORCED_SECONDS = 5.0
PEOPLE = {"Olga": "owner", "Ann": "editor", "Ben": "viewer"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Login]]]:
    server = Server(tmp_path_factory.mktemp("rights") / "data")
    logins = {name: server.add_login(name, role) for name, role in PEOPLE.items()}
    server.start()
    yield server, logins
    server.kill()


def write(server: Server, statement: str) -> None:
    with closing(sqlite3.connect(server.database, timeout=20)) as database, database:
        database.execute(statement)


async def test_sv7_a_demotion_holds_within_five_seconds_though_rights_cannot_be_read(
    house: tuple[Server, dict[str, Login]],
) -> None:
    server, logins = house
    agent = server.import_agent(logins["Olga"], "Guarded")
    ann = await Teammate(server.sync_url(agent), logins["Ann"].token).join()
    ben = await Teammate(server.sync_url(agent), logins["Ben"].token).join()
    # A value that no program of ours wrote: reading it raises what is no error of a database that is away.
    write(server, "UPDATE users SET role = 'emperor' WHERE name = 'Ben'")
    write(server, "UPDATE users SET role = 'viewer' WHERE name = 'Ann'")
    await eventually(lambda: not (ann.connected or ben.connected), "the close", ENFORCED_SECONDS)
    assert {ann.told.close_code, ben.told.close_code} == {Close.TRY_LATER}
    status, told = server.get("/readyz")
    assert (status, json.loads(told)["reasons"]["background"]) == (
        503,
        "A background task fails: rights of connections. The log says why.",
    )
    assert server.log.count("a background task failed and is tried again") == 1
    write(server, "UPDATE users SET role = 'viewer' WHERE name = 'Ben'")
    await eventually(lambda: server.get("/readyz")[0] == 200, "being well again")
    await ann.join()
    await eventually(lambda: ann.told.welcome.get("role") == "viewer", "the welcome of a viewer")
    await asyncio.gather(ann.leave(), ben.leave())


async def test_sv7_the_rights_are_looked_at_again_after_any_error(
    house: tuple[Server, dict[str, Login]],
) -> None:
    server, logins = house
    agent = server.import_agent(logins["Olga"], "Guarded again")
    async with Teammate(server.sync_url(agent), logins["Olga"].token) as olga:
        write(server, "ALTER TABLE api_tokens RENAME TO elsewhere")
        await eventually(lambda: server.get("/readyz")[0] == 503, "the failure of a task")
        write(server, "ALTER TABLE elsewhere RENAME TO api_tokens")
        await eventually(lambda: server.get("/readyz")[0] == 200, "being well again")
        if not olga.connected:
            await olga.join()
        write(server, "UPDATE users SET role = 'viewer' WHERE name = 'Olga'")
        await eventually(lambda: not olga.connected, "the close", ENFORCED_SECONDS)
        write(server, "UPDATE users SET role = 'owner' WHERE name = 'Olga'")
