"""L14: what a tick vouches for."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flows.graph import FlowGraph, Place
from app.flows.live import parts
from app.flows.live.content import weigh
from app.flows.nodes import SETTINGS
from app.flows.sample import sample
from app.flows.spec import FieldSpec
from tests.builders import UNHURRIED, flows


def of(graph: FlowGraph) -> dict[str, str]:
    return dict(parts.parts(graph, graph.content_hash()))


def changed(change: Any) -> set[str]:
    """The parts that this change of the sample's JSON touches."""
    data = sample().to_json()
    change(data)
    before, after = of(sample()), of(FlowGraph.from_json(data))
    return {name for name in before if before[name] != after[name]}


@given(graph=flows(), place=st.tuples(st.integers(-999, 999), st.integers(-999, 999)))
@UNHURRIED
def test_l14_moving_and_notes_touch_no_part(graph: FlowGraph, place: tuple[int, int]) -> None:
    moved = {each: Place(*place) for each in graph.layout}
    assert of(replace(graph, layout=moved, notes={"n": "Look here."})) == of(graph)


@given(graph=flows())
@UNHURRIED
def test_l14_a_part_that_returns_has_the_hash_it_had(graph: FlowGraph) -> None:
    again = FlowGraph.from_json(graph.to_json())
    assert of(again) == of(graph) == dict(weigh(graph).parts)


@given(one=flows(), other=flows())
@UNHURRIED
def test_l14_equal_parts_of_the_whole_are_equal_contents(one: FlowGraph, other: FlowGraph) -> None:
    assert (of(one)["whole"] == of(other)["whole"]) == (one.content_json() == other.content_json())


def test_l14_each_part_falls_with_what_belongs_to_it() -> None:
    node = next(each for each in sample().nodes.values() if each.kind == "conversation")

    def words(data: Any) -> None:
        data["nodes"][node.id]["fields"]["prompt"] += " Be quick."

    def name(data: Any) -> None:
        data["nodes"][node.id]["name"] += " again"

    def system(data: Any) -> None:
        data["settings"]["system_prompt"] += " Be kind."

    def voice(data: Any) -> None:
        data["settings"]["speed"] = 1.5

    def hours(data: Any) -> None:
        data["settings"]["time_zone"] = "Asia/Tokyo"

    def pronounced(data: Any) -> None:
        data["pronunciations"].append({"id": "p_new", "word": "Nguyen", "say_as": "win"})

    def knowledge(data: Any) -> None:
        data["settings"]["knowledge"].append({"id": "k_new", "name": "Prices"})

    assert changed(words) == {"whole", "prompts"}
    assert changed(name) == {"whole"}
    assert changed(system) == {"whole", "system_prompt"}
    assert changed(voice) == {"whole", "voice"}
    assert changed(hours) == {"whole"}
    assert changed(pronounced) == {"whole", "pronunciations"}
    assert changed(knowledge) == {"whole", "knowledge"}


def test_l14_what_an_extraction_asks_is_a_prompt() -> None:
    node = next(each for each in sample().nodes.values() if each.kind == "extract")

    def ask(data: Any) -> None:
        data["nodes"][node.id]["fields"]["variables"][0]["prompt"] = "And who are you?"

    assert changed(ask) == {"whole", "prompts"}


def _another(spec: FieldSpec, value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if spec.type == "toggle":
        return not value
    if spec.type == "number":
        return value + 1
    if spec.type == "choice":
        return next(option.value for option in spec.options if option.value != value)
    if spec.type == "items":
        return [*value, {"id": "i_more"}]
    return f"{value} more"


@pytest.mark.parametrize("spec", SETTINGS, ids=lambda spec: spec.name)
def test_l14_a_setting_belongs_to_the_voice_unless_it_cannot_be_heard(spec: FieldSpec) -> None:
    def change(data: Any) -> None:
        data["settings"][spec.name] = _another(spec, data["settings"][spec.name])

    silent = ("system_prompt", "time_zone", "business_hours", "hours_exceptions", "knowledge")
    is_beside = spec.name in silent or spec.name.startswith("fallback_")
    assert ("voice" in changed(change)) == (not is_beside)
