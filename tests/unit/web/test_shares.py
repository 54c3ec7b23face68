"""Connections, requests and addresses: who counts as one, and who makes room. Cites app/web/SPEC.md B2 and B3."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from app.kit.addresses import key_of, networks, visitor
from app.kit.rates import MOST_KEYS, Rate, Shares
from app.settings import BadSetting, load
from app.web.addresses import Addresses
from app.web.connections import Connections
from app.web.visits import Visits


@dataclass(eq=False)
class Line:
    is_silent: bool = True
    dropped: bool = False

    def drop(self) -> None:
        self.dropped = True


def test_b2_a_newcomer_takes_the_place_of_the_oldest_that_says_nothing() -> None:
    connections = Connections(most=10, per_address=3)
    silent, busy, third, new = Line(), Line(is_silent=False), Line(), Line()
    for line in (busy, silent, third, new):
        assert connections.enter(line, "1.2.3.4")
    assert [line.dropped for line in (busy, silent, third, new)] == [False, True, False, False]
    assert len(connections) == 3


def test_b2_who_only_has_busy_connections_gets_no_more_and_others_do() -> None:
    connections = Connections(most=10, per_address=2)
    assert all(connections.enter(Line(is_silent=False), "2001:db8::1") for _ in range(2))
    assert not connections.enter(Line(), "2001:db8::ffff")  # the same /64
    assert connections.enter(Line(), "2001:db8:0:1::1")


def test_b2_in_total_the_address_with_most_makes_room() -> None:
    connections = Connections(most=4, per_address=4)
    lonely, crowd = Line(), [Line() for _ in range(3)]
    connections.enter(lonely, "5.6.7.8")
    for line in crowd:
        connections.enter(line, "1.2.3.4")
    assert connections.enter(Line(), "9.9.9.9")
    assert (lonely.dropped, crowd[0].dropped) == (False, True)


def test_b2_a_trusted_proxy_is_not_one_visitor() -> None:
    connections = Connections(most=10, per_address=1)
    connections.proxies = networks("10.0.0.0/8")
    assert all(connections.enter(Line(is_silent=False), "10.1.2.3") for _ in range(5))


def test_b2_a_share_fills_again_and_what_is_refused_costs_nothing() -> None:
    now = [0.0]
    shares = Shares(Rate(per_second=2, burst=3, patience_seconds=1), lambda: now[0])
    assert [shares.wait_seconds("ann") for _ in range(7)] == [0, 0, 0, 0.5, 1, None, None]
    assert shares.wait_seconds("ben") == 0
    now[0] = 1.0
    assert shares.wait_seconds("ann") == 0.5


def test_b2_made_up_visitors_do_not_fill_the_memory() -> None:
    shares = Shares(Rate(1, 1, 0), lambda: 0.0)
    for number in range(3 * MOST_KEYS):
        shares.wait_seconds(str(number))
    assert len(shares._used_until) <= MOST_KEYS + 1


async def test_b2_more_requests_than_a_share_are_told_to_come_later() -> None:
    app: Any = Visits(PlainTextResponse("here"), Rate(per_second=1, burst=2))
    transport = httpx.ASGITransport(app, client=("1.2.3.4", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answers = [await client.get("/agents") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert answers[-1].headers["Retry-After"].isdigit()
        assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "asking"),
    [
        ("127.0.0.1", ["1.2.3.4"], "127.0.0.1"),  # nobody said that loopback is a proxy
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        (
            "10.0.0.1",
            ["6.6.6.6, 1.2.3.4"],
            "1.2.3.4",
        ),  # what the visitor wrote stands before what the proxy did
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", ["1.2.3.4:5678"], "1.2.3.4"),
        ("10.0.0.1", ["[2001:db8::1]:99"], "2001:db8::1"),
        ("10.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("::ffff:10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["1.2.3.4, <script>"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["x" * 10_000], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("5.5.5.5", ["1.2.3.4"], "5.5.5.5"),
    ],
)
async def test_b3_only_a_configured_proxy_says_who_asks(peer: str, forwarded: list[str], asking: str) -> None:
    assert visitor(peer, forwarded, networks("10.0.0.0/8")) == asking
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"type": "http", "client": (peer, 1), "headers": headers}
    await Addresses(app, networks("10.0.0.0/8"))(scope, None, None)  # pyright: ignore[reportArgumentType]
    assert seen == [asking]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.2.3.4", "1.2.3.5", False),
        ("1.2.3.4", "::ffff:1.2.3.4", True),
        ("2001:db8::1", "2001:db8::abcd:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("nonsense", "other nonsense", True),
    ],
)
def test_b3_addresses_that_one_person_has_count_as_one(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


def test_b3_a_proxy_that_is_no_network_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWEAVE_TRUSTED_PROXIES", "my-proxy")
    with pytest.raises(BadSetting, match="CALLWEAVE_TRUSTED_PROXIES"):
        load()
