"""E1, E3: twenty people type into one flow; the rules run five times a second at most, and all end with the same."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pycrdt import Text

from tests.harness.api import Api
from tests.harness.flows import ready_flow
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server
from tests.harness.wait import eventually

PEOPLE = 20
TYPING_SECONDS = 10
KEYS_A_SECOND = 5
MOST_A_SECOND = 5
FINDINGS = 103


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Server, Login]]:
    server = Server(tmp_path)
    login = server.add_login("Olga", "owner")
    server.start()
    yield server, login
    server.kill()


def _heard(mate: Teammate) -> list[dict[str, object]]:
    return [content for kind, content in mate.told.others if kind == FINDINGS]


async def test_e1_e3_twenty_type_and_all_hear_the_same(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Typed into by twenty", ready_flow())
    url = server.sync_url(agent)
    mates = [await Teammate(url, login.token).join() for _ in range(PEOPLE)]
    began = time.monotonic()
    await asyncio.gather(*(_type(mate, number, began) for number, mate in enumerate(mates)))
    await asyncio.gather(*(mate.until_acked(30) for mate in mates))
    typed = time.monotonic() - began
    review = await asyncio.to_thread(Api(server, login).call, "GET", f"/agents/{agent}/review")
    for mate in mates:
        await eventually(
            lambda one=mate: _heard(one) and _heard(one)[-1]["hash"] == review["hash"], "the last findings"
        )
        assert 2 <= len(_heard(mate)) <= MOST_A_SECOND * (typed + 2)
    last = {str(_heard(mate)[-1]) for mate in mates}
    assert len(last) == 1
    for mate in mates:
        await mate.leave()


async def _type(mate: Teammate, number: int, began: float) -> None:
    """Type at one's own pace, the seconds of the clock and not of this machine's load."""
    prompt: Text = mate.roots["nodes"]["n_talk"]["prompt"]
    for key in range(TYPING_SECONDS * KEYS_A_SECOND):
        due = began + key / KEYS_A_SECOND
        await eventually(lambda at=due: time.monotonic() >= at, "the next key", TYPING_SECONDS * 3)
        await mate.edit({"key": key}, lambda n=number: prompt.insert(0, f"{n} "))
