"""Contents of versions in chunks: whatever goes in comes back, and an edit costs what it touches."""

import random
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flows.chunks import (
    HASH_BYTES,
    MAX_BYTES,
    MIN_BYTES,
    Chunk,
    DamagedVersion,
    Stored,
    cut,
    hashes,
    pack,
    split,
)
from app.flows.graph import FlowGraph
from tests.flows_strategies import sound_flows

ALPHABETS = ("abcdefghij ,.", "абвгдежзик ", "時間開店閉店質問", "0123456789abcdef", "x", "ab")


def _text(seed: int, length: int) -> bytes:
    chance = random.Random(seed)
    alphabet = ALPHABETS[seed % len(ALPHABETS)]
    return "".join(chance.choices(alphabet, k=length)).encode()


def _stored(text: bytes, manifest: bytes, *parts: dict[bytes, Chunk]) -> Stored:
    return Stored(len(text), manifest, {key: chunk.data for part in parts for key, chunk in part.items()})


@given(sound_flows())
def test_k21_any_flow_goes_through_chunks_and_back(flow: FlowGraph) -> None:
    packed = pack(flow)
    stored = Stored(
        packed.size_bytes, packed.manifest, {key: each.data for key, each in packed.fresh.items()}
    )
    assert stored.graph() == flow
    assert (packed.hash, packed.node_count) == (flow.content_hash(), len(flow.nodes))
    assert pack(flow, packed.manifest) == replace(packed, fresh={})


@given(st.binary(max_size=2_000), st.integers(0, 40), st.integers(0, 70_000))
def test_k21_any_text_is_cut_within_bounds_and_comes_back(some: bytes, seed: int, length: int) -> None:
    text = some * 3 + _text(seed, length) + some
    chunks = list(split(text))
    assert b"".join(chunks) == text
    assert all(MIN_BYTES <= len(each) <= MAX_BYTES for each in chunks[:-1])
    assert all(0 < len(each) <= MAX_BYTES for each in chunks[-1:])
    manifest, fresh = cut(text)
    assert _stored(text, manifest, fresh).text() == text


@pytest.mark.parametrize("seed", range(len(ALPHABETS)))
def test_k21_a_word_in_a_large_text_costs_the_chunks_it_touches(seed: int) -> None:
    text = _text(seed, 1_500_000)
    manifest, fresh = cut(text)
    middle = len(text) // 6 * 3
    edited = text[:middle] + b"word " + text[middle:]
    later, added = cut(edited, manifest)
    assert _stored(edited, later, fresh, added).text() == edited
    cost = sum(len(chunk.data) for chunk in added.values()) + len(later)
    assert cost < 80_000
    assert set(hashes(later)) <= fresh.keys() | added.keys()


@given(
    st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 3_000), st.binary(max_size=500)), max_size=6)
)
def test_k21_every_version_of_a_chain_is_read_from_chunks_kept_once(
    edits: list[tuple[int, int, bytes]],
) -> None:
    text, known = _text(0, 90_000), b""
    kept: dict[bytes, Chunk] = {}
    for at, gone, came in [(0, 0, b""), *edits]:
        text = text[:at] + came + text[at + gone :]
        known, fresh = cut(text, known)
        assert all(kept.get(key, chunk) == chunk for key, chunk in fresh.items())
        kept |= fresh
        assert _stored(text, known, kept).text() == text


def _missing(text: bytes) -> Stored:
    manifest, fresh = cut(text)
    return _stored(text, manifest, dict(list(fresh.items())[1:]))


def _of_another_text(text: bytes) -> Stored:
    manifest, fresh = cut(text)
    key = manifest[:HASH_BYTES]
    return _stored(text, manifest, fresh | {key: Chunk(5, zlib.compress(b"other"))})


def _unreadable(text: bytes) -> Stored:
    manifest, fresh = cut(text)
    return _stored(text, manifest, fresh | {manifest[:HASH_BYTES]: Chunk(5, b"\x00\x01\x02")})


def _swollen(text: bytes) -> Stored:
    manifest, fresh = cut(text)
    return _stored(text, manifest, fresh | {manifest[:HASH_BYTES]: Chunk(5, zlib.compress(bytes(10**7)))})


def _shortened(text: bytes) -> Stored:
    manifest, fresh = cut(text)
    return _stored(text, manifest[:-HASH_BYTES], fresh)


@pytest.mark.parametrize("damage", [_missing, _of_another_text, _unreadable, _swollen, _shortened])
def test_k22_what_was_damaged_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(DamagedVersion, match="Use another one"):
        damage(_text(0, 90_000)).text()
