"""Places for the steps of a file that says none, or ones where nobody finds them: columns along the connections."""

from collections import deque
from collections.abc import Iterable, Mapping

from app.flows.limits import FAR_COORDINATE
from app.flows.nodes import START_ID, port_ids
from app.flows.spec import Json
from app.flows.values import number

COLUMN, GAP, MOST_ROWS = 360, 60, 24
"""From one column to the next and between two cards, in pixels; cards one above the other."""
_CARD, _PORT = 140, 28


def arranged(flow: Json) -> Json:
    """Return the layout of a strictly read flow, with a place near the others for whatever has none, or a far one."""
    nodes, edges = flow.get("nodes", {}), flow.get("edges", {})
    wanted = [*nodes, *flow.get("notes", {})]
    layout = {each: place for each, place in flow.get("layout", {}).items() if each in wanted}
    near = {each: place for each, place in layout.items() if _is_near(place)}
    if not near and layout.keys() >= nodes.keys() and (moved := _moved(layout)):
        near = moved
    lost = [each for each in wanted if each not in near]
    if not lost:
        return near
    top = max((place["y"] + _height(nodes.get(each)) + GAP for each, place in near.items()), default=0)
    left = min((place["x"] for place in near.values()), default=0)
    return near | _columns(lost, nodes, edges, left, top)


def _is_near(place: Json) -> bool:
    return all(abs(number(place[axis]) or 0) <= FAR_COORDINATE for axis in ("x", "y"))


def _moved(layout: Json) -> Json:
    """Return the whole layout brought to the middle, empty if it is wider than that."""
    left, top = (min(number(place[axis]) or 0 for place in layout.values()) for axis in ("x", "y"))
    moved = {each: {"x": place["x"] - left, "y": place["y"] - top} for each, place in layout.items()}
    return moved if all(map(_is_near, moved.values())) else {}


def _columns(lost: list[str], nodes: Json, edges: Json, left: float, top: float) -> Json:
    """Place steps one column a connection away from Start, each column broken where it grows too tall."""
    found: Json = {}
    x = left
    for column in _layers(lost, edges):
        y = top
        for row, each in enumerate(column):
            if row and row % MOST_ROWS == 0:
                x, y = x + COLUMN, top
            found[each] = {"x": x, "y": y}
            y += _height(nodes.get(each)) + GAP
        x += COLUMN
    return found


def _layers(lost: list[str], edges: Json) -> Iterable[list[str]]:
    """Give the steps by how many connections they are away from Start, or from where nothing leads."""
    onward: dict[str, list[str]] = {each: [] for each in lost}
    entered: set[str] = set()
    for edge in edges.values():
        if edge["source"] in onward and edge["target"] in onward:
            onward[edge["source"]].append(edge["target"])
            entered.add(edge["target"])
    layers: list[list[str]] = []
    seen: set[str] = set()
    for root in sorted(lost, key=lambda each: (each != START_ID, each in entered)):
        waiting = deque([(root, 0)] if root not in seen else [])
        seen.add(root)
        while waiting:
            each, depth = waiting.popleft()
            layers.extend([] for _ in range(depth + 1 - len(layers)))
            layers[depth].append(each)
            fresh = [after for after in dict.fromkeys(onward[each]) if after not in seen]
            seen.update(fresh)
            waiting.extend((after, depth + 1) for after in fresh)
    return layers


def _height(node: Mapping[str, Json] | None) -> int:
    """Return about how tall a card is; a note has no outputs."""
    if node is None:
        return _CARD
    return _CARD + _PORT * len(port_ids(str(node.get("kind")), node.get("fields", {})))
