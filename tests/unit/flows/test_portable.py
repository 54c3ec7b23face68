"""Agents as files: what was exported comes back, and whatever else is refused with its place."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from app.errors import Invalid, TooLarge
from app.flows import limits, portable
from app.flows.graph import FlowGraph
from app.flows.sample import sample
from tests.builders import UNHURRIED, a_flow, flows

Change = Callable[[dict[str, Any]], Any]


@UNHURRIED
@given(flows(is_whole=True))
def test_f1_an_exported_flow_comes_back_equal(flow: FlowGraph) -> None:
    assert portable.read(portable.write("Front desk", flow)) == ("Front desk", flow)


def test_f1_the_sample_and_two_thousand_nodes_and_a_megabyte_of_prompt_come_back() -> None:
    large = a_flow(prompt="é" * 1_048_576, conversations=2_000)
    for flow in (sample(), large):
        assert portable.read(portable.write("Any", flow))[1] == flow


def test_the_file_says_what_it_is() -> None:
    data = json.loads(portable.write("Front desk", a_flow()))
    assert (data["format"], data["version"], data["name"]) == ("callweave.agent", 1, "Front desk")
    assert portable.filename("Front desk – München!") == "front-desk-m-nchen.callweave.json"
    assert portable.filename("予約") == "agent.callweave.json"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n", "The file is not JSON that can be read."),
        (b'{"format": "callweave.agent",\n oops', "The file is not JSON: line 2, column 2 cannot be read."),
        (b"[" * 100_000, "The file is not JSON that can be read."),
        (b'{"format": "callweave.agent", "version": NaN}', "The file is not JSON that can be read."),
        (b'{"format": "callweave.agent", "name": "\\ud800"}', "The file is not JSON that can be read."),
        (b"[]", "This file does not hold an agent."),
        (b'{"name": "package", "version": "1.0.0"}', "This file does not hold an agent."),
        (b'{"format": "callweave.agent"}', "The file does not say its version as a number."),
        (b'{"format": "callweave.agent", "version": 2}', "This file was made by a newer Callweave."),
        (
            b'{"format": "callweave.agent", "version": 1, "flow": {"schema": 9}}',
            "This file was made by a newer",
        ),
        (
            b'{"format": "callweave.agent", "version": 1, "flow": {}}',
            "The file does not say the agent's name",
        ),
        (
            b'{"format": "callweave.agent", "version": 1, "name": "A"}',
            "The flow must be an object, not missing.",
        ),
        (b'{"format": "callweave.agent", "version": 1, "name": "A", "flow": {}}', "The flow has no Start."),
    ],
)
def test_f2_a_wrong_file(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        portable.read(data)
    assert refused.value.message.startswith(sentence)


def _fields(data: dict[str, Any], node_id: str) -> dict[str, Any]:
    return data["nodes"][node_id]["fields"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.update(nodes=[]), "“nodes” must be an object, not a list."),
        (lambda d: d.update(webhooks={}), "The flow: the part “webhooks” is not known to this Callweave."),
        (lambda d: d["nodes"].update({"a b": {}}), "“nodes” holds the id “a b”."),
        (lambda d: d["nodes"].update(n_1=3), "The step “n_1” must be an object, not a number."),
        (
            lambda d: d["nodes"].update(n_1={"kind": "sms", "name": "Text"}),
            "The step “Text” is of the kind “sms”, which this Callweave does not know. Update Callweave",
        ),
        (lambda d: d["nodes"].update(n_1={"kind": "start"}), "The step “n_1” cannot be of the kind “start”"),
        (
            lambda d: d["nodes"]["start"].update(kind="end_call"),
            "The step “Start” cannot be of the kind “end_call”",
        ),
        (
            lambda d: d["nodes"]["n_end"].update(kind=None),
            "The kind of the step “Goodbye” must be text, not missing.",
        ),
        (
            lambda d: d["nodes"]["n_end"].update(name=1),
            "The name of the step “n_end” must be text, not a number.",
        ),
        (
            lambda d: d["nodes"]["n_end"].update(color="red"),
            "The step “Goodbye”: the part “color” is not known",
        ),
        (
            lambda d: _fields(d, "n_end").update(mood="kind"),
            "The step “Goodbye”: the field “mood” is not known",
        ),
        (
            lambda d: _fields(d, "n_end").update(farewell_message=["Bye"]),
            "The step “Goodbye”, “Farewell” must be text, not a list.",
        ),
        (
            lambda d: _fields(d, "n_conversation").update(skip_response="yes"),
            "The step “Conversation”, “Only decide where to go” must be true or false, not text.",
        ),
        (
            lambda d: _fields(d, "n_conversation").update(mode="sing"),
            "The step “Conversation”, “What the agent says” cannot be “sing”. Use one of “prompt”, “static”.",
        ),
        (
            lambda d: _fields(d, "n_conversation").update(transitions={}),
            "The step “Conversation”, “Transitions” must be a list, not an object.",
        ),
        (
            lambda d: _fields(d, "n_conversation").update(transitions=[{"condition": "x"}]),
            "The step “Conversation”, “Transitions”, entry 1 needs an “id”",
        ),
        (
            lambda d: _fields(d, "n_conversation")["transitions"].append({"id": "i_done"}),
            "The step “Conversation”, “Transitions”, entry 2 has the same id as an earlier one",
        ),
        (
            lambda d: _fields(d, "n_conversation")["transitions"][0].update(condition=1),
            "The step “Conversation”, “Transitions”, entry 1, “When” must be text, not a number.",
        ),
        (
            lambda d: d["edges"]["e_done"].update(target="n_gone"),
            "The connection “e_done” names the step “n_gone”, which the file does not hold.",
        ),
        (lambda d: d["edges"]["e_done"].update(target="start"), "The connection “e_done” leads to Start"),
        (
            lambda d: d["edges"]["e_done"].update(port="i_gone"),
            "The connection “e_done” leaves “n_conversation” by “i_gone”, a way out it does not have.",
        ),
        (
            lambda d: d["edges"]["e_done"].pop("port"),
            "The connection “e_done”, “port” must be text, not missing.",
        ),
        (
            lambda d: d["edges"].update(e_more=d["edges"]["e_done"]),
            "The connection “e_more” leaves by the same way out as “e_done”.",
        ),
        (lambda d: d["settings"].update(speed="fast"), "The settings, “Speed” must be a number, not text."),
        (
            lambda d: d["settings"].update(speed=True),
            "The settings, “Speed” must be a number, not true or false.",
        ),
        (lambda d: d.update(variables={}), "“variables” must be a list, not an object."),
        (
            lambda d: d["variables"].append({"id": "v_1", "type": "list"}),
            "“variables”, entry 1, “Type” cannot be “list”.",
        ),
        (
            lambda d: d["layout"].update(n_end={"x": 1}),
            "The place of “n_end”, “y” must be a number, not missing.",
        ),
        (lambda d: d["notes"].update(t_1={"text": 5}), "The note “t_1” must be text, not a number."),
    ],
)
def test_f2_a_flow_that_is_not_right_is_refused_with_its_place(change: Change, sentence: str) -> None:
    data = json.loads(portable.write("Front desk", a_flow()))
    change(data["flow"])
    with pytest.raises(Invalid) as refused:
        portable.read(json.dumps(data).encode())
    assert refused.value.message.startswith(sentence)
    assert refused.value.message.endswith(".")


def test_f2_too_large_a_file_text_or_flow() -> None:
    with pytest.raises(TooLarge, match="larger than 32 MB"):
        portable.read(b" " * (limits.MAX_FILE_BYTES + 1))
    with pytest.raises(TooLarge, match=r"2,000,001 characters; 2,000,000 are allowed"):
        portable.read(portable.write("Any", a_flow(prompt="x" * (limits.PROSE_CHARS + 1))))
    with pytest.raises(TooLarge, match=r"5,002 steps; 5,000 are allowed"):
        portable.read(portable.write("Any", a_flow(conversations=limits.MAX_NODES)))


def test_a_file_written_by_hand_may_leave_out_what_has_a_default() -> None:
    flow = {"nodes": {"start": {"kind": "start"}}}
    name, graph = portable.read(
        json.dumps({"format": "callweave.agent", "version": 1, "name": " A ", "flow": flow}).encode()
    )
    assert name == "A"
    assert graph == FlowGraph.from_json(flow)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x07b"])
def test_f2_a_name_that_cannot_be_kept(name: str) -> None:
    with pytest.raises(Invalid, match="name"):
        portable.read(portable.write(name, a_flow()))
