"""The immutable flow and its content hash."""

import dataclasses
import random
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.flows.canonical import canonical
from app.flows.graph import FlowGraph, NodeId, Place
from app.flows.sample import sample
from tests.builders import PLAIN, UNHURRIED, a_flow, flows


@UNHURRIED
@given(flows())
def test_d13_json_and_back_is_the_same_flow(flow: FlowGraph) -> None:
    assert FlowGraph.from_json(flow.to_json()) == flow


@UNHURRIED
@given(flows(), st.randoms())
def test_h2_layout_notes_and_the_order_of_keys_are_no_content(flow: FlowGraph, dice: random.Random) -> None:
    data = _shuffled(flow.to_json(), dice)
    data["layout"] = {each: {"x": dice.random(), "y": dice.random()} for each in data["layout"]}
    data["notes"] = {"t_new": {"text": "remember"}}
    assert FlowGraph.from_json(data).content_hash() == flow.content_hash()


def _shuffled(value: Any, dice: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    dice.shuffle(keys)
    return {key: _shuffled(value[key], dice) for key in keys}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["nodes"]["n_end"].update(name="Bye"),
        lambda data: data["nodes"]["n_end"]["fields"].update(farewell_message="Bye"),
        lambda data: data["nodes"]["n_conversation"]["fields"]["transitions"][0].update(condition="Done"),
        lambda data: data["nodes"].pop("n_end"),
        lambda data: data["edges"].pop("e_done"),
        lambda data: data["edges"]["e_greeted"].update(target="n_end"),
        lambda data: data["settings"].update(speed=1.1),
        lambda data: data["variables"].append({"id": "v_1", "name": "clinic"}),
        lambda data: data["pronunciations"].append({"id": "p_1", "word": "copay"}),
    ],
)
def test_h2_what_callers_could_notice_changes_the_hash(change: Any) -> None:
    data = a_flow().to_json()
    change(data)
    assert FlowGraph.from_json(data).content_hash() != a_flow().content_hash()


@UNHURRIED
@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_h1_the_text_that_is_hashed_is_rfc_8785(data: dict[str, Any]) -> None:
    assert canonical(data) == rfc8785.dumps(data)


@pytest.mark.parametrize(
    "value", [1e-5, 1e-7, 1e16, 1e21, 0.1, 123456.789, 2.0**60, -0.5, {"\U0001f600": 1, "\uffff": 2}]
)
def test_h1_also_where_the_two_encoders_differ(value: Any) -> None:
    assert canonical({"a": value}) == rfc8785.dumps({"a": value})


def test_h1_the_hash_of_the_sample_is_of_its_content() -> None:
    content = sample().content_json()
    assert "layout" not in content
    assert "notes" not in content
    assert sample().content_hash() == sample().content_hash()
    assert len(sample().content_hash()) == 64


def test_a_flow_cannot_be_changed() -> None:
    flow = a_flow()
    node = flow.nodes[NodeId("n_conversation")]
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.name = "other"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        flow.nodes[NodeId("n_new")] = node  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        node.fields["transitions"][0]["condition"] = "other"


def test_its_json_is_a_copy() -> None:
    flow = a_flow()
    flow.to_json()["nodes"].clear()
    flow.to_json()["nodes"]["start"]["fields"].clear()
    assert flow == a_flow()


def test_questions_a_flow_answers() -> None:
    flow = a_flow(conversations=2)
    assert flow.start is not None
    assert flow.start.kind == "start"
    assert [edge.target for edge in flow.outgoing(NodeId("start"))] == ["n_conversation"]
    assert {edge.source for edge in flow.incoming(NodeId("n_end"))} == {"n_conversation", "n_2"}
    assert flow.reachable((NodeId("start"),)) == {"start", "n_conversation", "n_end"}
    assert flow.reachable((NodeId("n_gone"),)) == frozenset()
    following = flow.follow(NodeId("n_conversation"), "i_done")
    assert following is not None
    assert following.id == "n_end"
    assert flow.follow(NodeId("n_conversation"), "i_gone") is None
    assert flow.layout["start"] == Place(0, 0)
