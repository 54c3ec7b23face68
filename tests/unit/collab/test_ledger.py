"""The mirror: it knows what the document knows, refuses what does not fit, and stays small."""

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from app.collab.change import Change, Gap, Tangled
from app.collab.lanes import Lane, Spans
from app.collab.ledger import Ledger
from app.collab.lib0 import read_string
from app.collab.order import Laborious, Order, Row
from app.collab.places import Container, Place, place_of
from app.collab.structs import FIRST_SYNC, MAP, STRING, TEXT, UPDATE, decode
from tests.honest import Desk, Team, first_state, live
from tests.hostile import (
    MODE,
    NODE,
    NODE_CHARS,
    NODE_TEXT,
    SERVER,
    START,
    chars,
    garbage,
    gone,
    plain,
    shared,
    skip,
    small_state,
    update,
)

SEEDS = range(12)


def small() -> Ledger:
    return Ledger.from_state(small_state())


def take(ledger: Ledger, data: bytes) -> Change:
    change = ledger.check(decode(data), UPDATE)
    ledger.accept(change)
    return change


def home(ledger: Ledger, client: int, clock: int) -> Place | None:
    lane = ledger.lanes[client]
    return place_of(lane.homes[lane.find(clock)])


def path(ledger: Ledger, client: int, clock: int) -> tuple[str, ...] | None:
    place = home(ledger, client, clock)
    return place.path if place else None


@pytest.mark.parametrize("seed", SEEDS)
def test_it_agrees_with_the_document_whatever_honest_people_do(seed: int) -> None:
    team = Team(seed)
    team.work(150)  # the desk compares state vectors after every frame
    ledger, state = team.desk.ledger, team.desk.doc.get_update()
    anew = Ledger.from_state(state)
    assert live(anew) == live(ledger)
    assert {c: list(lane.dead) for c, lane in anew.lanes.items()} == {
        c: list(lane.dead) for c, lane in ledger.lanes.items()
    }
    contents = [{name: root.to_py() for name, root in person.roots.items()} for person in team.people]
    assert contents == [team.desk.content()] * len(contents)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_a_text_is_the_documents(seed: int) -> None:
    team = Team(seed)
    team.work(120)
    state = team.desk.doc.get_update()
    ledger = Ledger.from_state(state)
    units = _units(state)
    texts = 0
    for root in ("nodes", "settings", "notes"):
        for key, found in team.desk.doc.get(root, type=Map).items():
            text = (
                found if isinstance(found, Text) else found.get("prompt") if isinstance(found, Map) else None
            )
            if isinstance(text, Text):
                expected = str(text).encode("utf-16-le")
                assert (
                    _read(ledger, units, (root, key) if text is found else (root, key, "prompt")) == expected
                )
                texts += 1
    assert texts


def _units(state: bytes) -> dict[tuple[int, int], bytes]:
    """Every UTF-16 code unit by its id."""
    units: dict[tuple[int, int], bytes] = {}
    for client, structs, _ in decode(state, FIRST_SYNC).blocks:
        for struct in structs:
            if struct.kind == STRING:
                encoded = read_string(state, struct.at)[0].encode("utf-16-le")
                for n in range(struct.length):
                    units[client, struct.clock + n] = encoded[2 * n : 2 * n + 2]
    return units


def _read(ledger: Ledger, units: dict[tuple[int, int], bytes], where: tuple[str, ...]) -> bytes:
    """The live text at a path, in the order that ``Order`` finds."""
    order, rows = Order(), dict[int, list[Row]]()
    for client, lane in ledger.lanes.items():
        for index, here in enumerate(lane.homes):
            if isinstance(here, Place) and here.key is None and here.path == where and _is_live(ledger, here):
                row = Row(lane.starts[index], lane.end(index), lane.left_of(index), lane.right_of(index), 1)
                rows.setdefault(client, []).append(row)
    order.rebuild(rows)
    live_ids = [
        (client, clock)
        for client, start, end in order.ids()
        for begin, stop in ledger.lanes[client].dead.outside(start, end)
        for clock in range(begin, stop)
    ]
    return b"".join(units[id_] for id_ in live_ids)


