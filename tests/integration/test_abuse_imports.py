"""Imports that are large and refused, or large and many, beside an honest editor (A6): nobody else waits for them."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.harness import flows
from tests.harness.bystander import honest_editor
from tests.integration.abuse_world import House, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT_ONCE = 12
FILE_BYTES = 9_900_000
NOTES = 150_000
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("imports") / "data") as made:
        yield made


def empty_lists(size: int) -> bytes:
    """A file of so many bytes that is one setting of empty lists, three bytes each."""
    head, tail = (
        b'{"format":"callweave.agent","version":1,"name":"Lists","flow":{"settings":{"fillers":[',
        b"]}}}",
    )
    count = (size - len(head) - len(tail)) // 3
    return head + b",".join([b"[]"] * count) + tail


def many_notes() -> bytes:
    """A flow that is right but for its number of notes."""
    flow = flows.a_flow() | {"notes": {f"no_{at}": {"text": "x"} for at in range(NOTES)}}
    return json.dumps({"format": "callweave.agent", "version": 1, "name": "Notes", "flow": flow}).encode()


def refusal(house: House, file: bytes) -> tuple[int, str]:
    """Import a file and return the status and the sentence that came back."""
    headers = {"Authorization": f"Bearer {house.owner.token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{house.server.url}/agents/import", file, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


async def test_a6_12_imports_at_once_of_9_9_mb_of_empty_lists_keep_nobody_waiting(house: House) -> None:
    file = empty_lists(FILE_BYTES)
    title = "12 imports of 9.9 MB of empty lists"
    async with honest_editor(house.server, house.agent, house.owner.token, title, most_growth_mb=300):
        sending = [asyncio.to_thread(refusal, house, file) for _ in range(AT_ONCE)]
        answers = await asyncio.gather(*sending)
    assert all(400 <= status < 500 or status == 503 for status, _ in answers), answers
    assert any("250,000 lists and objects" in words for _, words in answers), answers[0]


async def test_a6_150_000_notes_are_counted_before_they_are_read(house: House) -> None:
    title = "an import of 150,000 notes"
    async with honest_editor(house.server, house.agent, house.owner.token, title):
        status, words = await asyncio.to_thread(refusal, house, many_notes())
    assert (status, "150,000 notes; 5,000 are allowed" in words) == (413, True), (status, words)
