"""Where a call begins: what makes every call impossible."""

from collections.abc import Iterator

from app.flows.nodes import SCHEMA, START_ID
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index, is_silent
from app.flows.rules.rule import Rule, Said


def start_missing(flow: Index) -> Iterator[Said]:
    """Say that there is no Start."""
    if flow.graph.start is None:
        yield Said(
            "The flow has no Start, so no call can begin.",
            "Make a new agent from a template, or import this one again: Start comes with every agent.",
        )


def start_leads_nowhere(flow: Index) -> Iterator[Said]:
    """Say that nothing comes after Start."""
    if flow.graph.start is not None and not flow.from_start:
        yield Said(
            "Start leads nowhere, so no call can go on.",
            "Connect Start to the first step of the call.",
            node=START_ID,
        )


def start_without_talk(flow: Index) -> Iterator[Said]:
    """Say that all that comes after Start only decides."""
    after = [flow.graph.nodes[each] for each in flow.from_start]
    if after and all(node.unknown or is_silent(node) for node in after):
        yield Said(
            "After Start no step speaks, does anything or ends the call: the caller would hear nothing more.",
            "Lead on to a step that speaks, such as a Conversation.",
            node=START_ID,
        )


def schema_newer(flow: Index) -> Iterator[Said]:
    """Say that the flow is written in a way that came after this program."""
    if flow.graph.schema > SCHEMA:
        yield Said(
            "This flow was made by a newer Callweave, which this one cannot read in full.",
            "Update Callweave, then open the agent again.",
        )


RULES = (
    Rule("start_missing", Severity.FATAL, "There is a Start", start_missing),
    Rule("start_leads_nowhere", Severity.FATAL, "Start leads to a step", start_leads_nowhere),
    Rule(
        "start_without_talk",
        Severity.FATAL,
        "Some step after Start does more than decide",
        start_without_talk,
    ),
    Rule("schema_newer", Severity.FATAL, "The flow can be read in full", schema_newer),
)
