"""Deleted nodes go for good after 30 days, when nobody has the flow open. Until then anybody can recover them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pycrdt import Map

from app.collab import compaction
from app.collab.journal import SERVER, Entry, Loaded

KEPT_DAYS = 30


def is_due(loaded: Loaded, now: datetime) -> bool:
    """Whether ``overdue``, which reads the whole document, may find something."""
    return bool(_marked_long_ago(loaded, now))


def overdue(loaded: Loaded, now: datetime) -> Entry | None:
    """Return the server's edit that removes what was deleted too long ago, None if nothing was.

    How long ago is read from the journal, not from the mark: a browser's clock may be a year ahead.
    """
    old = _marked_long_ago(loaded, now)
    if not old:
        return None
    doc = compaction.load(loaded.state, [row.update for row in loaded.rows])
    nodes: Map[Any] = doc.get("nodes", type=Map)
    marked = [node for node in sorted(old) if node in nodes and _is_deleted(nodes[node])]
    if not marked:
        return None
    vector = doc.get_state()
    with doc.transaction(origin="purge"):
        for name in ("nodes", "layout"):
            root: Map[Any] = doc.get(name, type=Map)
            for node in marked:
                root.pop(node, None)
        edges: Map[Any] = doc.get("edges", type=Map)
        for edge in [edge for edge, ends in edges.items() if _touches(ends, marked)]:
            del edges[edge]
    touched = frozenset((f"nodes/{node}", "") for node in marked)
    return Entry(SERVER, doc.get_update(vector), touched, ())


def _marked_long_ago(loaded: Loaded, now: datetime) -> set[str]:
    return {node for node, at in loaded.deleted_at.items() if now - at > timedelta(days=KEPT_DAYS)}


def _is_deleted(node: Any) -> bool:
    return isinstance(node, Map) and isinstance(node.get("deleted"), Mapping)


def _touches(ends: Any, nodes: list[str]) -> bool:
    return isinstance(ends, Mapping) and not {ends.get("source"), ends.get("target")}.isdisjoint(nodes)  # pyright: ignore[reportUnknownMemberType]
