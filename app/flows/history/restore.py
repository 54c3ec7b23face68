"""Bringing a content back into a document as ordinary edits of what is there, so that nobody is thrown out.

What differs is changed where it stands: texts by their words, lists entry by entry, steps by their fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from pycrdt import Doc, Map

from app.flows import document
from app.flows.cells import ROOTS, Cells, roots
from app.flows.chunks import Packed, pack
from app.flows.documents import Touched
from app.flows.graph import FlowGraph, Node, NodeId
from app.flows.history.diff import diff, is_same_step
from app.flows.history.writer import Writer, as_map
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, START_ID, VARIABLE, port_ids
from app.flows.spec import Json
from app.flows.values import is_id

ORIGIN = "restore"
MOST_AWAY = 1e7  # pixels from the origin: what the wire lets a place be

_ENDS = ("source", "port", "target")

Ends = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """An update that makes a document's content another one, what it touches, and how many changes that is.

    ``before`` is the content that the document had, ready to be a version; None where nothing changes.
    """

    update: bytes
    touched: frozenset[Touched]
    changes: int
    before: Packed | None


def edits(state: bytes, target: FlowGraph, by: Mapping[str, str], known: bytes = b"") -> Edit:
    """Return the edit after which the document of this state has the target's content.

    ``by`` {"by", "at"} marks the steps that go, ``known`` is a manifest whose chunks are stored. The update is empty
    where nothing differs. Places change only for steps that come back without one; notes stay as they are. Raises
    ValueError where the state is none.
    """
    doc: Doc[Any] = Doc()
    with doc.transaction(origin="load"):
        doc.apply_update(state)
    before = document.read(doc)
    changes = len(diff(before, target))
    if not changes:
        return Edit(b"", frozenset(), 0, None)
    made: list[bytes] = []
    watch = doc.observe(lambda event: made.append(event.update))
    try:
        with doc.transaction(origin=ORIGIN):
            touched = _Restoring(doc, before, target, by).run()
    finally:
        doc.unobserve(watch)
    return Edit(made[0], touched, changes, pack(before, known))


class _Restoring:
    """One restore, inside its transaction."""

    def __init__(self, doc: "Doc[Any]", before: FlowGraph, target: FlowGraph, by: Mapping[str, str]) -> None:
        self.doc = doc
        self.roots: dict[str, Map[Any]] = {name: doc.get(name, type=Map) for name in ROOTS}
        self.before = before
        self.target = target
        self.by = dict(by)
        self.writer = Writer()

    @cached_property
    def _nodes(self) -> Cells:
        """What the cells of all steps held when this was first asked for: it is dear, and seldom needed."""
        return roots(self.doc)["nodes"]

    def run(self) -> frozenset[Touched]:
        """Make the edits and return what they touch."""
        data = self.target.to_json()
        if self.before.schema != self.target.schema:
            self.writer.put(self.roots["meta"], ("meta", "schema"), self.target.schema)
        for node_id, node in self.target.nodes.items():
            if not is_same_step(self.before.nodes.get(node_id), node):
                self._bring(node, data["nodes"][node_id])
        for node_id in self.before.nodes:
            if node_id not in self.target.nodes:
                self._take(str(node_id))
        self._draw(data["edges"])
        self.writer.fields(self.roots["settings"], SETTINGS, data["settings"], ("settings",))
        for name, fields in (("variables", VARIABLE), ("pronunciations", PRONUNCIATION)):
            self.writer.rows(self.roots[name], fields, data[name], (name,))
        return frozenset(self.writer.touched)

    def _bring(self, node: Node, data: Json) -> None:
        """Make a step what it should be: in its own cells, or anew where there are none of that kind."""
        nodes, path = self.roots["nodes"], ("nodes", str(node.id))
        cell = as_map(nodes.get(node.id))
        if cell is None or _kind(node.id, cell) != node.kind:
            self.writer.put(nodes, path, document.built_node(data))
        else:
            self._mend(node, cell, data, path)
        if node.id not in self.before.nodes:
            self._place(node)

    def _mend(self, node: Node, cell: "Map[Any]", data: Json, path: tuple[str, ...]) -> None:
        if node.id != START_ID and isinstance(cell.get("deleted"), dict):
            self.writer.drop(cell, (*path, "deleted"))
        spec, name = NODES.get(node.kind), cell.get("name")
        title = spec.title if spec else node.kind
        if (name if isinstance(name, str) else title) != node.name:
            self.writer.put(cell, (*path, "name"), node.name)
        if spec:
            self.writer.fields(cell, spec.fields, data["fields"], path)
        else:
            self.writer.loose(cell, self._nodes[str(node.id)], data["fields"], path)

    def _take(self, node_id: str) -> None:
        """Mark a step as deleted, for teammates to recover; Start cannot be, so it goes."""
        nodes = self.roots["nodes"]
        if node_id == START_ID:
            self.writer.drop(nodes, ("nodes", node_id))
        else:
            self.writer.put(nodes[node_id], ("nodes", node_id, "deleted"), self.by)

    def _place(self, node: Node) -> None:
        """Give a step that comes back a place, unless it still has its own."""
        found = self.roots["layout"].get(node.id)
        if not isinstance(found, dict):
            place = self.target.layout[node.id]
            x, y = (max(-MOST_AWAY, min(MOST_AWAY, each)) for each in (place.x, place.y))
            self.writer.put(self.roots["layout"], ("layout", str(node.id)), {"x": x, "y": y})

    def _draw(self, wanted: Json) -> None:
        """Draw the connections that should be there, and remove whichever else would be shown."""
        edges = self.roots["edges"]
        found = {each: _ends(cast("Json", ends)) for each, ends in edges.items() if isinstance(ends, dict)}
        for edge_id, edge in wanted.items():
            if found.get(edge_id) != _ends(edge):
                self.writer.put(edges, ("edges", edge_id), edge)
        shown = _Shown(self.target)
        for edge_id, ends in found.items():
            if edge_id not in wanted and shown.would_be(edge_id, ends):
                self.writer.drop(edges, ("edges", edge_id))


class _Shown:
    """Which connections a flow would show if the document had them."""

    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self.taken = {(edge.source, edge.port): edge.id for edge in graph.edges.values()}
        self.ports: dict[NodeId, frozenset[str]] = {}

    def would_be(self, edge_id: str, ends: Ends) -> bool:
        """Whether it fits the flow and comes before the one that has its way out (D5, D6)."""
        source, port, target = NodeId(ends[0]), ends[1], NodeId(ends[2])
        nodes = self.graph.nodes
        if not is_id(edge_id) or source not in nodes or target not in nodes or target == START_ID:
            return False
        other = self.taken.get((source, port))
        return self._has(source, port) and (other is None or edge_id < other)

    def _has(self, source: NodeId, port: str) -> bool:
        node = self.graph.nodes[source]
        if node.unknown:
            return is_id(port)
        if source not in self.ports:
            self.ports[source] = port_ids(node.kind, node.fields)
        return port in self.ports[source]


def _ends(edge: Json) -> Ends:
    """Return source, port and target as they are read: what is no text is none."""
    source, port, target = (str(end) if isinstance(end, str) else "" for end in map(edge.get, _ENDS))
    return source, port, target


def _kind(node_id: str, cell: "Map[Any]") -> object:
    return "start" if node_id == START_ID else cell.get("kind")
