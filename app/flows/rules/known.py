"""What is surely known where: a walk over all ways through the flow, in sets of bits."""

from collections import deque
from collections.abc import Iterator, Mapping

from app.flows.graph import Fields, Node, NodeId
from app.flows.nodes import START_ID, SYSTEM_VARIABLES
from app.flows.rules.implied import KNOWING
from app.flows.rules.index import Index, is_global
from app.flows.rules.uses import Use

MOST_FOLLOWED = 2_000  # variables; the others go unsaid
MOST_STEPS_AN_EDGE = 40  # far more than loops in loops need; a flow made to take longer goes unsaid


class Known:
    """Which variables exist, and which are surely known when a call comes to a step.

    Those of every call and the declared ones are known from the beginning, if only as empty. A data extraction makes
    its required ones known on “All collected”, a request what it keeps on “Success”, a condition what it holds for.
    """

    def __init__(self, flow: Index) -> None:
        self.flow = flow
        declared = {row["name"].strip() for row in flow.graph.variables}
        self.always = (declared | SYSTEM_VARIABLES.keys()) - {""}
        later = {name for node in flow.order for name in _gives(node)} - self.always - {""}
        followed = sorted(later.intersection(use.name for use in flow.uses))[:MOST_FOLLOWED]
        self.bits = {name: 1 << place for place, name in enumerate(followed)}
        self.names = self.always | later
        self.asked: dict[NodeId, Mapping[str, int]] = {}
        self.all = (1 << len(self.bits)) - 1
        self.at: Mapping[NodeId, int] = self._walk() if self.bits else {}

    def is_sure(self, use: Use) -> bool:
        """Whether the variable of a use, which exists, is known there whatever way a call took."""
        bit = self.bits.get(use.name)
        if bit is None:
            return True
        node = use.slot.node
        if node is None:
            return False
        return bool(bit & self.at.get(node.id, self.all)) or self._was_asked(use, node)

    def _was_asked(self, use: Use, node: Node) -> bool:
        """Whether a question above this one, in the same step, has made it known."""
        entry = use.slot.entry
        if entry is None or node.kind != "extract" or entry.path[-1] != "variables":
            return False
        return self._asked(node).get(use.name, entry.place) < entry.place

    def _asked(self, node: Node) -> Mapping[str, int]:
        """Return at which place each required variable of a step is first asked for."""
        if node.id not in self.asked:
            places: dict[str, int] = {}
            for place, row in enumerate(node.fields["variables"], start=1):
                if row["required"]:
                    places.setdefault(row["name"].strip(), place)
            self.asked[node.id] = places
        return self.asked[node.id]

    def _walk(self) -> Mapping[NodeId, int]:
        """Return what is known on arrival: what all ways that lead to a step have in common, until nothing changes."""
        at = dict.fromkeys(self.flow.reached, self.all)
        begins = [each for each in at if each == START_ID or self._is_entered_first(each)]
        at.update(dict.fromkeys(begins, 0))
        waiting, is_waiting = deque(at), set(at)
        budget = MOST_STEPS_AN_EDGE * (len(self.flow.graph.edges) + len(at))
        while waiting:
            node_id = waiting.popleft()
            is_waiting.discard(node_id)
            given = self._given_by(self.flow.graph.nodes[node_id])
            for edge in self.flow.out(node_id).values():
                budget -= 1
                known = at[edge.target] & (at[node_id] | given.get(edge.port, 0))
                if known != at[edge.target]:
                    at[edge.target] = known
                    if edge.target not in is_waiting:
                        waiting.append(edge.target)
                        is_waiting.add(edge.target)
            if budget < 0:
                return {}
        return at

    def _is_entered_first(self, node_id: NodeId) -> bool:
        """Whether a call comes here from anywhere and by no way that is drawn."""
        edges = self.flow.into.get(node_id, ())
        return is_global(self.flow.graph.nodes[node_id]) and not any(
            e.source in self.flow.reached for e in edges
        )

    def _union(self, names: Iterator[str]) -> int:
        found = 0
        for name in names:
            found |= self.bits.get(name, 0)
        return found

    def _given_by(self, node: Node) -> Mapping[str, int]:
        """Return for each way out of a step what is newly known on it; ways without anything may be missing."""
        if node.unknown:
            return {}
        if node.kind == "extract":
            rows = node.fields["variables"]
            return {"all_extracted": self._union(row["name"].strip() for row in rows if row["required"])}
        if node.kind == "api_request":
            return {"success": self._union(row["variable"].strip() for row in node.fields["save"])}
        return dict(self._by_conditions(node.fields["conditions"])) if node.kind == "if_else" else {}

    def _by_conditions(self, rows: tuple[Fields, ...]) -> Iterator[tuple[str, int]]:
        """A condition that holds, or an “is empty” that does not, tells that something is known."""
        so_far = 0
        for row in rows:
            bit = self.bits.get(row["variable"].strip(), 0)
            is_telling = row["operator"] in KNOWING or row["operator"] == "exists"
            yield row["id"], so_far | (bit if is_telling else 0)
            if row["operator"] == "is_empty":
                so_far |= bit
        yield "default", so_far


def _gives(node: Node) -> Iterator[str]:
    """Give the names of the variables that a step may make known."""
    if node.kind == "extract" and not node.unknown:
        yield from (row["name"].strip() for row in node.fields["variables"])
    elif node.kind == "api_request" and not node.unknown:
        yield from (row["variable"].strip() for row in node.fields["save"])
