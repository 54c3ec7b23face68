"""Every message of the protocol from everybody, on real sockets: who may say what stands in one table.

Cites SPEC W1, W4, R6, P2, A1, the promises P2.6 and P10, and the threats S1, S2, S4 and S5.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import pytest
from pycrdt import Doc, Map
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app import wiring
from app.collab.protocol import (
    SUBPROTOCOL,
    AwarenessEntry,
    Close,
    Message,
    Sync,
    awareness_frame,
    number,
    own_frame,
    parse,
    read_awareness,
    sync_frame,
)
from app.people.roles import Role
from app.settings import Settings
from app.web.cookies import COOKIE
from tests.harness.server import PASSWORD, Login, Server
from tests.harness.wait import eventually

Row = tuple[Message, Sync | None]
Headers = Mapping[str, str]

# What becomes of a message: a word for it, or the code that closes its sender.
ANSWERED, WRITTEN, IGNORED, SHOWN, SHOWN_IN_PART, SAVED, TOLD_NO = (
    "answered", "written", "ignored", "shown", "shown in part", "saved", "told no",
)  # fmt: skip
WRITERS: Final = (Role.OWNER, Role.ADMIN, Role.PUBLISHER, Role.EDITOR)
SERVERS_OWN: Final = (
    Message.WELCOME, Message.ACK, Message.SAVED, Message.FINDINGS, Message.ANNOUNCE, Message.SAVING,
    Message.FAILED,
)  # fmt: skip


def _row(writers: str | Close, viewer: str | Close) -> dict[Role, str | Close]:
    return {**dict.fromkeys(WRITERS, writers), Role.VIEWER: viewer}


TABLE: Final[dict[Row, dict[Role, str | Close]]] = {
    (Message.SYNC, Sync.STEP1): _row(ANSWERED, ANSWERED),
    (Message.SYNC, Sync.STEP2): _row(WRITTEN, IGNORED),
    (Message.SYNC, Sync.UPDATE): _row(WRITTEN, Close.NO_RIGHT),
    (Message.AWARENESS, None): _row(SHOWN, SHOWN_IN_PART),
    (Message.QUERY_AWARENESS, None): _row(ANSWERED, ANSWERED),
    (Message.SAVE, None): _row(SAVED, TOLD_NO),
    **{(message, None): _row(Close.BAD_FRAME, Close.BAD_FRAME) for message in SERVERS_OWN},
}
# Who is no member is closed before anything they say is heard.
OUTSIDERS: Final = {
    "signed out": Close.SIGNED_OUT,
    "revoked token": Close.SIGNED_OUT,
    "stranger cookie": Close.NOT_FOUND,
    "stranger token": Close.NOT_FOUND,
}
MEMBERS: Final = [f"{role} {proof}" for role in Role for proof in ("cookie", "token")]


def test_s5_the_table_has_every_message_and_every_role() -> None:
    assert {message for message, _ in TABLE} == set(Message)
    assert {sub for message, sub in TABLE if message is Message.SYNC} == set(Sync)
    assert all(set(row) == set(Role) for row in TABLE.values())


def found(folder: Path, people: Mapping[str, str], place: str | None = None) -> dict[str, Login]:
    """Make people of these roles with a bearer token each; the first, an owner, makes the workspace."""

    async def work() -> dict[str, Login]:
        house = wiring.build(Settings(data_dir=folder))
        logins: dict[str, Login] = {}
        for name, role in people.items():
            email = f"{name.lower()}@example.com"
            await house.people.add_user(email, name, Role(role), PASSWORD, place)
            logins[name] = Login(name, email, role, token=await house.people.token_add_for(email, "test"))
        house.db.close()
        return logins

    return asyncio.run(work())


def cookies(folder: Path, logins: Mapping[str, Login]) -> dict[str, str]:
    """Sign everybody in; return their session cookies."""

    async def work() -> dict[str, str]:
        people = (house := wiring.build(Settings(data_dir=folder))).people
        signed = [await people.sign_in(one.email, PASSWORD, "127.0.0.1", "", None) for one in logins.values()]
        house.db.close()
        return dict(zip(logins, (f"{COOKIE}={one.token}" for one in signed), strict=True))

    return asyncio.run(work())


@dataclass(slots=True)
class Line:
    """A bare connection: what came, and how it was closed."""

    socket: ClientConnection
    got: list[bytes] = field(default_factory=list[bytes])
    reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, headers: Headers, protocol: str | None = SUBPROTOCOL) -> Self:
        """Connect; raises InvalidStatus where the handshake is refused."""
        offered: Any = [protocol] if protocol else None
        line = cls(await connect(url, additional_headers=headers, subprotocols=offered, proxy=None))
        line.reading = asyncio.create_task(line._read())
        return line

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                assert isinstance(frame, bytes)
                self.got.append(frame)
        except ConnectionClosed:
            return

    def of(self, message: Message, sub: Sync | None = None) -> list[bytes]:
        head = number(message) if sub is None else bytes((message, sub))
        return [frame for frame in self.got if frame.startswith(head)]

    def told(self, message: Message) -> list[dict[str, Any]]:
        return [json.loads(frame[frame.index(b"{") :]) for frame in self.of(message)]

    async def say(self, frame: bytes) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(frame)

    async def fence(self) -> bool:
        """Wait until all that was said before is committed and answered; False where the connection ended."""
        before = len(self.of(Message.SYNC, Sync.STEP2))
        await self.say(bytes((Message.QUERY_AWARENESS,)))
        await self.say(sync_frame(Sync.STEP1, b"\x00"))
        done = lambda: self.code is not None or len(self.of(Message.SYNC, Sync.STEP2)) > before  # noqa: E731
        await eventually(done, "the answer to a question", 30)
        return self.code is None

    def answer(self, request: str) -> dict[str, Any]:
        """What was answered to a wish to save; empty until then."""
        told = [*self.told(Message.SAVED), *self.told(Message.FAILED)]
        return next((one for one in told if one.get("id") == request), {})

    def has_edit(self, client: int) -> bool:
        """Whether the document had this client's edit at the last fence."""
        doc: Doc[Any] = Doc()
        doc.apply_update(parse(self.of(Message.SYNC, Sync.STEP2)[-1]).payload)
        return f"n_{client}" in doc.get("layout", type=Map)

    def everyone(self) -> dict[int, dict[str, Any]]:
        """Who was there, by client id, as of all that was told."""
        heard = [one for frame in self.of(Message.AWARENESS) for one in read_awareness(parse(frame).payload)]
        return {one.client_id: json.loads(one.state) for one in heard if one.state != "null"}

    @property
    def code(self) -> int | None:
        return self.socket.close_code

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        if self.reading:
            await self.reading


