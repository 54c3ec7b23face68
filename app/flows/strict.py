"""The strict reading of a flow from a file: the first thing that is not right is named, with its place.

What comes through here is read by the tolerant projection without anything being hidden or replaced.
"""

from typing import Any, NoReturn, cast

from app.errors import Invalid
from app.flows.limits import VALUE_BYTES
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, START_ID, VARIABLE, port_ids
from app.flows.sizes import check_counts
from app.flows.spec import FieldSpec, Json, JsonValue
from app.flows.values import is_id, number
from app.kit.text import forged

_FRAME_BYTES = 64  # a value never travels alone
PARTS = ("schema", "nodes", "edges", "settings", "variables", "pronunciations", "layout", "notes")
_WORDS: dict[Any, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}
_UPDATE = "Update Callweave, then import the file again."


def check(flow: JsonValue) -> None:
    """Raise Invalid, naming the place, unless this is the JSON of a sound flow, known whole."""
    parts = _object(flow, "The flow")
    only(parts, PARTS, "The flow")
    whole(parts, "schema", "The flow, “schema”", "1")
    check_counts(parts)
    nodes = {node_id: _node(node_id, node) for node_id, node in _entries(parts, "nodes")}
    if START_ID not in nodes:
        raise Invalid("The flow has no Start. Export the agent again, or add the step “start”.")
    _edges(parts, nodes)
    _fields(SETTINGS, _object(parts.get("settings", {}), "“settings”"), "The settings")
    for part, fields in (("variables", VARIABLE), ("pronunciations", PRONUNCIATION)):
        _rows(fields, parts.get(part, []), f"“{part}”")
    for each, place in _entries(parts, "layout"):
        _place(place, f"The place of “{each}”")
    for each, note in _entries(parts, "notes"):
        where = f"The note “{each}”"
        only(_object(note, where), ("text",), where)
        _text(note.get("text", ""), where)


def _node(node_id: str, data: JsonValue) -> Json:
    node = _object(data, f"The step “{node_id}”")
    name, kind = node.get("name", ""), node.get("kind")
    _line(name, f"The name of the step “{node_id}”")
    where = f"The step “{name or node_id}”"
    _text(kind, f"The kind of {where[0].lower()}{where[1:]}")
    spec = NODES.get(str(kind))
    if spec is None:
        raise Invalid(f"{where} is of the kind “{kind}”, which this Callweave does not know. {_UPDATE}")
    if (kind == "start") != (node_id == START_ID):
        raise Invalid(
            f"{where} cannot be of the kind “{kind}”: only the step “start” is Start. Change its kind."
        )
    only(node, ("kind", "name", "fields"), where)
    fields = _object(node.get("fields", {}), f"{where}, “fields”")
    _fields(spec.fields, fields, where)
    return {
        "kind": kind,
        "fields": {field.name: fields.get(field.name, field.default) for field in spec.fields},
    }


def _edges(parts: Json, nodes: dict[str, Json]) -> None:
    taken: dict[tuple[str, str], str] = {}
    for edge_id, data in _entries(parts, "edges"):
        where = f"The connection “{edge_id}”"
        edge = _object(data, where)
        only(edge, ("source", "port", "target"), where)
        source, port, target = (
            _text(edge.get(end), f"{where}, “{end}”") for end in ("source", "port", "target")
        )
        for end in (source, target):
            if end not in nodes:
                raise Invalid(f"{where} names the step “{end}”, which the file does not hold. Remove it.")
        if source == target:
            raise Invalid(f"{where} leads from “{source}” to itself, which no step may. Remove it.")
        if target == START_ID:
            raise Invalid(f"{where} leads to Start, where nothing may lead. Remove it.")
        if port not in port_ids(nodes[source]["kind"], nodes[source]["fields"]):
            raise Invalid(f"{where} leaves “{source}” by “{port}”, a way out it does not have. Remove it.")
        if (source, port) in taken:
            raise Invalid(
                f"{where} leaves by the same way out as “{taken[source, port]}”. Remove one of them."
            )
        taken[source, port] = edge_id


