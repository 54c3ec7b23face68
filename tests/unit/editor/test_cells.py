"""How the fields of a list's entry share its rows."""

from app.flows.fields import choice, line, toggle
from app.flows.nodes import NODES
from components.editor.cells import wide_cells


def test_two_short_fields_share_a_row() -> None:
    assert wide_cells((line("a", "A"), choice("b", "B", {"x": "X"}))) == set()


def test_the_odd_one_takes_a_whole_row() -> None:
    assert wide_cells((line("a", "A"), line("b", "B"), line("c", "C"))) == {"c"}


def test_a_switch_takes_a_row_and_leaves_the_one_before_it_alone_in_its_own() -> None:
    assert wide_cells((line("a", "A"), toggle("b", "B"), line("c", "C"), line("d", "D"))) == {"a", "b"}


def test_long_and_conditional_fields_take_a_whole_row() -> None:
    long = line("a", "A", max_length=2_000)
    sometimes = line("b", "B", shown_if=("a", "x"))
    assert wide_cells((long, sometimes)) == {"a", "b"}


def test_a_condition_reads_as_one_line_with_its_value_below() -> None:
    (conditions,) = NODES["if_else"].fields
    assert wide_cells(conditions.item) == {"value"}
