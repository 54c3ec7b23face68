"""The document: every flow survives being one, and every document has a flow."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from app.flows import document
from app.flows.cells import ROOTS
from app.flows.graph import FlowGraph
from app.flows.nodes import NODES, SETTINGS, START_ID
from app.flows.sample import sample
from tests.builders import IDS, UNHURRIED, a_flow, flows

FIELD_NAMES = sorted({field.name for spec in NODES.values() for field in spec.fields})
KEYS = (
    st.sampled_from(["kind", "name", "deleted", "order", "id", "text", "source", "port", "target", "x", "y"])
    | st.sampled_from(FIELD_NAMES)
    | st.sampled_from([field.name for field in SETTINGS])
    | st.sampled_from([START_ID, "n_1", "n_2", "__proto__", "a b", ""])
    | IDS
)
ODD_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.sampled_from([*NODES, "sms", "n_1", "start", "out"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
CELLS = st.recursive(
    ODD_PLAIN.map(lambda value: ("plain", value)) | st.text(max_size=8).map(lambda text: ("text", text)),
    lambda inner: (
        st.dictionaries(KEYS, inner, max_size=4).map(lambda cells: ("map", cells))
        | st.lists(inner, max_size=2).map(lambda cells: ("array", cells))
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.sampled_from(ROOTS), st.dictionaries(KEYS, CELLS, max_size=5))


def _made(recipe: tuple[str, Any]) -> Any:
    what, content = recipe
    if what == "text":
        return Text(content)
    if what == "map":
        return Map({key: _made(each) for key, each in content.items()})
    if what == "array":
        return Array([_made(each) for each in content])
    return content


def _document(recipe: dict[str, dict[str, Any]]) -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    with doc.transaction():
        for root, cells in recipe.items():
            shared = doc.get(root, type=Map)
            for key, cell in cells.items():
                shared[key] = _made(cell)
    return doc


@UNHURRIED
@given(flows())
def test_d15_a_document_built_of_a_flow_reads_as_that_flow(flow: FlowGraph) -> None:
    assert document.read_state(document.build(flow)) == flow


@UNHURRIED
@given(DOCUMENTS)
def test_d13_any_document_has_a_sound_projection(recipe: dict[str, Any]) -> None:
    doc = _document(recipe)
    before = doc.get_update()
    flow = document.read(doc)
    assert doc.get_update() == before
    assert FlowGraph.from_json(flow.to_json()) == flow
    assert len(flow.content_hash()) == 64
    for edge in flow.edges.values():
        assert edge.target in flow.nodes
        assert edge.target != START_ID
        source = flow.nodes[edge.source]
        assert source.unknown or edge.port in {port.id for port in source.ports}
    assert set(flow.layout) == {*flow.nodes, *flow.notes}


def test_an_empty_document_has_an_empty_flow() -> None:
    flow = document.read(Doc())
    assert flow == FlowGraph.from_json({})
    assert flow.start is None
    assert flow.settings["speed"] == 1


def test_bytes_that_are_no_update_are_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        document.read_state(b"\x07nonsense")


def test_reading_inside_another_transaction_sees_what_it_wrote() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(document.build(a_flow()))
    with doc.transaction():
        doc.get("nodes", type=Map)["n_end"]["name"] = "Bye"
        assert document.read(doc).nodes["n_end"].name == "Bye"


def test_d4_edits_of_a_deleted_node_are_there_when_the_mark_is_cleared() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(document.build(a_flow()))
    node = doc.get("nodes", type=Map)["n_conversation"]
    whole = document.read(doc)
    node["deleted"] = {"by": "Ana", "at": "2030-01-01T00:00:00Z"}
    assert set(document.read(doc).nodes) == {"start", "n_end"}
    assert not document.read(doc).edges
    node["prompt"].insert(len("Ask what they need."), " Be brief.")
    del node["deleted"]
    after = document.read(doc)
    assert after.edges == whole.edges
    assert after.nodes["n_conversation"].fields["prompt"] == "Ask what they need. Be brief."


def test_d4_start_cannot_be_deleted() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(document.build(a_flow()))
    doc.get("nodes", type=Map)["start"]["deleted"] = {"by": "Ana", "at": ""}
    assert document.read(doc) == a_flow()


def test_a_prose_cell_that_is_no_text_and_a_line_that_is_one_read_as_the_default() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(document.build(a_flow()))
    node = doc.get("nodes", type=Map)["n_conversation"]
    node["prompt"] = "plain"
    node["mode"] = Text("static")
    node["transitions"] = {"i_1": {"condition": "plain objects"}}
    fields = document.read(doc).nodes["n_conversation"].fields
    assert (fields["prompt"], fields["mode"], fields["transitions"]) == ("", "prompt", ())


def test_d8_items_are_sorted_by_order_then_id() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(document.build(a_flow()))
    doc.get("nodes", type=Map)["n_conversation"]["transitions"] = Map(
        {
            "i_c": Map({"order": 1, "condition": "c"}),
            "i_b": Map({"order": 1.0, "condition": "b"}),
            "i_a": Map({"order": 2, "condition": "a"}),
            "i_d": Map({"order": "first", "condition": "d"}),
        }
    )
    rows = document.read(doc).nodes["n_conversation"].fields["transitions"]
    assert [row["id"] for row in rows] == ["i_d", "i_b", "i_c", "i_a"]


def test_the_sample_survives_being_a_document() -> None:
    assert document.read_state(document.build(sample())) == sample()