def _is_live(ledger: Ledger, chars_: Place) -> bool:
    """Whether the text that holds these characters is the one that stands there now."""
    for lane in ledger.lanes.values():
        for index, here in enumerate(lane.homes):
            if here is chars_.holder:
                return next(lane.dead.outside(lane.starts[index], lane.starts[index] + 1), None) is not None
    return False


def test_paths_name_the_entry_and_the_characters_in_it() -> None:
    ledger = small()
    assert ledger.state_vector() == {SERVER: 16}
    assert [path(ledger, SERVER, clock) for clock in (0, 1, 2, 3, 7, 8, 11)] == [
        ("nodes", "start"),
        ("nodes", "start", "title"),
        ("nodes", "start", "prompt"),
        ("nodes", "start", "prompt"),
        ("nodes", "start", "prompt"),
        ("nodes", "start", "mode"),
        ("nodes", "n1", "prompt"),
    ]


def test_blocks_may_refer_to_each_other_in_any_order() -> None:
    ledger = small()
    take(ledger, update({
        5: (0, [chars("a", NODE_CHARS), chars("c", (9, 0)), chars("e", (9, 1))]),
        9: (0, [chars("b", (5, 0)), chars("d", (7, 1))]),
        7: (0, [shared(MAP, parent=(8, 0), key="x"), chars("z", (5, 1))]),
        8: (0, [shared(MAP, parent=NODE, key="items")]),
    }))  # fmt: skip
    assert ledger.state_vector() == {SERVER: 16, 5: 3, 9: 2, 7: 2, 8: 1}
    assert path(ledger, 7, 0) == ("nodes", "n1", "items", "x")


def test_a_long_chain_across_clients_needs_no_recursion() -> None:
    ledger = small()
    clients = range(100, 5_100)
    blocks = {c: (0, [chars("x", NODE_CHARS if c == clients[-1] else (c + 1, 0))]) for c in clients}
    assert len(take(ledger, update(blocks)).fresh) == len(clients)


GAPS = {
    "a hole in a client's clocks": update({9: (1, [garbage(1)])}),
    "a hole in the update": update({9: (0, [skip(3), garbage(1)])}),
    "a known hole": update({SERVER: (0, [skip(16)])}),
    "an unknown neighbour": update({9: (0, [chars("x", (8, 0))])}),
    "an unknown right neighbour": update({9: (0, [chars("x", NODE_CHARS, (1, 16))])}),
    "an unknown parent": update({9: (0, [plain(1, parent=(1, 16), key="x")])}),
    "a neighbour beyond the update": update({9: (0, [chars("x", (8, 5))]), 8: (0, [garbage(5)])}),
    "deletions of an unknown client": update({}, {9: [(0, 1)]}),
    "deletions beyond what is known": update({}, {1: [(15, 2)]}),
}
TANGLES = {
    "a struct that leans on itself": update({9: (0, [chars("xy", (9, 1))])}),
    "a circle": update({8: (0, [chars("x", (9, 0))]), 9: (0, [chars("x", (8, 0))])}),
    "a circle of parents": update(
        {8: (0, [shared(1, parent=(9, 0), key="a")]), 9: (0, [shared(1, parent=(8, 0), key="a")])}
    ),
    "a circle through the middle": update(
        {8: (0, [garbage(1), chars("x", (9, 1))]), 9: (0, [chars("x", (8, 1)), chars("x", NODE_CHARS)])}
    ),
    "two texts": update({9: (0, [chars("x", (1, 4), (1, 12))])}),
    "a text and its entry": update({9: (0, [chars("x", (1, 2), (1, 3))])}),
    "two entries": update({9: (0, [plain(1, MODE, (1, 1))])}),
    "a right neighbour in a map": update({9: (0, [plain(1, None, MODE)])}),
    "a value as parent": update({9: (0, [plain(1, parent=MODE, key="x")])}),
    "characters as parent": update({9: (0, [plain(1, parent=(1, 4), key="x")])}),
    "a text as map": update({9: (0, [plain(1, parent=NODE_TEXT, key="x")])}),
    "a map as text": update({9: (0, [chars("x", parent=NODE)])}),
    "a root as text": update({9: (0, [chars("x", parent="nodes")])}),
    "an unknown root": update({9: (0, [plain(1, parent="other", key="x")])}),
    "garbage and life": update({9: (0, [garbage(1), chars("x", (9, 0), NODE_CHARS)])}),
}


