"""The projection's rules, each shown on the smallest flow that has the trouble."""

from typing import Any

import pytest

from app.flows.projection import project
from app.flows.values import number, plain
from tests.builders import a_flow


def _changed(**parts: dict[str, Any]) -> dict[str, Any]:
    """The small flow with entries added to some parts, projected."""
    data = a_flow().to_json()
    for part, entries in parts.items():
        data[part] = {**data[part], **entries}
    return project(data)


def _edge(source: str, port: str, target: str) -> dict[str, str]:
    return {"source": source, "port": port, "target": target}


@pytest.mark.parametrize("node_id", ["", "a b", "é", "x" * 65, "__proto__", "constructor", "n\n"])
def test_d1_a_node_with_an_illegal_id_is_not_shown(node_id: str) -> None:
    assert _changed(nodes={node_id: {"kind": "end_call"}}) == a_flow().to_json()


@pytest.mark.parametrize(
    "node", [None, 7, "end_call", [], {}, {"kind": 7}, {"kind": "End Call"}, {"kind": ""}]
)
def test_d2_what_is_no_node_is_not_shown(node: Any) -> None:
    assert _changed(nodes={"n_odd": node}) == a_flow().to_json()


def test_d3_another_start_is_not_shown_and_start_is_start_whatever_it_says() -> None:
    assert _changed(nodes={"n_second": {"kind": "start"}}) == a_flow().to_json()
    shown = _changed(nodes={"start": {"kind": "end_call", "fields": {"speaker_first": "caller"}}})
    assert shown["nodes"]["start"]["kind"] == "start"
    assert shown["nodes"]["start"]["fields"]["speaker_first"] == "caller"


@pytest.mark.parametrize(
    "edge",
    [
        _edge("n_gone", "out", "n_end"),
        _edge("n_conversation", "i_done", "n_gone"),
        _edge("n_conversation", "i_gone", "n_end"),
        _edge("n_conversation", "i_done", "start"),
        _edge("n_end", "out", "n_conversation"),
        {"source": "start", "port": "out"},
        {"source": ["start"], "port": {}, "target": 1},
        None,
        "start",
    ],
)
def test_d5_a_dangling_edge_is_not_shown(edge: Any) -> None:
    assert _changed(edges={"e_aaa": edge}) == a_flow().to_json()


def test_d6_of_two_edges_on_one_port_the_smaller_id_is_shown() -> None:
    before = _edge("n_conversation", "i_done", "n_conversation")
    assert _changed(edges={"e_aaa": before})["edges"] == {
        "e_aaa": before,
        "e_greeted": a_flow().to_json()["edges"]["e_greeted"],
    }
    assert _changed(edges={"e_zzz": before}) == a_flow().to_json()


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("speed", "fast", 1),
        ("speed", True, 1),
        ("speed", float("nan"), 1),
        ("speed", 99, 99),
        ("speed", 1.0, 1),
        ("backchannel", 1, False),
        ("backchannel", True, True),
        ("language", None, "en-US"),
        ("language", "tlh", "tlh"),
        ("voice", ["Katie"], ""),
        ("fillers", {"i_1": {}}, []),
        (
            "fillers",
            [{"id": "i_1"}, {"id": "i_1", "phrase": "again"}, {"phrase": "no id"}, 3],
            [{"id": "i_1", "phrase": "", "when": ""}],
        ),
    ],
)
def test_d7_a_value_of_the_wrong_type_reads_as_the_default(field: str, value: Any, read: Any) -> None:
    shown = project({"settings": {field: value}})["settings"][field]
    assert shown == read
    assert type(shown) is type(read)


@pytest.mark.parametrize("value", ["book", [1], ["book", None], {"book": True}])
def test_d7_chosen_ones_that_are_no_list_of_text_read_as_the_default(value: Any) -> None:
    shown = project({"nodes": {"n_1": {"kind": "booking", "fields": {"operations": value}}}})
    assert shown["nodes"]["n_1"]["fields"]["operations"] == ["check_availability", "book"]


def test_d9_a_node_of_an_unknown_kind_is_kept_with_its_edges() -> None:
    raw = {"to": "+15550100", "retries": 2.0, "deep": {"list": [1.5, None]}, "Bad Name": 1, "deleted": 1}
    shown = _changed(
        nodes={"n_sms": {"kind": "sms", "name": "Text them", "fields": raw}},
        edges={"e_1": _edge("n_sms", "sent", "n_end"), "e_2": _edge("n_sms", "not a port", "n_end")},
    )
    assert shown["nodes"]["n_sms"] == {
        "kind": "sms",
        "name": "Text them",
        "fields": {"to": "+15550100", "retries": 2, "deep": {"list": [1.5, None]}},
        "unknown": True,
    }
    assert "e_1" in shown["edges"]
    assert "e_2" not in shown["edges"]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (2.0, 2),
        (-0.0, 0),
        (0.5, 0.5),
        (2**53 - 1, 2**53 - 1),
        (2**60, float(2**60)),
        (float("inf"), None),
        (10**400, None),
        (True, None),
        ("7", None),
    ],
)
def test_d10_numbers(value: Any, read: Any) -> None:
    assert number(value) == read
    assert type(number(value)) is type(read)


def test_d10_what_json_cannot_say_is_nothing() -> None:
    deep: Any = "end"
    for _ in range(40):
        deep = [deep]
    shown = plain({"bytes": b"ab", "set": {1}, "deep": deep, "__proto__": 1})
    assert shown["bytes"] is None
    assert shown["set"] is None
    assert "__proto__" not in shown
    assert str(shown["deep"]).count("[") == 31


@pytest.mark.parametrize("place", [None, [], {"x": 1}, {"x": "1", "y": 2}, {"x": float("nan"), "y": 0}])
def test_d11_a_node_without_a_place_stands_at_the_origin(place: Any) -> None:
    shown = _changed(layout={"n_end": place, "n_gone": {"x": 1, "y": 2}})
    assert shown["layout"]["n_end"] == {"x": 0, "y": 0}
    assert set(shown["layout"]) == set(shown["nodes"])


def test_d12_a_nameless_node_is_called_by_its_kind() -> None:
    shown = _changed(nodes={"n_1": {"kind": "if_else"}, "n_2": {"kind": "sms", "name": 5}})
    assert shown["nodes"]["n_1"]["name"] == "If/Else"
    assert shown["nodes"]["n_2"]["name"] == "sms"


@pytest.mark.parametrize("data", [None, 3, "flow", [], {"nodes": []}, {"variables": {}}, {"schema": -1}])
def test_d13_anything_has_a_projection(data: Any) -> None:
    assert project(data) == project({})
