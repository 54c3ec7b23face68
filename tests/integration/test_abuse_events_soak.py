"""10,000 hostile messages on the pages' socket: the same process, and nobody closed but the sender (T1, T2, B4)."""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.harness.bystander import honest_editor
from tests.harness.page_line import HYDRATE, SESSION, STATE, PageLine, cookie_of, event, packet, page_line
from tests.harness.wait import eventually
from tests.integration.abuse_world import House, served

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.soak]

MESSAGES = 10_000
AT_ONCE = 40  # of one socket, before its fate is looked at
CANARY = "canary-7f3a"  # stands in every message, and may stand in no line of the log

NO_CALLS: list[Any] = [None, 7, [], "x", {"name": 7}, {"payload": {}}, {"name": CANARY, "payload": []}]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("events")) as made:
        yield made


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


class Mallory:
    """Makes messages of every kind, some of them a page's own."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def message(self) -> str:
        """Return the next one."""
        make = self.chance.choice(
            (self.malformed, self.raw_numbers, self.unknown, self.large, self.misfit, self.own)
        )
        return make()

    def malformed(self) -> str:
        return self.chance.choice((
            "", "4", "42", "3", "40/_event,", "41/_event,x", "42/other,[]", "5", "451-/_event,[]", "\ud7ff",
            "42/_event," + deep(self.chance.randrange(1, 6_000)),
            f'42/_event,["event",{{"name":"{CANARY}"',
            f'42/_event,["{CANARY}",1,2,3]',
            packet(self.chance.choice(NO_CALLS)),
            "42/_event,7" + json.dumps(["event", event(HYDRATE)]),
        ))  # fmt: skip

    def raw_numbers(self) -> str:
        number = self.chance.choice(("NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "-1e999"))
        return f'42/_event,["event",{{"name":"{HYDRATE}","payload":{{"{CANARY}":{number}}}}}]'

    def unknown(self) -> str:
        name = self.chance.choice((
            CANARY, STATE, f"{STATE}.setvar", f"{STATE}.{CANARY}", f"{SESSION}.set_person", f"{STATE}.reset",
            f"{STATE}.__init__", f"{SESSION}.state___members____members_state.{CANARY}", "", ".", "a" * 9_000,
        ))  # fmt: skip
        return packet(event(name, {"password": CANARY, "token": CANARY}))

    def large(self) -> str:
        many = self.chance.choice((3_000, 15_000, 40_000))
        values: list[Any] = [[[]] * many, [{}] * many, "x" * many, [1] * many]
        return packet(event(HYDRATE, {CANARY: self.chance.choice(values)}))

    def misfit(self) -> str:
        said: dict[str, Any] = event(f"{SESSION}.state___members____members_state.invite", {"form": CANARY})
        said |= self.chance.choice((
            {"token": CANARY}, {"router_data": {"pathname": ["/"]}}, {"router_data": {"query": {"a": {}}}},
            {"handler": {}}, {"event_actions": 7}, {CANARY: 1},
            {"payload": {"form": {"email": CANARY, "role": "owner"}}},
        ))  # fmt: skip
        return packet(said)

    def own(self) -> str:
        return packet(
            event(HYDRATE, path=self.chance.choice(("/agents", "/members", "/nowhere", f"/{CANARY}")))
        )


async def storm(house: House, cookie: str, mallory: Mallory) -> int:
    """Open a socket once the server lets us, and send until it closes; return how many messages."""
    lines: list[Any] = []

    async def let_in() -> bool:
        line = page_line(house.server, cookie, CANARY)
        try:
            lines.append((line, await line.__aenter__()))
        except InvalidStatus as refused:
            if refused.response.status_code != 429:
                raise
        return bool(lines)

    await eventually(let_in, "a place", 120)
    manager, line = lines[0]
    sent = 0
    while line.closed is None and sent < AT_ONCE:
        await line.say(mallory.message())
        sent += 1
    await manager.__aexit__(None, None, None)
    return sent


async def is_well(page: PageLine) -> bool:
    """Whether a page that stayed open is answered."""
    return "Owner" in await page.hydrated("/agents") and page.closed is None


@pytest.mark.timeout(1_500)
async def test_t2_10_000_hostile_messages_close_nobody_but_their_senders(house: House) -> None:
    server, sent = house.server, 0
    viewer, editor = server.add_login("Vic", "viewer"), server.add_login("Mal", "editor")
    cookies = ["", "made-up", cookie_of(server, viewer), cookie_of(server, editor)]
    mallories = [Mallory(seed) for seed in range(len(cookies))]
    async with (
        honest_editor(server, house.agent, house.owner.token, "10,000 hostile messages") as honest,
        page_line(server, cookie_of(server, house.owner)) as page,
    ):
        while sent < MESSAGES:
            storms = (storm(house, *each) for each in zip(cookies, mallories, strict=True))
            sent += sum(await asyncio.gather(*storms))
            assert await is_well(page)
        await eventually(lambda: len(honest.acks) > 100, "some acks", 60)
    print(f"{sent} hostile messages")
    assert CANARY not in server.log
    assert "Traceback" not in server.log
    assert max(map(len, server.lines)) < 4_000