class House:
    """A server with a person of every role, somebody from another workspace, and one agent."""

    def __init__(self, folder: Path) -> None:
        people = {role.capitalize(): str(role) for role in Role}
        logins = found(folder, people) | found(folder, {"Stranger": "owner"}, "Elsewhere")
        self.headers: dict[str, Headers] = {}
        self.server = Server(folder)
        for name, cookie in cookies(folder, logins).items():
            page = {"Cookie": cookie, "Origin": self.server.url}
            self.headers[f"{name.lower()} cookie"] = page
            self.headers[f"{name.lower()} token"] = {"Authorization": f"Bearer {logins[name].token}"}
        self.headers["signed out"] = {"Origin": self.server.url}
        self.headers["revoked token"] = {"Authorization": f"Bearer {self._revoked(folder)}"}
        self.server.start()
        self.url = self.server.sync_url(self.server.import_agent(logins["Owner"], "Spoken to by everybody"))

    def _revoked(self, folder: Path) -> str:
        async def work() -> str:
            people = (house := wiring.build(Settings(data_dir=folder))).people
            secret = await people.token_add_for("editor@example.com", "lost")
            (lost,) = [one for one in await people.tokens_for("editor@example.com") if one.label == "lost"]
            await people.token_revoke_any(lost.id)
            house.db.close()
            return secret

        return asyncio.run(work())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("frames") / "data")
    yield house
    house.server.kill()


def an_edit() -> tuple[int, bytes]:
    """A client id that nobody has used, and an update of it that gives a node of that number its place."""
    doc: Doc[Any] = Doc()
    doc.get("layout", type=Map)[f"n_{doc.client_id}"] = {"x": 1, "y": 2}
    return doc.client_id, doc.get_update()


def saying(row: Row) -> tuple[int, bytes]:
    """A client id that nobody has used, and this message with something of that id in it."""
    message, sub = row
    client, update = an_edit()
    match message:
        case Message.SYNC:
            return client, sync_frame(sub or Sync.STEP1, b"\x00" if sub is Sync.STEP1 else update)
        case Message.AWARENESS:
            state = {
                "pointer": {"x": client % 1000, "y": 0},
                "field": "nodes/n_talk/prompt",
                "user": {"name": "Else"},
            }
            return client, awareness_frame([AwarenessEntry(client, 1, json.dumps(state))])
        case Message.QUERY_AWARENESS:
            return client, bytes((message,))
        case _:
            return client, own_frame(message, {"id": f"s{client}", "n": 1, "note": "said"})