@pytest.mark.parametrize(
    ("data", "error"),
    [*((d, Gap) for d in GAPS.values()), *((d, Tangled) for d in TANGLES.values())],
    ids=[*GAPS, *TANGLES],
)
def test_what_does_not_fit_is_refused_and_leaves_no_trace(data: bytes, error: type[Exception]) -> None:
    ledger = small()
    before = _everything(ledger)
    # A good struct first: it must not stay either.
    good = update({4: (0, [shared(MAP, parent=NODE, key="more"), plain(2, parent="settings", key="x")])})
    take(copy.deepcopy(ledger), good)
    merged = update([(4, 0, [shared(MAP, parent=NODE, key="more")])])
    both = bytes((data[0] + 1,)) + merged[1:-1] + data[1:]
    for refused in (data, both):
        with pytest.raises(error):
            ledger.check(decode(refused), UPDATE)
        assert _everything(ledger) == before


def _everything(ledger: Ledger) -> object:
    def places(container: Container) -> object:
        return [(key, place.structs) for key, place in container.entries.items()]

    homes = {h for lane in ledger.lanes.values() for h in lane.homes if isinstance(h, Container)}
    return (
        live(ledger),
        {c: (lane.next, list(lane.dead), list(lane.starts)) for c, lane in ledger.lanes.items()},
        {name: places(root) for name, root in ledger.roots.items()},
        sorted(map(repr, map(places, homes))),
    )


def test_what_is_known_is_passed_over() -> None:
    ledger = small()
    change = ledger.check(decode(small_state()), UPDATE)
    assert (change.fresh, change.deletes, change.repeats) == ([], {}, True)
    take(ledger, update({9: (0, [chars("abc", NODE_CHARS)])}))
    change = take(ledger, update({9: (0, [chars("abcdef", NODE_CHARS)])}, {1: [(11, 2)]}))
    assert [(f.client, f.struct.clock, f.struct.length) for f in change.fresh] == [(9, 3, 3)]
    again = ledger.check(decode(update({}, {1: [(11, 3)]})), UPDATE)
    assert again.deletes == {1: [(13, 14)]}


def test_the_known_part_of_a_struct_decides_where_the_rest_lives() -> None:
    ledger = small()
    take(ledger, update({9: (0, [chars("abc", NODE_CHARS)])}))
    take(ledger, update({9: (0, [chars("abcd", (1, 3))])}))
    assert path(ledger, 9, 3) == ("nodes", "n1", "prompt")
    with pytest.raises(Tangled):
        take(ledger, update({9: (0, [chars("abcdef", NODE_CHARS, (1, 3))])}))


def test_no_character_is_cut_in_half() -> None:
    ledger = Ledger.from_state(small_state("a😀bc"))  # a 3, 😀 4 and 5, b 6
    for data in (
        update({9: (0, [chars("x", (1, 4), (1, 6))])}),
        update({9: (0, [chars("x", (1, 3), (1, 5))])}),
        update({}, {1: [(4, 1)]}),
        update({}, {1: [(5, 1)]}),
        update({}, {1: [(3, 2)]}),
    ):
        with pytest.raises(Tangled, match="half"):
            ledger.check(decode(data), UPDATE)
    take(ledger, update({9: (0, [chars("x", (1, 5), (1, 6))])}, {1: [(4, 2)]}))
    take(ledger, update({9: (1, [chars("y😀", (9, 0), (1, 6))])}))
    with pytest.raises(Tangled, match="half"):
        ledger.check(decode(update({9: (1, [chars("y😀", (9, 0), (1, 6))])}, {9: [(3, 1)]})), UPDATE)


def test_what_was_deleted_on_the_server_meanwhile_still_takes_children() -> None:
    live_ledger = small()
    take(live_ledger, update({}, {1: [(9, 7)]}))
    doc: Doc = Doc()
    doc.apply_update(small_state())
    doc.apply_update(update({}, {1: [(9, 7)]}))
    collected = Ledger.from_state(doc.get_update())
    written = update({9: (0, [chars("x", (1, 13), (1, 14)), plain(1, parent=NODE, key="name"),
                              shared(TEXT, parent=NODE, key="more"), chars("y", parent=(9, 2))])})  # fmt: skip
    for ledger in (live_ledger, collected):
        take(ledger, written)
        assert ledger.state_vector() == {SERVER: 16, 9: 4}
    doc.apply_update(written)
    assert Ledger.from_state(doc.get_update()).state_vector() == {SERVER: 16, 9: 4}


