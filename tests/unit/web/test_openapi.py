"""The OpenAPI document says of every door what is declared, and nothing besides."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.people.roles import Permission, least_role
from app.web.api.doors import API, API_DOORS
from app.web.api.openapi import document, error_statuses
from app.web.doors import DOORS, Door

OPERATIONS = [door for door in API_DOORS if isinstance(door.needs, Permission)]


def named(door: Door) -> str:
    return door.name


def operation(door: Door) -> dict[str, Any]:
    return document()["paths"][door.path][door.method.lower()]


def everything(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(each)


def test_every_door_of_the_api_that_asks_who_is_there_is_described_and_no_other() -> None:
    described = {
        (method.upper(), path) for path, methods in document()["paths"].items() for method in methods
    }
    under = [door for door in DOORS if door.path.startswith(API) and isinstance(door.needs, Permission)]
    assert described == {(door.method, door.path) for door in under}


@pytest.mark.parametrize("door", OPERATIONS, ids=named)
def test_an_operation_says_what_goes_in_and_out(door: Door) -> None:
    told = operation(door)
    assert told["operationId"] == door.name
    assert re.fullmatch(r"[A-Z].*\.", told["summary"])
    assert isinstance(door.needs, Permission)
    role = least_role(door.needs)
    assert (role in told["description"]) is (role != "viewer")
    assert set(told["responses"]) == {str(door.status), *map(str, error_statuses(door))}
    assert ("requestBody" in told) is (door.body is not None)
    keys = [each for each in told["parameters"] if each["in"] == "header"]
    assert len(keys) == int(door.has_key)
    in_path = {each["name"] for each in told["parameters"] if each["in"] == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", door.path))


@pytest.mark.parametrize("door", OPERATIONS, ids=named)
def test_every_operation_may_refuse_whoever_has_no_right_or_comes_when_the_database_is_away(
    door: Door,
) -> None:
    assert {401, 403, 429, 503} <= set(error_statuses(door))
    assert (404 in error_statuses(door)) or "{" not in door.path
    assert ({413, 422} <= set(error_statuses(door))) or door.body is None


def test_names_of_operations_are_unique() -> None:
    assert len({door.name for door in OPERATIONS}) == len(OPERATIONS)


def test_everything_that_is_referred_to_is_there_and_everything_there_is_referred_to() -> None:
    schemas = document()["components"]["schemas"]
    referred = {each["$ref"] for each in everything(document()) if "$ref" in each}
    assert referred == {f"#/components/schemas/{name}" for name in schemas}


def test_field_names_are_snake_case_and_times_are_times() -> None:
    schemas = document()["components"]["schemas"]
    fields = [
        (name, schema) for each in schemas.values() for name, schema in each.get("properties", {}).items()
    ]
    assert fields
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name, _ in fields)
    assert all(
        "date-time" in json.dumps(schema) for name, schema in fields if name == "at" or name.endswith("_at")
    )


def test_bodies_name_what_they_do_not_know() -> None:
    schemas = document()["components"]["schemas"]
    bodies = {door.body.__name__ for door in OPERATIONS if door.body}
    assert all(schemas[name]["additionalProperties"] is False for name in bodies)
