"""Names of the table become identifiers and attributes in the page: they must be fit for it."""

import re

import pytest

from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, VARIABLE
from app.flows.spec import RESERVED_NAMES, FieldSpec

GROUPS = {kind: spec.fields for kind, spec in NODES.items()} | {
    "settings": SETTINGS,
    "variable": VARIABLE,
    "pronunciation": PRONUNCIATION,
}


def every(specs: tuple[FieldSpec, ...]) -> list[FieldSpec]:
    return [each for spec in specs for each in (spec, *spec.item)]


@pytest.mark.parametrize("group", GROUPS)
def test_names_are_legal(group: str) -> None:
    assert all(re.fullmatch(r"[a-z_]{1,40}", spec.name) for spec in every(GROUPS[group]))


@pytest.mark.parametrize("group", NODES)
def test_no_field_of_a_step_has_the_name_of_something_every_step_has(group: str) -> None:
    assert not {spec.name for spec in GROUPS[group]} & RESERVED_NAMES


@pytest.mark.parametrize("group", GROUPS)
def test_a_condition_names_a_field_beside_it(group: str) -> None:
    for fields in (GROUPS[group], *(spec.item for spec in GROUPS[group])):
        names = {spec.name for spec in fields}
        assert all(spec.shown_if is None or spec.shown_if[0] in names for spec in fields)


@pytest.mark.parametrize("group", GROUPS)
def test_every_field_says_what_it_is(group: str) -> None:
    assert all(spec.label.strip() for spec in every(GROUPS[group]))


@pytest.mark.parametrize("group", GROUPS)
def test_a_choice_has_options_and_its_default_is_one_of_them(group: str) -> None:
    for spec in every(GROUPS[group]):
        if spec.type == "choice":
            assert spec.default in {option.value for option in spec.options}
