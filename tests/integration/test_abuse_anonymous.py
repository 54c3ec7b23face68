"""Nobody without an account costs the server more than a little: each abuse beside an honest editor.

The lines of issue 8, A1 and A9, that concern the pages' socket before sign-in, and their siblings.
Cites app/web/SPEC.md B2, B4 and T1 to T5: T1, T2, T3.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app.web.page_sockets import NOBODY
from tests.harness.bystander import cpu_seconds, honest_editor
from tests.harness.page_line import (
    HYDRATE,
    SESSION,
    STATE,
    Raw,
    cookie_of,
    event,
    packet,
    page_line,
    raw_socket,
)
from tests.harness.wait import eventually
from tests.integration.abuse_world import House, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("anonymous")) as made:
        yield made


async def test_a_large_message_from_nobody_ends_its_socket_and_is_not_logged(house: House) -> None:
    big = packet(event(STATE + ".no_such_handler", {"canary": [[]] * 320_000}))
    async with honest_editor(house.server, house.agent, house.owner.token, "0.96 MB of empty lists"):
        for _ in range(4):
            lines = [page_line(house.server) for _ in range(4)]
            sockets = [await line.__aenter__() for line in lines]
            await asyncio.gather(*(socket.say(big) for socket in sockets))
            await asyncio.gather(*(eventually(lambda s=s: s.closed, "the close", 20) for s in sockets))
            assert {socket.closed for socket in sockets} == {1009}
            for line in lines:
                await line.__aexit__(None, None, None)
    assert "[[], []" not in house.server.log
    assert max(map(len, house.server.lines)) < 4_000


async def test_a_small_message_of_nobody_that_no_page_sends_costs_one_line(house: House) -> None:
    before = len(house.server.lines)
    async with page_line(house.server) as line:
        await line.say(packet(event(STATE + ".no_such_handler", {"password": "hunter2 hunter2"})))
        await line.say(packet(event(STATE + ".setvar", {"var_name": "hunter2", "value": 1})))
        await line.say("42/_event," + json.dumps(["event", "hunter2"]))
        await line.say("42/_event,[" * 1_000)
        await line.say('42/_event,["event",{"name":"\\ud800","payload":{"n":1e999}}]')
        assert "is_hydrated" in await line.hydrated()
        assert line.closed is None
    new = house.server.lines[before:]
    assert sum("a page's message was refused" in one for one in new) == 5
    assert not [one for one in new if "Traceback" in one or "hunter2" in one]


async def test_malformed_events_without_end_close_their_sender_only(house: House) -> None:
    async with (
        honest_editor(house.server, house.agent, house.owner.token, "malformed events") as editor,
        page_line(house.server) as honest,
        page_line(house.server) as hostile,
    ):
        for number in range(100):
            await hostile.say(packet(number))
        await eventually(lambda: hostile.closed, "the close", 20)
        assert hostile.closed == 1008
        assert "is_hydrated" in await honest.hydrated()
        await eventually(lambda: len(editor.acks) > 5, "some acks", 20)
    assert "Traceback" not in house.server.log


async def test_unfinished_messages_of_nobody_keep_no_memory(house: House) -> None:
    server = house.server
    begun = b"\x01\xff" + (20_000_000).to_bytes(8, "big") + bytes(4)  # one text frame of 20 MB, not the last
    small = b"\x00\xfe" + (60_000).to_bytes(2, "big") + bytes(4) + b"x" * 60_000
    async with honest_editor(
        server, house.agent, house.owner.token, "unfinished messages", most_growth_mb=60
    ) as honest:
        for head in (begun, b"\x01" + small[1:]):
            sockets = [
                await raw_socket(server, "/_event/?EIO=4&transport=websocket&token=x") for _ in range(20)
            ]
            assert all([await is_ended_by(each, head, small * 40) for each in sockets])
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)


@pytest.mark.parametrize("cookie", ["", "made-up"])
async def test_t6_a_documents_socket_of_nobody_keeps_no_memory(house: House, cookie: str) -> None:
    begun = b"\x82\xff" + (20_000_000).to_bytes(8, "big") + bytes(4)
    path = f"/sync/{house.agent}"
    async with honest_editor(
        house.server, house.agent, house.owner.token, "20 MB for a document, of nobody", most_growth_mb=60
    ) as honest:
        sockets = [await raw_socket(house.server, path, cookie) for _ in range(20)]
        pieces = [begun, *[bytes(1_000_000)] * 20]
        assert all(await asyncio.gather(*(is_ended_by(each, *pieces) for each in sockets)))
        await eventually(lambda: len(honest.acks) > 5, "some acks", 20)


async def test_t5_1000_sockets_with_made_up_cookies_cost_their_sender(house: House) -> None:
    async with honest_editor(
        house.server, house.agent, house.owner.token, "1,000 made-up cookies", most_growth_mb=60
    ) as honest:
        async with contextlib.AsyncExitStack() as open_ones:
            opened: list[bool] = []
            for first in range(0, 1_000, 100):
                names = (f"made-up-{number}" for number in range(first, first + 100))
                opened += await asyncio.gather(*(tried(open_ones, house, name) for name in names))
            assert 0 < sum(opened) <= NOBODY.sockets
            before = cpu_seconds(house.server.worker_pid)
            await eventually(lambda: len(honest.acks) > 100, "three sweeps", 60)
            print(
                f"{sum(opened)} sockets open, 100 acks: {cpu_seconds(house.server.worker_pid) - before:.2f} s"
            )
        async with page_line(house.server, cookie_of(house.server, house.owner)) as member:
            assert "Owner" in await member.hydrated("/agents")


async def tried(open_ones: contextlib.AsyncExitStack, house: House, cookie: str) -> bool:
    """Open a page's socket; whether it was let in."""
    try:
        await open_ones.enter_async_context(page_line(house.server, cookie))
    except InvalidStatus as refused:
        if refused.response.status_code != 429:
            raise
        return False
    return True


