"""Values that people write and that may mean harm: each is looked at, none is obeyed."""

import pytest

from app.flows.rules.catalogue import findings
from tests.unit.flows.rules.small import collected, first, put, small

BOMB = "(a+)+$"


def rules_of_pattern(pattern: str) -> list[str]:
    flow = small(first("extract", variables=collected("age", validation=pattern)))
    return [each.rule for each in findings(flow)]


@pytest.mark.parametrize(
    "pattern", [BOMB, "(a|a)*" * 30, "[[a]", "[a--b]", "(?i)yes|no", r"\d{5}", "x" * 200, "{{"]
)
def test_c34_a_pattern_that_can_be_compiled_is_one(pattern: str) -> None:
    assert rules_of_pattern(pattern) == []


@pytest.mark.parametrize(
    "pattern", ["(", "*a", "[z-a]", "(?P<a>x)(?P<a>y)", "a{1,99999999999999}", "yes(?i)", "(?<=a+)b"]
)
def test_c34_what_cannot_be_compiled_is_none(pattern: str) -> None:
    assert rules_of_pattern(pattern) == ["pattern_broken"]


WIDE = [
    "[\x00-\U0010ffff]",
    r"[\x00-\uffff]",
    r"(?i)[\0-\U0010ffff]",
    r"[]\x00-\uffff]",
    r"[\0-\N{BLACK HEART SUIT}\0-\uffff]",
]


@pytest.mark.parametrize("pattern", WIDE)
def test_c34_ranges_that_take_long_to_compile_are_refused(pattern: str) -> None:
    assert rules_of_pattern(pattern) == ["pattern_broken"]


def test_c34_only_so_many_patterns_are_compiled_and_the_flow_says_so() -> None:
    many = [{"id": f"i_{at}", "name": f"x_{at}", "validation": f"a{at}"} for at in range(300)]
    found = findings(small(first("extract", variables=many)))
    assert [each.rule for each in found] == ["pattern_broken"]
    assert "more than 200 different patterns" in found[0].message


@pytest.mark.parametrize("pattern", ["x" * 201, "(" * 5_000, BOMB * 100_000])
def test_c34_what_is_too_long_is_not_even_compiled(pattern: str) -> None:
    assert set(rules_of_pattern(pattern)) == {"pattern_broken", "text_too_long"}


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.example", True),
        ("http://10.0.0.1:8080/x?y=1", True),
        ("https://{{shop}}.example/{{ city }}", True),
        ("{{base}}/patients", True),
        ("https://", False),
        ("https:///x", False),
        ("ftp://a.example", False),
        ("https://a.example/two words", False),
        ("javascript:alert(1)", False),
        ("{{base}}/two words", False),
    ],
)
def test_c35_an_address(url: str, is_one: bool) -> None:
    names = [{"id": f"v_{each}", "name": each} for each in ("shop", "city", "base")]
    found = findings(small(put("variables", names), first("api_request", url=url)))
    assert [each.rule for each in found] == ([] if is_one else ["address_malformed"])


def test_what_is_quoted_is_short_and_on_one_line() -> None:
    found = findings(small(put("settings.language", "two\nlines " + "x" * 10_000)))
    assert len(found[0].message) < 200
    assert "\n" not in found[0].message
