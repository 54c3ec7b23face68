"""The node-spec table: it is whole, it means what it says, and the browser gets all of it."""

import json
import re
from collections.abc import Iterator

import pytest

from app.flows.nodes import (
    CATEGORIES,
    NODES,
    PRONUNCIATION,
    SETTINGS,
    VARIABLE,
    client_spec,
    port_ids,
    ports,
)
from app.flows.projection import project
from app.flows.spec import RESERVED_NAMES, FieldSpec
from app.flows.values import read
from tests.builders import a_flow


def _groups() -> Iterator[tuple[str, tuple[FieldSpec, ...]]]:
    tops = [(kind, spec.fields) for kind, spec in NODES.items()]
    tops += [("settings", SETTINGS), ("variable", VARIABLE), ("pronunciation", PRONUNCIATION)]
    for where, fields in tops:
        yield where, fields
        for field in fields:
            if field.type == "items":
                yield f"{where}.{field.name}", field.item


GROUPS = dict(_groups())
FIELDS = [
    pytest.param(where, field, id=f"{where}.{field.name}")
    for where, fields in GROUPS.items()
    for field in fields
]


@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_a_field_is_whole(where: str, field: FieldSpec) -> None:
    assert re.fullmatch(r"[a-z_]{1,40}", field.name)
    assert field.label
    assert field.label[0].isupper()
    assert read(field, None) == (list(field.default) if isinstance(field.default, tuple) else field.default)
    assert (field.type == "items") == bool(field.item)
    assert (field.type == "items") == bool(field.item_title)
    assert (field.type in ("choice", "several")) == bool(field.options)
    assert "." in where or field.name not in RESERVED_NAMES or where in ("variable", "pronunciation")


@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_an_item_has_only_plain_fields(where: str, field: FieldSpec) -> None:
    if "." in where or where in ("variable", "pronunciation"):
        assert field.type not in ("prose", "items")
        assert field.name not in ("id", "order")


@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_what_decides_whether_a_field_is_shown_is_a_field_beside_it(where: str, field: FieldSpec) -> None:
    if field.shown_if is None:
        return
    name, value = field.shown_if
    beside = next(other for other in GROUPS[where] if other.name == name)
    assert value in [option.value for option in beside.options] or isinstance(value, bool)


@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_a_number_has_limits_that_its_default_keeps(where: str, field: FieldSpec) -> None:
    if field.type == "number":
        assert field.minimum is not None
        assert field.maximum is not None
        assert field.minimum <= field.default <= field.maximum


@pytest.mark.parametrize("where", GROUPS)
def test_no_name_is_used_twice(where: str) -> None:
    names = [field.name for field in GROUPS[where]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("kind", "name", "minimum", "maximum", "default"),
    [
        ("extract", "max_attempts", 1, 10, 3),
        ("api_request", "timeout_seconds", 1, 30, 10),
        ("booking", "duration_minutes", 15, 480, 30),
        ("booking", "days_to_check", 1, 90, 14),
    ],
)
def test_limits_of_nodes(kind: str, name: str, minimum: int, maximum: int, default: int) -> None:
    field = NODES[kind].by_name[name]
    assert (field.minimum, field.maximum, field.default, field.integer) == (minimum, maximum, default, True)


@pytest.mark.parametrize(
    ("name", "minimum", "maximum"),
    [
        ("speed", 0.5, 2),
        ("volume", 0, 100),
        ("responsiveness", 1, 10),
        ("backchannel_frequency", 0, 10),
    ],
)
def test_limits_of_the_voice(name: str, minimum: float, maximum: float) -> None:
    field = next(each for each in SETTINGS if each.name == name)
    assert (field.minimum, field.maximum) == (minimum, maximum)


