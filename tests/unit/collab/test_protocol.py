"""Framing (SPEC W1, W4)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import (
    Awareness,
    Doc,
    YMessageType,
    YSyncMessageType,
    create_awareness_message,
    create_sync_message,
)

from app.collab.protocol import (
    AwarenessEntry,
    BadMessage,
    Frame,
    Message,
    Sync,
    awareness_frame,
    check_vector,
    number,
    own_frame,
    parse,
    read_awareness,
    read_json,
    sync_frame,
)


def test_w1_frames_are_those_of_y_websocket() -> None:
    doc: Doc = Doc()
    assert parse(create_sync_message(doc)) == Frame(Message.SYNC, Sync.STEP1, doc.get_state())
    assert sync_frame(Sync.UPDATE, b"abc")[:2] == bytes([YMessageType.SYNC, YSyncMessageType.SYNC_UPDATE])


def test_w1_awareness_is_read_by_pycrdt() -> None:
    awareness = Awareness(Doc())
    awareness.set_local_state({"field": "é"})
    sent = create_awareness_message(awareness.encode_awareness_update([awareness.client_id]))
    (entry,) = read_awareness(parse(sent).payload)
    assert (entry.client_id, json.loads(entry.state)) == (awareness.client_id, {"field": "é"})
    assert awareness_frame([entry]) == sent


@given(st.integers(0, 2**53 - 1), st.integers(0, 2**31), st.text())
def test_awareness_round_trip(client_id: int, clock: int, state: str) -> None:
    entries = [AwarenessEntry(client_id, clock, state)]
    if len(state) < 10_000:
        assert read_awareness(parse(awareness_frame(entries)).payload) == entries


def test_own_frames_carry_json() -> None:
    frame = own_frame(Message.SAVE, {"id": "a", "note": "é"})
    assert read_json(parse(frame).payload, 100) == {"id": "a", "note": "é"}


@given(st.binary(max_size=200))
def test_w4_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        frame = parse(data)
    except BadMessage:
        return
    if frame.kind is Message.AWARENESS:
        try:
            read_awareness(frame.payload)
        except BadMessage:
            return


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\x00\x03\x00",
        b"\x02\x00",
        b"\x64\x02{}",
        b"\xff" * 20,
        b"\x01\x05a",
        b"\x00\x02\x05ab",
    ],
)
def test_w4_what_a_client_may_not_send(data: bytes) -> None:
    with pytest.raises(BadMessage):
        parse(data)


@pytest.mark.parametrize(
    "data", [bytes.fromhex("93f4d654"), bytes.fromhex("ffffff7f"), b"\x01", b"", b"\x00\x00"]
)
def test_w4_a_vector_whose_counts_its_bytes_cannot_carry(data: bytes) -> None:
    with pytest.raises(BadMessage):
        check_vector(data)


def test_w4_honest_vectors_pass() -> None:
    doc: Doc = Doc()
    check_vector(doc.get_state())
    check_vector(number(2) + number(2**52) + number(7) + number(1) + number(900))


@pytest.mark.parametrize("payload", [b"[]", b"{", b"[" * 5000, b'{"a":"' + b"x" * 200 + b'"}'])
def test_w4_own_messages_must_be_small_objects(payload: bytes) -> None:
    with pytest.raises(BadMessage):
        read_json(payload, 100)