async def fate(line: Line, row: Row) -> str | Close:
    """Say it, and return the word or the code for what became of it."""
    if row != (Message.SYNC, Sync.STEP2):
        await line.say(sync_frame(Sync.STEP2, b"\x00\x00"))
    await line.fence()
    client, frame = saying(row)
    before = len(line.got)
    await line.say(frame)
    if row[0] is Message.SAVE:
        await eventually(lambda: line.answer(f"s{client}") or line.code is not None, "an answer to Save", 30)
    if not await line.fence():
        return Close(line.code or 0)
    return _seen(line, row, client, line.got[before:])


def _seen(line: Line, row: Row, client: int, got: list[bytes]) -> str:
    """Tell what became of a message whose sender is still there, from what came after it."""
    match row:
        case (Message.SAVE, None):
            answer = line.answer(f"s{client}")
            return SAVED if "version" in answer else TOLD_NO if answer["code"] == "forbidden" else str(answer)
        case (Message.SYNC, Sync.STEP1):
            return ANSWERED if sum(frame[:2] == b"\x00\x01" for frame in got) == 2 else IGNORED
        case (Message.QUERY_AWARENESS, None):
            return ANSWERED if sum(frame[0] == Message.AWARENESS for frame in got) >= 2 else IGNORED
        case (Message.AWARENESS, None):
            shown = line.everyone().get(client)
            if shown is None:
                return IGNORED
            assert shown["user"]["name"] != "Else"
            assert shown["pointer"] == {"x": client % 1000, "y": 0}
            return SHOWN if "field" in shown else SHOWN_IN_PART
        case _:
            is_acked = any(frame[0] == Message.ACK for frame in got)
            is_there = line.has_edit(client)
            return {(True, True): WRITTEN, (False, False): IGNORED}.get((is_acked, is_there), "half written")


def named(row: Row) -> str:
    return " ".join(part.name for part in row if part is not None)


@pytest.mark.parametrize("who", MEMBERS)
@pytest.mark.parametrize("row", TABLE, ids=named)
async def test_p2_6_a_message_is_heard_from_whom_the_table_says(house: House, row: Row, who: str) -> None:
    async with await Line.open(house.url, house.headers[who]) as line:
        assert await fate(line, row) == TABLE[row][Role(who.split()[0])]


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("row", TABLE, ids=named)
async def test_s5_who_is_no_member_is_closed_whatever_they_say(house: House, row: Row, who: str) -> None:
    async with await Line.open(house.url, house.headers[who]) as line:
        client, frame = saying(row)
        await line.say(frame)
        await eventually(lambda: line.code is not None, "the close", 30)
        assert (line.code, line.got) == (OUTSIDERS[who], [])
    async with await Line.open(house.url, house.headers["owner token"]) as line:
        await line.fence()
        assert not line.has_edit(client)
        assert client not in line.everyone()


@pytest.mark.parametrize("who", ["owner cookie", "viewer token"])
async def test_s5_an_agent_that_never_was_is_told_like_anothers(house: House, who: str) -> None:
    async with await Line.open(house.server.sync_url("ag_neverwas"), house.headers[who]) as line:
        await eventually(lambda: line.code is not None, "the close", 30)
        assert (line.code, line.got) == (Close.NOT_FOUND, [])


FOREIGN: Final = [
    None, "null", "", "http://evil.example", "https://good.evil", "{url}.evil.example", "{url}/", "https{tail}",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("shown", ["owner cookie", "viewer cookie", "signed out", "cookie and token"])
async def test_s1_no_foreign_page_opens_a_socket(house: House, shown: str, origin: str | None) -> None:
    if shown == "cookie and token":
        headers = {**house.headers["owner cookie"], **house.headers["owner token"]}
    else:
        headers = dict(house.headers[shown])
    headers.pop("Origin")
    if origin is not None:
        url = house.server.url
        headers["Origin"] = origin.format(url=url, tail=url.removeprefix("http"))
    with pytest.raises(InvalidStatus) as refused:
        await Line.open(house.url, headers)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("offered", [None, "evil.9", "CALLWEAVE.1", "callweave.2"])
async def test_w1_who_did_not_ask_for_our_messages_is_sent_none(house: House, offered: str | None) -> None:
    async with await Line.open(house.url, house.headers["editor token"], offered) as line:
        assert line.socket.subprotocol is None
        await line.say(sync_frame(Sync.STEP2, b"\x00\x00"))
        client, update = an_edit()
        await line.say(sync_frame(Sync.UPDATE, update))
        assert await line.fence()
        assert line.has_edit(client)
        assert {frame[0] for frame in line.got} <= {Message.SYNC, Message.AWARENESS}
