"""Every rule has flows that break it and flows that do not; none is without."""

import re

import pytest

from app.flows.rules.catalogue import ALL, findings
from app.flows.rules.finding import Finding, Severity
from app.flows.rules.fixes import mended
from app.flows.rules.rule import Rule
from app.flows.sample import sample
from app.flows.starter import starter
from tests.harness.tools import ROOT
from tests.unit.flows.rules.pairs import OUTCOMES, START, STEPS, Pair
from tests.unit.flows.rules.pairs_fields import FIELDS, LISTS
from tests.unit.flows.rules.pairs_hours import DEEDS, HEARD, HOURS
from tests.unit.flows.rules.pairs_variables import VALUES, VARIABLES
from tests.unit.flows.rules.small import small

PAIRS = (*START, *STEPS, *FIELDS, *LISTS, *VARIABLES, *VALUES, *DEEDS, *HOURS, *OUTCOMES, *HEARD)
EACH = [pytest.param(pair, id=f"{pair.cites}-{pair.rule}-{place}") for place, pair in enumerate(PAIRS)]
LISTED = re.compile(r"^- \*\*(C\d+)\*\* `(\w+)` \*(\w+)\*", re.MULTILINE)


def test_the_small_flow_has_no_finding() -> None:
    assert findings(small()) == ()


@pytest.mark.parametrize("pair", EACH)
def test_the_broken_flow_breaks_this_rule_and_no_other(pair: Pair) -> None:
    found = findings(pair.broken)
    assert {each.rule for each in found} == {pair.rule, *pair.also}
    mine = [each for each in found if each.rule == pair.rule]
    assert {each.severity for each in mine} == {pair.severity}
    assert ".".join(mine[0].path).removeprefix("nodes.").endswith(pair.path)


@pytest.mark.parametrize("pair", EACH)
def test_the_sound_flow_does_not_break_it(pair: Pair) -> None:
    found = {each.rule for each in findings(pair.sound)}
    assert pair.rule not in found
    assert found <= set(pair.also)


@pytest.mark.parametrize("pair", EACH)
def test_a_finding_says_what_it_is_and_what_to_do(pair: Pair) -> None:
    for each in findings(pair.broken):
        assert re.fullmatch(r"[A-Z“].*[.?]", each.message)
        assert re.fullmatch(r"[A-Z].*[.?]", each.mend)
        assert len(each.message) <= 400
        assert len(each.mend) <= 200
        assert not each.node or each.node in pair.broken.nodes
        assert not each.edge or each.edge in pair.broken.edges
        assert each.to_json()["path"] == list(each.path)


@pytest.mark.parametrize("pair", EACH)
def test_c63_a_fix_removes_its_finding_and_adds_no_fatal_one(pair: Pair) -> None:
    before = findings(pair.broken)
    for each in before:
        if each.fix is not None:
            after = findings(mended(pair.broken, each.fix))
            assert (each.rule, each.node, each.path) not in {(it.rule, it.node, it.path) for it in after}
            assert _fatal(after) <= _fatal(before)


def _fatal(found: tuple[Finding, ...]) -> set[str]:
    return {each.rule for each in found if each.severity is Severity.FATAL}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_every_rule_has_a_pair(rule: Rule) -> None:
    assert any(pair.rule == rule.id for pair in PAIRS)


def test_the_list_of_rules_is_the_catalogue() -> None:
    listed = LISTED.findall((ROOT / "app/flows/rules/SPEC.md").read_text())
    assert [(rule, severity) for _, rule, severity in listed] == [(rule.id, rule.severity) for rule in ALL]
    assert len({rule.id for rule in ALL}) == len(ALL)
    cited = {rule: cites for cites, rule, _ in listed}
    assert {pair.rule: pair.cites for pair in PAIRS} == cited


def test_c64_the_sample_has_no_finding() -> None:
    assert findings(sample()) == ()


def test_a_new_agent_lacks_only_what_nobody_else_can_know() -> None:
    found = [each.rule for each in findings(starter())]
    assert found == ["system_prompt_empty", "setting_empty", "person_unreachable"]
