"""The projection: from whatever a document holds to one sound flow, as plain JSON, by the rules of SPEC.md.

``project`` reads JSON of the projection's own shape, however broken; ``components/canvas/document.js`` is its
twin in the browser. What it hides stays in the document: hiding mends nothing and loses nothing.
"""

from collections.abc import Iterable

from app.flows.nodes import NODES, PRONUNCIATION, SCHEMA, SETTINGS, START_ID, VARIABLE, port_ids
from app.flows.spec import Json, JsonValue
from app.flows.values import is_id, is_name, number, plain, read_all, read_rows, rows, table

UNKNOWN_RESERVED = frozenset({"kind", "name", "deleted"})


def project(data: object) -> Json:
    """Return the sound projection of this JSON. It never raises, and projecting again changes nothing."""
    nodes = _nodes(table(data, "nodes"))
    notes = {note_id: {"text": _text(note.get("text"))} for note_id, note in _objects(table(data, "notes"))}
    top = table({"": data}, "")
    return {
        "schema": _schema(top.get("schema")),
        "nodes": nodes,
        "edges": _edges(table(data, "edges"), nodes),
        "settings": read_all(SETTINGS, table(data, "settings")),
        "variables": read_rows(VARIABLE, top.get("variables")),
        "pronunciations": read_rows(PRONUNCIATION, top.get("pronunciations")),
        "layout": _layout(table(data, "layout"), [*nodes, *notes]),
        "notes": notes,
    }


def project_node(node_id: str, data: Json) -> Json | None:
    """Return one projected node, or None where the entry is no node at all (D2, D3, D4)."""
    kind = "start" if node_id == START_ID else data.get("kind")
    if not is_name(kind) or (kind == "start" and node_id != START_ID):
        return None
    name, fields = data.get("name"), table(data, "fields")
    spec = NODES.get(str(kind))
    if spec is not None:
        title = spec.title
        return {"kind": kind, "name": _text(name, title), "fields": read_all(spec.fields, fields)}
    raw = {key: plain(fields[key]) for key in sorted(fields) if is_name(key) and key not in UNKNOWN_RESERVED}
    return {"kind": kind, "name": _text(name, str(kind)), "fields": raw, "unknown": True}


def _objects(found: Json) -> Iterable[tuple[str, Json]]:
    """Give the legal ids with their objects, in the order of the ids (D1)."""
    return ((each, found[each]) for each in sorted(filter(is_id, found)) if isinstance(found[each], dict))


def _nodes(found: Json) -> Json:
    projected = ((node_id, project_node(node_id, data)) for node_id, data in _objects(found))
    return {node_id: node for node_id, node in projected if node is not None}


def _edges(found: Json, nodes: Json) -> Json:
    """Keep the edges whose ends and port are there, one for each port: the smallest id (D5, D6)."""
    open_ports = {
        node_id: None if "unknown" in node else port_ids(node["kind"], node["fields"])
        for node_id, node in nodes.items()
    }
    kept: Json = {}
    taken: set[tuple[str, str]] = set()
    for edge_id, edge in _objects(found):
        source, port, target = (_text(edge.get(end)) for end in ("source", "port", "target"))
        if source not in nodes or target not in nodes or target == START_ID or (source, port) in taken:
            continue
        allowed = open_ports[source]
        if port in allowed if allowed is not None else is_id(port):
            taken.add((source, port))
            kept[edge_id] = {"source": source, "port": port, "target": target}
    return kept


def _layout(found: Json, shown: list[str]) -> Json:
    return {each: _place(found.get(each)) for each in sorted(shown)}


def _place(value: JsonValue) -> Json:
    found = rows([value])
    x, y = (number(found[0].get("x")), number(found[0].get("y"))) if found else (None, None)
    return {"x": 0, "y": 0} if x is None or y is None else {"x": x, "y": y}


def _schema(value: JsonValue) -> int:
    found = number(value)
    return found if isinstance(found, int) and found > 0 else SCHEMA


def _text(value: JsonValue, default: str = "") -> str:
    return str(value) if isinstance(value, str) else default
