"""What all rules keep, on flows that nobody thought of."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.flows import document
from app.flows.graph import FlowGraph
from app.flows.projection import project
from app.flows.rules.catalogue import ALL, MORE, MOST_FINDINGS, findings
from app.flows.rules.finding import Finding, Severity
from app.flows.rules.fixes import applied, mended
from app.flows.rules.index import Index
from tests.builders import PLAIN, UNHURRIED, flows
from tests.flows_strategies import sound_flows
from tests.unit.canvas.odd_documents import odd_documents
from tests.unit.flows.rules.small import collected, first, named, put, small, step

RANK = {severity: place for place, severity in enumerate(Severity)}


def fatal(found: tuple[Finding, ...]) -> set[str]:
    return {each.rule for each in found if each.severity is Severity.FATAL}


def key(finding: Finding) -> tuple[Any, ...]:
    return (finding.rule, finding.node, finding.edge, finding.path)


@settings(UNHURRIED, max_examples=200)
@given(sound_flows())
def test_c64_no_sound_flow_has_an_error(flow: FlowGraph) -> None:
    assert [each for each in findings(flow) if each.blocks] == []


@settings(UNHURRIED, max_examples=200)
@given(flows())
def test_c60_the_gravest_come_first_and_equal_flows_have_equal_findings(flow: FlowGraph) -> None:
    found = findings(flow)
    rank = Index(flow).rank
    places = [(RANK[each.severity], rank.get(each.node, -1)) for each in found]
    assert places == sorted(places)
    turned = dict(reversed(flow.to_json()["nodes"].items()))
    assert findings(FlowGraph.from_json({**flow.to_json(), "nodes": turned})) == found


@settings(UNHURRIED, max_examples=200)
@given(st.one_of(flows(), sound_flows()))
def test_c63_a_fix_removes_its_finding_and_adds_no_fatal_one(flow: FlowGraph) -> None:
    before = findings(flow)
    for each in before:
        if each.fix is not None:
            after = findings(mended(flow, each.fix))
            assert key(each) not in {key(it) for it in after}
            assert fatal(after) <= fatal(before)


@settings(UNHURRIED, max_examples=100)
@given(sound_flows(), st.data())
def test_c63_also_where_a_sound_flow_was_hurt(flow: FlowGraph, data: st.DataObject) -> None:
    hurt = flow.to_json()
    for edge in data.draw(st.lists(st.sampled_from(sorted(hurt["edges"])), max_size=2, unique=True)):
        del hurt["edges"][edge]
    for node in data.draw(st.lists(st.sampled_from(sorted(hurt["nodes"])), max_size=3, unique=True)):
        for name, value in hurt["nodes"][node]["fields"].items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                value += [{**value[0], "id": f"{value[0]['id']}_again"}, {"id": f"{name}_new"}]
            elif data.draw(st.booleans()):
                hurt["nodes"][node]["fields"][name] = data.draw(PLAIN)
    broken = FlowGraph.from_json(hurt)
    before = findings(broken)
    for each in before:
        if each.fix is not None:
            after = findings(mended(broken, each.fix))
            assert key(each) not in {key(it) for it in after}
            assert fatal(after) <= fatal(before)


@pytest.mark.parametrize("each", odd_documents(3, 300), ids=lambda each: None)
def test_c62_documents_that_no_honest_client_makes(each: dict[str, Any]) -> None:
    found = findings(document.read_state(base64.b64decode(each["update"])))
    assert all(isinstance(finding.to_json(), dict) for finding in found)


@settings(UNHURRIED, max_examples=200)
@given(
    st.fixed_dictionaries(dict.fromkeys(("schema", "nodes", "edges", "settings", "variables"), PLAIN)) | PLAIN
)
def test_c62_anything_read_as_a_flow(data: Any) -> None:
    assert "start_missing" in {each.rule for each in findings(FlowGraph.from_json(data))}


def test_c61_there_are_no_more_than_so_many_and_the_last_one_says_so() -> None:
    lost = [
        step(f"n_lost_{count}", "end_call", farewell_message="Bye") for count in range(MOST_FINDINGS + 10)
    ]
    found = findings(small(*lost))
    assert len(found) == MOST_FINDINGS
    assert found[-1].rule == MORE
    assert {each.rule for each in found[:-1]} == {"step_orphaned"}


def test_c61_no_rule_is_left_out_and_the_rest_is_the_gravest() -> None:
    names = (f"x_{count}" for count in range(2 * MOST_FINDINGS))
    lost = [step(f"n_{count}", "end_call", farewell_message="Bye") for count in range(MOST_FINDINGS)]
    ask = first("extract", variables=collected(*names, type="select"))
    same = [named(f"n_{count}", "Goodbye") for count in range(MOST_FINDINGS)]
    found = findings(small(*lost, *same, ask, put("schema", 9), put("n_desk.fallback_message", "")))
    rules = [each.rule for each in found]
    assert len(rules) == MOST_FINDINGS
    assert rules[0] == "schema_newer"
    assert rules[-3:] == ["transfer_without_fallback", "name_doubled", MORE]
    assert set(rules[1:-3]) == {"select_without_choices", "step_orphaned"}


def test_c60_what_a_caller_meets_first_comes_first() -> None:
    flow = small(
        put("n_talk.prompt", ""), put("n_end.farewell_message", ""), put("start.greeting_message", "")
    )
    assert [each.node for each in findings(flow)] == ["start", "n_talk", "n_end"]


def test_an_op_that_finds_nothing_changes_nothing() -> None:
    flow = small().to_json()
    ops = (
        {"op": "delete_nodes", "ids": ["n_gone", "start"]},
        {"op": "remove_edges", "ids": ["e_gone"]},
        {"op": "set", "path": ["nodes", "n_gone", "prompt"], "value": "x"},
        {"op": "remove_item", "path": ["nodes", "n_gone", "transitions"], "id": "i_1"},
        {"op": "teleport"},
    )
    assert project(applied(flow, ops)) == flow


def test_the_ops_do_what_they_say() -> None:
    flow = small(put("variables", [{"id": "v_1", "name": "age"}])).to_json()
    ops = (
        {"op": "remove_item", "path": ["nodes", "n_talk", "transitions"], "id": "i_person"},
        {"op": "remove_item", "path": ["variables"], "id": "v_1"},
        {"op": "set", "path": ["settings", "voice"], "value": "Tom"},
        {"op": "set", "path": ["nodes", "n_talk", "transitions", "i_bye", "condition"], "value": "Done"},
        {"op": "delete_nodes", "ids": ["n_desk"]},
        {"op": "remove_edges", "ids": ["e_start"]},
    )
    after = project(applied(flow, ops))
    assert list(after["edges"]) == ["e_bye"]
    assert after["variables"] == []
    assert after["settings"]["voice"] == "Tom"
    assert after["nodes"]["n_talk"]["fields"]["transitions"] == [{"id": "i_bye", "condition": "Done"}]
    assert "n_desk" not in after["nodes"]
    assert flow["settings"]["voice"] == "Katie"


def test_every_rule_names_itself_in_its_findings() -> None:
    index = Index(small(put("settings.voice", "")))
    said = {rule.id: [rule.finding(each).rule for each in rule.check(index)] for rule in ALL}
    assert said.pop("setting_empty") == ["setting_empty"]
    assert not any(said.values())
