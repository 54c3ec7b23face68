"""How large a flow may be when it comes in."""

import pytest

from app.errors import TooLarge
from app.flows.graph import FlowGraph
from app.flows.limits import MAX_ITEMS
from app.flows.sizes import check_size, sizes
from tests.builders import a_flow


def test_sizes_are_counted() -> None:
    found = sizes(a_flow(prompt="x" * 500, conversations=3))
    assert (found.nodes, found.edges, found.longest_chars) == (5, 4, 500)
    assert found.items == 3


def test_two_thousand_nodes_and_a_megabyte_are_welcome() -> None:
    check_size(a_flow(prompt="x" * 1_048_576, conversations=2_000))


def test_too_many_entries_are_refused() -> None:
    rows = [{"id": f"v_{count}"} for count in range(MAX_ITEMS + 1)]
    with pytest.raises(TooLarge, match="list entries"):
        check_size(FlowGraph.from_json({"variables": rows}))
