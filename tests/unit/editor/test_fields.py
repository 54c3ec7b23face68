"""Every field that the table names can be seen and changed, by a control of its type."""

import re

import pytest

from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, VARIABLE
from app.flows.spec import FieldSpec, NodeSpec
from components.canvas.client import Client
from components.editor.binding import PYTHON_TYPES, of_entry
from components.editor.inspector import inspector
from components.editor.inspector_fields import fields
from components.editor.items import Listed, entries
from components.editor.settings_panel import PARTS, settings_panel, specs_of
from components.editor.variables import variables_panel
from tests.unit.editor.rendered import marks

KINDS = list(NODES.values())


def expected(specs: tuple[FieldSpec, ...], prefix: str = "") -> set[str]:
    """The marks that a list of fields must have."""
    found: set[str] = set()
    for spec in specs:
        own = f"{prefix}{spec.name}"
        found |= {f"{own}.*.{sub.name}" for sub in spec.item} if spec.type == "items" else {own}
    return found


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.kind)
def test_every_field_of_a_kind_has_a_control(spec: NodeSpec) -> None:
    assert marks(fields("nodes", spec.fields)) == expected(spec.fields)


def test_every_setting_and_part_of_a_pronunciation_has_a_control() -> None:
    wanted = expected(SETTINGS, "settings.") | {f"pronunciations.*.{spec.name}" for spec in PRONUNCIATION}
    assert marks(settings_panel()) == wanted


def test_every_setting_stands_in_one_section() -> None:
    placed = [spec.name for part in PARTS for spec in specs_of(part)]
    assert sorted(placed) == sorted(spec.name for spec in SETTINGS)


def test_every_part_of_a_variable_has_a_control() -> None:
    assert marks(variables_panel()) == {f"variables.*.{spec.name}" for spec in VARIABLE}


@pytest.mark.parametrize("kind", NODES)
def test_every_kind_has_its_own_panel(kind: str) -> None:
    assert f'"data-kind":"{kind}"' in str(inspector())


def test_a_field_that_depends_on_another_stands_behind_its_condition() -> None:
    mode = FieldSpec(name="mode", label="Mode", type="choice", default="a")
    text = FieldSpec(name="text", label="Text", type="line", default="", shown_if=("mode", "b"))
    drawn = str(fields("nodes", (mode, text)))
    shown = re.search(r'\.valueOf\?\.\(\) === "b".*"data-flow-field":"text"', drawn, re.DOTALL)
    assert shown


@pytest.mark.parametrize("type_", ["prose", "items", "number"])
def test_a_list_of_what_its_entries_cannot_hold_is_refused_when_the_page_is_built(type_: str) -> None:
    spec = FieldSpec(name="text", label="Text", type=type_, default="")  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=rf"words\.text: .* cannot hold a field of type {type_}"):
        entries(Listed("nodes", "words", (spec,), "Word"))


def test_every_type_of_field_is_known_to_python() -> None:
    used = {spec.type for kind in KINDS for spec in kind.fields} | {spec.type for spec in SETTINGS}
    assert used <= set(PYTHON_TYPES)


@pytest.mark.parametrize(
    "spec",
    [spec for kind in KINDS for spec in kind.fields if spec.required] + [s for s in SETTINGS if s.required],
    ids=lambda spec: spec.name,
)
def test_what_is_required_is_marked_with_the_word(spec: FieldSpec) -> None:
    assert 'title:"Required"' in str(fields("nodes", (_alone(spec),)))


def test_limits_of_numbers_reach_the_box() -> None:
    spec = next(spec for spec in NODES["booking"].fields if spec.name == "duration_minutes")
    drawn = str(fields("nodes", (spec,)))
    assert "15 to 480" in drawn
    assert '{"minimum": 15, "maximum": 480, "integer": true, "step": 5}' in str(drawn_hooks(spec))


def drawn_hooks(spec: FieldSpec) -> str:
    """The lines of hooks that a field's components will stand on."""
    return "\n".join(fields("nodes", (spec,))._get_all_hooks())  # pyright: ignore[reportPrivateUsage]


def _alone(spec: FieldSpec) -> FieldSpec:
    return FieldSpec(
        name=spec.name,
        label=spec.label,
        type=spec.type,
        default=spec.default,
        options=spec.options,
        item=spec.item,
        required=spec.required,
    )


def test_an_entry_of_a_list_is_bound_to_its_own_id() -> None:
    rows = Client("useItems", "nodes", "keywords")
    row = rows.value("rows", list[dict[str, str]])[0]
    spec = FieldSpec(name="phrase", label="Phrase", type="line", default="")
    assert ".set(" in str(of_entry(rows, "keywords", row, 0, spec).set)
    assert '["id"]' in str(of_entry(rows, "keywords", row, 0, spec).set)
