"""Restoring a content into a document (app/flows/history/SPEC.md, K10 to K14)."""

import base64
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from app.flows import document
from app.flows.chunks import pack
from app.flows.graph import FlowGraph
from app.flows.history import restore
from app.flows.history.diff import diff
from app.flows.history.restore import Edit
from app.flows.sample import sample
from tests.builders import UNHURRIED, a_flow, flows
from tests.unit.canvas.odd_documents import Maker

BY = {"by": "Ana", "at": "2030-01-01T00:00:00.000Z"}
MARK = {"by": "Ben", "at": "2029-01-01T00:00:00.000Z"}


def opened(state: bytes) -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return doc


def restored(state: bytes, target: FlowGraph) -> "tuple[Doc[Any], Edit]":
    edit = restore.edits(state, target, BY)
    doc = opened(state)
    if edit.update:
        doc.apply_update(edit.update)
    return doc, edit


def must_be(doc: "Doc[Any]", target: FlowGraph) -> None:
    found = document.read(doc)
    assert found.content_json() == target.content_json()
    assert found.content_hash() == target.content_hash()
    assert diff(found, target) == ()


def edited(state: bytes, change: Any) -> bytes:
    """The state after a teammate's change of the node map."""
    doc = opened(state)
    change(doc.get("nodes", type=Map))
    return doc.get_update()


