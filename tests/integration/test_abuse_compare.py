"""What one person may ask about large contents, beside an honest editor: comparing and exporting (SPEC D1, B1)."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.harness.api import Api
from tests.harness.bystander import honest_editor
from tests.integration.test_abuse_rooms import House, acked, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT_ONCE = 40
PROMPT = " ".join(f"word{at}" for at in range(130_000))  # 1.3 MB


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


async def two_contents(house: House) -> str:
    """An agent with a version of one prompt and a draft of another."""
    agent = house.server.import_agent(house.logins["Olga"], "Compared")
    async with house.mate("Mal", agent) as mal:
        prompt = mal.text("nodes", "n_talk", "prompt")
        await mal.edit({"do": "paste"}, lambda: prompt.insert(0, PROMPT))
        await mal.until_acked(60)
        await asyncio.to_thread(
            Api(house.server, house.logins["Mal"]).call, "POST", f"/agents/{agent}/versions", {"name": "One"}
        )

        def rewrite() -> None:
            del prompt[0 : len(PROMPT)]
            prompt.insert(0, PROMPT.replace("word", "term"))

        await mal.edit({"do": "rewrite"}, rewrite)
        await mal.until_acked(60)
    return agent


async def test_d1_40_comparisons_of_1_3_mb_prompts_at_once_hold_nobody_up(house: House) -> None:
    agent = await two_contents(house)
    headers = {"Authorization": f"Bearer {house.logins['Mal'].token}"}
    path = f"{house.server.url}/api/v1/agents/{agent}/compare?older=1&newer=draft"
    async with (
        honest_editor(
            house.server, house.agent, house.ann, "40 comparisons of 1.3 MB", most_growth_mb=300
        ) as watched,
        httpx.AsyncClient(timeout=120, headers=headers) as client,
    ):
        answers = await asyncio.gather(*(client.get(path) for _ in range(AT_ONCE)))
        await acked(watched, 20)
    found = Counter(answer.status_code for answer in answers)
    print(found)
    assert set(found) <= {200, 429}
    assert found[200] >= 10
