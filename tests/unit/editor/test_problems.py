"""Problems are shown where they are: in their list, and under every field that can have one."""

import re

import pytest
import reflex as rx

from app.flows.nodes import NODES, SETTINGS
from components.editor.help import help_sheet
from components.editor.inspector import inspector
from components.editor.overview import overview
from components.editor.problem_signs import problem_bar
from components.editor.problems import problems_panel
from components.editor.settings_panel import settings_panel
from components.editor.variables import variables_panel


def marks_of(component: rx.Component) -> set[tuple[str, str, str]]:
    """Where marks stand, as (scope, name, sub); entries of lists read like any other place."""
    found = re.findall(r"jsx\(FieldMarks,\{([^}]*)\}", str(component))
    return {tuple(_prop(props, name) for name in ("scope", "name", "sub")) for props in found}  # pyright: ignore


def _prop(props: str, name: str) -> str:
    value = re.search(rf'\b{name}:"([^"]*)"', props)
    return value[1] if value else ""


@pytest.mark.parametrize("kind", NODES)
def test_every_field_of_a_step_and_every_cell_of_its_lists_can_be_marked(kind: str) -> None:
    marked = marks_of(inspector())
    assert {("nodes", "", ""), ("nodes", "name", "")} <= marked
    for spec in NODES[kind].fields:
        assert {("nodes", spec.name, sub) for sub in ("", *(sub.name for sub in spec.item))} <= marked


def test_every_setting_every_variable_and_every_pronunciation_can_be_marked() -> None:
    marked = marks_of(settings_panel()) | marks_of(variables_panel())
    for spec in SETTINGS:
        assert {("settings", spec.name, sub) for sub in ("", *(sub.name for sub in spec.item))} <= marked
    assert {("variables", "", "name"), ("variables", "", ""), ("pronunciations", "", "say_as")} <= marked


def test_the_list_leads_to_the_place_and_mends_without_the_server() -> None:
    panel = str(problems_panel())
    assert 'act("show_problem"' in panel
    assert 'act("mend"' in panel
    assert "ReflexEvent(" not in panel


def test_the_list_says_what_it_is_without_any_problem_and_while_it_is_stale() -> None:
    panel = str(problems_panel())
    for words in ("Nothing to mend", "Not checked yet", "None of this kind", "You are offline."):
        assert words in panel


def test_whoever_came_from_the_list_finds_back_to_it() -> None:
    assert 'act("open_problems")' in str(problem_bar())
    assert 'act("open_problems")' in str(overview())


def test_the_keys_of_the_problems_are_in_the_list_of_shortcuts() -> None:
    assert '"F8"' in str(help_sheet())
