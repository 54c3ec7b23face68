"""The flow as a shared document (Yjs types through pycrdt): reading any document, building a fresh one."""

from collections.abc import Iterable, Mapping
from typing import Any

from pycrdt import Doc, Map, Text

from app.flows import projection
from app.flows.cells import Cells, Prose, is_shared, roots
from app.flows.graph import FlowGraph
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, START_ID, VARIABLE
from app.flows.spec import FieldSpec, Json, JsonValue
from app.flows.values import number


def read(doc: "Doc[Any]") -> FlowGraph:
    """Return the projection of a document. Total: every well-formed document has one."""
    return project(roots(doc))


def project(found: Mapping[str, Cells]) -> FlowGraph:
    """Return the projection of what ``cells.roots`` has read."""
    return FlowGraph.of_projection(projected(found))


def projected(found: Mapping[str, Cells]) -> Json:
    """Return the same as plain JSON."""
    return projection.project(
        {
            "schema": _plain(found["meta"].get("schema")),
            "nodes": {node_id: _node(node_id, cell) for node_id, cell in _living(found["nodes"])},
            "edges": {edge_id: _plain(edge) for edge_id, edge in found["edges"].items()},
            "settings": _fields(SETTINGS, found["settings"]),
            "variables": _rows(VARIABLE, found["variables"]),
            "pronunciations": _rows(PRONUNCIATION, found["pronunciations"]),
            "layout": {each: _plain(place) for each, place in found["layout"].items()},
            "notes": {each: _note(cell) for each, cell in found["notes"].items() if isinstance(cell, Cells)},
        }
    )


def read_state(state: bytes) -> FlowGraph:
    """Return the projection of a full Yjs state. Raises ValueError where the bytes are no update."""
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return read(doc)


def build(graph: FlowGraph, client_id: int | None = None) -> bytes:
    """Return the full Yjs state of a fresh document with this content; ``read`` gives back an equal graph."""
    data = graph.to_json()
    doc: Doc[Any] = Doc(client_id=client_id) if client_id is not None else Doc()
    shared = {name: doc.get(name, type=Map) for name in roots(doc)}
    with doc.transaction(origin="build"):
        shared["meta"]["schema"] = data["schema"]
        for node_id, node in data["nodes"].items():
            shared["nodes"][node_id] = built_node(node)
        for name, value in born(SETTINGS, data["settings"]).items():
            shared["settings"][name] = value
        for name, fields in (("variables", VARIABLE), ("pronunciations", PRONUNCIATION)):
            for item_id, item in _built_rows(fields, data[name]).items():
                shared[name][item_id] = item
        for note_id, note in data["notes"].items():
            shared["notes"][note_id] = Map({"text": Text(note["text"])})
        for name in ("edges", "layout"):
            shared[name].update(data[name])
    return doc.get_update()


def _living(nodes: Cells) -> Iterable[tuple[str, Cells]]:
    """Give the nodes that are not deleted; Start cannot be (D3, D4)."""
    for node_id, cell in nodes.items():
        if isinstance(cell, Cells):
            mark = cell.get("deleted")
            if node_id == START_ID or is_shared(mark) or not isinstance(mark, dict):
                yield node_id, cell


def _node(node_id: str, cell: Cells) -> Json:
    kind = "start" if node_id == START_ID else _plain(cell.get("kind"))
    spec = NODES.get(kind) if isinstance(kind, str) else None
    fields = _fields(spec.fields, cell) if spec else dict(cell)
    return {"kind": kind, "name": _plain(cell.get("name")), "fields": fields}


def _fields(fields: tuple[FieldSpec, ...], cell: Cells) -> Json:
    return {field.name: _value(field, cell[field.name]) for field in fields if field.name in cell}


def _value(field: FieldSpec, value: object) -> JsonValue:
    """Return what stands there, or None where it is not the kind of cell this field has (D7)."""
    if field.type == "prose":
        return value if isinstance(value, Prose) else None
    if field.type == "items":
        return _rows(field.item, value) if isinstance(value, Cells) else None
    return _plain(value)


def _rows(fields: tuple[FieldSpec, ...], cells: Cells) -> list[Json]:
    """Return the items of a map in their order, ties by id (D8)."""
    found = [
        (number(_plain(cell.get("order"))) or 0, item_id, _fields(fields, cell))
        for item_id, cell in cells.items()
        if isinstance(cell, Cells)
    ]
    found.sort(key=lambda row: (row[0], row[1]))
    return [{"id": item_id, **values} for _order, item_id, values in found]


def _note(cell: Cells) -> Json:
    text = cell.get("text")
    return {"text": text if isinstance(text, Prose) else None}


def _plain(value: Any) -> JsonValue:
    return None if is_shared(value) else value


def built_node(node: Json) -> "Map[Any]":
    """Return the cells with which a projected node is born, of an unknown kind as plain values."""
    spec = NODES.get(node["kind"])
    fields = born(spec.fields, node["fields"]) if spec else dict(node["fields"])
    return Map({"kind": node["kind"], "name": node["name"], **fields})


def born(fields: tuple[FieldSpec, ...], values: Mapping[str, JsonValue]) -> dict[str, Any]:
    """Return the cells with which something new is born: every field has its cell at once."""
    return {field.name: born_value(field, values[field.name]) for field in fields}


def born_value(field: FieldSpec, value: JsonValue) -> Any:
    """Return the cell with which one field is born."""
    if field.type == "prose":
        return Text(value)
    if field.type == "items":
        return Map(_built_rows(field.item, value))
    return value


def _built_rows(fields: tuple[FieldSpec, ...], rows: Iterable[Mapping[str, JsonValue]]) -> dict[str, Any]:
    return {row["id"]: Map({"order": place, **born(fields, row)}) for place, row in enumerate(rows, start=1)}