def _fields(fields: tuple[FieldSpec, ...], values: Json, where: str) -> None:
    known = {field.name: field for field in fields}
    for name, value in values.items():
        if name not in known:
            raise Invalid(f"{where}: the field “{name}” is not known to this Callweave. {_UPDATE}")
        _value(known[name], value, f"{where}, “{known[name].label}”")


def _value(field: FieldSpec, value: JsonValue, where: str) -> None:
    if field.type == "items":
        _rows(field.item, value, where)
    elif field.type == "number":
        if number(value) is None:
            _refuse(where, "a number", value)
    elif field.type == "toggle":
        if not isinstance(value, bool):
            _refuse(where, "true or false", value)
    else:
        chosen = _list(value, where) if field.type == "several" else [value]
        for each in chosen:
            text = _text(each, where) if field.type == "prose" else _line(each, where)
            _option(field, text, where)


def _option(field: FieldSpec, value: str, where: str) -> None:
    if field.options and all(option.value != value for option in field.options):
        allowed = ", ".join(f"“{option.value}”" for option in field.options)
        raise Invalid(f"{where} cannot be “{value}”. Use one of {allowed}.")


def _rows(fields: tuple[FieldSpec, ...], value: JsonValue, where: str) -> None:
    seen: set[str] = set()
    for place, data in enumerate(_list(value, where), start=1):
        here = f"{where}, entry {place}"
        row = dict(_object(data, here))
        row_id = row.pop("id", None)
        if not is_id(row_id):
            raise Invalid(f"{here} needs an “id” of letters, digits, “_” and “-”. Give it one.")
        if row_id in seen:
            raise Invalid(f"{here} has the same id as an earlier one, “{row_id}”. Give it another.")
        seen.add(row_id)
        _fields(fields, row, here)


def _place(value: JsonValue, where: str) -> None:
    place = _object(value, where)
    only(place, ("x", "y"), where)
    for axis in ("x", "y"):
        if number(place.get(axis)) is None:
            _refuse(f"{where}, “{axis}”", "a number", place.get(axis))


def _entries(parts: Json, name: str) -> list[tuple[str, JsonValue]]:
    found = _object(parts.get(name, {}), f"“{name}”")
    for each in found:
        if not is_id(each):
            raise Invalid(
                f"“{name}” holds the id “{each[:64]}”. Use letters, digits, “_” and “-”, 64 at most."
            )
    return list(found.items())


def only(found: Json, known: tuple[str, ...], where: str) -> None:
    """Raise Invalid, naming the first part that is not known."""
    for name in found:
        if name not in known:
            raise Invalid(f"{where}: the part “{name[:64]}” is not known to this Callweave. {_UPDATE}")


def _object(value: JsonValue, where: str) -> Json:
    return cast("Json", value) if isinstance(value, dict) else _refuse(where, "an object", value)


def _list(value: JsonValue, where: str) -> list[JsonValue]:
    return cast("list[JsonValue]", value) if isinstance(value, list) else _refuse(where, "a list", value)


def _text(value: JsonValue, where: str) -> str:
    return value if isinstance(value, str) else _refuse(where, "text", value)


def _line(value: JsonValue, where: str) -> str:
    """Return a text of one line: no character that forges what is seen, and short enough to be edited later."""
    text = _text(value, where)
    if mark := forged(text):
        raise Invalid(f"{where} holds {mark}. Remove it and import the file again.")
    if len(text.encode()) > VALUE_BYTES - _FRAME_BYTES:
        raise Invalid(
            f"{where} has {len(text):,} characters, more than can be edited. Shorten it and import the file again."
        )
    return text


def whole(found: Json, name: str, where: str, example: str) -> int | None:
    """Return the whole number from 1 that stands under a name, None where nothing does. Raises Invalid."""
    if name not in found:
        return None
    value = number(found[name])
    if not isinstance(value, int) or value < 1:
        said = "a number below it or a fraction" if value is not None else _says(found[name])
        raise Invalid(
            f"{where} must be a whole number from {example} on, not {said}. Correct it and import the file again."
        )
    return value


def _refuse(where: str, wanted: str, value: JsonValue) -> NoReturn:
    raise Invalid(f"{where} must be {wanted}, not {_says(value)}. Correct it and import the file again.")


def _says(value: JsonValue) -> str:
    return _WORDS.get(type(value), "missing")
