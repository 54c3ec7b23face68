"""What of a presence state is passed on (SPEC P2, P4)."""

import json
import random
from typing import Any

import pytest

from app.collab.awareness import MAX_STEPS, understood, written
from app.collab.protocol import BadMessage

END = {"type": {"client": 3, "clock": 4}, "tname": None, "item": {"client": 5, "clock": 0}, "assoc": -1}
GOOD: dict[str, Any] = {
    "pointer": {"x": 1.5, "y": -2},
    "selection": ["n_1", "start"],
    "field": "nodes/n_1/prompt",
    "drag": {"n_1": [1, 2.5]},
    "cursor": {"anchor": END, "head": END},
}
ODD: dict[str, list[Any]] = {
    "pointer": [{"x": 1}, {"x": "1", "y": 2}, {"x": 1, "y": 1e8}, {"x": True, "y": 1}, [1, 2], 7, None],
    "selection": ["n_1", {"0": "n_1"}, 7, None],
    "field": [7, ["nodes"], "", "x" * 201, "a\nb", None],
    "drag": [[], "n_1", None],
    "cursor": [
        {}, {"anchor": END}, {"anchor": END, "head": {}}, {"anchor": END, "head": END | {"assoc": 7}},
        {"anchor": END, "head": END | {"item": {"client": -1, "clock": 0}}},
        {"anchor": END, "head": END | {"item": {"client": 2**60, "clock": 0}}},
        {"anchor": END, "head": END | {"type": "x"}}, {"anchor": END, "head": END | {"tname": {}}}, "c", None,
    ],
    "unknown": [1, {"x": 1}], "user": [{"name": "Olga"}], "__proto__": [{"x": 1}],
}  # fmt: skip


def test_p4_what_our_browsers_send_is_understood_whole() -> None:
    assert understood(json.dumps(GOOD), can_write=True) == GOOD


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, odd in ODD.items() for value in odd])
def test_p4_what_is_odd_or_unknown_is_left_out_and_the_rest_stays(name: str, value: Any) -> None:
    told = understood(json.dumps(GOOD | {name: value}), can_write=True)
    assert told == {key: kept for key, kept in GOOD.items() if key != name}


def test_p4_lists_are_bounded_and_odd_entries_left_out() -> None:
    many = {
        "selection": ["a", 1, "b c", *[f"n{n}" for n in range(300)]],
        "drag": {"a": [1], "b": [1, 2], "c d": [1, 2]},
    }
    told = understood(json.dumps(many), can_write=True)
    assert (told["drag"], told["selection"][:2], len(told["selection"])) == (
        {"b": [1, 2]},
        ["a", "n0"],
        MAX_STEPS - 2,
    )


UNREADABLE = (
    '{"pointer":{"x":NaN,"y":1}}',
    '{"pointer":{"x":1e999,"y":1}}',
    '{"field":"a","field":"b"}',
    '{"field":"\\ud800"}',
)


@pytest.mark.parametrize("state", UNREADABLE)
def test_p4_what_is_no_strict_json_is_refused(state: str) -> None:
    with pytest.raises(BadMessage):
        understood(state, can_write=True)


@pytest.mark.parametrize("seed", range(20))
def test_p4_whatever_comes_out_can_be_read_by_every_browser(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        *GOOD,
        "x",
        "y",
        "anchor",
        "head",
        "item",
        "client",
        "clock",
        1,
        -1,
        1e8,
        2**70,
        0.5,
        None,
        True,
        "",
        [],
    ]

    def anything(depth: int = 0) -> Any:
        pick = chance.choice(pieces)
        if depth > 3 or chance.random() < 0.3:
            return pick
        if chance.random() < 0.3:
            return [anything(depth + 1) for _ in range(chance.randrange(4))]
        return {str(chance.choice(pieces)): anything(depth + 1) for _ in range(chance.randrange(4))}

    for _ in range(200):
        state = {name: anything() if chance.random() < 0.7 else GOOD[name] for name in GOOD}
        told = understood(json.dumps(state), can_write=True)
        assert json.loads(written(told)) == told
        assert set(told) <= set(GOOD)
        assert understood(written(told), can_write=True) == told
