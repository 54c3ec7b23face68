"""Carries out the ops of a fix on the JSON of a flow, as components/canvas/mend.js does on the document."""

from copy import deepcopy
from typing import cast

from app.flows.graph import FlowGraph
from app.flows.nodes import START_ID
from app.flows.rules.finding import Fix
from app.flows.spec import Json, JsonValue


def mended(graph: FlowGraph, fix: Fix) -> FlowGraph:
    """Return the flow with a fix applied."""
    return FlowGraph.from_json(applied(graph.to_json(), fix.ops))


def applied(flow: Json, ops: tuple[Json, ...]) -> Json:
    """Return a copy of a projection's JSON after these ops, to be projected again.

    What an op names and is no longer there is passed over, and so is an op of another kind.
    """
    changed: Json = deepcopy(flow)
    for op in ops:
        run = _OPS.get(op["op"])
        if run is not None:
            run(changed, op)
    return changed


def _delete_nodes(flow: Json, op: Json) -> None:
    for node_id in op["ids"]:
        if node_id != START_ID:
            flow["nodes"].pop(node_id, None)


def _remove_edges(flow: Json, op: Json) -> None:
    for edge_id in op["ids"]:
        flow["edges"].pop(edge_id, None)


def _set(flow: Json, op: Json) -> None:
    *owner, name = op["path"]
    cells = _at(flow, tuple(owner))
    if isinstance(cells, dict):
        cast("Json", cells)[name] = op["value"]


def _remove_item(flow: Json, op: Json) -> None:
    path, item = tuple(op["path"]), op["id"]
    rows = _at(flow, path)
    if not isinstance(rows, list):
        return
    rows[:] = [row for row in cast("list[Json]", rows) if row["id"] != item]
    if path[0] == "nodes":
        edges: Json = flow["edges"]
        gone = [each for each, edge in edges.items() if (edge["source"], edge["port"]) == (path[1], item)]
        _remove_edges(flow, {"ids": gone})


def _at(flow: Json, path: tuple[str, ...]) -> JsonValue:
    """Return the object or list that a path of the document leads to in the projection, or None."""
    root, *keys = path
    if root == "nodes" and keys:
        keys = [keys[0], "fields", *keys[1:]]
    found: JsonValue = flow.get(root)
    for key in keys:
        if isinstance(found, list):
            found = next((row for row in cast("list[Json]", found) if row["id"] == key), None)
        else:
            found = cast("Json", found).get(key) if isinstance(found, dict) else None
    return found


_OPS = {
    "delete_nodes": _delete_nodes,
    "remove_edges": _remove_edges,
    "set": _set,
    "remove_item": _remove_item,
}