async def is_ended_by(raw: Raw, *sent: bytes) -> bool:
    """Send all of it; whether the server ends the connection within some seconds."""
    reader, writer = raw
    with contextlib.suppress(ConnectionError):
        for piece in sent:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(15):
            while await reader.read(65536):
                pass
    writer.close()
    return True


async def test_an_address_has_few_sockets_before_sign_in_and_members_keep_theirs(house: House) -> None:
    cookie = cookie_of(house.server, house.owner)
    async with contextlib.AsyncExitStack() as open_ones:
        with pytest.raises(InvalidStatus) as refused:
            await opened(open_ones, house, NOBODY.sockets + 1)
        assert refused.value.response.status_code == 429
        async with page_line(house.server, cookie) as member:
            assert "Owner" in await member.hydrated("/agents")
    async with page_line(house.server) as again:
        assert "is_hydrated" in await again.hydrated()


async def opened(open_ones: contextlib.AsyncExitStack, house: House, count: int) -> None:
    for _ in range(count):
        await open_ones.enter_async_context(page_line(house.server))


async def test_the_state_of_a_closed_tab_is_reached_by_its_session_and_tab_only(house: House) -> None:
    viewer = house.server.add_login("Vera", "viewer")
    owner, other = cookie_of(house.server, house.owner), cookie_of(house.server, viewer)
    async with page_line(house.server, owner, "the-tab") as line:
        assert "vera@example.com" in await line.hydrated("/members")
    for cookie in ("", "made-up", other):
        async with page_line(house.server, cookie, "the-tab") as stranger:
            await stranger.send(HYDRATE)
            assert "vera@example.com" not in await stranger.hydrated("/sign-in")
    async with page_line(house.server, owner, "the-tab") as back:
        assert "vera@example.com" in await back.hydrated("/account")


async def test_t4_a_secret_is_shown_once_and_not_kept_in_the_state(house: House) -> None:
    cookie = cookie_of(house.server, house.owner)
    async with page_line(house.server, cookie, "secret-tab") as line:
        await line.send(
            f"{SESSION}.state___account____account_state.add_token", {"form": {"label": "CI"}}, "/account"
        )
        await eventually(lambda: '"secret_rx_state_":"cw_' in line.text, "the token", 20)
        invited = {"form": {"email": "new@example.com", "role": "viewer"}}
        await line.send(f"{SESSION}.state___members____members_state.invite", invited, "/members")
        await eventually(lambda: "/invitation/" in line.text, "the link", 20)
    for path in ("/nowhere", "/agents"):
        async with page_line(house.server, cookie, "secret-tab") as back:
            state = await back.hydrated(path)
            assert "/invitation/" not in state
            assert "cw_" not in state


async def test_t5_cookies_of_nobody_are_not_shown_to_reflex(house: House) -> None:
    """1,000 sockets with made-up cookies cost one look each when they open, and nothing afterwards."""
    async with page_line(house.server, "made-up") as line:
        state = await line.hydrated("/agents")
    assert "made-up" not in state
    assert "problem=signed_out" in state


def test_what_is_no_page_socket_is_answered_shortly(house: House) -> None:
    for path in ("/_event", "/_event/", "/_event/?EIO=4&transport=polling", "/_event/x/y"):
        assert httpx.get(house.server.url + path, trust_env=False).status_code == 400
