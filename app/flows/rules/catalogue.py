"""All rules, and what they find in a flow."""

from collections.abc import Iterator
from itertools import islice

from app.flows.graph import FlowGraph
from app.flows.rules import (
    actions,
    conditions,
    fields,
    hours,
    lists,
    outcomes,
    reach,
    start,
    values,
    variables,
    ways,
    wordy,
)
from app.flows.rules.finding import Finding, Severity
from app.flows.rules.index import Index
from app.flows.rules.rule import Rule

MOST_FINDINGS = 500
MORE = "more_findings"
"""The id of the line that says that there are more; it is no rule of the catalogue."""

_TOPICS = (start, reach, ways, fields, conditions, lists, variables, values, actions, hours, outcomes, wordy)

ALL: tuple[Rule, ...] = tuple(rule for topic in _TOPICS for rule in topic.RULES)

_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


def findings(graph: FlowGraph) -> tuple[Finding, ...]:
    """Return what is wrong with a flow: the gravest first, then the flow itself before its steps in calling order.

    At most 500; if there are more, the last one says so. Of every rule that found something the first finding is there,
    so that nobody takes a rule for kept that is not; the other places are filled with the gravest.
    """
    index = Index(graph)
    found = [finding for rule in ALL for finding in islice(_found(rule, index), MOST_FINDINGS + 1)]
    found.sort(key=lambda each: (_GRAVITY[each.severity], index.rank.get(each.node, -1)))
    return tuple(found) if len(found) <= MOST_FINDINGS else (*_cut(found), _more())


def _cut(found: list[Finding]) -> Iterator[Finding]:
    """Give all but one of so many as there may be, in their order."""
    first = {each.rule: place for place, each in reversed(list(enumerate(found)))}
    others = (place for place, each in enumerate(found) if first[each.rule] != place)
    kept = {*first.values(), *islice(others, MOST_FINDINGS - 1 - len(first))}
    return (each for place, each in enumerate(found) if place in kept)


def _found(rule: Rule, index: Index) -> Iterator[Finding]:
    return (rule.finding(said) for said in rule.check(index))


def _more() -> Finding:
    return Finding(
        rule=MORE,
        severity=Severity.WARNING,
        message=f"There are more problems than the {MOST_FINDINGS} that are shown here.",
        mend="Mend some of these to see the rest.",
    )
