"""The difference between two contents, one entry a field; where things stand, and notes, are no content."""

from collections.abc import Iterator
from typing import NamedTuple

from app.flows.graph import Edge, EdgeId, FlowGraph, Node, NodeId
from app.flows.history import rows, said
from app.flows.history.answers import Change, Piece, Side
from app.flows.history.order import flow_order, port_place
from app.flows.history.words import pieces
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, VARIABLE

OF_ALL = "Settings"


class _Field(NamedTuple):
    name: str = ""
    label: str = ""


def diff(older: FlowGraph, newer: FlowGraph) -> tuple[Change, ...]:
    """Return what has to change to come from ``older`` to ``newer``: by section, and in the order of the flow.

    It is empty exactly where both have the same content hash.
    """
    return (
        *_steps(older, newer),
        *_connections(older, newer),
        *_settings(older, newer),
        *rows.diff("variables", VARIABLE, older.variables, newer.variables),
        *rows.diff("pronunciations", PRONUNCIATION, older.pronunciations, newer.pronunciations),
    )


def is_same_step(one: Node | None, other: Node | None) -> bool:
    """Whether two steps are equal in content. To Python ``True`` is 1, to a flow it is not."""
    if one is None or other is None or one != other:
        return one is other
    return not one.unknown or said.raw(one.fields) == said.raw(other.fields)


def _steps(older: FlowGraph, newer: FlowGraph) -> Iterator[Change]:
    touched = {
        node_id
        for node_id in {*older.nodes, *newer.nodes}
        if not is_same_step(older.nodes.get(node_id), newer.nodes.get(node_id))
    }
    for node_id in _in_order(touched, older, newer):
        old, new = older.nodes.get(node_id), newer.nodes.get(node_id)
        if old and new:
            yield from _step_fields(old, new)
        elif new:
            yield _of_step("added", new, _Field(), "", said.whole_step(new))
        elif old:
            yield _of_step("removed", old, _Field(), said.whole_step(old), "")


def _in_order(touched: set[NodeId], older: FlowGraph, newer: FlowGraph) -> list[NodeId]:
    """Order steps as the newer flow goes, then those that are gone as the older went."""
    if not touched:
        return []
    order = [*flow_order(newer), *(each for each in flow_order(older) if each not in newer.nodes)]
    return [node_id for node_id in order if node_id in touched]


def _step_fields(old: Node, new: Node) -> Iterator[Change]:
    if old.name != new.name:
        yield _of_step("changed", new, _Field("name", "Name"), old.name, new.name, pieces(old.name, new.name))
    if old.kind != new.kind:
        words = said.distinct(said.whole_step(old), said.whole_step(new), old.kind, new.kind)
        yield _of_step("changed", new, _Field("kind", "Kind"), *words, pieces(*words))
    elif spec := NODES.get(new.kind):
        for field in spec.fields:
            one, other = old.fields[field.name], new.fields[field.name]
            if one != other:
                words = said.both(field, one, other, said.labels(old, field), said.labels(new, field))
                shown = pieces(*words) if said.is_text(field) else ()
                yield _of_step("changed", new, _Field(field.name, field.label), *words, shown)
    else:
        yield from _loose_fields(old, new)


def _loose_fields(old: Node, new: Node) -> Iterator[Change]:
    """What differs in a step of a kind that no table knows."""
    for name in sorted({*old.fields, *new.fields}):
        before, after = (said.raw(node.fields[name]) if name in node.fields else "" for node in (old, new))
        if before != after:
            yield _of_step("changed", new, _Field(name, said.loose_label(name)), before, after)


def _of_step(
    side: Side, node: Node, field: _Field, before: str, after: str, shown: tuple[Piece, ...] = ()
) -> Change:
    title = said.step(node)
    return Change("steps", side, f"nodes/{node.id}", field.name, title, field.label, before, after, shown)


def _connections(older: FlowGraph, newer: FlowGraph) -> Iterator[Change]:
    touched = [
        edge_id
        for edge_id in {*older.edges, *newer.edges}
        if older.edges.get(edge_id) != newer.edges.get(edge_id)
    ]
    if not touched:
        return
    order = {node_id: place for place, node_id in enumerate(flow_order(newer))}

    def place(edge_id: EdgeId) -> tuple[bool, int, tuple[int, str], str]:
        graph = newer if edge_id in newer.edges else older
        edge = graph.edges[edge_id]
        where = order.get(edge.source, len(order))
        return graph is older, where, port_place(graph, edge), edge_id

    for edge_id in sorted(touched, key=place):
        yield _connection(edge_id, older, newer)


def _connection(edge_id: EdgeId, older: FlowGraph, newer: FlowGraph) -> Change:
    old, new = older.edges.get(edge_id), newer.edges.get(edge_id)
    graph, edge = (newer, new) if new else (older, older.edges[edge_id])
    before = said.connection(older, old) if old else ""
    after = said.connection(newer, new) if new else ""
    if old and new:
        before, after = said.distinct(before, after, _bare(old), _bare(new))
    return Change(
        section="connections",
        side="changed" if old and new else "added" if new else "removed",
        element=f"edges/{edge_id}",
        field="",
        title=f"{said.step(graph.nodes[edge.source])} → {said.step(graph.nodes[edge.target])}",
        label=said.way(graph, edge),
        before=before,
        after=after,
        ends=(str(edge.source), str(edge.target)),
    )


def _bare(edge: Edge) -> str:
    return f"{edge.source} · {edge.port} → {edge.target}"


def _settings(older: FlowGraph, newer: FlowGraph) -> Iterator[Change]:
    if older.schema != newer.schema:
        words = str(older.schema), str(newer.schema)
        yield Change("settings", "changed", "meta", "schema", OF_ALL, "Format", *words)
    for field in SETTINGS:
        one, other = older.settings[field.name], newer.settings[field.name]
        if one != other:
            words = said.both(field, one, other)
            shown = pieces(*words) if said.is_text(field) else ()
            yield Change("settings", "changed", "settings", field.name, OF_ALL, field.label, *words, shown)
