"""Ways out: each must lead somewhere, or a call that takes it is stuck."""

from collections.abc import Iterator

from app.flows.graph import Node
from app.flows.nodes import NODES, START_ID, Port, port_ids
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index, is_terminal
from app.flows.rules.rule import Rule, Said, called, quoted

FAILURES = frozenset({"booking_failed", "slot_unavailable", "appointment_not_found", "error"})
OTHERWISE = frozenset({"default"})
SPECIAL = FAILURES | OTHERWISE


def way_loose(flow: Index) -> Iterator[Said]:
    """Name the ways out that lead nowhere, but for those that the next two rules name."""
    for node, port in flow.once(_loose):
        if port.id not in SPECIAL or _is_entry(node, port):
            message = f"The way {quoted(port.label)} out of {called(node)} leads nowhere."
            mend = "Connect it to the step that comes next."
            yield Said(message, mend, node=node.id, path=_path(node, port))


def otherwise_loose(flow: Index) -> Iterator[Said]:
    """Name the decisions that do not say where to go if nothing holds."""
    for node, port in flow.once(_loose):
        if port.id in OTHERWISE and not _is_entry(node, port):
            message = f"{called(node)} does not say where to go if none of its conditions holds."
            yield Said(message, "Connect its way “Otherwise” to a step.", node=node.id)


def failure_loose(flow: Index) -> Iterator[Said]:
    """Name the steps that do something which may fail, and do not say where to go then."""
    for node, port in flow.once(_loose):
        if port.id in FAILURES and not _is_entry(node, port):
            message = f"{called(node)} does not say where to go on {quoted(port.label)}."
            mend = f"Connect its way {quoted(port.label)} to a step that helps the caller on."
            yield Said(message, mend, node=node.id)


def _loose(flow: Index) -> tuple[tuple[Node, Port], ...]:
    """Return the unconnected ways out of steps that have others; a step without any is a dead end."""
    found: list[tuple[Node, Port]] = []
    for node in flow.order:
        out = flow.out(node.id)
        if not out or node.unknown or is_terminal(node) or node.id == START_ID:
            continue
        if len(out) < len(port_ids(node.kind, node.fields)):
            found += [(node, port) for port in node.ports if port.id not in out and _is_needed(node, port)]
    return tuple(found)


def _is_needed(node: Node, port: Port) -> bool:
    if node.kind == "extract" and port.id == "timeout":
        return any(each["required"] for each in node.fields["variables"])
    return not port.optional


def _is_entry(node: Node, port: Port) -> bool:
    """Whether a way out stands for an entry of the step's list."""
    return all(fixed.id != port.id for fixed in NODES[node.kind].ports.fixed)


def _path(node: Node, port: Port) -> tuple[str, ...]:
    """Return the path to the first field of the entry that a way out stands for, if it does."""
    spec = NODES[node.kind]
    if spec.ports.each is None or not _is_entry(node, port):
        return ()
    return ("nodes", node.id, spec.ports.each, port.id, spec.by_name[spec.ports.each].item[0].name)


RULES = (
    Rule("way_loose", Severity.ERROR, "Every way out leads to a step", way_loose),
    Rule("otherwise_loose", Severity.ERROR, "Every If/Else says where to go otherwise", otherwise_loose),
    Rule("failure_loose", Severity.ERROR, "What may fail says where to go then", failure_loose),
)
