"""The flow that every pure function reads: immutable, sound, and equal whenever its content is equal."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NewType, cast

from app.flows.canonical import canonical
from app.flows.nodes import START_ID, Port, ports
from app.flows.projection import project
from app.flows.spec import Json, JsonValue

NodeId = NewType("NodeId", str)
EdgeId = NewType("EdgeId", str)
Fields = Mapping[str, JsonValue]
_UNNOTICED = frozenset({"layout", "notes"})


@dataclass(frozen=True, slots=True)
class Node:
    """One step. ``fields`` holds every field of its kind, lists as tuples."""

    id: NodeId
    kind: str
    name: str
    fields: Fields
    unknown: bool = False

    @property
    def ports(self) -> tuple[Port, ...]:
        """The ways out of this node as it is configured now."""
        return ports(self.kind, self.fields)


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection from one node's port to another node."""

    id: EdgeId
    source: NodeId
    port: str
    target: NodeId


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node or note stands on the canvas, in canvas pixels from the origin."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """A whole flow. ``variables`` and ``pronunciations`` are entries ``{"id", fields…}`` in their order."""

    schema: int
    nodes: Mapping[NodeId, Node]
    edges: Mapping[EdgeId, Edge]
    settings: Fields
    variables: tuple[Fields, ...]
    pronunciations: tuple[Fields, ...]
    layout: Mapping[str, Place]
    notes: Mapping[str, str]

    @classmethod
    def from_json(cls, data: object) -> "FlowGraph":
        """Return the flow of a projection's JSON; what is missing or broken reads as the projection says."""
        return cls.of_projection(project(data))

    @classmethod
    def of_projection(cls, data: Json) -> "FlowGraph":
        """Return the flow of JSON that ``project`` has made."""
        return cls(
            schema=data["schema"],
            nodes=MappingProxyType({NodeId(each): _node(each, node) for each, node in data["nodes"].items()}),
            edges=MappingProxyType(
                {EdgeId(each): Edge(id=EdgeId(each), **edge) for each, edge in data["edges"].items()}
            ),
            settings=_frozen(data["settings"]),
            variables=_frozen(data["variables"]),
            pronunciations=_frozen(data["pronunciations"]),
            layout=MappingProxyType({each: Place(**place) for each, place in data["layout"].items()}),
            notes=MappingProxyType({each: note["text"] for each, note in data["notes"].items()}),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as plain JSON."""
        return FlowGraph.of_projection, (self.to_json(),)

    def to_json(self) -> Json:
        """Return the projection as fresh JSON that may be changed freely."""
        return {
            **self.content_json(),
            "layout": {each: {"x": place.x, "y": place.y} for each, place in self.layout.items()},
            "notes": {each: {"text": text} for each, text in self.notes.items()},
        }

    def content_json(self) -> Json:
        """Return the part that callers could notice."""
        return {
            "schema": self.schema,
            "nodes": {str(node.id): _node_json(node) for node in self.nodes.values()},
            "edges": {
                str(edge.id): {"source": edge.source, "port": edge.port, "target": edge.target}
                for edge in self.edges.values()
            },
            "settings": _thawed(self.settings),
            "variables": _thawed(self.variables),
            "pronunciations": _thawed(self.pronunciations),
        }

    def content_hash(self) -> str:
        """See ``content_hash``."""
        return content_hash(self.content_json())

    @property
    def start(self) -> Node | None:
        """The Start node; None only in a document that no part of this product made."""
        return self.nodes.get(NodeId(START_ID))

    def outgoing(self, node_id: NodeId) -> tuple[Edge, ...]:
        """Return the edges that leave a node."""
        return tuple(edge for edge in self.edges.values() if edge.source == node_id)

    def incoming(self, node_id: NodeId) -> tuple[Edge, ...]:
        """Return the edges that lead to a node."""
        return tuple(edge for edge in self.edges.values() if edge.target == node_id)

    def follow(self, node_id: NodeId, port: str) -> Node | None:
        """Return the node behind a port, or None where the port leads nowhere."""
        found = (edge for edge in self.outgoing(node_id) if edge.port == port)
        edge = next(found, None)
        return self.nodes[edge.target] if edge else None

    def reachable(self, origins: Iterator[NodeId] | tuple[NodeId, ...]) -> frozenset[NodeId]:
        """Return the nodes that can be reached from these, themselves included."""
        onward: dict[NodeId, list[NodeId]] = {}
        for edge in self.edges.values():
            onward.setdefault(edge.source, []).append(edge.target)
        waiting = [node_id for node_id in origins if node_id in self.nodes]
        seen: set[NodeId] = set(waiting)
        while waiting:
            for target in onward.get(waiting.pop(), []):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return frozenset(seen)


def content_hash(projection: Json) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 JSON of what callers could notice: all but layout and notes."""
    content = {name: part for name, part in projection.items() if name not in _UNNOTICED}
    return hashlib.sha256(canonical(content)).hexdigest()


def _node(node_id: str, data: Json) -> Node:
    return Node(NodeId(node_id), data["kind"], data["name"], _frozen(data["fields"]), "unknown" in data)


def _node_json(node: Node) -> Json:
    data = {"kind": node.kind, "name": node.name, "fields": _thawed(node.fields)}
    return {**data, "unknown": True} if node.unknown else data


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        inner = cast("Json", value)
        return MappingProxyType({key: _frozen(each) for key, each in inner.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in cast("list[Any]", value))
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        inner = cast("Fields", value)
        return {key: _thawed(each) for key, each in inner.items()}
    if isinstance(value, tuple):
        return [_thawed(each) for each in cast("tuple[Any, ...]", value)]
    return value
