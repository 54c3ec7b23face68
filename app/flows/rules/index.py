"""A flow made quick to ask about: built once, then every rule reads it."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import TypeVar, cast

from app.flows.graph import Edge, FlowGraph, Node, NodeId
from app.flows.nodes import NODES, START_ID
from app.flows.rules.loops import Onward, components
from app.flows.rules.slots import Slot, slots_of
from app.flows.rules.uses import Use, uses_of

Found = TypeVar("Found")
NO_WAYS: Mapping[str, Edge] = {}


class Index:
    """What rules ask of a flow, each answer found once. Nothing here changes after it was built."""

    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self._kept: dict[object, object] = {}
        self.ways: dict[NodeId, dict[str, Edge]] = {}
        self.into: dict[NodeId, list[Edge]] = {}
        for edge in graph.edges.values():
            self.ways.setdefault(edge.source, {})[edge.port] = edge
            self.into.setdefault(edge.target, []).append(edge)

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """All nodes: as a caller would come upon them, then what no caller comes upon, by id."""
        met = self._spread([NodeId(START_ID)])
        rest = (node_id for node_id in self.graph.nodes if node_id not in met)
        return tuple(self.graph.nodes[each] for each in [*met, *rest])

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each node in the order."""
        return {node.id: place for place, node in enumerate(self.order)}

    @cached_property
    def from_start(self) -> Collection[NodeId]:
        """The nodes that can be reached from Start, without Start."""
        return self._spread([NodeId(START_ID)]).keys() - {START_ID}

    @cached_property
    def reached(self) -> Collection[NodeId]:
        """The nodes that some call may come to: from Start, or from a kind that may be entered from anywhere."""
        anywhere = [node.id for node in self.graph.nodes.values() if is_global(node)]
        return self._spread([NodeId(START_ID), *anywhere]).keys()

    @cached_property
    def loops(self) -> tuple[tuple[NodeId, ...], ...]:
        """The strongly connected parts of the flow, each after all the parts that it leads to."""
        return self.parts(self.graph.nodes)

    @cached_property
    def slots(self) -> Mapping[str, tuple[Slot, ...]]:
        """Every field that is asked for, with its value, by its type."""
        found: dict[str, list[Slot]] = {}
        for slot in slots_of(self.graph, self.order):
            found.setdefault(slot.spec.type, []).append(slot)
        return {type_: tuple(each) for type_, each in found.items()}

    @cached_property
    def texts(self) -> tuple[Slot, ...]:
        """The fields that hold text."""
        return (*self.slots.get("prose", ()), *self.slots.get("line", ()))

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every ``{{name}}`` in a text, and every name that a comparison looks at."""
        return tuple(uses_of(self.texts))

    def of_kind(self, *kinds: str) -> Iterable[Node]:
        """Give the nodes of these kinds in order."""
        return (node for node in self.order if node.kind in kinds and not node.unknown)

    def out(self, node_id: NodeId) -> Mapping[str, Edge]:
        """Return the edges that leave a node, by their port."""
        return self.ways.get(node_id, NO_WAYS)

    def once(self, find: "Callable[[Index], Found]") -> Found:
        """Return what this function finds in the flow, found the first time it is asked for."""
        if find not in self._kept:
            self._kept[find] = find(self)
        return cast("Found", self._kept[find])

    def parts(self, among: Collection[NodeId]) -> tuple[tuple[NodeId, ...], ...]:
        """Return the strongly connected parts of the flow among these nodes only."""
        onward: Onward[NodeId] = {
            each: [edge.target for edge in self.out(each).values() if edge.target in among] for each in among
        }
        return components(onward)

    def _spread(self, origins: Iterable[NodeId]) -> dict[NodeId, None]:
        """Return what can be reached from these, themselves included, the nearest first."""
        met = {each: None for each in origins if each in self.graph.nodes}
        waiting = deque(met)
        while waiting:
            for edge in self.out(waiting.popleft()).values():
                if edge.target not in met:
                    met[edge.target] = None
                    waiting.append(edge.target)
        return met


def is_terminal(node: Node) -> bool:
    """Whether the agent's part of a call may end at this node."""
    spec = NODES.get(node.kind)
    return spec is not None and spec.terminal


def is_global(node: Node) -> bool:
    """Whether a call may come to this node from anywhere."""
    spec = NODES.get(node.kind)
    return spec is not None and spec.global_


def is_silent(node: Node) -> bool:
    """Whether this node only decides on what is known already: nothing is said, heard or done there."""
    fields = node.fields
    return (
        node.kind == "if_else"
        or (node.kind == "conversation" and fields["skip_response"])
        or (node.kind == "extract" and fields["method"] == "infer")
    )
