"""The history panel: events as lines, snapshots, and versions brought back."""

from types import SimpleNamespace
from typing import Any

import pytest

from app import services as seam
from app.collab.budget import Budgets
from app.errors import Conflict
from app.flows.history.answers import Event, History, Restored
from state import timeline
from state.session import SessionState
from state.timeline import SHOWN, TimelineState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import AT, BEN


def an_event(number: int, kind: str, version: int | None = None, **more: Any) -> Event:
    facts: dict[str, Any] = {
        "note": "",
        "version_name": "",
        "node_count": None,
        "edge_count": None,
        "is_live": False,
    }
    return Event(
        id=f"hi_{number}", number=number, kind=kind, at=AT, actor=BEN, version=version, **(facts | more)
    )


@pytest.fixture
def versions(people: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    events = (
        an_event(5, "rolled_back", 1, is_live=True, node_count=3, edge_count=2),
        an_event(4, "restored", 1, is_live=True),
        an_event(3, "snapshot", 2, version_name="Before booking"),
        an_event(2, "activated", 1, is_live=True),
        an_event(1, "created"),
    )
    fake.answers |= {"history": History(events, (BEN,), ("created",), 1), "restore": Restored(1, 7, 3, 90)}
    monkeypatch.setattr(seam, "_in_use", SimpleNamespace(people=people, versions=fake, budgets=Budgets()))
    monkeypatch.setattr(timeline, "asked_agent", lambda _state: "ag_1")
    return fake


async def test_each_event_says_who_did_what(tab: Any, versions: Recorder) -> None:
    here = tab(TimelineState, "viewer")
    await TimelineState.read.fn(here)
    assert versions.arguments("history") == [("ag_1", {"limit": SHOWN})]
    assert [row.words for row in here.events] == [
        "rolled back to v1",
        "restored v1 to the draft",
        "kept v2 as a snapshot",
        "made v1 live",
        "created",
    ]
    assert here.events[0].size == "3 steps, 2 connections"
    assert (here.has_more, here.agent) == (True, "ag_1")


async def test_of_all_that_happened_to_the_live_version_only_the_latest_is_marked(
    tab: Any, versions: Recorder
) -> None:
    here = tab(TimelineState, "viewer")
    await TimelineState.read.fn(here)
    assert [row.is_live for row in here.events] == [True, False, False, False, False]


async def test_a_snapshot_has_a_name_and_its_press_is_answered(tab: Any, versions: Recorder) -> None:
    here = tab(TimelineState, "editor")
    await TimelineState.snapshot.fn(here, "p_1", {"name": " Before booking ", "note": ""})
    assert versions.arguments("snapshot") == [("ag_1", "Before booking", "")]
    assert (here.answered, here.finished) == ("p_1", "p_1")


async def test_a_refused_snapshot_leaves_the_dialog_open_with_the_reason(
    tab: Any, versions: Recorder
) -> None:
    here = tab(TimelineState, "editor")
    versions.refusing["snapshot"] = Conflict("That name is taken.")
    await TimelineState.snapshot.fn(here, "p_1", {"name": "Again"})
    assert (here.answered, here.finished, here.refusal) == ("p_1", "", "That name is taken.")


async def test_a_restore_offers_the_draft_as_it_was(tab: Any, versions: Recorder) -> None:
    here = tab(TimelineState, "editor")
    await TimelineState.restore.fn(here, "p_1", 1)
    notice = (await here.get_state(SessionState)).notice
    assert versions.arguments("restore") == [("ag_1", 1)]
    assert (notice.undo, notice.deed) == ("ag_1/7", "restore")
    assert notice.text == "v1 is back in the draft. The draft before it is kept as v7."
    assert here.finished == "p_1"


async def test_a_viewer_brings_nothing_back(tab: Any, versions: Recorder) -> None:
    here = tab(TimelineState, "viewer")
    await TimelineState.restore.fn(here, "p_1", 1)
    await TimelineState.snapshot.fn(here, "p_1", {"name": "Mine"})
    assert versions.asked == []
    assert here.refusal
