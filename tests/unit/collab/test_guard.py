"""What the guard lets through and what not: SPEC W4 (refusals) and R7 (client ids)."""

import base64
import copy
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from app.collab.guard import BadFrame, Guard, OutOfStep, Refused, TooBig
from app.collab.ledger import Ledger
from app.collab.structs import ANY, FIRST_SYNC, MAP, TEXT, UPDATE
from tests.honest import Desk, Person, first_state
from tests.hostile import (
    MODE,
    NODE,
    NODE_CHARS,
    NODE_TEXT,
    PROMPT,
    START,
    TITLE,
    bombs,
    chars,
    check,
    garbage,
    gone,
    item,
    plain,
    shared,
    skip,
    small_state,
    update,
    value,
)

ROOT = Path(__file__).resolve().parents[3]
YJS = json.loads((ROOT / "tests/data/yjs_updates.json").read_text())
BOMBS = dict(bombs())
POINT = {"x": 1.5, "y": -3}
EDGE = {"source": "n1", "port": "out", "target": "start"}


@pytest.fixture
def guard() -> Guard:
    return Guard(Ledger.from_state(small_state()), {1: "server"})


def by(client: int, *structs: bytes, at: int = 0) -> bytes:
    return update({client: (at, structs)})


# Honest people


@pytest.mark.parametrize("history", YJS, ids=range(len(YJS)))
def test_what_real_browsers_send_passes(history: dict[str, Any]) -> None:
    desk = Desk(base64.b64decode(history["state"]))
    for user, kind, frame in history["frames"]:
        desk.take(base64.b64decode(frame), user, FIRST_SYNC if kind == "sync" else UPDATE)
    assert _rounded(desk.content()) == _rounded(history["content"])
    check(desk)


def _rounded(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _rounded(inner) for key, inner in content.items()}
    if isinstance(content, list):
        return [_rounded(inner) for inner in content]
    return round(content, 9) if isinstance(content, float) else content


def test_an_edit_is_told_by_element_and_field(guard: Guard) -> None:
    def touched(frame: bytes) -> set[tuple[str, str]]:
        return set(guard.inspect(frame, "ana").touched)

    assert touched(by(9, chars("x", NODE_CHARS))) == {("nodes/n1", "prompt")}
    assert touched(by(9, plain(2, parent=NODE, key="speed"), at=1)) == {("nodes/n1", "speed")}
    assert touched(by(9, plain(EDGE, parent="edges", key="e1"), at=2)) == {("edges/e1", "")}
    assert touched(by(9, plain(POINT, parent="layout", key="n1"), at=3)) == {("layout/n1", "")}
    assert touched(by(9, plain("en", parent="settings", key="language"), at=4)) == {("settings", "language")}
    items = [
        shared(MAP, parent=NODE, key="conditions"),
        shared(MAP, parent=(9, 5), key="i_1"),
        plain(1, parent=(9, 6), key="order"),
    ]
    assert touched(by(9, *items, at=5)) == {
        ("nodes/n1", "conditions"), ("nodes/n1", "conditions/i_1"), ("nodes/n1", "conditions/i_1/order"),
    }  # fmt: skip
    assert touched(update({}, {1: [(11, 2)], 9: [(2, 1)]})) == {("nodes/n1", "prompt"), ("edges/e1", "")}
    assert touched(update({}, {1: [(9, 1)]})) == {("nodes/n1", "")}


def test_nothing_new_is_no_refusal_and_no_news(guard: Guard) -> None:
    for frame in (update(), small_state(), update({}, {1: []})):
        accepted = guard.inspect(frame, "ana")
        assert accepted.is_noop
        assert (accepted.touched, accepted.structs, accepted.new_client_ids) == (frozenset(), 0, ())
    frame = by(9, chars("x", NODE_CHARS))
    assert not guard.inspect(frame, "ana").is_noop
    assert guard.inspect(frame, "bob").is_noop
    assert not guard.inspect(update({}, {9: [(0, 1)]}), "bob").is_noop
    assert guard.inspect(update({}, {9: [(0, 1)]}), "ana").is_noop


