"""Flows as large as a team may make them, the same for the same numbers."""

import random

from tests.harness.flows import Json, a_flow, node

COLUMN, ROW, ROWS = 400, 240, 40
_BACK = 0.15


def large_flow(steps: int, seed: int = 8) -> Json:
    """Return a flow of so many steps beside Start, two ways out of each, some of them leading back."""
    chance = random.Random(seed)
    ids = [f"n_{at:04}" for at in range(steps)]
    nodes = {one: _talk(one) for one in ids}
    edges = {"e_start": {"source": "start", "port": "out", "target": ids[0]}}
    for at, one in enumerate(ids[:-1]):
        for way in ("i_a", "i_b"):
            back = at > 3 and chance.random() < _BACK
            to = chance.randrange(0, at) if back else min(steps - 1, at + 1 + int(chance.expovariate(0.05)))
            edges[f"e_{at:04}{way}"] = {"source": one, "port": way, "target": ids[to]}
    return a_flow(nodes, edges, layout=_columns(["start", *ids]))


def star(connections: int) -> Json:
    """Return a flow with a step "n_hub" into which so many others lead."""
    around = [f"n_{at:04}" for at in range(connections)]
    nodes = {one: _talk(one) for one in ("n_hub", *around)}
    edges = {"e_start": {"source": "start", "port": "out", "target": "n_hub"}}
    for at, one in enumerate(around):
        edges[f"e_{at:04}"] = {"source": one, "port": "i_a", "target": "n_hub"}
    return a_flow(nodes, edges, layout=_columns(["start", "n_hub", *around]))


def fan(outputs: int) -> Json:
    """Return a flow with a step "n_hub" that leads to so many others."""
    around = [f"n_{at:04}" for at in range(outputs)]
    ways = [{"id": f"i_{at:04}", "condition": f"Matter {at}"} for at in range(outputs)]
    hub = node("conversation", "Hub", prompt="Find out what it is about.", transitions=ways)
    edges = {"e_start": {"source": "start", "port": "out", "target": "n_hub"}}
    for way, one in zip(ways, around, strict=True):
        edges[f"e_{one}"] = {"source": "n_hub", "port": way["id"], "target": one}
    nodes = {"n_hub": hub, **{one: _talk(one) for one in around}}
    return a_flow(nodes, edges, layout=_columns(["start", "n_hub", *around]))


def _talk(one: str) -> Json:
    ways = [{"id": "i_a", "condition": "They agree"}, {"id": "i_b", "condition": "They decline"}]
    prompt = f"Ask about matter {one}. Be short, be friendly, and never promise what is not confirmed. " * 4
    return node("conversation", f"Matter {one}", prompt=prompt, transitions=ways)


def _columns(ids: list[str]) -> Json:
    return {one: {"x": COLUMN * (at // ROWS), "y": ROW * (at % ROWS)} for at, one in enumerate(ids)}
