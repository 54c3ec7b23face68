"""Variables: what is surely known where, and how a name that nobody gave is answered."""

import pytest

from app.flows.graph import FlowGraph
from app.flows.rules.catalogue import findings
from tests.unit.flows.rules.small import (
    Edit,
    collected,
    conditions,
    declared,
    edge,
    first,
    put,
    small,
    step,
    transitions,
)

SAYS_AGE = put("n_end.farewell_message", "You are {{age}}. Goodbye!")
ASKED = first("extract", variables=collected("age"))


def unset(flow: FlowGraph) -> list[str]:
    """Where something is used that may not be known: each field's place."""
    return [".".join(each.path[1:]) for each in findings(flow) if each.rule == "variable_unset"]


def after(*edits: Edit) -> FlowGraph:
    """The small flow that says an age at the end, with an extraction at its beginning that may time out."""
    return small(ASKED, SAYS_AGE, *edits)


def branched(operator: str, port: str) -> FlowGraph:
    """As before, then an If/Else on the age, from which only this way leads to the end that says it."""
    other = "default" if port == "i_1" else "i_1"
    return after(
        step(
            "n_if",
            "if_else",
            {port: "n_talk", other: "n_desk"},
            conditions=conditions(("age", operator, "5")),
        ),
        edge("n_new", "all_extracted", "n_if"),
        edge("n_new", "timeout", "n_if"),
    )


def test_c32_on_some_ways_it_is_not_known() -> None:
    assert unset(after()) == ["n_end.farewell_message"]
    assert unset(after(edge("n_new", "timeout", "n_desk"))) == []


def test_c32_what_is_declared_is_known_from_the_beginning() -> None:
    assert unset(after(put("variables", declared("age")))) == []


def test_c32_what_is_not_required_may_be_missing() -> None:
    lax = put("n_new.variables", collected("age", required=False))
    assert unset(after(lax, edge("n_new", "timeout", "n_desk"))) == ["n_end.farewell_message"]


def test_c32_a_keyword_leaves_before_anything_is_known() -> None:
    word = put("n_new.keywords", [{"id": "i_k", "phrase": "help"}])
    flow = after(word, edge("n_new", "timeout", "n_desk"), edge("n_new", "i_k", "n_talk"))
    assert unset(flow) == ["n_end.farewell_message"]


@pytest.mark.parametrize(
    ("operator", "port", "is_known"),
    [
        ("exists", "i_1", True),
        ("exists", "default", False),
        ("==", "i_1", True),
        ("!=", "i_1", False),
        ("is_empty", "i_1", False),
        ("is_empty", "default", True),
        ("regex", "i_1", True),
        ("not_contains", "i_1", False),
    ],
)
def test_c32_a_condition_that_holds_may_tell_that_it_is_known(
    operator: str, port: str, is_known: bool
) -> None:
    assert unset(branched(operator, port)) == ([] if is_known else ["n_end.farewell_message"])


def test_c32_a_circle_does_not_make_known_what_was_not() -> None:
    ways = [*transitions("Again", "Done", "Person")]
    circle = (
        step(
            "n_again", "conversation", {"i_1": "n_talk"}, prompt="{{age}}?", transitions=transitions("Back")
        ),
        put("n_talk.transitions", ways),
        edge("n_talk", "i_1", "n_again"),
        edge("n_talk", "i_2", "n_end"),
        edge("n_talk", "i_3", "n_desk"),
    )
    assert set(unset(after(*circle))) == {"n_again.prompt", "n_end.farewell_message"}
    assert unset(after(edge("n_new", "timeout", "n_desk"), *circle)) == []


def test_c32_later_questions_know_what_earlier_ones_asked() -> None:
    rows = collected("age", "size")
    rows[1]["prompt"] = "So you are {{age}}. How tall?"
    assert unset(small(first("extract", variables=rows))) == []
    rows[0]["prompt"] = "Not {{size}}?"
    assert unset(small(first("extract", variables=rows))) == ["n_new.variables.i_1.prompt"]


def test_c32_a_step_that_may_be_entered_from_anywhere_knows_nothing() -> None:
    ways = {"booking_success": "n_end", "booking_failed": "n_end"}
    lone = step("n_book", "booking", ways, operations=["book"], success_message="At {{age}}.")
    flow = after(edge("n_new", "timeout", "n_desk"), lone)
    assert set(unset(flow)) == {"n_book.success_message", "n_end.farewell_message"}
    drawn = after(edge("n_new", "timeout", "n_desk"), lone, edge("n_new", "all_extracted", "n_book"))
    assert unset(drawn) == []


def test_c32_to_look_whether_something_is_known_is_no_use_of_it() -> None:
    assert unset(branched("exists", "i_1")) == []


def test_c31_a_name_that_is_nearly_right_is_proposed() -> None:
    found = findings(
        small(put("variables", declared("clinic_name")), put("n_end.farewell_message", "{{Clinic Name}}"))
    )
    assert [each.mend for each in found] == ["Did you mean clinic_name?"]


@pytest.mark.parametrize("text", ["{name}", "{{ }", "{{name", "{ {name} }", "{{a{b}}", "{{two\nlines}}"])
def test_c31_what_is_no_variable_is_left_alone(text: str) -> None:
    assert findings(small(put("n_end.farewell_message", text))) == ()


def test_c31_what_is_hidden_uses_nothing() -> None:
    assert findings(small(put("n_talk.static_message", "{{nobody}}"))) == ()


def test_c31_a_name_is_said_once_for_each_field() -> None:
    found = findings(small(put("n_end.farewell_message", "{{a}} {{a}} {{ a }} {{b}}")))
    assert [each.message.split("”")[0] for each in found] == ["“{{a}}", "“{{b}}"]


def test_c28_a_name_in_braces_is_mended_by_taking_them_off() -> None:
    rows = conditions(("{{ age }}", "exists", ""))
    found = findings(small(put("variables", declared("age")), first("if_else", conditions=rows)))
    assert [each.fix.ops[0]["value"] for each in found if each.fix] == ["age"]