def test_what_a_browser_collected_itself_is_taken() -> None:
    ledger = small()
    inside = shared(MAP, parent=(9, 4), key="x")
    collected = [garbage(4), gone(1, parent=NODE, key="old"), gone(3, NODE_CHARS), inside]
    take(ledger, update({9: (0, collected)}, {9: [(0, 8)]}))
    assert [path(ledger, 9, clock) for clock in (0, 4, 5, 8)] == [
        None, ("nodes", "n1", "old"), ("nodes", "n1", "prompt"), None,
    ]  # fmt: skip


def test_a_long_history_stays_small() -> None:
    desk = Desk(first_state())
    typist: Doc = Doc(client_id=77)
    typist.apply_update(first_state())
    written: list[bytes] = []
    watch = typist.observe(lambda event: written.append(event.update))
    text = typist.get("settings", type=Map)["system_prompt"]
    layout = typist.get("layout", type=Map)
    for n in range(3_000):
        text.insert(len(text), "x")
        if n % 10 == 9:
            layout["start"] = {"x": float(n), "y": 0.0}
    for data in written:
        desk.take(data, "ana")
    typist.unobserve(watch)
    assert len(desk.ledger.lanes[77].starts) <= 2 * 300 + 2
    assert len(desk.ledger.lanes[77].dead.starts) <= 300


def test_work_is_bounded_and_an_honest_burst_is_not_refused() -> None:
    rng = random.Random(1)
    ledger = small()
    take(ledger, update({8: (0, [chars("x" * 5_000, NODE_CHARS)])}))
    inserts = [chars("w", (8, at), (8, at + 1)) for at in rng.sample(range(4_999), 4_000)]
    change = ledger.check(decode(update({9: (0, inserts)})), UPDATE)
    assert change.work_ns < 5e7
    scattered = [chars("w", None, (8, at)) for at in range(4_000)]
    with pytest.raises(Laborious):
        ledger.check(decode(update({9: (0, scattered)})), UPDATE)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=60), st.integers(1, 30))
def test_spans_are_a_set_of_clocks(spans: list[tuple[int, int]], batch: int) -> None:
    kept, expected = Spans(), set[int]()
    for at in range(0, len(spans), batch):
        some = [(start, start + length) for start, length in spans[at : at + batch]]
        outside = {n for start, end in some for a, b in kept.outside(start, end) for n in range(a, b)}
        every = {n for start, end in some for n in range(start, end)}
        assert outside == every - expected
        expected |= every
        kept.add(some)
        assert {n for start, end in kept for n in range(start, end)} == expected
        assert all(end < start for (_, end), (start, _) in zip(list(kept), list(kept)[1:], strict=False))


def test_a_lane_keeps_what_yjs_would_keep_as_one() -> None:
    place = Ledger().roots["nodes"]
    here = Place(place, "a")
    lane = Lane(7, 0)
    lane.append(2, STRING, here, (1, 1), (1, 2))
    lane.append(3, STRING, here, (7, 1), (1, 2))
    lane.append(1, STRING, here, (7, 3), (1, 2))
    lane.append(1, STRING, here, (7, 5), None)
    assert [(lane.starts[n], lane.end(n), lane.left_of(n), lane.right_of(n)) for n in range(3)] == [
        (0, 5, (1, 1), (1, 2)), (5, 6, (7, 3), (1, 2)), (6, 7, (7, 5), None),
    ]  # fmt: skip


def test_a_state_that_is_none_is_an_error() -> None:
    for data in (
        b"",
        b"\x00",
        update({9: (3, [garbage(1)])}),
        update({9: (0, [chars("x", parent="other")])}),
    ):
        with pytest.raises(ValueError, match="not the state of a flow"):
            Ledger.from_state(data)
    assert Ledger.from_state(update()).state_vector() == {}
    assert START == (1, 0)
