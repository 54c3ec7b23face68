"""The parser: everything an update may hold is read, everything else is refused, whatever the bytes."""

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.collab.lib0 import BadUpdate, Oversized
from app.collab.structs import (
    ANY,
    DELETED,
    FIRST_SYNC,
    GC,
    MAP,
    MAX_CLOCK,
    SKIP,
    STRING,
    TEXT,
    TYPE,
    UNBOUNDED,
    UPDATE,
    Limits,
    clients_of,
    decode,
    decode_deletes,
)
from app.collab.trim import trim
from tests.hostile import (
    chars,
    garbage,
    gone,
    item,
    nest,
    plain,
    shared,
    skip,
    small_state,
    uint,
    update,
    value,
)

EVERYTHING = update(
    {
        7: (5, [chars("é😀x", (1, 3), (1, 4)), garbage(3), gone(2, None, (1, 9))]),
        2**53 - 1: (0, [shared(MAP, parent="nodes", key="n"), shared(TEXT, parent=(7, 1), key="t"), skip(4)]),
        3: (9, [plain({"a": [1, -70, 2.5, None, True, "é"]}, parent=(7, 1), key="k")]),
    },
    {1: [(0, 2), (4, 1)], 7: [(5, 1)]},
)


def test_every_kind_is_read() -> None:
    first, second, third = decode(EVERYTHING).blocks
    assert [block.client for block in (first, second, third)] == [7, 2**53 - 1, 3]
    assert [(s.clock, s.length, s.kind) for s in first.structs] == [
        (5, 4, STRING),
        (9, 3, GC),
        (12, 2, DELETED),
    ]
    assert (first.structs[0].origin, first.structs[0].right, [*first.structs[0].pairs]) == (
        (1, 3),
        (1, 4),
        [7],
    )
    assert (first.structs[2].origin, first.structs[2].right) == (None, (1, 9))
    assert [(s.kind, s.type, s.parent, s.key) for s in second.structs] == [
        (TYPE, MAP, "nodes", "n"),
        (TYPE, TEXT, (7, 1), "t"),
        (SKIP, 0, None, None),
    ]
    assert (third.structs[0].kind, third.structs[0].length, third.structs[0].clock) == (ANY, 1, 9)


def test_deletions_are_read() -> None:
    found = {deletes.client: list(deletes.ranges()) for deletes in decode(EVERYTHING).deletes}
    assert found == {1: [(0, 2), (4, 5)], 7: [(5, 6)]}
    alone = decode_deletes(update({}, {1: [(0, 2)]})[1:])
    assert [(row.client, list(row.ranges())) for row in alone] == [(1, [(0, 2)])]


def test_an_update_cut_anywhere_is_refused() -> None:
    for size in range(len(EVERYTHING)):
        with pytest.raises(BadUpdate):
            decode(EVERYTHING[:size])
    with pytest.raises(BadUpdate, match="left over"):
        decode(EVERYTHING + b"\x00")


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(BadUpdate):
        decode(data)


