"""Updates that take long to read, beside an honest editor: a worker reads them (SPEC R14, R15, R16, B1, W4)."""

import asyncio
import contextlib
from collections.abc import Iterator

import httpx
import pytest
from pycrdt import Doc
from websockets.exceptions import ConnectionClosed

from app.collab.protocol import Close, Sync
from tests import hostile
from tests.harness.bystander import honest_editor, resident_mb
from tests.harness.wait import eventually
from tests.integration.test_abuse_rooms import House, acked, flood, served
from tests.integration.test_hostile_sockets import plant, sync

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1_000_000
LISTS = (
    b"\x75" + hostile.uint(90_000) + b"\x75\x00" * 45_000 + b"\x7e" * 45_000
)  # a list of 90,000 small values


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("abuse") / "data") as made:
        yield made


def values(size: int, client: int = 9) -> bytes:
    """An update of so many bytes: small values, each in a list within the limit of one value."""
    keys = (
        chr(97 + at // 26 % 26) + chr(97 + at % 26) + "x" * (at // 676) for at in range(size // len(LISTS))
    )
    return hostile.update(
        {
            client: (
                0,
                [
                    hostile.plain(LISTS[:-45_000] + b"\x7e" * 45_000, parent="settings", key=key)
                    for key in keys
                ],
            )
        }
    )


def emoji(size: int, client: int = 9) -> bytes:
    return hostile.update(
        {client: (0, [hostile.chars("\N{GRINNING FACE}" * (size // 4), hostile.NODE_CHARS)])}
    )


def planted(house: House, name: str) -> str:
    agent = house.server.import_agent(house.logins["Olga"], name)
    plant(house.server, agent, hostile.small_state())
    return agent


async def fate(house: House, agent: str, *frames: bytes) -> int | None:
    """Send frames as Mal; return the code that closes the connection, None once all are acknowledged."""
    async with house.mate("Mal", agent) as mal:
        known = mal.acked
        for frame in frames:
            await mal.send_raw(frame)
        await eventually(lambda: mal.told.close_code or mal.acked >= known + len(frames), "its fate", 60)
        return mal.told.close_code


@pytest.mark.parametrize("sub", [Sync.STEP2, Sync.UPDATE])
async def test_r15_20_mb_of_small_values_close_their_sender_and_hold_nobody_up(
    house: House, sub: Sync
) -> None:
    agent, frame = planted(house, f"Values {sub}"), sync(sub, values(19 * MEGABYTE))
    async with (
        honest_editor(
            house.server, agent, house.ann, "20 MB of values, same room", most_growth_mb=200
        ) as same,
        honest_editor(
            house.server,
            house.agent,
            house.logins["Ben"].token,
            "20 MB of values, other room",
            most_growth_mb=200,
        ) as other,
    ):
        assert await fate(house, agent, frame) == Close.TOO_BIG
        await acked(same, 20)
        await acked(other, 20)


async def test_r15_20_mb_of_text_that_may_come_hold_nobody_up_and_reach_everybody(house: House) -> None:
    agent = planted(house, "Emoji")
    frame = sync(Sync.STEP2, emoji(16 * MEGABYTE))
    async with (
        honest_editor(
            house.server, house.agent, house.ann, "16 MB of emoji, other room", most_growth_mb=400
        ) as other,
    ):
        assert await fate(house, agent, frame) is None
        await acked(other, 20)
    async with house.mate("Ben", agent) as ben:
        assert len(ben.text("nodes", "n1", "prompt").to_py() or "") > 3 * MEGABYTE


async def test_r15_three_of_18_mb_broken_at_their_end_close_their_senders_alone(house: House) -> None:
    agent = planted(house, "Broken")
    broken = sync(Sync.STEP2, emoji(18 * MEGABYTE)[:-1] + b"\x07")
    async with (
        honest_editor(
            house.server, agent, house.ann, "three of 18 MB, same room", most_growth_mb=300
        ) as same,
        honest_editor(
            house.server,
            house.agent,
            house.logins["Ben"].token,
            "three of 18 MB, other room",
            most_growth_mb=300,
        ) as other,
        house.crowd("Mal", 3, agent) as lines,
    ):
        await flood(lines, broken, 1)
        for line in lines:
            with contextlib.suppress(ConnectionClosed):
                async with asyncio.timeout(60):
                    while True:
                        await line.recv()
            assert line.close_code == Close.BAD_FRAME
        await acked(same, 20)
        await acked(other, 20)


async def test_r15_what_a_sender_sends_behind_a_large_update_is_handled_after_it(house: House) -> None:
    agent = planted(house, "In order")
    async with house.mate("Mal", agent) as mal:
        doc: Doc = Doc()
        doc.apply_update(hostile.small_state())
        large = hostile.update({9: (0, [hostile.chars("y" * 300_000, hostile.NODE_CHARS)])})
        small = hostile.update({9: (300_000, [hostile.chars("z", (9, 299_999))])})
        known = mal.acked
        await mal.send_raw(sync(Sync.UPDATE, large))
        await mal.send_raw(sync(Sync.UPDATE, small))
        await eventually(lambda: mal.acked == known + 2 or mal.told.close_code, "both acknowledged", 30)
        assert mal.told.close_code is None
    async with house.mate("Ben", agent) as ben:
        assert str(ben.text("nodes", "n1", "prompt")).endswith("yz")


async def test_r15_behind_a_refused_large_update_nothing_is_read(house: House) -> None:
    agent = planted(house, "Refused")
    broken = hostile.update({9: (0, [hostile.chars("y" * 300_000, hostile.NODE_CHARS)])})[:-1] + b"\x07"
    small = hostile.update({10: (0, [hostile.plain("blue", parent="settings", key="colour")])})
    assert await fate(house, agent, sync(Sync.UPDATE, broken), sync(Sync.UPDATE, small)) == Close.BAD_FRAME
    async with house.mate("Ben", agent) as ben:
        assert "colour" not in ben.roots["settings"]


async def test_r16_40_connections_of_one_person_hold_no_more_than_one_document(house: House) -> None:
    """Each begins a message of 19 MB and leaves its last byte out: without a bound that is 760 MB."""
    agent, part = planted(house, "Unfinished"), b"\x00" * 18 * MEGABYTE
    head = b"\x82\xff" + (19 * MEGABYTE).to_bytes(8) + bytes(4)
    async with (
        honest_editor(
            house.server, house.agent, house.ann, "40 unfinished documents", most_growth_mb=120
        ) as watched,
        house.crowd("Mal", 40, agent) as lines,
    ):
        for line in lines:
            line.transport.write(head + part)
        await acked(watched, 100)
        print(f"{resident_mb(house.server.worker_pid):.0f} MB")
        async with house.mate("Ben", agent) as ben:
            prompt = ben.text("nodes", "n1", "prompt")
            await ben.edit({"do": "paste"}, lambda: prompt.insert(0, "x" * 200_000))
            await ben.until_acked(30)


async def test_b1_40_connections_of_one_person_with_dear_60_kb_each_hold_nobody_up(house: House) -> None:
    agent = planted(house, "Many small")
    structs = [hostile.garbage(1)] * 23_000
    async with (
        honest_editor(house.server, agent, house.ann, "40 × 60 KB, same room") as same,
        honest_editor(
            house.server, house.agent, house.logins["Ben"].token, "40 × 60 KB, other room"
        ) as other,
    ):
        for round_ in range(3):
            async with house.crowd("Mal", 35, agent) as lines:
                for at, line in enumerate(lines):
                    frame = sync(Sync.STEP2, hostile.update({1_000 + round_ * 100 + at: (0, structs)}))
                    assert len(frame) < 64_000
                    await flood([line], frame, 1)
                await acked(same, 30)
                await acked(other, 30)


async def test_r15_edits_that_wait_for_the_first_sync_are_taken_one_by_one(house: House) -> None:
    """Sixty updates of 60 KB sent before the SyncStep2 would be read in one go."""
    agent = planted(house, "Held")
    async with (
        honest_editor(house.server, agent, house.ann, "4 MB held, same room", most_growth_mb=200) as same,
        house.crowd("Mal", 1, agent) as lines,
    ):
        for at in range(60):
            listed = b"\x75" + hostile.uint(58_000) + b"\x7e" * 58_000
            made = hostile.update(
                {
                    2_000: (
                        at,
                        [
                            hostile.plain(
                                listed, parent="settings", key="k" + chr(97 + at // 26) + chr(97 + at % 26)
                            )
                        ],
                    )
                }
            )
            await flood(lines, sync(Sync.UPDATE, made), 1)
        await flood(lines, sync(Sync.STEP2, hostile.update()), 1)
        await acked(same, 200)


async def test_w6_compression_is_not_offered_so_that_no_frame_can_grow(house: House) -> None:
    headers = {
        "Authorization": f"Bearer {house.ann}", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
    }  # fmt: skip
    url = house.server.sync_url(house.agent).replace("ws:", "http:", 1)
    async with httpx.AsyncClient() as client, client.stream("GET", url, headers=headers) as answer:
        assert answer.status_code == 101
        assert "sec-websocket-extensions" not in answer.headers
