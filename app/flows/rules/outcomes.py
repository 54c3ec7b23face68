"""How calls end: whether a person can be reached, and whether outcomes can be told apart."""

from collections.abc import Iterator, Set

from app.flows.graph import NodeId
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index, is_terminal
from app.flows.rules.rule import Rule, Said, called

ENOUGH = 2


def person_unreachable(flow: Index) -> Iterator[Said]:
    """Name the conversations from which no Human Transfer can be reached."""
    talks = [node for node in flow.of_kind("conversation") if node.id in flow.reached]
    transfers = {node.id for node in flow.of_kind("transfer")}
    if not talks:
        return
    if not transfers & set(flow.reached):
        mend = "Add a Human Transfer and lead to it wherever the agent may not be able to help."
        yield Said("No step hands the caller to a person.", mend)
        return
    towards = _leading_to(flow, transfers)
    for node in talks:
        if node.id not in towards:
            message = f"From {called(node)} no way leads to a Human Transfer."
            yield Said(message, "Add a way for callers who need a person.", node=node.id)


def outcomes_alike(flow: Index) -> Iterator[Said]:
    """Say that every call ends in one and the same step, however it went."""
    ends = [node for node in flow.order if is_terminal(node) and node.id in flow.reached]
    if len(ends) == 1 and ends[0].kind == "end_call":
        ways = [edge for edge in flow.into.get(ends[0].id, ()) if edge.source in flow.reached]
        if len(ways) >= ENOUGH:
            yield Said(
                f"All {len(ways)} ways to the end of a call lead to {called(ends[0])}: "
                "afterwards good and bad outcomes look alike.",
                "Give each outcome an End Call of its own.",
                node=ends[0].id,
            )


def fallback_loops(flow: Index) -> Iterator[Said]:
    """Name the transfers whose way on, when nobody answers, can only end in the same transfer again."""
    endings = _endings(flow)
    for node in flow.of_kind("transfer"):
        edge = flow.out(node.id).get("not_reached")
        if edge is not None and endings[edge.target] == frozenset({node.id}):
            yield Said(
                f"When nobody answers, {called(node)} leads back to itself and to no other end.",
                "Lead “Not reached” to a step from which the call can end, such as taking a message.",
                node=node.id,
                edge=edge.id,
            )


def _leading_to(flow: Index, ends: Set[NodeId]) -> set[NodeId]:
    """Return the nodes from which one of these can be reached, themselves included."""
    met, waiting = set(ends), list(ends)
    while waiting:
        for edge in flow.into.get(waiting.pop(), ()):
            if edge.source not in met:
                met.add(edge.source)
                waiting.append(edge.source)
    return met


def _endings(flow: Index) -> dict[NodeId, frozenset[NodeId]]:
    """Return for each node the ends that can be reached from it, counted no further than two."""
    found: dict[NodeId, frozenset[NodeId]] = {}
    for part in flow.loops:
        ends = {
            each for each in part if is_terminal(flow.graph.nodes[each]) or flow.graph.nodes[each].unknown
        }
        ahead = (found.get(edge.target, frozenset()) for each in part for edge in flow.out(each).values())
        for more in ahead:
            if len(ends) < ENOUGH:
                ends |= more
        found.update(dict.fromkeys(part, frozenset(sorted(ends)[:ENOUGH])))
    return found


RULES = (
    Rule(
        "person_unreachable",
        Severity.WARNING,
        "From every conversation a person can be reached",
        person_unreachable,
    ),
    Rule("outcomes_alike", Severity.WARNING, "Outcomes end in steps of their own", outcomes_alike),
    Rule("fallback_loops", Severity.WARNING, "A transfer's fallback leads elsewhere", fallback_loops),
)