@given(st.data())
@settings(max_examples=300)
def test_bent_bytes_do_no_more_than_be_refused(data: st.DataObject) -> None:
    bent = bytearray(EVERYTHING)
    for _ in range(data.draw(st.integers(1, 4))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = decode(bytes(bent))
    except BadUpdate:
        return
    for _, structs, _ in found.blocks:
        for before, after in pairwise(structs):
            assert before.clock + before.length == after.clock <= MAX_CLOCK


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_text_is_as_long_as_yjs_says(content: str) -> None:
    struct = decode(update({1: (0, [chars(content, (2, 0))])})).blocks[0].structs[0]
    units = content.encode("utf-16-le")
    assert struct.length == len(units) // 2
    halves = [n for n in range(struct.length) if 0xDC <= units[2 * n + 1] < 0xE0]
    assert list(struct.pairs) == halves


@pytest.mark.parametrize(
    "number",
    [b"\x80\x00", b"\xff\xff\xff\xff\xff\xff\xff\x10", b"\xff" * 9 + b"\x01", b"\x80\x80\x00"],
    ids=["misspelt", "beyond 2**53", "too long", "misspelt twice"],
)
def test_a_number_has_one_spelling_and_an_end(number: bytes) -> None:
    with pytest.raises(BadUpdate, match="number"):
        decode(b"\x01\x01" + number + b"\x00" + chars("abcdefghijkl", (1, 0)) + b"\x00")


PLAIN = [
    None, True, False, 0, -1, 63, 64, -64, 2**31, -(2**53 - 1), 0.5, 1e300, "", "é😀", [], {}, [[], {}],
    {"a": {"b": [1, {"c": None}]}}, b"\x7c\x3f\x80\x00\x00",
]  # fmt: skip


@pytest.mark.parametrize("content", PLAIN, ids=repr)
def test_plain_values_are_read_to_their_end(content: object) -> None:
    struct = decode(update({1: (0, [plain(content, (2, 0)), garbage(1)])})).blocks[0].structs[0]
    assert (struct.kind, struct.end - struct.at) == (ANY, len(value(content)))


ODD = {
    "undefined": b"\x7f", "bigint": b"\x7a" + bytes(8), "bytes": b"\x74\x00", "unknown": b"\x73",
    "not a number": b"\x7b\x7f\xf8" + bytes(6), "infinite": b"\x7b\xff\xf0" + bytes(6),
    "infinite, short": b"\x7c\x7f\x80\x00\x00", "misspelt integer": b"\x7d\x81\x00",
    "large integer": b"\x7d\xbf" + b"\xff" * 6 + b"\x7f", "list with more than follows": b"\x75\x7f",
    "forbidden key": value({"a": {"__proto__": 1}}), "33 deep": nest(33), "lone surrogate": b"\x77\x03\xed\xa0\x80",
    "undefined inside": b"\x75\x01\x7f",
}  # fmt: skip


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_values_are_refused(content: bytes) -> None:
    with pytest.raises(BadUpdate):
        decode(update({1: (0, [plain(content, (2, 0)), chars("x" * 200, (2, 0))])}))


def test_a_value_may_be_32_deep() -> None:
    decode(update({1: (0, [plain(nest(32), (2, 0))])}))


REFUSED = {
    "two blocks of a client": update([(1, 0, [garbage(1)]), (1, 1, [garbage(1)])]),
    "an empty block": update({1: (0, []), 2: (0, [garbage(9)])}),
    "an empty struct": update({1: (0, [garbage(0)])}),
    "an empty text": update({1: (0, [chars("", (2, 0))])}),
    "clocks beyond the last": update({1: (MAX_CLOCK, [garbage(1)])}),
    "garbage with neighbours": update({1: (0, [item(GC, b"\x05", (2, 0))])}),
    "a hole with neighbours": update({1: (0, [item(SKIP, b"\x05", (2, 0))])}),
    "an array": update({1: (0, [shared(0, (2, 0))])}),
    "XML": update({1: (0, [item(TYPE, b"\x03\x01a", (2, 0))])}),
    "bytes": update({1: (0, [item(3, b"\x01\x00", (2, 0))])}),
    "an embed": update({1: (0, [item(5, b"\x02{}", (2, 0))])}),
    "a format": update({1: (0, [item(6, b"\x01b\x04true", (2, 0))])}),
    "a document": update({1: (0, [item(9, b"\x01a\x76\x00", (2, 0))])}),
    "a move": update({1: (0, [item(11, b"\x00\x00\x00", (2, 0))])}),
    "a parent of no kind": b"\x01\x01\x01\x00\x27\x02\x05nodes\x01n\x01\x00",
    "a forbidden key": update({1: (0, [plain(1, parent="nodes", key="constructor")])}),
    "deletions out of order": update({}, {1: [(5, 1), (3, 1)]}),
    "deletions that overlap": update({}, {1: [(3, 3), (5, 1)]}),
    "an empty deletion": update({}, {1: [(3, 0)]}),
    "deletions twice": update({}, [(1, [(3, 1)]), (1, [(5, 1)])]),
    "deletions beyond the last clock": update({}, {1: [(MAX_CLOCK, 1)]}),
    "more structs than bytes": b"\x01\x7f\x01\x00\x00\x01\x00",
    "more deletions than bytes": b"\x00\x01\x01\x7f\x00\x01",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_no_flow_holds_is_refused(data: bytes) -> None:
    with pytest.raises(BadUpdate):
        decode(data)


def test_limits_are_told_apart_from_nonsense() -> None:
    few = Limits(max_bytes=400, max_structs=3, max_delete_ranges=2, max_value_bytes=20, max_values=5)
    decode(update({1: (0, [garbage(1)] * 3)}, {1: [(0, 1), (2, 1)]}), few)
    for large in (
        update({1: (0, [chars("x" * 400, (2, 0))])}),
        update({1: (0, [garbage(1)] * 2), 2: (0, [garbage(1)] * 2)}),
        update({}, {1: [(0, 1), (2, 1)], 2: [(0, 1)]}),
        update({1: (0, [plain("x" * 20, (2, 0))])}),
        update({1: (0, [plain([1] * 5, (2, 0))])}),
        update({1: (0, [plain([1, 1], (2, 0)), plain([1, 1], (2, 0))])}),
    ):
        with pytest.raises(Oversized):
            decode(large, few)


def test_a_first_sync_may_be_as_large_as_a_flow() -> None:
    large = update({1: (0, [chars("x" * 2_000_000, (2, 0))])})
    with pytest.raises(Oversized):
        decode(large, UPDATE)
    assert decode(large, FIRST_SYNC).blocks[0].structs[0].length == 2_000_000
    with pytest.raises(Oversized):
        decode(large, replace(FIRST_SYNC, max_bytes=1_999_999))


def test_trimming_leaves_what_is_new() -> None:
    values = item(ANY, b"\x03" + value("a") + value({"b": [2]}) + value(3), (1, 9))
    whole = update(
        {7: (0, [garbage(2), chars("aé😀漢z", (1, 3), (1, 4)), values]), 8: (0, [garbage(5)])}, {7: [(0, 9)]}
    )
    decoded = decode(whole)
    assert trim(decoded, {7: 0, 8: 0}, {7: [(0, 9)]}) == whole
    assert trim(decoded, {8: 3}, {}) == update({8: (3, [garbage(2)])})
    assert trim(decoded, {7: 2}, {}) == update({7: (2, [chars("aé😀漢z", (1, 3), (1, 4)), values])})
    assert trim(decoded, {7: 4}, {}) == update({7: (4, [chars("😀漢z", (7, 3), (1, 4)), values])})
    rest = item(ANY, b"\x02" + value({"b": [2]}) + value(3), (7, 8))
    assert trim(decoded, {7: 9}, {7: [(3, 4)]}) == update({7: (9, [rest])}, {7: [(3, 1)]})


def test_trimming_cuts_what_was_deleted() -> None:
    decoded = decode(update({7: (0, [gone(9, (1, 3), (1, 4))])}))
    assert trim(decoded, {7: 4}, {}) == update({7: (4, [gone(5, (7, 3), (1, 4))])})


@pytest.mark.parametrize(
    "data",
    [
        small_state(),
        update({}),
        update({2**40: (3, [garbage(2)])}),
        update({7: (0, [garbage(2)]), 8: (0, [garbage(5)])}),
    ],
)
def test_whose_structs_an_update_has_is_told_as_decoding_does(data: bytes) -> None:
    assert clients_of(data) == {block.client for block in decode(data, UNBOUNDED).blocks}


def test_whose_the_structs_are_is_read_from_the_head_of_what_one_client_wrote() -> None:
    whole = update({7: (0, [garbage(2)] * 9)})
    assert clients_of(whole[:-8] + b"\xff" * 8) == {7}
    for spoilt in (b"", b"\x01", b"\x01\x01"):
        with pytest.raises(BadUpdate):
            clients_of(spoilt)


def test_a_small_document_is_read() -> None:
    assert sum(struct.length for struct in decode(small_state()).blocks[0].structs) == 16
    assert uint(300) == b"\xac\x02"
