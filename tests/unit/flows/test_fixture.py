"""The fixture that both languages read; its other half is tests/unit/canvas/document.test.mjs."""

import base64
import json
from typing import Any

import pytest

from app.flows import document
from app.flows.graph import FlowGraph
from tests.data.make_flow_fixture import FIXTURE

CASES: list[dict[str, Any]] = json.loads(FIXTURE.read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_d14_the_projection_is_the_expected_one(case: dict[str, Any]) -> None:
    flow = document.read_state(base64.b64decode(case["update"]))
    assert flow.to_json() == case["expected"]
    ports = {
        node.id: [{"id": port.id, "label": port.label, "optional": port.optional} for port in node.ports]
        for node in flow.nodes.values()
    }
    assert ports == case["ports"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_d15_a_fresh_document_of_it_reads_the_same(case: dict[str, Any]) -> None:
    flow = FlowGraph.from_json(case["expected"])
    assert document.read_state(document.build(flow)) == flow


def _shown(name: str) -> dict[str, Any]:
    return next(case["expected"] for case in CASES if case["name"] == name)


def test_the_fixture_shows_what_it_is_named_for() -> None:
    typed = _shown("two people typed in one prompt and moved one node")
    assert typed["nodes"]["n_talk"]["fields"]["prompt"] == "First: sk. Be kind. 🙂"
    assert list(_shown("deleted while somebody wrote in it")["nodes"]) == ["n_end", "start"]
    assert "n_talk" in _shown("deleted and recovered")["nodes"]
    assert set(_shown("marks that delete nothing")["nodes"]) == {"start", "n_talk", "n_end"}
    dangling = _shown("edges that dangle")["edges"]
    assert set(dangling) == {"e_0", "e_1"}
    assert "e_m" in _shown("two edges drawn at once from one port")["edges"]
    rows = _shown("orders with ties, without number, with fractions")["nodes"]["n_talk"]["fields"][
        "transitions"
    ]
    assert [row["id"] for row in rows] == ["i_inf", "i_none", "i_text", "i_B", "i_b", "i_c", "i_a", "i_big"]
    assert rows[6]["condition"] == ""
    unknown = _shown("unknown kinds")
    assert unknown["nodes"]["n_sms"]["fields"]["message"] == "Hi"
    assert unknown["nodes"]["n_fax"]["fields"] == {
        "big": 7,
        "bytes": None,
        "nan": None,
        "undefined_value": None,
    }
    assert set(unknown["edges"]) == {"e_1", "e_2", "e_3", "e_4"}
    assert set(_shown("nodes that are none")["nodes"]) == {"start", "n_talk", "n_end"}
    wrong = _shown("values of the wrong type")
    assert (wrong["schema"], wrong["settings"]["speed"], wrong["settings"]["volume"]) == (1, 1.5, 79.99)
    assert [row["id"] for row in wrong["variables"]] == ["v_1", "v_2"]
