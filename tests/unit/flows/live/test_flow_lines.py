"""L13: lines that follow from what the rules found."""

from typing import Any, cast

import pytest

from app.db.tx import Tx
from app.flows.graph import FlowGraph
from app.flows.live import flow_lines
from app.flows.live.answers import Checklist, Line
from app.flows.live.content import Weighed, weaker, weigh
from app.flows.live.ports import Subject
from app.flows.rules.catalogue import ALL
from app.flows.rules.finding import Finding, Severity
from app.flows.sample import sample
from tests.builders import a_flow

NO_TX = cast("Tx", None)


def a_finding(rule: str = "any", severity: Severity = Severity.ERROR, **more: Any) -> Finding:
    return Finding(rule, severity, f"{rule} is wrong.", "Mend it.", **more)


def lines(*found: Finding, graph: FlowGraph | None = None, was_live: bool = False) -> dict[str, Line]:
    content = Weighed(graph or a_flow(), "0" * 64, found, {})
    subject = Subject("wo", "ag", content, None, "us", was_live)
    sources = (flow_lines.FlowLines(), flow_lines.FlowWarnings())
    return {line.id: line for source in sources for line in source.lines(NO_TX, subject)}


def failing(*found: Finding, was_live: bool = False) -> set[str]:
    of = lines(*found, was_live=was_live)
    return {each.id for each in Checklist("", tuple(of.values())).blocking}


def test_l13_the_rules_that_lines_name_are_rules() -> None:
    named = {*flow_lines.START_RULES, *flow_lines.PATH_RULES, flow_lines.ORPHAN_RULE, flow_lines.PERSON_RULE}
    assert named <= {rule.id for rule in ALL}


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (a_finding("start_missing", Severity.FATAL), {"start", "problems"}),
        (a_finding("field_empty", node="start"), {"start", "problems"}),
        (a_finding("greeting_long", Severity.WARNING, node="start"), set()),
        (a_finding("way_loose", node="n"), {"paths", "problems"}),
        (a_finding("step_orphaned", node="n"), {"orphans", "problems"}),
        (a_finding("system_prompt_empty", path=("settings", "system_prompt")), {"system_prompt", "problems"}),
        (a_finding("hours_zone", path=("settings", "time_zone")), {"problems"}),
        (a_finding("schema_newer", Severity.FATAL), {"problems"}),
        (a_finding("prompt_long", Severity.WARNING, path=("settings", "system_prompt")), set()),
    ],
)
def test_l13_each_finding_falls_on_its_lines(finding: Finding, expected: set[str]) -> None:
    assert failing(finding) == expected


def test_l4_of_what_was_live_only_the_fatal_blocks() -> None:
    assert failing(a_finding("step_orphaned"), was_live=True) == set()
    assert failing(a_finding("start_leads_nowhere", Severity.FATAL), was_live=True) == {"start", "problems"}
    found = (a_finding("x", Severity.FATAL), a_finding("y"), a_finding("z", Severity.WARNING))
    assert [each.severity for each in weaker(found)] == ["fatal", "warning", "warning"]


def test_l13_a_line_says_the_first_thing_and_leads_there() -> None:
    path = ("nodes", "n1", "prompt")
    one = lines(a_finding("field_empty", path=path, node="n1"))["problems"]
    assert (one.detail, one.deed and one.deed.target) == ("field_empty is wrong.", "nodes/n1/prompt")
    node = lines(a_finding("step_orphaned", node="n1"))["orphans"]
    assert node.deed is not None
    assert node.deed.target == "nodes/n1"
    loose = lines(a_finding("schema_newer", Severity.FATAL))["problems"]
    assert loose.deed is not None
    assert loose.deed.target == "problems"
    many = lines(a_finding("a", node="n1"), a_finding("b"), a_finding("c"))["problems"]
    assert (many.detail, many.deed and many.deed.target) == ("a is wrong. And 2 more.", "problems")
    assert lines(a_finding("a"), a_finding("b"))["problems"].detail == "a is wrong. And 1 more."


def test_l13_a_person_who_cannot_be_reached_warns() -> None:
    line = lines(a_finding("person_unreachable", Severity.WARNING, node="n1"))["transfer"]
    assert (line.state, line.blocks) == ("failing", False)
    assert lines()["transfer"].state == "done"


def test_l13_the_sample_has_nothing_in_its_way_but_what_stands_beside_it() -> None:
    content = weigh(sample())
    subject = Subject("wo", "ag", content, None, "us", was_live=False)
    made = tuple(flow_lines.FlowLines().lines(NO_TX, subject))
    assert Checklist(content.hash, made).blocking == ()
    assert subject.graph == sample()
