"""The wire: y-websocket's messages, our own (numbers >= 100), and the table of close codes.

Only framing is known here; what is inside an update is the guard's business.
"""

import json
import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from app.collab.structs import Update

SUBPROTOCOL = "callweave.1"
MAX_FRAME_BYTES = 20_500_000  # a first sync may carry a whole document (20 MB) and its header
MAX_VECTOR_BYTES = 300_000  # some 30,000 client ids: a flow edited for years
MAX_AWARENESS_BYTES = 64_000  # a stock provider repeats its teammates' states in one frame
MAX_NUMBER = 2**53 - 1  # a browser's reader throws on anything larger, also on what we pass on
MAX_AWARENESS_CLOCK = 2**52  # we count on from it where its owner leaves


_CONTINUING = bytes(range(0x80, 0x100))  # bytes after which a number goes on
_OVERLONG = re.compile(rb"[\x80-\xff]{8}")


class BadMessage(Exception):
    """A frame that is not of this protocol."""


class Message(IntEnum):
    """First number of a frame."""

    SYNC = 0
    AWARENESS = 1
    QUERY_AWARENESS = 3
    WELCOME = 100
    ACK = 101
    SAVED = 102
    FINDINGS = 103
    ANNOUNCE = 104
    SAVING = 105
    FAILED = 107
    SAVE = 110


class Sync(IntEnum):
    """Second number of a sync frame."""

    STEP1 = 0
    STEP2 = 1
    UPDATE = 2


class Close(IntEnum):
    """Why the server closes a socket, and (in the browser's twin of this table) what the client does then."""

    BAD_FRAME = 4400  # stop, set the unsent edits aside
    SIGNED_OUT = 4401  # stop, sign in again in place, then reconnect
    NO_RIGHT = 4403  # stop, set the unsent edits aside, reload
    NOT_FOUND = 4404  # stop
    TOO_SLOW = 4408  # retry
    OUT_OF_STEP = 4409  # retry; twice without progress: set aside
    EPOCH_CHANGED = 4410  # load the document anew
    TOO_BIG = 4413  # stop, set the unsent edits aside
    QUARANTINED = 4423  # stop
    TOO_MANY = 4429  # keep the edits, stop until the person has closed some
    NEWER_SERVER = 4426  # keep the edits, reload
    RESTARTING = 1012  # retry
    TRY_LATER = 1013  # retry


# Looked up for every frame: making a member of an enumeration costs more than reading its number.
_SYNC, _QUERY_AWARENESS = int(Message.SYNC), int(Message.QUERY_AWARENESS)
_SYNCS = tuple(Sync)
_WITH_CONTENT = {int(kind): kind for kind in (Message.AWARENESS, Message.SAVE)}
_QUESTION = bytes((Message.SYNC, Sync.STEP1))
_WANTING = (_QUESTION, bytes((Message.QUERY_AWARENESS,)))


class Frame(NamedTuple):
    """A frame taken apart: for SYNC ``sub`` tells which, for the others it is None.

    An update that was decoded already comes as that.
    """

    kind: Message
    sub: Sync | None
    payload: bytes
    update: Update | None = None


def parse(frame: bytes) -> Frame:
    """Take a frame apart. Raises BadMessage on anything a client may not send."""
    kind, at = _read_number(frame, 0)
    if kind == _SYNC:
        sub, at = _read_number(frame, at)
        if sub >= len(_SYNCS):
            raise BadMessage("unknown sync message")
        return Frame(Message.SYNC, _SYNCS[sub], _read_rest(frame, at))
    if kind == _QUERY_AWARENESS and at == len(frame):
        return Frame(Message.QUERY_AWARENESS, None, b"")
    if known := _WITH_CONTENT.get(kind):
        return Frame(known, None, _read_rest(frame, at))
    raise BadMessage("unknown message")


def is_question(frame: bytes) -> bool:
    """Whether it asks for the document and brings nothing."""
    return frame.startswith(_QUESTION)


def wants_answer(frame: bytes) -> bool:
    """Whether it asks for what may be large."""
    return frame.startswith(_WANTING)


def sync_frame(sub: Sync, payload: bytes) -> bytes:
    """Build a sync frame."""
    return bytes((Message.SYNC, sub)) + number(len(payload)) + payload


def own_frame(kind: Message, content: Mapping[str, Any]) -> bytes:
    """Build one of our own frames: its number, then JSON."""
    text = json.dumps(content, separators=(",", ":")).encode()
    return number(kind) + number(len(text)) + text


def read_json(payload: bytes, most_bytes: int) -> dict[str, Any]:
    """Read the JSON object of one of our own frames. Raises BadMessage."""
    if len(payload) > most_bytes:
        raise BadMessage("message too long")
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        raise BadMessage("message is not JSON") from None
    if not isinstance(value, dict):
        raise BadMessage("message is not an object")
    return value  # pyright: ignore[reportUnknownVariableType]


class AwarenessEntry(NamedTuple):
    """One client's state as it travels: JSON text, "null" when it left."""

    client_id: int
    clock: int
    state: str


def read_awareness(payload: bytes) -> list[AwarenessEntry]:
    """Read an awareness update. Raises BadMessage."""
    if len(payload) > MAX_AWARENESS_BYTES:
        raise BadMessage("awareness too long")
    count, at = _read_number(payload, 0)
    entries: list[AwarenessEntry] = []
    if count > len(payload):
        raise BadMessage("awareness count")
    for _ in range(count):
        client_id, at = _read_number(payload, at)
        clock, at = _read_number(payload, at)
        size, at = _read_number(payload, at)
        if clock > MAX_AWARENESS_CLOCK:
            raise BadMessage("awareness clock")
        if at + size > len(payload):
            raise BadMessage("awareness is cut short")
        try:
            entries.append(AwarenessEntry(client_id, clock, payload[at : at + size].decode()))
        except UnicodeDecodeError:
            raise BadMessage("awareness is not text") from None
        at += size
    if at != len(payload):
        raise BadMessage("awareness has a tail")
    return entries


def check_vector(payload: bytes) -> None:
    """Raise BadMessage unless this is a state vector whose counts its bytes can carry.

    pycrdt reserves memory by the count alone: four bytes may cost it hundreds of megabytes.
    """
    if len(payload) > MAX_VECTOR_BYTES:
        raise BadMessage("state vector too long")
    count, at = _read_number(payload, 0)
    numbers = len(payload.translate(None, _CONTINUING)) - 1
    if count * 2 != numbers or (payload[-1] >= 0x80):
        raise BadMessage("state vector count")
    if _OVERLONG.search(payload, at):
        raise BadMessage("bad number")


def awareness_frame(entries: list[AwarenessEntry]) -> bytes:
    """Build an awareness frame."""
    parts = [number(len(entries))]
    for entry in entries:
        text = entry.state.encode()
        parts += [number(entry.client_id), number(entry.clock), number(len(text)), text]
    body = b"".join(parts)
    return bytes((Message.AWARENESS,)) + number(len(body)) + body


def number(value: int) -> bytes:
    """Encode an unsigned number, seven bits a byte."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 49:
            raise BadMessage("bad number")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value > MAX_NUMBER:
                raise BadMessage("bad number")
            return value, at
        shift += 7


def _read_rest(frame: bytes, at: int) -> bytes:
    size, at = _read_number(frame, at)
    if at + size != len(frame):
        raise BadMessage("length does not match")
    return frame[at:]