def changed_sample(dice: random.Random) -> FlowGraph:
    """The sample with many things changed, removed, added and moved."""
    data = sample().to_json()
    ids = [each for each in data["nodes"] if each != "start"]
    for node_id in dice.sample(ids, 4):
        del data["nodes"][node_id]
    for node in data["nodes"].values():
        for name, value in node["fields"].items():
            if isinstance(value, str) and dice.random() < 0.3:
                node["fields"][name] = value[: len(value) // 2] + " é🙂 " + value[len(value) // 3 :]
            elif isinstance(value, list) and value and isinstance(value[0], dict) and dice.random() < 0.6:
                rows = dice.sample(value, dice.randrange(len(value) + 1))
                node["fields"][name] = [*rows, {"id": f"i_{dice.randrange(99)}"}]
    for edge_id in dice.sample(sorted(data["edges"]), 6):
        data["edges"][edge_id]["target"] = dice.choice(ids)
    dice.shuffle(data["variables"])
    data["settings"]["speed"] = dice.choice([0.9, 1, 1.25])
    return FlowGraph.from_json(data)


@UNHURRIED
@given(flows(), flows())
def test_k10_any_flow_can_be_made_any_other(draft: FlowGraph, target: FlowGraph) -> None:
    state = document.build(draft)
    doc, edit = restored(state, target)
    must_be(doc, target)
    assert edit.before == (pack(document.read_state(state)) if edit.changes else None)
    assert bool(edit.update) == bool(edit.changes) == bool(edit.touched)
    assert document.read(doc).notes == draft.notes
    again = restore.edits(doc.get_update(), target, BY)
    assert (again.update, again.touched, again.changes) == (b"", frozenset(), 0)


@UNHURRIED
@given(st.integers(0, 2**32), flows())
def test_k10_also_in_documents_that_no_honest_client_makes(seed: int, target: FlowGraph) -> None:
    state = base64.b64decode(Maker(seed).document()["update"])
    for wanted in (target, FlowGraph.from_json(Maker(seed + 1).document()["expected"])):
        doc, _edit = restored(state, wanted)
        must_be(doc, wanted)


@pytest.mark.parametrize("seed", range(12))
def test_k10_there_and_back_in_the_same_document(seed: int) -> None:
    dice = random.Random(seed)
    doc = opened(document.build(sample()))
    for _ in range(5):
        target = dice.choice([sample(), changed_sample(dice), changed_sample(dice)])
        edit = restore.edits(doc.get_update(), target, BY)
        if edit.update:
            doc.apply_update(edit.update)
        must_be(doc, target)


@UNHURRIED
@given(st.integers(0, 2**32))
def test_k12_whoever_writes_meanwhile_is_merged(seed: int) -> None:
    dice = random.Random(seed)
    state = document.build(sample())
    edit = restore.edits(state, changed_sample(dice), BY)
    teammate, typed = opened(state), {}
    before = teammate.get_state()
    for node_id in dice.sample(sorted(sample().nodes), 6):
        cell = teammate.get("nodes", type=Map)[node_id]
        texts = [name for name in cell.keys() if isinstance(cell[name], Text)]  # noqa: SIM118  # no mapping
        if texts:
            name = dice.choice(sorted(texts))
            places = [len(str(cell[name])[:at].encode()) for at in range(len(str(cell[name])) + 1)]
            cell[name].insert(dice.choice(places), "⟦typed⟧")
            typed[node_id] = name
    update = teammate.get_update(before)
    one, other = opened(state), opened(state)
    for doc, first, second in ((one, edit.update, update), (other, update, edit.update)):
        doc.apply_update(first)
        doc.apply_update(second)
    assert document.read(one) == document.read(other)
    for node_id, name in typed.items():
        cell = one.get("nodes", type=Map)[node_id]
        assert "⟦typed⟧" in str(cell[name])
        assert node_id in document.read(one).nodes or cell["deleted"] == BY


def test_k12_a_text_keeps_what_stays_of_it() -> None:
    data = a_flow("Ask what they need. 🙂 Be brief.").to_json()
    state = document.build(FlowGraph.from_json(data))
    data["nodes"]["n_conversation"]["fields"]["prompt"] = "Ask who they are. 🙃 Be brief."
    events: list[Any] = []
    doc = opened(state)
    text = doc.get("nodes", type=Map)["n_conversation"]["prompt"]
    watch = text.observe(lambda event: events.append(event.delta))
    edit = restore.edits(state, FlowGraph.from_json(data), BY)
    doc.apply_update(edit.update)
    text.unobserve(watch)
    assert str(text) == "Ask who they are. 🙃 Be brief."
    kept = sum(part["retain"] for part in events[0] if "retain" in part)
    assert kept >= len("Ask  they . ")
    assert edit.touched == {("nodes/n_conversation", "prompt")}
    assert edit.changes == 1


def test_k12_a_step_that_is_there_keeps_its_cells() -> None:
    state = document.build(a_flow())
    doc = opened(state)
    nodes = doc.get("nodes", type=Map)
    cell, prompt = nodes["n_conversation"], nodes["n_conversation"]["prompt"]
    data = a_flow("Greet them.").to_json()
    data["nodes"]["n_conversation"]["name"] = "Greeting"
    doc.apply_update(restore.edits(state, FlowGraph.from_json(data), BY).update)
    assert (cell["name"], str(prompt)) == ("Greeting", "Greet them.")


def test_k12_entries_are_moved_not_made_again() -> None:
    def with_rows(*ids: str) -> FlowGraph:
        data = a_flow().to_json()
        rows = [{"id": each, "condition": f"When {each}"} for each in ids]
        data["nodes"]["n_conversation"]["fields"]["transitions"] = rows
        return FlowGraph.from_json(data)

    state = document.build(with_rows("a", "b", "c", "d"))
    target = with_rows("d", "a", "new", "b")
    doc, edit = restored(state, target)
    must_be(doc, target)
    element = "nodes/n_conversation"
    assert edit.touched == {
        (element, "transitions/c"),
        (element, "transitions/d/order"),
        (element, "transitions/new"),
    }


def test_k13_what_goes_can_be_recovered_with_its_connections() -> None:
    whole = a_flow(conversations=2)
    doc, edit = restored(document.build(whole), a_flow())
    must_be(doc, a_flow())
    assert edit.touched == {("nodes/n_2", "deleted")}
    nodes = doc.get("nodes", type=Map)
    assert nodes["n_2"]["deleted"] == BY
    del nodes["n_2"]["deleted"]
    assert document.read(doc) == whole


def test_k13_a_deleted_step_comes_back_in_its_own_cells() -> None:
    def delete(nodes: Any) -> None:
        nodes["n_2"]["deleted"] = MARK
        nodes["n_2"]["name"] = "Written before it went"

    state = edited(document.build(a_flow(conversations=2)), delete)
    doc = opened(state)
    cell = doc.get("nodes", type=Map)["n_2"]
    edit = restore.edits(state, a_flow(conversations=2), BY)
    doc.apply_update(edit.update)
    assert document.read(doc) == a_flow(conversations=2)
    assert cell["name"] == "Conversation 2"
    assert edit.touched == {("nodes/n_2", "deleted"), ("nodes/n_2", "name")}


def test_k13_a_purged_step_is_built_anew_under_its_id() -> None:
    whole = a_flow(conversations=2)
    doc = opened(document.build(whole))
    with doc.transaction():
        for root, key in (("nodes", "n_2"), ("edges", "e_2"), ("layout", "n_2")):
            del doc.get(root, type=Map)[key]
    doc, edit = restored(doc.get_update(), whole)
    assert document.read(doc) == whole
    assert edit.touched == {("nodes/n_2", ""), ("edges/e_2", ""), ("layout/n_2", "")}
    built = opened(document.build(whole)).get("nodes", type=Map)["n_2"]
    assert doc.get("nodes", type=Map)["n_2"].to_py() == built.to_py()


def test_k13_a_hidden_connection_that_would_show_again_goes() -> None:
    """Ben redirected the way out of a step and deleted it: recovering it must not bring his connection along."""
    doc = opened(document.build(a_flow()))
    doc.get("edges", type=Map)["e_aaa"] = {
        "source": "n_conversation", "port": "i_done", "target": "n_conversation",
    }  # fmt: skip
    doc.get("nodes", type=Map)["n_conversation"]["deleted"] = MARK
    doc, edit = restored(doc.get_update(), a_flow())
    must_be(doc, a_flow())
    assert ("edges/e_aaa", "") in edit.touched
    assert "e_aaa" not in doc.get("edges", type=Map)


def test_k14_places_are_given_only_to_what_comes_back_without_one() -> None:
    data = a_flow(conversations=2).to_json()
    data["layout"]["n_end"] = {"x": 1, "y": 1}
    data["layout"]["n_2"] = {"x": 7e8, "y": 40}
    target = FlowGraph.from_json(data)
    doc = opened(document.build(a_flow("Other words.")))
    doc.get("layout", type=Map)["n_end"] = {"x": 500, "y": 500}
    doc, edit = restored(doc.get_update(), target)
    shown = document.read(doc)
    assert shown.layout["n_end"].x == 500
    assert (shown.layout["n_2"].x, shown.layout["n_2"].y) == (1e7, 40)
    assert [each for each, _field in edit.touched if each.startswith("layout")] == ["layout/n_2"]


def test_k10_a_step_of_an_unknown_kind_is_edited_as_the_json_it_is() -> None:
    cells = {
        "kind": "sms",
        "name": "Text them",
        "text": Text("Hello there"),
        "lines": Map({"i_1": Map({"order": 1, "to": "Ana"}), "i_2": Map({"order": 2, "to": "Ben"})}),
        "retries": 2,
        "old": True,
    }
    doc = opened(document.build(a_flow()))
    doc.get("nodes", type=Map)["n_sms"] = Map(cells)
    state = doc.get_update()
    data = document.read(doc).to_json()
    fields = data["nodes"]["n_sms"]["fields"]
    fields["text"] = "Hello, who is there"
    fields["lines"] = {"i_2": {"order": 2, "to": "Cem"}, "i_3": {"order": 3, "to": "Dan"}}
    fields["retries"] = 3
    del fields["old"]
    target = FlowGraph.from_json(data)
    doc, edit = restored(state, target)
    must_be(doc, target)
    cell = doc.get("nodes", type=Map)["n_sms"]
    assert isinstance(cell["text"], Text)
    assert isinstance(cell["lines"]["i_3"], Map)
    assert {field for _element, field in edit.touched} == {
        "text", "lines/i_1", "lines/i_2/to", "lines/i_3", "retries", "old",
    }  # fmt: skip
