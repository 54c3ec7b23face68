"""Fixes are offered where they are certain, and nowhere else."""

import pytest

from app.flows.graph import FlowGraph
from app.flows.rules.catalogue import findings
from app.flows.rules.finding import Finding
from app.flows.rules.fixes import mended
from tests.unit.flows.rules.small import (
    collected,
    conditions,
    declared,
    drop,
    edge,
    first,
    put,
    small,
    step,
    transitions,
)

AGE = put("variables", declared("age"))
TWICE = first("if_else", conditions=conditions(("age", "==", "1"), ("age", "==", "1")))


def the(rule: str, flow: FlowGraph) -> Finding:
    """The first finding of a rule."""
    return next(each for each in findings(flow) if each.rule == rule)


def test_c63_a_second_entry_that_leads_the_same_way_is_removed_with_its_way() -> None:
    flow = small(AGE, TWICE)
    fix = the("condition_doubled", flow).fix
    assert fix is not None
    after = mended(flow, fix)
    assert [row["id"] for row in after.to_json()["nodes"]["n_new"]["fields"]["conditions"]] == ["i_1"]
    assert findings(after) == ()


def test_c63_a_second_entry_that_leads_another_way_is_left_to_people() -> None:
    flow = small(AGE, TWICE, edge("n_new", "i_2", "n_desk"))
    assert the("condition_doubled", flow).fix is None


def test_c63_an_empty_entry_is_removed_unless_something_follows_it() -> None:
    ways = [*transitions("", "On"), {"id": "i_person", "condition": "Person"}]
    empty = (put("n_talk.transitions", ways), drop("edges.e_bye"), edge("n_talk", "i_2", "n_end"))
    fix = the("field_empty", small(*empty)).fix
    assert fix is not None
    assert findings(mended(small(*empty), fix)) == ()
    assert the("field_empty", small(*empty, edge("n_talk", "i_1", "n_end"))).fix is None


def test_c63_an_entry_that_says_something_is_not_removed() -> None:
    rows = collected("", prompt="What is your name?")
    assert the("field_empty", small(first("extract", variables=rows))).fix is None


def test_c63_an_empty_condition_is_removed_unless_something_follows_it() -> None:
    empty = first("if_else", conditions=conditions(("", "==", ""), ("age", "==", "1")))
    assert the("condition_incomplete", small(AGE, empty)).fix is None
    loose = small(AGE, empty, drop("edges.e_n_new_i_1"))
    fix = the("condition_incomplete", loose).fix
    assert fix is not None
    assert findings(mended(loose, fix)) == ()


@pytest.mark.parametrize(("wrong", "right"), [(14, 15), (481, 480), (30.4, 30), (-1e300, 15)])
def test_c63_a_number_is_set_to_the_nearest_right_one(wrong: float, right: int) -> None:
    flow = small(first("booking", duration_minutes=wrong))
    fix = the("number_out_of_bounds", flow).fix
    assert fix is not None
    assert fix.ops[0]["value"] == right
    assert isinstance(fix.ops[0]["value"], int)


@pytest.mark.parametrize("value", ["the clinic", ""])
def test_c63_a_variable_declared_twice_is_removed_only_if_nothing_is_lost(value: str) -> None:
    rows = [{"id": "v_1", "name": "age", "value": ""}, {"id": "v_2", "name": "age", "value": value}]
    assert (the("variable_doubled", small(put("variables", rows))).fix is None) == bool(value)


def test_c63_no_step_is_to_be_deleted_while_start_leads_nowhere() -> None:
    assert the("step_orphaned", small(drop("edges.e_start"))).fix is None
    lost = small(step("n_lost", "end_call", farewell_message="Bye"))
    fix = the("step_orphaned", lost).fix
    assert fix is not None
    assert mended(lost, fix) == small()


def test_c8_a_circle_that_no_call_comes_to_is_only_orphaned() -> None:
    flow = small(
        step("n_a", "conversation", {"i_1": "n_b"}, prompt="A", transitions=transitions("On")),
        step("n_b", "conversation", {"i_1": "n_a"}, prompt="B", transitions=transitions("On")),
    )
    assert {each.rule for each in findings(flow)} == {"step_orphaned"}


def test_c8_a_long_circle_is_named_short() -> None:
    circle = [
        step(
            f"n_{at}",
            "conversation",
            {"i_1": f"n_{(at + 1) % 9}"},
            prompt="On",
            transitions=transitions("On"),
        )
        for at in range(9)
    ]
    found = the("call_trapped", small(*circle, edge("start", "out", "n_0"), drop("edges.e_start")))
    assert "“The n_0”, “The n_1”, “The n_2” and 6 more steps" in found.message
