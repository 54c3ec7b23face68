"""The sample agent: whoever sees Callweave for the first time sees this."""

import re
from itertools import combinations

import pytest

from app.flows import strict
from app.flows.graph import FlowGraph, Node
from app.flows.nodes import NODES, SETTINGS, SYSTEM_VARIABLES
from app.flows.sample import sample
from app.flows.spec import FieldSpec
from app.flows.starter import starter

CARD_WIDTH, CARD_HEIGHT, PORT_HEIGHT = 240, 110, 28


def test_it_has_every_kind_and_ten_nodes_at_least() -> None:
    assert {node.kind for node in sample().nodes.values()} == set(NODES)
    assert len(sample().nodes) >= 10


@pytest.mark.parametrize("flow", [sample(), starter()], ids=["sample", "starter"])
def test_no_way_out_is_loose_and_every_node_is_reached(flow: FlowGraph) -> None:
    led_on = {(edge.source, edge.port) for edge in flow.edges.values()}
    ways = {(node.id, port.id) for node in flow.nodes.values() for port in node.ports}
    assert ways - led_on == set()
    assert flow.start is not None
    assert flow.reachable((flow.start.id,)) == set(flow.nodes)


@pytest.mark.parametrize("flow", [sample(), starter()], ids=["sample", "starter"])
def test_from_everywhere_the_call_can_end(flow: FlowGraph) -> None:
    for node_id in flow.nodes:
        assert any(NODES[flow.nodes[each].kind].terminal for each in flow.reachable((node_id,)))


def test_nothing_in_it_was_hidden_or_replaced() -> None:
    strict.check(sample().to_json())
    strict.check(starter().to_json())


def _required(fields: tuple[FieldSpec, ...], values: dict[str, object]) -> list[str]:
    shown = [
        field for field in fields if field.shown_if is None or values[field.shown_if[0]] == field.shown_if[1]
    ]
    return [field.name for field in shown if field.required and not values[field.name]]


@pytest.mark.parametrize("node", sample().nodes.values(), ids=lambda node: node.id)
def test_nothing_required_is_missing(node: Node) -> None:
    assert _required(NODES[node.kind].fields, dict(node.fields)) == []
    for field in NODES[node.kind].fields:
        if field.type == "items":
            for item in node.fields[field.name]:
                assert _required(field.item, dict(item)) == []
        if field.type == "number":
            assert field.minimum <= node.fields[field.name] <= field.maximum


def test_its_settings_are_complete() -> None:
    assert _required(SETTINGS, dict(sample().settings)) == []
    assert len(sample().settings["system_prompt"].split()) > 150


def test_the_greeting_is_short() -> None:
    start = sample().start
    assert start is not None
    assert len(start.fields["greeting_message"].split()) <= 20


def test_every_variable_it_uses_is_declared() -> None:
    flow = sample()
    used = set(re.findall(r"\{\{([a-z0-9_]+)\}\}", str(flow.to_json())))
    used |= {each["variable"] for node in flow.nodes.values() for each in node.fields.get("conditions", ())}
    declared = {each["name"] for each in flow.variables} | set(SYSTEM_VARIABLES)
    extracted = {each["name"] for node in flow.nodes.values() for each in node.fields.get("variables", ())}
    assert used - declared - extracted == set()
    assert {
        each["variable"] for node in flow.nodes.values() for each in node.fields.get("save", ())
    } <= declared


@pytest.mark.parametrize("flow", [sample(), starter()], ids=["sample", "starter"])
def test_no_two_cards_overlap(flow: FlowGraph) -> None:
    for one, other in combinations(flow.nodes.values(), 2):
        a, b = flow.layout[one.id], flow.layout[other.id]
        is_beside = abs(a.x - b.x) >= CARD_WIDTH + 40
        upper = one if a.y <= b.y else other
        is_below = abs(a.y - b.y) >= CARD_HEIGHT + PORT_HEIGHT * len(upper.ports)
        assert is_beside or is_below, f"{one.name} and {other.name}"
