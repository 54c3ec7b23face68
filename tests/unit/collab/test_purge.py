"""Deleted nodes go for good after 30 days (SPEC S5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pycrdt import Doc, Map

from app.collab import compaction
from app.collab.journal import SERVER, Entry, Loaded
from app.collab.purge import KEPT_DAYS, overdue
from app.flows import document
from app.kit import clock
from tests.builders import a_flow

NOW = clock.now()
LONG_AGO = NOW - timedelta(days=KEPT_DAYS, seconds=1)
NODE = "n_conversation"


def stored(*, is_marked: bool = True) -> Loaded:
    doc: Doc[Any] = compaction.load(document.build(a_flow()), ())
    if is_marked:
        doc.get("nodes", type=Map)[NODE]["deleted"] = {"by": "us_anna", "at": 1}
    return Loaded(1, 0, doc.get_update(), 0, (), {}, None, "", deleted_at={NODE: LONG_AGO})


def roots_after(loaded: Loaded, entry: Entry) -> dict[str, Any]:
    doc = compaction.load(loaded.state, [entry.update])
    return {name: doc.get(name, type=Map).to_py() for name in ("nodes", "layout", "edges")}


def test_s5_a_node_deleted_long_ago_goes_with_its_place_and_edges() -> None:
    loaded = stored()
    entry = overdue(loaded, NOW)
    assert entry is not None
    assert entry.user_id == SERVER
    roots = roots_after(loaded, entry)
    assert NODE not in roots["nodes"]
    assert NODE not in roots["layout"]
    assert all(NODE not in (edge["source"], edge["target"]) for edge in roots["edges"].values())
    assert set(roots["nodes"]) == set(a_flow().nodes) - {NODE}


def test_s5_what_was_recovered_or_deleted_lately_stays() -> None:
    assert overdue(stored(is_marked=False), NOW) is None
    lately = replace(stored(), deleted_at={NODE: NOW - timedelta(days=KEPT_DAYS - 1)})
    assert overdue(lately, NOW) is None


def test_s5_a_browsers_clock_decides_nothing() -> None:
    assert overdue(replace(stored(), deleted_at={}), NOW) is None
