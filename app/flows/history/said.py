"""How a person reads what a flow holds: names of steps and ways out, values as words, lists as lines."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from app.flows.graph import Edge, Fields, FlowGraph, Node
from app.flows.nodes import NODES, ports
from app.flows.spec import FieldSpec, JsonValue

Labels = Mapping[str, str]


def step(node: Node) -> str:
    """Return what people call a step: its name, or the title of its kind."""
    return node.name.strip() or kind(node)


def kind(node: Node) -> str:
    """Return the title of a step's kind."""
    return NODES[node.kind].title if node.kind in NODES else node.kind


def way(graph: FlowGraph, edge: Edge) -> str:
    """Return the label of the way out by which a connection leaves."""
    node = graph.nodes[edge.source]
    return next((port.label for port in node.ports if port.id == edge.port), edge.port)


def connection(graph: FlowGraph, edge: Edge) -> str:
    """Return a connection as people read it: from where, by which way, to where."""
    return f"{step(graph.nodes[edge.source])} · {way(graph, edge)} → {step(graph.nodes[edge.target])}"


def whole_step(node: Node) -> str:
    """Return all that a step says: its kind, and each field that is not as it is born."""
    said = [kind(node)]
    spec = NODES.get(node.kind)
    if spec is None:
        return "\n".join(
            [*said, *(f"{loose_label(name)}: {raw(value)}" for name, value in node.fields.items())]
        )
    for field in spec.fields:
        value = node.fields[field.name]
        if value != field.default and (words := field_words(field, value, labels(node, field))):
            said.append(f"{field.label}:{_apart(words)}{words}")
    return "\n".join(said)


def labels(node: Node, field: FieldSpec) -> Labels:
    """Return the labels of the ways out that the entries of this list are, by the entry's id."""
    spec = NODES.get(node.kind)
    if spec is None or spec.ports.each != field.name:
        return {}
    return {port.id: port.label for port in ports(node.kind, node.fields)}


def field_words(field: FieldSpec, value: JsonValue, known: Labels | None = None) -> str:
    """Return the value of a field as words; a list as one line an entry."""
    match field.type:
        case "items":
            return "\n".join(_lines(field, cast("tuple[Fields, ...]", value), known or {}))
        case "toggle":
            return "On" if value else "Off"
        case "several":
            return ", ".join(_option(field, each) for each in cast("tuple[str, ...]", value))
        case "choice":
            return _option(field, value)
        case _:
            return str(value)


def entry(fields: tuple[FieldSpec, ...], row: Fields, title: str) -> str:
    """Return one entry of a list as a line: the first words bare, whatever else is not as born with its label."""
    said: list[str] = []
    for field in fields:
        value = row[field.name]
        if field.type == "line" and not said and str(value).strip():
            said.append(str(value))
        elif value != field.default:
            said.append(f"{field.label}: {field_words(field, value)}")
    return " · ".join(said) or title


def both(
    field: FieldSpec,
    before: JsonValue,
    after: JsonValue,
    old: Labels | None = None,
    new: Labels | None = None,
) -> tuple[str, str]:
    """Return the words of two values that differ; ``old`` and ``new`` are the labels of their entries."""
    words = field_words(field, before, old), field_words(field, after, new)
    return distinct(*words, _raw_lines(before), _raw_lines(after))


def distinct(before: str, after: str, raw_before: str, raw_after: str) -> tuple[str, str]:
    """Return the words of both sides; where people would see no difference, what is written instead."""
    return (before, after) if before != after else (raw_before, raw_after)


def is_text(field: FieldSpec) -> bool:
    """Whether its words are compared word by word."""
    return field.type in ("prose", "line", "items")


def raw(value: JsonValue) -> str:
    """Return any value as JSON; two differ exactly where the contents they stand in do."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=dict)


def loose_label(name: str) -> str:
    """Return a label for a field that no table knows."""
    return name.replace("_", " ").capitalize()


def _lines(field: FieldSpec, rows: tuple[Fields, ...], known: Labels) -> Iterator[str]:
    for place, row in enumerate(rows, start=1):
        yield known.get(row["id"]) or entry(field.item, row, f"{field.item_title} {place}")


def _option(field: FieldSpec, value: JsonValue) -> str:
    return next((option.label for option in field.options if option.value == value), str(value))


def _apart(words: str) -> str:
    return "\n" if "\n" in words else " "


def _raw_lines(value: JsonValue) -> str:
    """Return a value as JSON, a list as one line an entry."""
    rows = cast("tuple[JsonValue, ...]", value)
    return "\n".join(map(raw, rows)) if isinstance(value, tuple) else raw(value)