def test_only_what_is_new_goes_on(guard: Guard) -> None:
    typed = by(9, chars("ab", NODE_CHARS))
    assert guard.inspect(typed, "ana").update is typed
    forged = update({1: (11, [chars("evil!", (1, 3))]), 9: (0, [chars("abc", NODE_CHARS)])}, {9: [(0, 1)]})
    accepted = guard.inspect(forged, "ana")
    assert accepted.update == update({9: (2, [chars("c", (9, 1))])}, {9: [(0, 1)]})
    assert (accepted.structs, accepted.size) == (1, len(accepted.update))
    again = guard.inspect(update({9: (3, [chars("d", (9, 2))])}, {9: [(0, 1)]}), "ana")
    assert again.update == by(9, chars("d", (9, 2)), at=3)


def test_the_loser_of_two_values_is_nobodys_deletion() -> None:
    desk = Desk(first_state())
    people = [Person(f"user{n}", 100 + n, random.Random(0), desk.taken[0]) for n in range(3)]
    for person in people[:2]:
        person.doc.get("settings", type=Map)["voice"] = person.user
        desk.take(person.doc.get_update(desk.doc.get_state()), person.user, FIRST_SYNC)
    assert desk.content()["settings"]["voice"] == "user1"
    third = people[2].doc
    third.apply_update(desk.doc.get_update())
    assert desk.take(third.get_update(), "user2", FIRST_SYNC).is_noop


def test_several_values_of_one_entry_come_together_once_overwritten(guard: Guard) -> None:
    glued = item(ANY, b"\x02" + value("a") + value("b"), parent=NODE, key="mode")
    offline = by(9, glued, plain("c", (9, 1)))
    with pytest.raises(BadFrame, match="more than one value"):
        guard.inspect(offline, "ana")
    accepted = guard.inspect(update({9: (0, [glued, plain("c", (9, 1))])}, {9: [(0, 2)]}), "ana")
    assert accepted.touched == {("nodes/n1", "mode")}


# Names and rights


def test_a_client_id_belongs_to_whom_it_first_served(guard: Guard) -> None:
    assert guard.inspect(by(9, chars("x", NODE_CHARS)), "ana").new_client_ids == (9,)
    assert guard.inspect(by(9, chars("y", (9, 0)), at=1), "ana").new_client_ids == ()
    with pytest.raises(BadFrame, match="another person"):
        guard.inspect(by(9, chars("z", (9, 1)), at=2), "bob")
    with pytest.raises(BadFrame, match="another person"):
        guard.inspect(by(1, chars("z", NODE_CHARS), at=16), "ana")
    assert guard.owners == {1: "server", 9: "ana"}
    assert guard.inspect(update({}, {9: [(0, 1)]}), "bob").touched == {("nodes/n1", "prompt")}


def test_new_client_ids_are_counted_before_anything_is_taken(guard: Guard) -> None:
    with pytest.raises(BadFrame, match="client ids"):
        guard.inspect(update({n: (0, [garbage(1)]) for n in range(100, 133)}), "ana")
    with pytest.raises(BadFrame, match="client ids"):
        guard.inspect(by(9, garbage(1)), "ana", replace(UPDATE, max_new_clients=0))
    assert guard.ledger.state_vector() == {1: 16}
    accepted = guard.inspect(update({n: (0, [garbage(1)]) for n in range(100, 132)}), "ana")
    assert len(accepted.new_client_ids) == 32


RESERVED = {
    "meta": by(9, plain(2, parent="meta", key="schema")),
    "another start": by(9, shared(MAP, START)),
    "no start": update({}, {1: [(0, 1)]}),
    "no start among others": update({}, {1: [(0, 16)]}),
}


@pytest.mark.parametrize("frame", RESERVED.values(), ids=RESERVED)
def test_what_is_the_servers_only_the_server_touches(guard: Guard, frame: bytes) -> None:
    with pytest.raises(BadFrame):
        guard.inspect(frame, "ana")
    assert not guard.inspect(frame, "server", trusted=True).is_noop


def test_what_is_in_start_may_be_edited(guard: Guard) -> None:
    guard.inspect(
        by(9, plain("Hi", TITLE), chars("x", (1, 3), (1, 4)), plain(1, parent=START, key="speed")), "ana"
    )
    guard.inspect(update({}, {1: [(1, 1), (3, 5)]}), "ana")


def test_the_server_may_bring_much(guard: Guard) -> None:
    many = update({n: (0, [garbage(1)]) for n in range(100, 200)})
    with pytest.raises(BadFrame):
        guard.inspect(many, "ana")
    assert len(guard.inspect(many, "server", trusted=True).new_client_ids) == 100
    guard.inspect(by(100, garbage(1), at=1), "somebody", trusted=True)
    assert guard.owners[100] == "server"


# Shape


