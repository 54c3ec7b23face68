"""The difference between two contents (app/flows/history/SPEC.md)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flows.graph import FlowGraph
from app.flows.history.answers import Change
from app.flows.history.diff import diff
from app.flows.sample import sample
from tests.builders import UNHURRIED, a_flow, flows


def changed(*changes: Any) -> tuple[Change, ...]:
    """What differs in the small flow after each of these was done to its JSON."""
    data = a_flow().to_json()
    for change in changes:
        change(data)
    return diff(a_flow(), FlowGraph.from_json(data))


def put(*path: Any) -> Any:
    """Set the value at the end of a path."""

    def change(data: Any) -> None:
        *keys, last, value = path
        for key in keys:
            data = data[key]
        data[last] = value

    return change


@UNHURRIED
@given(flows(), flows())
def test_k1_it_is_empty_exactly_where_the_hashes_are_equal(older: FlowGraph, newer: FlowGraph) -> None:
    assert diff(older, older) == ()
    assert diff(older, FlowGraph.from_json(older.to_json())) == ()
    assert bool(diff(older, newer)) == (older.content_hash() != newer.content_hash())


@UNHURRIED
@given(flows(), st.data())
def test_k1_also_where_one_field_alone_differs(older: FlowGraph, data: st.DataObject) -> None:
    other = data.draw(flows()).to_json()
    mixed = older.to_json()
    part = data.draw(st.sampled_from(["nodes", "settings", "variables", "pronunciations", "edges", "layout"]))
    if part == "settings":
        name = data.draw(st.sampled_from(sorted(mixed["settings"])))
        mixed["settings"][name] = other["settings"][name]
    else:
        mixed[part] = other[part]
    newer = FlowGraph.from_json(mixed)
    changes = diff(older, newer)
    assert bool(changes) == (older.content_hash() != newer.content_hash())
    if part in ("settings", "variables", "pronunciations"):
        assert {each.section for each in changes} <= {part}


@UNHURRIED
@given(flows(), flows())
def test_k2_k5_what_is_shown_is_the_whole_and_never_reads_the_same(
    older: FlowGraph, newer: FlowGraph
) -> None:
    for change in diff(older, newer):
        assert change.before != change.after or (change.side != "changed")
        if change.pieces:
            sides = {
                side: "".join(piece.text for piece in change.pieces if piece.mark in ("same", side))
                for side in ("removed", "added")
            }
            assert sides == {"removed": change.before, "added": change.after}


def test_k1_a_move_and_a_note_are_no_change() -> None:
    note = put("notes", {"t_1": {"text": "Ask Ben"}})
    assert changed(put("layout", "n_end", {"x": 900, "y": 1}), note) == ()


@pytest.mark.parametrize("value", [True, 1, None, "1", [1], [True]])
def test_k1_values_that_python_takes_for_equal_are_not(value: Any) -> None:
    def unknown(held: Any) -> FlowGraph:
        node = {"kind": "sms", "name": "Text", "fields": {"extra": held}}
        return FlowGraph.from_json({"nodes": {"n_1": node}})

    for other in (True, 1, None, "1", [1], [True]):
        assert bool(diff(unknown(value), unknown(other))) == (
            unknown(value).content_hash() != unknown(other).content_hash()
        )


def test_k4_a_text_says_which_words() -> None:
    (change,) = changed(put("nodes", "n_conversation", "fields", "prompt", "Ask what they really need."))
    assert (change.section, change.side, change.element, change.field) == (
        "steps", "changed", "nodes/n_conversation", "prompt",
    )  # fmt: skip
    assert (change.title, change.label, change.node) == ("Conversation", "Prompt", "n_conversation")
    assert [(piece.mark, piece.text) for piece in change.pieces] == [
        ("same", "Ask what they "),
        ("added", "really "),
        ("same", "need."),
    ]


def test_k4_a_step_that_goes_is_one_change_and_its_connections_are_named() -> None:
    changes = changed(lambda data: data["nodes"].pop("n_end"))
    assert [(each.section, each.side, each.element) for each in changes] == [
        ("steps", "removed", "nodes/n_end"),
        ("connections", "removed", "edges/e_done"),
    ]
    step, connection = changes
    assert (step.title, step.after) == ("Goodbye", "")
    assert step.before.startswith("End Call\nFarewell: ")
    assert connection.title == "Conversation → Goodbye"
    assert connection.ends == ("n_conversation", "n_end")
    assert connection.label == a_flow().nodes["n_conversation"].ports[0].label
    assert connection.before == f"Conversation · {connection.label} → Goodbye"


def test_k4_a_step_that_comes_is_one_change_with_all_its_words() -> None:
    fields = {
        "conditions": [
            {"id": "i_1", "variable": "caller", "operator": "==", "value": "Ben"},
            {"id": "i_2", "variable": "caller", "operator": "exists", "value": ""},
        ]
    }
    (change,) = changed(put("nodes", "n_new", {"kind": "if_else", "name": "Who is it?", "fields": fields}))
    assert (change.side, change.title, change.before) == ("added", "Who is it?", "")
    assert change.after == "If/Else\nConditions:\ncaller is Ben\ncaller is known"


def test_k4_a_list_is_told_entry_by_entry() -> None:
    rows = [
        {"id": "i_done", "condition": "All is said"},
        {"id": "i_more", "condition": "They want a person"},
        {"id": "i_blank", "condition": ""},
    ]
    (change,) = changed(
        put("nodes", "n_conversation", "fields", "transitions", rows[:1]),
        put("nodes", "n_conversation", "fields", "transitions", rows),
    )
    assert change.field == "transitions"
    assert change.after == "All is said\nThey want a person\nTransition 3"


def test_k4_options_and_switches_read_as_people_see_them() -> None:
    changes = changed(
        put("nodes", "n_conversation", "fields", "mode", "static"),
        put("nodes", "n_conversation", "fields", "use_knowledge", False),
        put("settings", "language", "de-DE"),
        put("settings", "speed", 1.25),
    )
    assert [(each.label, each.before, each.after) for each in changes] == [
        ("What the agent says", "In its own words", "Word for word"),
        ("Answer from knowledge", "On", "Off"),
        ("Language", "English (United States)", "German"),
        ("Speed", "1", "1.25"),
    ]
    assert {each.title for each in changes[2:]} == {"Settings"}


def test_k4_a_step_of_an_unknown_kind_is_told_as_it_is_written() -> None:
    def sms(**fields: Any) -> FlowGraph:
        return FlowGraph.from_json({"nodes": {"n_1": {"kind": "sms", "name": "Text them", "fields": fields}}})

    (change,) = diff(sms(number_of_rings=2), sms(number_of_rings=3))
    assert (change.title, change.label, change.before, change.after) == (
        "Text them",
        "Number of rings",
        "2",
        "3",
    )
    (gone,) = diff(sms(extra={"a": [1]}), sms())
    assert (gone.field, gone.before, gone.after) == ("extra", '{"a": [1]}', "")


def test_k4_variables_by_entry_field_and_order() -> None:
    def with_rows(*rows: tuple[str, str]) -> FlowGraph:
        return FlowGraph.from_json({"variables": [{"id": one, "name": name} for one, name in rows]})

    older = with_rows(("v_1", "clinic"), ("v_2", "doctor"), ("v_3", "street"))
    newer = with_rows(("v_3", "street"), ("v_1", "practice"), ("v_4", "city"))
    assert [(each.side, each.element, each.field, each.title) for each in diff(older, newer)] == [
        ("changed", "variables/v_1", "name", "practice"),
        ("added", "variables/v_4", "", "city"),
        ("removed", "variables/v_2", "", "doctor"),
        ("changed", "variables", "order", "Variables"),
    ]


def test_k5_an_entry_made_again_with_the_same_words_is_seen() -> None:
    rows = [
        {"id": "i_new", "condition": a_flow().nodes["n_conversation"].fields["transitions"][0]["condition"]}
    ]
    changes = changed(put("nodes", "n_conversation", "fields", "transitions", rows))
    assert changes[0].field == "transitions"
    assert "i_new" in changes[0].after
    assert "i_done" in changes[0].before


def test_k5_a_connection_between_namesakes_is_told_apart() -> None:
    changes = changed(
        put("nodes", "n_other", {"kind": "end_call", "name": "Goodbye", "fields": {}}),
        put("edges", "e_done", "target", "n_other"),
    )
    assert changes[1].before != changes[1].after
    assert changes[1].side == "changed"


def test_k3_sections_and_steps_come_in_their_order() -> None:
    data = sample().to_json()
    for node in data["nodes"].values():
        node["name"] += "!"
    data["settings"]["speed"] = 2
    data["variables"], data["pronunciations"] = [], [{"id": "p_1", "word": "Nguyen", "say_as": "win"}]
    gone = next(iter(data["edges"]))
    del data["edges"][gone]
    changes = diff(sample(), FlowGraph.from_json(data))
    sections = list(dict.fromkeys(each.section for each in changes))
    assert sections == ["steps", "connections", "settings", "variables", "pronunciations"]
    steps = [each.node for each in changes if each.section == "steps"]
    assert steps[0] == "start"
    assert set(steps) == set(data["nodes"])
    newer = FlowGraph.from_json(data)
    first = [edge.target for edge in newer.outgoing(newer.nodes["start"].id)]
    assert steps[1 : 1 + len(first)] == first
