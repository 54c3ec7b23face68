"""Which conditions can never decide: checked against a plain reading of what conditions mean."""

import operator
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.flows.kinds.if_else import OPERATORS
from app.flows.rules.catalogue import findings
from app.flows.rules.implied import implies
from tests.builders import UNHURRIED
from tests.unit.flows.rules.small import conditions, declared, first, put, small

COMPARE: dict[str, Any] = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
VALUES = ("1", "2", "10", "2.0", "a", "A", "ab", "b")
ROWS = st.fixed_dictionaries(
    {
        "variable": st.just("age"),
        "operator": st.sampled_from(sorted(OPERATORS)),
        "value": st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(", ".join),
    }
)


def holds(row: dict[str, str], value: str | None, *, minds_capitals: bool) -> bool:
    """What a condition means for a value; None is not known. Texts are compared with or without their capitals."""
    kind, wanted = row["operator"], row["value"]
    if kind in ("exists", "is_empty"):
        return (value is not None) == (kind == "exists")
    if value is None:
        return kind in ("!=", "not_contains", "not_in")
    listed = [each.strip() for each in wanted.split(",")]
    if kind in COMPARE:
        return (
            _number(value) is not None
            and _number(wanted) is not None
            and COMPARE[kind](_number(value), _number(wanted))
        )
    if kind == "regex":
        return re.fullmatch(wanted, value) is not None
    if not minds_capitals:
        value, wanted, listed = value.lower(), wanted.lower(), [each.lower() for each in listed]
    same = [
        _number(value) == _number(each) if _number(value) is not None else value == each for each in listed
    ]
    is_same = _number(value) == _number(wanted) if _number(value) is not None else value == wanted
    answers = {"==": is_same, "in": any(same), "contains": wanted in value}
    negated = {"!=": not is_same, "not_in": not any(same), "not_contains": wanted not in value}
    return {**answers, **negated}[kind]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@settings(UNHURRIED, max_examples=800)
@given(ROWS, ROWS, st.booleans())
def test_c22_what_is_said_to_be_taken_is_taken(later: Any, earlier: Any, minds_capitals: bool) -> None:
    if implies(later, earlier):
        for value in (None, *VALUES, "3", "abc", "0.5"):
            if holds(later, value, minds_capitals=minds_capitals):
                assert holds(earlier, value, minds_capitals=minds_capitals)


@pytest.mark.parametrize(
    ("earlier", "later", "is_taken"),
    [
        (("exists", ""), ("==", "5"), True),
        (("exists", ""), ("!=", "5"), False),
        (("exists", ""), ("is_empty", ""), False),
        (("is_empty", ""), ("exists", ""), False),
        (("<", "10"), ("<", "5"), True),
        (("<", "5"), ("<", "10"), False),
        (("<=", "5"), ("<", "5"), True),
        (("<", "5"), ("<=", "5"), False),
        (("<=", "5"), ("<=", "5.0"), True),
        ((">", "5"), (">=", "6"), True),
        ((">=", "5"), ("==", "5"), True),
        (("<", "5"), (">", "3"), False),
        (("in", "a, b"), ("==", "b"), True),
        (("in", "a, b"), ("in", "b"), True),
        (("in", "a"), ("in", "a, b"), False),
        (("not_in", "a, b"), ("==", "c"), True),
        (("not_in", "a, b"), ("==", "B"), False),
        (("!=", "a"), ("==", "b"), True),
        (("!=", "a"), ("==", "A"), False),
        (("contains", "day"), ("contains", "monday"), True),
        (("contains", "day"), ("==", "friday"), True),
        (("contains", "monday"), ("contains", "day"), False),
        (("regex", ".*"), ("==", "a"), False),
        (("<", "ten"), ("<", "five"), False),
    ],
)  # fmt: skip
def test_c22_a_condition_that_an_earlier_one_leaves_nothing(
    earlier: tuple[str, str], later: tuple[str, str], is_taken: bool
) -> None:
    flow = small(
        put("variables", declared("age")),
        first("if_else", conditions=conditions(("age", *earlier), ("age", *later))),
    )
    assert [each.rule for each in findings(flow)] == (["condition_never_met"] if is_taken else [])


def test_c22_conditions_on_other_variables_take_nothing() -> None:
    rows = conditions(("age", "exists", ""), ("size", "==", "1"))
    assert findings(small(put("variables", declared("age", "size")), first("if_else", conditions=rows))) == ()
