"""What one member asks by API, pages and new connections costs that member's share alone (app/collab/SPEC.md B1).

The last line of issue 8, A5, beside an honest editor.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.harness.bystander import honest_editor
from tests.harness.page_line import HYDRATE, cookie_of, page_line
from tests.harness.peer import Teammate
from tests.harness.wait import eventually
from tests.integration.abuse_world import House, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUESTS = 300
CONNECTIONS = 150


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("requests")) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/api/v1/agents", "/api/v1/agents/{agent}/history", "/api/v1/agents/{agent}/review", "/auth/me"]
)
async def test_b1_requests_by_the_hundred_wait_for_each_other_and_nobody_else(
    house: House, path: str
) -> None:
    viewer = house.server.add_login("Vic" + path[-3:], "viewer")
    headers = {"Authorization": f"Bearer {viewer.token}"}
    url = house.server.url + path.format(agent=house.agent)
    limits = httpx.Limits(max_connections=80)
    async with (
        honest_editor(
            house.server, house.agent, house.owner.token, f"{REQUESTS} requests for {path}"
        ) as honest,
        httpx.AsyncClient(headers=headers, trust_env=False, timeout=120, limits=limits) as mallory,
    ):
        answers = await asyncio.gather(*(mallory.get(url) for _ in range(REQUESTS)))
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)
    print(Counter(answer.status_code for answer in answers))
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert answers[0].status_code == 200


async def test_b1_a_page_that_asks_without_end_waits_and_other_pages_do_not(house: House) -> None:
    viewer = house.server.add_login("Page", "viewer")
    cookie, own = cookie_of(house.server, viewer), cookie_of(house.server, house.owner)
    async with (
        honest_editor(
            house.server, house.agent, house.owner.token, "20 tabs that read without end"
        ) as honest,
        page_line(house.server, own, "honest") as page,
    ):
        lines = [page_line(house.server, cookie, f"tab-{number}") for number in range(20)]
        tabs = [await line.__aenter__() for line in lines]
        for _ in range(5):
            await asyncio.gather(*(tab.send(HYDRATE, path="/agents") for tab in tabs))
        assert "Owner" in await page.hydrated("/agents")
        await eventually(lambda: len(honest.acks) > 20, "some acks", 60)
        await asyncio.gather(*(line.__aexit__(None, None, None) for line in lines))
    assert "Traceback" not in house.server.log


async def test_b1_a_hundred_and_fifty_connections_opened_at_once_hold_up_nobody(house: House) -> None:
    viewer = house.server.add_login("Crowd", "viewer")
    other = house.server.import_agent(house.owner, "Crowded")
    async with honest_editor(
        house.server, house.agent, house.owner.token, "150 connections opened at once"
    ) as honest:
        crowd = [Teammate(house.server.sync_url(other), viewer.token) for _ in range(CONNECTIONS)]
        await asyncio.gather(*(mate.join() for mate in crowd))
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)
        await asyncio.gather(*(mate.vanish() for mate in crowd))
        print(f"worst ack {max(honest.acks) * 1000:.0f} ms (wall {max(honest.wall) * 1000:.0f})")
