"""A content with everything that follows from it alone: computed once, beside the transaction that decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.flows.graph import FlowGraph
from app.flows.live.parts import parts
from app.flows.rules.catalogue import findings
from app.flows.rules.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Weighed:
    """A flow, its hash, what the rules say about it, and the hash of each part that people vouch for."""

    graph: FlowGraph
    hash: str
    findings: tuple[Finding, ...]
    parts: Mapping[str, str]


def weigh(graph: FlowGraph) -> Weighed:
    """Return the content weighed. Takes up to a second for the largest flows."""
    content_hash = graph.content_hash()
    return Weighed(graph, content_hash, tuple(findings(graph)), parts(graph, content_hash))


def weaker(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what the rules say about a content that callers have heard: what does not stop calls warns."""
    return tuple(
        replace(each, severity=Severity.WARNING) if each.severity is Severity.ERROR else each
        for each in findings
    )