def test_the_kinds_and_what_they_are() -> None:
    assert list(NODES) == [
        "start", "conversation", "extract", "if_else", "api_request", "transfer", "booking", "end_call",
    ]  # fmt: skip
    assert [kind for kind, spec in NODES.items() if spec.terminal] == ["transfer", "end_call"]
    assert [kind for kind, spec in NODES.items() if spec.global_] == ["booking"]
    assert [kind for kind, spec in NODES.items() if not spec.placeable] == ["start"]
    assert {spec.category for spec in NODES.values()} == set(CATEGORIES)
    for kind, spec in NODES.items():
        assert spec.kind == kind
        assert set(spec.preview) <= set(spec.by_name)


def test_a_comparison_can_be_made_in_thirteen_ways() -> None:
    operator = NODES["if_else"].by_name["conditions"].item[1]
    assert [option.value for option in operator.options] == [
        "==", "!=", "<", ">", "<=", ">=", "exists", "is_empty",
        "contains", "not_contains", "in", "not_in", "regex",
    ]  # fmt: skip


def test_n2_starts_way_out_says_who_speaks_first() -> None:
    assert [port.label for port in ports("start", {"speaker_first": "agent"})] == ["Immediately"]
    assert [port.label for port in ports("start", {"speaker_first": "caller"})] == ["After any message"]


def test_n1_conditions_come_in_their_order_before_the_default() -> None:
    conditions = [
        {"id": "i_b", "variable": "age", "operator": ">=", "value": "18"},
        {"id": "i_a", "variable": "", "operator": "==", "value": ""},
        {"id": "i_c", "variable": "name", "operator": "exists", "value": ""},
    ]
    found = ports("if_else", {"conditions": conditions})
    assert [(port.id, port.label) for port in found] == [
        ("i_b", "age is at least 18"),
        ("i_a", "Condition 2"),
        ("i_c", "name is known"),
        ("default", "Otherwise"),
    ]


def test_n2_braces_in_what_people_wrote_are_left_alone() -> None:
    conditions = [{"id": "i_1", "variable": "{value}", "operator": "==", "value": "{variable}"}]
    found = ports("if_else", {"conditions": conditions})
    assert found[0].label == "{value} is {variable}"


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([], set()),
        (["check_availability"], {"slot_available", "slot_unavailable"}),
        (["book"], {"booking_success", "booking_failed"}),
        (["find"], {"appointment_found", "appointment_not_found"}),
        (["cancel"], {"booking_success", "booking_failed", "appointment_not_found"}),
        (["teleport"], set()),
    ],
)
def test_n1_a_booking_has_the_ways_out_of_what_it_may_do(operations: list[str], expected: set[str]) -> None:
    assert port_ids("booking", {"operations": operations}) == expected
    assert {port.id for port in ports("booking", {"operations": operations})} == expected


def test_n1_only_the_transfers_way_out_is_optional() -> None:
    empty = {
        kind: project({"nodes": {"start" if kind == "start" else "n": {"kind": kind}}}) for kind in NODES
    }
    optional = {
        (kind, port.id)
        for kind, flow in empty.items()
        for node in flow["nodes"].values()
        for port in ports(kind, node["fields"])
        if port.optional
    }
    assert optional == {("transfer", "not_reached")}
    assert ports("end_call", {}) == ()
    assert ports("sms", {}) == ()


def test_ports_and_their_ids_agree() -> None:
    for node in a_flow().nodes.values():
        assert {port.id for port in node.ports} == port_ids(node.kind, node.fields)


def test_the_browser_gets_the_whole_table_as_json() -> None:
    spec = json.loads(json.dumps(client_spec()))
    assert list(spec["kinds"]) == list(NODES)
    booking = spec["kinds"]["booking"]
    assert (booking["global"], booking["terminal"]) == (True, False)
    assert booking["ports"]["fixed"][2]["shown_if"] == ["operations", ["check_availability"]]
    transitions = spec["kinds"]["conversation"]["fields"][-1]
    assert transitions["item"][0]["name"] == "condition"
    assert transitions["born_with"] == 1
    assert [field["name"] for field in spec["settings"]] == [field.name for field in SETTINGS]
    assert spec["limits"]["nodes"] >= 2_000