def node(name: str) -> bytes:
    return shared(MAP, parent="nodes", key=name)


ALLOWED = {
    "a node": [node("n_2"), plain("x", parent=(9, 0), key="kind"), shared(TEXT, parent=(9, 0), key="prompt"),
               chars("Hi", parent=(9, 2)), shared(MAP, parent=(9, 0), key="items"),
               shared(MAP, parent=(9, 5), key="i_1"), plain(1, parent=(9, 6), key="order")],
    "a setting": [plain({"a": [1]}, parent="settings", key="hours")],
    "a text setting": [shared(TEXT, parent="settings", key="system_prompt"), chars("Hi", parent=(9, 0))],
    "setting items": [shared(MAP, parent="settings", key="sources"), shared(MAP, parent=(9, 0), key="s-1"),
                      plain(None, parent=(9, 1), key="name")],
    "a variable": [shared(MAP, parent="variables", key="v1"), plain("a", parent=(9, 0), key="name")],
    "a pronunciation": [shared(MAP, parent="pronunciations", key="p1"), plain("a", parent=(9, 0), key="word")],
    "a note": [shared(MAP, parent="notes", key="x"), shared(TEXT, parent=(9, 0), key="text")],
    "an edge": [plain(EDGE, parent="edges", key="e-1_A")],
    "an empty edge": [plain({}, parent="edges", key="e1")],
    "a position": [plain(POINT, parent="layout", key="n1")],
    "a whole position": [plain({"y": -10_000_000, "x": 10_000_000}, parent="layout", key="n1")],
    "a short float": [plain(b"\x76\x02\x01x\x7c\x3f\x80\x00\x00\x01y\x7c\x3f\x80\x00\x00", parent="layout", key="n1")],
    "the longest names": [node("n" * 64), plain(1, parent=(9, 0), key="f" * 40)],
    "a value overwritten by a text": [shared(TEXT, MODE)],
    "a text overwritten by a value": [plain("flat", PROMPT)],
    "what was deleted before": [gone(1, parent="edges", key="e1"), gone(1, parent=NODE, key="old"),
                                gone(4, NODE_CHARS)],
    "a large value": [plain("x" * 99_990, parent="settings", key="a")],
}  # fmt: skip


@pytest.mark.parametrize("structs", ALLOWED.values(), ids=ALLOWED)
def test_a_flow_may_hold(guard: Guard, structs: list[bytes]) -> None:
    frame = by(9, *structs)
    assert guard.inspect(frame, "ana").structs == len(structs)
    doc: Doc = Doc()
    doc.apply_update(small_state())
    doc.apply_update(frame)
    assert Ledger.from_state(doc.get_update()).state_vector() == guard.ledger.state_vector()


FORBIDDEN = {
    "a plain node": [plain({}, parent="nodes", key="n2")],
    "a text node": [shared(TEXT, parent="nodes", key="n2")],
    "a plain variable": [plain(1, parent="variables", key="v1")],
    "a text in a variable": [shared(MAP, parent="variables", key="v1"), shared(TEXT, parent=(9, 0), key="name")],
    "a map in a pronunciation": [shared(MAP, parent="pronunciations", key="p1"), shared(MAP, parent=(9, 0), key="a")],
    "a map edge": [shared(MAP, parent="edges", key="e1")],
    "an edge that is a list": [plain([], parent="edges", key="e1")],
    "an edge that is nothing": [plain(None, parent="edges", key="e1")],
    "a position with more": [plain({**POINT, "z": 1}, parent="layout", key="n1")],
    "a position with less": [plain({"x": 1}, parent="layout", key="n1")],
    "a position with x twice": [plain(b"\x76\x02\x01x\x7d\x01\x01x\x7d\x01", parent="layout", key="n1")],
    "a position in words": [plain({"x": "1", "y": 2}, parent="layout", key="n1")],
    "a position far away": [plain({"x": 1e8, "y": 2}, parent="layout", key="n1")],
    "a position list": [plain([1, 2], parent="layout", key="n1")],
    "plain items": [shared(MAP, parent=NODE, key="items"), plain(1, parent=(9, 0), key="i1")],
    "a text item": [shared(MAP, parent=NODE, key="items"), shared(TEXT, parent=(9, 0), key="i1")],
    "a text in an item": [shared(MAP, parent=NODE, key="items"), shared(MAP, parent=(9, 0), key="i1"),
                          shared(TEXT, parent=(9, 1), key="a")],
    "a map in an item": [shared(MAP, parent=NODE, key="items"), shared(MAP, parent=(9, 0), key="i1"),
                         shared(MAP, parent=(9, 1), key="a")],
    "an id with a dot": [node("n.2")], "an id with a line": [node("n2\n")], "no id": [node("")],
    "a long id": [node("n" * 65)],
    "a field in capitals": [plain(1, parent=NODE, key="Mode")], "a long field": [plain(1, parent=NODE, key="f" * 41)],
    "a field with a digit": [plain(1, parent="settings", key="a1")],
    "a deleted entry of no name": [gone(1, parent="nodes", key="a b")],
    "a type among characters": [shared(MAP, NODE_CHARS)], "a value among characters": [plain(1, None, NODE_CHARS)],
    "characters in an entry": [chars("x", MODE)], "a hidden node": [node("__proto__")],
    "a map between other types": [shared(MAP, parent=NODE_TEXT, key="x")],
}  # fmt: skip


