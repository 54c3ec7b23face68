"""How large a flow is, and whether it may come in from outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from app.errors import TooLarge
from app.flows.graph import FlowGraph
from app.flows.limits import MAX_EDGES, MAX_ITEMS, MAX_NODES, MAX_NOTES, PROSE_CHARS
from app.flows.spec import Json, JsonValue
from app.flows.values import table


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of a flow; ``longest_chars`` is the length of its longest text."""

    nodes: int
    edges: int
    items: int
    longest_chars: int


def sizes(graph: FlowGraph) -> Sizes:
    """Count a flow."""
    data = graph.to_json()
    items, longest = 0, 0
    for value in _values(data):
        if isinstance(value, list):
            items += len(cast("list[JsonValue]", value))
        elif isinstance(value, str):
            longest = max(longest, len(value))
    return Sizes(len(graph.nodes), len(graph.edges), items, longest)


def check_size(graph: FlowGraph) -> None:
    """Raise TooLarge, saying what there is too much of, unless the flow may come in."""
    found = sizes(graph)
    for count, limit, what in (
        (found.nodes, MAX_NODES, "steps"),
        (found.edges, MAX_EDGES, "connections"),
        (found.items, MAX_ITEMS, "list entries"),
    ):
        _check(count, limit, what)
    if found.longest_chars > PROSE_CHARS:
        raise TooLarge(
            f"A text of this flow has {found.longest_chars:,} characters; {PROSE_CHARS:,} are allowed."
            " Shorten it."
        )


def check_counts(flow: Json) -> None:
    """Raise TooLarge before anything is read of a file's flow that holds too much. It may have any shape."""
    nodes = table(flow, "nodes")
    lists = [flow.get("variables"), flow.get("pronunciations"), *table(flow, "settings").values()]
    for node in nodes.values():
        lists.extend(table(node, "fields").values())
    for count, limit, what in (
        (len(nodes), MAX_NODES, "steps"),
        (len(table(flow, "edges")), MAX_EDGES, "connections"),
        (len(table(flow, "notes")), MAX_NOTES, "notes"),
        (len(table(flow, "layout")), MAX_NODES + MAX_NOTES, "places"),
        (
            sum(len(cast("list[JsonValue]", each)) for each in lists if isinstance(each, list)),
            MAX_ITEMS,
            "list entries",
        ),
    ):
        _check(count, limit, what)


def _check(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise TooLarge(
            f"This flow has {count:,} {what}; {limit:,} are allowed. Split it into several agents."
        )


def _values(data: JsonValue) -> Iterator[JsonValue]:
    """Give every value inside a JSON value, depth first; the depth is bounded by the projection."""
    waiting: list[JsonValue] = [data]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting.extend(cast("Json", value).values())
        elif isinstance(value, list):
            waiting.extend(cast("list[JsonValue]", value))
