"""Files from strangers: counted before they are read, refused with what to do, and brought where they can be seen."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.errors import Invalid, TooLarge
from app.flows import limits, portable
from app.flows.graph import FlowGraph
from app.flows.limits import FAR_COORDINATE, FILE_CONTAINERS, MAX_ITEMS, MAX_NODES, MAX_NOTES, VALUE_BYTES
from app.flows.starter import starter
from tests.builders import a_flow

Change = Callable[[dict[str, Any]], Any]
HEAD = b'{"format": "callweave.agent", "version": 1, "name": "A", "flow": '


def written(change: Change = lambda flow: None, conversations: int = 1) -> bytes:
    """The file of a small flow, changed."""
    data = json.loads(portable.write("Front desk", a_flow(conversations=conversations)))
    change(data["flow"])
    return json.dumps(data).encode()


def refusal(data: bytes) -> str:
    with pytest.raises((Invalid, TooLarge)) as refused:
        portable.read(data)
    return refused.value.message


@pytest.mark.parametrize(
    "bomb", [b"[],", b"{},", b'"",', b"1,", b"[[]],"], ids=["lists", "objects", "texts", "values", "nested"]
)
def test_ten_megabytes_of_nothing_are_refused_before_they_are_read(
    bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: Any, **more: Any) -> None:
        raise AssertionError("the file was read")

    monkeypatch.setattr(json, "loads", never)
    data = HEAD + b"[" + bomb * (9_900_000 // len(bomb)) + b"0]}"
    assert "which no agent does" in refusal(data)


def test_brackets_in_a_prompt_are_no_lists() -> None:
    prompt = '{{name}} [pause] \\" ' * (FILE_CONTAINERS // 2)
    flow = a_flow(prompt=prompt[: limits.PROSE_CHARS])
    assert portable.read(portable.write("Any", flow))[1] == flow


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda d: d.update(notes={f"t_{i}": {"text": ""} for i in range(MAX_NOTES + 1)}),
            "5,001 notes; 5,000 are allowed",
        ),
        (
            lambda d: d.update(notes=dict.fromkeys(map(str, range(150_000)), 5)),
            "150,000 notes; 5,000 are allowed",
        ),
        (
            lambda d: d.update(layout=dict.fromkeys(map(str, range(150_000)), 5)),
            "150,000 places; 10,000 are allowed",
        ),
        (
            lambda d: d.update(nodes=dict.fromkeys(map(str, range(MAX_NODES + 1)), 5)),
            "5,001 steps; 5,000 are allowed",
        ),
        (lambda d: d.update(variables=[5] * (MAX_ITEMS + 1)), "list entries; 50,000 are allowed"),
        (
            lambda d: d["nodes"]["n_conversation"]["fields"].update(transitions=[5] * (MAX_ITEMS + 1)),
            "list entries; 50,000 are allowed",
        ),
    ],
)
def test_what_there_is_too_much_of_is_counted_before_any_of_it_is_looked_at(
    change: Change, sentence: str
) -> None:
    assert sentence in refusal(written(change))


@pytest.mark.parametrize(
    "part",
    [
        b'{"nodes": {}, "nodes": {}}',
        b'{"nodes": {"start": {"kind": "start", "name": "a", "name": "b"}}}',
        b'{"nodes": {"start": {"kind": "start"}}, "settings": {"voice": "a", "voice": "b"}}',
        b'{"nodes": {"start": {"kind": "start"}, "\\u0073tart": {"kind": "start"}}}',
    ],
)
def test_a_key_that_stands_twice_is_refused_instead_of_losing_one(part: bytes) -> None:
    assert "twice in one object, so one of them would be lost" in refusal(HEAD + part + b"}")


@pytest.mark.parametrize("schema", [0, -1, 1.5, "1", True, None, [], {}])
def test_an_odd_schema_or_version_is_refused_with_a_sentence(schema: Any) -> None:
    assert "“schema” must be a whole number from 1 on" in refusal(written(lambda d: d.update(schema=schema)))
    data = json.loads(written())
    data["version"] = schema
    assert "version" in refusal(json.dumps(data).encode())


def test_a_part_that_is_not_known_is_not_dropped_in_silence() -> None:
    data = json.loads(written()) | {"webhooks": []}
    assert "“webhooks” is not known" in refusal(json.dumps(data).encode())
    assert "“z” is not known" in refusal(written(lambda d: d["layout"]["n_end"].update(z=1)))


def test_a_connection_from_a_step_to_itself_is_refused() -> None:
    assert "leads from “n_conversation” to itself" in refusal(
        written(lambda d: d["edges"]["e_done"].update(target="n_conversation"))
    )


@pytest.mark.parametrize(("mark", "said"), [("\x00", "U+0000"), ("\u202e", "U+202E"), ("\x1b", "U+001B")])
def test_marks_that_forge_a_name_are_refused_with_their_place(mark: str, said: str) -> None:
    step = refusal(written(lambda d: d["nodes"]["n_end"].update(name=f"Good{mark}bye")))
    assert step.startswith("The name of the step “n_end” holds")
    assert said in step
    row = {"id": "v_1", "name": f"a{mark}b"}
    assert said in refusal(written(lambda d: d["variables"].append(row)))
    assert said in refusal(portable.write(f"a{mark}b", a_flow()))


def test_joined_emoji_and_persian_names_are_imported_as_they_are() -> None:
    for name in ("👩\u200d👩\u200d👧", "می\u200cخواهم", "Cafe\u0301"):
        _, graph = portable.read(written(lambda d, name=name: d["nodes"]["n_end"].update(name=name)))
        assert graph.nodes["n_end"].name == name  # pyright: ignore[reportArgumentType]


def test_a_line_longer_than_any_edit_may_carry_is_refused() -> None:
    def lengthen(flow: dict[str, Any]) -> None:
        flow["nodes"]["n_conversation"]["fields"]["transitions"][0]["condition"] = "x" * 150_000

    assert VALUE_BYTES < 150_000
    assert "150,000 characters, more than can be edited" in refusal(written(lengthen))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
def test_another_encoding_is_named_with_what_to_do(encoding: str, name: str) -> None:
    said = refusal(written().decode().encode(encoding))
    assert (
        said
        == f"The file is written in {name}, which cannot be read. Save it as UTF-8, then import it again."
    )


def places(graph: FlowGraph) -> dict[str, tuple[float, float]]:
    return {each: (place.x, place.y) for each, place in graph.layout.items()}


def test_f4_a_file_without_places_is_laid_out_along_its_connections() -> None:
    _, graph = portable.read(written(lambda d: d.pop("layout"), conversations=100))
    found = places(graph)
    assert len(set(found.values())) == len(found) == 102
    assert found["start"] == (0, 0)
    assert found["start"][0] < found["n_conversation"][0] < found["n_end"][0]
    assert all(abs(x) <= 20_000 and abs(y) <= 20_000 for x, y in found.values())


def test_f4_a_step_without_a_place_is_put_beside_the_others() -> None:
    _, graph = portable.read(written(lambda d: d["layout"].pop("n_end")))
    found = places(graph)
    place = starter().layout["n_conversation"]
    assert found["n_conversation"] == (place.x, place.y)
    assert found["n_end"][1] > place.y


def test_f4_far_places_are_pulled_in() -> None:
    def far(flow: dict[str, Any]) -> None:
        flow["layout"]["n_end"] = {"x": 1e7, "y": -1e300}

    _, graph = portable.read(written(far))
    assert all(abs(each) <= FAR_COORDINATE for place in places(graph).values() for each in place)
    assert places(graph)["start"] == (0, 0)


def test_a_flow_that_is_far_as_a_whole_keeps_its_shape() -> None:
    def far(flow: dict[str, Any]) -> None:
        for place in flow["layout"].values():
            place["x"] += 50_000_000

    _, graph = portable.read(written(far))
    assert places(graph) == places(a_flow())