@pytest.mark.parametrize("structs", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_flow_may_not_hold(guard: Guard, structs: list[bytes]) -> None:
    for trusted in (False, True):
        with pytest.raises(BadFrame):
            guard.inspect(by(9, *structs), "ana", trusted=trusted)
    assert guard.ledger.state_vector() == {1: 16}


# Refusals


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_and_leave_no_trace(guard: Guard, name: str) -> None:
    ledger = copy.deepcopy(guard.ledger)
    for limits in (UPDATE, FIRST_SYNC):
        with pytest.raises(Refused):
            guard.inspect(BOMBS[name], "mallory", limits)
    assert guard.owners == {1: "server"}
    assert guard.ledger.state_vector() == ledger.state_vector()
    assert guard.inspect(by(9, chars("x", NODE_CHARS)), "ana").structs == 1


def test_a_refusal_says_what_kind_it_is(guard: Guard) -> None:
    for frame in (
        by(9, garbage(1), at=1),
        by(9, skip(1), garbage(1)),
        by(9, chars("x", (8, 0))),
        update({}, {8: [(0, 1)]}),
    ):
        with pytest.raises(OutOfStep):
            guard.inspect(frame, "ana")
    large = by(9, chars("x" * 1_500_000, NODE_CHARS))
    for frame in (
        large,
        by(9, plain("x" * 100_000, parent="settings", key="a")),
        by(9, *[garbage(1)] * 60_001),
    ):
        with pytest.raises(TooBig):
            guard.inspect(frame, "ana")
    assert guard.inspect(large, "ana", FIRST_SYNC).structs == 1


def test_the_next_frame_builds_on_the_one_before(guard: Guard) -> None:
    guard.inspect(by(9, node("n2")), "ana")
    guard.inspect(by(9, shared(TEXT, parent=(9, 0), key="prompt"), at=1), "ana")
    guard.inspect(by(8, chars("Hi", parent=(9, 1))), "bob")
    accepted = guard.inspect(update({}, {9: [(0, 2)], 8: [(0, 2)]}), "ana")
    assert accepted.touched == {("nodes/n2", ""), ("nodes/n2", "prompt")}


# Fuzz


def _fuzz(seed: int, count: int) -> str:
    command = [sys.executable, "-m", "tests.hostile", str(seed), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=230, check=False)
    assert done.returncode == 0, f"seed {seed}: status {done.returncode}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_let_through_the_document_holds(seed: int) -> None:
    tally = json.loads(_fuzz(seed, 1_200).replace("'", '"'))
    assert tally["taken"] >= 50
    assert tally["refused"] >= 200


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1012))
def test_whatever_is_let_through_the_document_holds_for_long(seed: int) -> None:
    _fuzz(seed, 20_000)


def test_texts_by_pycrdt_and_by_yjs_are_taken_alike() -> None:
    desk = Desk(first_state())
    doc: Doc = Doc(client_id=5)
    doc.apply_update(desk.taken[0])
    with doc.transaction():
        doc.get("nodes", type=Map)["n1"] = Map(
            {"prompt": Text("a😀"), "speed": 1, "items": Map({"i": Map({"a": None})})}
        )
    accepted = desk.take(doc.get_update(desk.doc.get_state()), "ana", FIRST_SYNC)
    assert accepted.touched == {
        ("nodes/n1", ""), ("nodes/n1", "prompt"), ("nodes/n1", "speed"), ("nodes/n1", "items"),
        ("nodes/n1", "items/i"), ("nodes/n1", "items/i/a"),
    }  # fmt: skip
