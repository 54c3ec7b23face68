"""Which steps a call can come to, and whether it can end from there."""

from collections.abc import Iterator

from app.flows.graph import Node, NodeId
from app.flows.nodes import NODES, START_ID
from app.flows.rules.finding import Fix, Severity
from app.flows.rules.index import Index, is_silent, is_terminal
from app.flows.rules.rule import Rule, Said, called

MOST_NAMED = 3


def step_unknown(flow: Index) -> Iterator[Said]:
    """Name the steps of kinds that this program does not know."""
    for node in flow.order:
        if node.unknown:
            yield Said(
                f"{called(node)} is a step of a newer Callweave, which cannot be carried out here.",
                "Update Callweave, or put another step in its place.",
                node=node.id,
            )


def step_orphaned(flow: Index) -> Iterator[Said]:
    """Name the steps that no call can come to."""
    if flow.graph.start is None:
        return
    for node in flow.order:
        if node.id in flow.reached:
            continue
        if flow.into.get(node.id):
            message = f"No call can come to {called(node)}: no step that leads there is ever reached."
        else:
            message = f"Nothing leads to {called(node)}."
        fix = Fix("Delete the step", ({"op": "delete_nodes", "ids": [node.id]},)) if flow.from_start else None
        yield Said(message, "Connect an earlier step to it, or delete it.", node=node.id, fix=fix)


def step_dead_end(flow: Index) -> Iterator[Said]:
    """Name the steps, not meant to end the call, from which it cannot go on."""
    for node in flow.order:
        if node.kind not in NODES or is_terminal(node) or node.id == START_ID or flow.out(node.id):
            continue
        if node.ports:
            mend = "Connect each of its ways out to the step that comes next."
            yield Said(f"{called(node)} leads nowhere: the call would be stuck there.", mend, node=node.id)
        else:
            mend = "Give it a way out and connect it, or put an End Call in its place."
            yield Said(f"{called(node)} has no way out: the call would be stuck there.", mend, node=node.id)


def call_trapped(flow: Index) -> Iterator[Said]:
    """Name the circles that a call can come into and never leave or end."""
    for part in flow.loops:
        inside = set(part)
        nodes = [flow.graph.nodes[each] for each in part]
        leads = {edge.target for each in part for edge in flow.out(each).values()}
        is_circle = bool(leads) and leads <= inside
        if is_circle and not any(node.unknown or is_terminal(node) for node in nodes):
            first = _first(flow, part)
            if first.id in flow.reached:
                yield Said(
                    f"The call goes round for ever in {_names(flow, part)}: no way leads from there to an end.",
                    "Lead one of these steps on to an End Call or a Human Transfer.",
                    node=first.id,
                )


def decisions_in_circle(flow: Index) -> Iterator[Said]:
    """Name the circles of steps that only decide: once a call goes round there, nothing can change any more."""
    silent = {node.id for node in flow.order if not node.unknown and is_silent(node)}
    for part in flow.parts(silent):
        first = _first(flow, part)
        if len(part) > 1 or any(edge.target == first.id for edge in flow.out(first.id).values()):
            yield Said(
                f"{_names(flow, part)} can go round in a circle in which nobody speaks: the line would be silent.",
                "Lead one of the ways back to a step that speaks or asks.",
                node=first.id,
            )


def _first(flow: Index, part: tuple[NodeId, ...]) -> Node:
    return flow.graph.nodes[min(part, key=lambda each: flow.rank[each])]


def _names(flow: Index, part: tuple[NodeId, ...]) -> str:
    ordered = sorted(part, key=lambda each: flow.rank[each])
    names = [called(flow.graph.nodes[each]) for each in ordered[:MOST_NAMED]]
    more = len(part) - len(names)
    if more:
        names.append("one more step" if more == 1 else f"{more} more steps")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


RULES = (
    Rule("step_unknown", Severity.ERROR, "Every step is of a known kind", step_unknown),
    Rule("step_orphaned", Severity.ERROR, "A call can come to every step", step_orphaned),
    Rule("step_dead_end", Severity.ERROR, "Every step that does not end the call leads on", step_dead_end),
    Rule("call_trapped", Severity.ERROR, "From every step the call can end", call_trapped),
    Rule("decisions_in_circle", Severity.ERROR, "No circle only decides", decisions_in_circle),
)
