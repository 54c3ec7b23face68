"""100,000 hostile frames of every kind: the same process, and nobody closed but the sender (SPEC W4, B1)."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from app.collab.protocol import Message, Sync, own_frame
from tests import hostile
from tests.harness.bystander import honest_editor
from tests.harness.peer import Teammate
from tests.integration.test_abuse_rooms import ODD, POISON, House, acked, served
from tests.integration.test_hostile_sockets import BAD_FRAMES, awareness, genuine, plant, sync

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.soak]

FRAMES = 100_000
AT_ONCE = 50  # frames of one connection before its fate is looked at


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


class Mallory:
    """Makes frames: mostly small ones, of all kinds, some of them honest."""

    def __init__(self, seed: int, honest: bytes) -> None:
        self.chance = random.Random(seed)
        self.bender = hostile.Bender(random.Random(seed + 1))
        self.honest = honest
        self.bombs = [frame for _, frame in hostile.bombs() if len(frame) < 50_000]
        self.bad = [frame for frame in BAD_FRAMES.values() if len(frame) < 50_000]

    def frame(self) -> bytes | str:
        """Return the next one."""
        pick = self.chance.random()
        if pick < 0.3:
            return sync(Sync.STEP1, self.chance.choice((b"\x00", b"\x01\x07\x09")))
        if pick < 0.5:
            return awareness(
                (
                    self.chance.randrange(200),
                    self.chance.randrange(99),
                    self.chance.choice((*ODD, "{}", "null")),
                )
            )
        if pick < 0.6:
            return bytes((Message.QUERY_AWARENESS,))
        if pick < 0.7:
            return own_frame(
                Message.SAVE, {"id": "s", "note": self.chance.choice(("", "\ud800", "x" * 3_000, 7))}
            )
        if pick < 0.9:
            return sync(Sync.UPDATE, b"\x00\x00")
        return self._worse()

    def _worse(self) -> bytes | str:
        pick = self.chance.random()
        sub = self.chance.choice((Sync.UPDATE, Sync.STEP2))
        if pick < 0.4:
            return sync(sub, self.bender.bend(self.honest, {1: 16}))
        if pick < 0.6:
            return sync(sub, self.chance.choice(self.bombs))
        if pick < 0.8:
            return awareness((7, 1, self.chance.choice(POISON)))
        if pick < 0.9:
            return self.chance.choice(self.bad)
        return self.chance.randbytes(self.chance.randrange(60))


async def _burst(mate: Teammate, mallory: Mallory) -> int:
    """Send frames until the server closes, at most ``AT_ONCE``; return how many."""
    assert mate._socket
    sent = 0
    with suppress(ConnectionClosed):
        while sent < AT_ONCE:
            await mate._socket.send(mallory.frame())
            sent += 1
    return sent


@pytest.mark.timeout(1_500)
async def test_b1_100_000_hostile_frames_close_nobody_but_their_senders(house: House) -> None:
    agent = house.server.import_agent(house.logins["Olga"], "Stormed")
    plant(house.server, agent, hostile.small_state())
    sent = connections = 0
    async with (
        honest_editor(house.server, agent, house.ann, "100,000 hostile frames, same room") as same,
        honest_editor(
            house.server, house.agent, house.logins["Ben"].token, "100,000 hostile frames, other room"
        ),
        house.mate("Olga", agent) as olga,
    ):
        mallories = [Mallory(seed, genuine(olga)) for seed in range(4)]
        while sent < FRAMES:
            mates = [house.mate(name, agent) for name in ("Mal", "Mal", "Vic", "Vic")]
            await asyncio.gather(*(mate.join() for mate in mates))
            sent += sum(await asyncio.gather(*map(_burst, mates, mallories)))
            connections += len(mates)
            await asyncio.gather(*(mate.vanish() for mate in mates))
        await acked(same, 100)
        assert olga.connected
    print(f"{sent} hostile frames on {connections} connections")
