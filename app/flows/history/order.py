"""The order in which a flow goes: from Start along its ways out, then what nothing leads to."""

from app.flows.graph import Edge, FlowGraph, NodeId
from app.flows.nodes import START_ID


def flow_order(graph: FlowGraph) -> list[NodeId]:
    """Return every step once, nearest to Start first; what cannot be reached comes last, by id."""
    onward: dict[NodeId, list[Edge]] = {}
    for edge in graph.edges.values():
        onward.setdefault(edge.source, []).append(edge)
    start = NodeId(START_ID)
    waiting = [start] if start in graph.nodes else []
    seen = set(waiting)
    for node_id in waiting:  # grows while it is walked
        edges = onward.get(node_id, [])
        for edge in sorted(edges, key=lambda each: port_place(graph, each)) if len(edges) > 1 else edges:
            if edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    return [*waiting, *(node_id for node_id in graph.nodes if node_id not in seen)]


def port_place(graph: FlowGraph, edge: Edge) -> tuple[int, str]:
    """Return the place of an edge among the ways out of its step, as a key to sort by."""
    ids = [port.id for port in graph.nodes[edge.source].ports]
    return (ids.index(edge.port) if edge.port in ids else len(ids), edge.port)
