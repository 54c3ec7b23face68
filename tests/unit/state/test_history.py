"""The history page's states: the timeline, what is compared, and the deeds on versions."""

from typing import Any

import pytest

from app.errors import Conflict, NotFound
from app.flows.history.answers import Change, Comparison, History, Person, Piece, VersionInfo
from app.flows.live.answers import Seen, Switched
from state.compare import CompareState
from state.history import MOST_ROWS, PAGE, HistoryState
from state.versions import VersionsState
from tests.unit.state.conftest import sign_in
from tests.unit.state.facts import an_event
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import AT, BEN, a_status, an_act

pytestmark = pytest.mark.usefixtures("watched", "at_front_desk")
PATH = "/agents/ag_1/history"
ANN = Person("us_ann", "Ann")


@pytest.fixture
def at_front_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The route's variable, which Reflex makes of the address."""
    for module in ("state.history", "state.compare", "state.versions"):
        monkeypatch.setattr(f"{module}.asked_agent", lambda _state: "ag_1")


async def test_a_line_says_what_when_by_whom_and_how_large(tab: Any, versions: Recorder) -> None:
    events = (
        an_event(9, "rolled_back", 3, note="Callers were confused.", was=4, is_live=True),
        an_event(8, "restored", 2, was=7, version_name="Before the holidays"),
        an_event(1, "created"),
    )
    versions.answers["history"] = History(events, (BEN, ANN), ("created", "restored", "rolled_back"), None)
    here = tab(HistoryState, "viewer", PATH)
    await HistoryState.load.fn(here)
    back, restored, created = here.rows
    assert (back.word, back.label, back.was, back.is_live) == ("Rolled back", "v3", "instead of v4", True)
    assert (back.size, back.note) == ("7 steps, 9 connections", "Callers were confused.")
    assert (restored.name, restored.was) == ("Before the holidays", "the draft before it is v7")
    assert (created.version, created.size, created.at) == (0, "", AT.isoformat())
    assert [one.words for one in here.kinds] == ["Created", "Restored", "Rolled back"]


async def test_the_filters_stand_in_the_address(tab: Any, versions: Recorder) -> None:
    here = tab(HistoryState, "viewer", f"{PATH}?author=us_ben&kind=saved&older=1&newer=draft")
    await HistoryState.load.fn(here)
    (asked,) = versions.arguments("history")
    assert asked[1] == {"before": None, "author": "us_ben", "kind": "saved", "limit": PAGE}
    sent = await HistoryState.filter_by.fn(here, "kind", "all")
    assert f"{PATH}?author=us_ben&older=1&newer=draft" in str(sent)


async def test_older_lines_come_on_demand_until_there_are_none(tab: Any, versions: Recorder) -> None:
    versions.answers["history"] = History((an_event(9),), (), (), 9)
    here = tab(HistoryState, "viewer", PATH)
    await HistoryState.load.fn(here)
    versions.answers["history"] = History((an_event(8),), (), (), None)
    await HistoryState.older.fn(here)
    assert [row.number for row in here.rows] == [9, 8]
    assert versions.arguments("history")[-1][1]["before"] == 9
    await HistoryState.older.fn(here)
    assert len(versions.arguments("history")) == 2


async def test_a_nudge_reads_as_many_lines_as_are_shown_within_reason(tab: Any, versions: Recorder) -> None:
    versions.answers["history"] = History(tuple(an_event(n) for n in range(300, 0, -1)), (), (), None)
    here = tab(HistoryState, "viewer", PATH)
    await HistoryState.load.fn(here)
    await HistoryState.refresh.fn(here)
    assert versions.arguments("history")[-1][1]["limit"] == MOST_ROWS


async def test_it_watches_its_agent_and_forgets_it_when_left(
    tab: Any, versions: Recorder, watched: dict[str, tuple[str, ...]]
) -> None:
    here = tab(HistoryState, "viewer", PATH)
    await HistoryState.load.fn(here)
    assert watched == {"HistoryState.refresh": ("wo_harbour", "status", "versions/ag_1")}
    versions.asked.clear()
    sign_in(here, "viewer", "/agents/ag_2/history")
    await HistoryState.refresh.fn(here)
    assert (versions.asked, watched) == ([], {})


async def test_an_agent_that_is_not_there_is_said(tab: Any, going_live: Recorder) -> None:
    going_live.refusing["status"] = NotFound("There is no such agent.")
    here = tab(HistoryState, "viewer", PATH)
    await HistoryState.load.fn(here)
    assert (here.ready, here.problem) == (False, "There is no such agent.")


async def test_whatever_is_compared_can_be_chosen(tab: Any, versions: Recorder, going_live: Recorder) -> None:
    going_live.answers["status"] = a_status("active", 4)
    named = VersionInfo("ve_7", 7, "7a", "Before the holidays", AT, "us_ben", 7, 9, is_live=False)
    versions.answers["versions"] = (named,)
    here = tab(HistoryState, "viewer", f"{PATH}?older=2&newer=draft")
    await HistoryState.load.fn(here)
    assert [(one.value, one.words) for one in here.contents] == [
        ("draft", "Draft"), ("live", "Live (v4)"), ("7", "v7 · Before the holidays"), ("2", "v2"),
    ]  # fmt: skip


async def test_nothing_is_compared_unless_the_address_asks(tab: Any, versions: Recorder) -> None:
    here = tab(CompareState, "viewer", PATH)
    await CompareState.load.fn(here)
    assert versions.asked == []


async def test_the_difference_comes_by_section_with_its_authors_and_its_place(
    tab: Any, versions: Recorder
) -> None:
    pieces = (Piece("same", "Ask "), Piece("added", "kindly"))
    prompt = Change(
        "steps", "changed", "nodes/n1", "prompt", "Talk", "Prompt", "Ask", "Ask kindly", pieces, (BEN, ANN)
    )
    gone = Change("steps", "removed", "nodes/n2", "", "Survey", "", "Conversation", "")
    voice = Change("settings", "changed", "settings", "voice", "The agent", "Voice", "Sonia", "Theo")
    versions.answers["compare"] = Comparison("v3", "draft", (voice, prompt, gone))
    here = tab(CompareState, "viewer", f"{PATH}?older=3&newer=draft")
    await CompareState.load.fn(here)
    assert versions.arguments("compare") == [("ag_1", 3, "draft")]
    assert [section.title for section in here.sections] == ["Steps", "Settings"]
    talk, survey = here.sections[0].changes
    assert (talk.authors, talk.href, talk.pieces[1].mark) == ("Ben, Ann", "/agents/ag_1?step=n1", "added")
    assert survey.href == "/agents/ag_1"
    assert (here.count, here.ready) == (3, True)


@pytest.mark.parametrize("content", ["", "newest", "-1", "3.5", "٣", "9" * 12])
async def test_an_address_that_names_no_content_compares_nothing(
    tab: Any, versions: Recorder, content: str
) -> None:
    here = tab(CompareState, "viewer", f"{PATH}?older=draft&newer={content}")
    await CompareState.load.fn(here)
    assert versions.asked == []
    assert bool(here.problem) is bool(content)


async def test_choosing_a_side_swapping_and_closing_change_the_address(tab: Any) -> None:
    here = tab(CompareState, "viewer", f"{PATH}?kind=saved&older=3&newer=draft")
    await CompareState.load.fn(here)
    assert f"{PATH}?kind=saved&older=live&newer=draft" in str(
        await CompareState.choose.fn(here, "older", "live")
    )
    assert f"{PATH}?kind=saved&older=draft&newer=3" in str(await CompareState.swap.fn(here))
    assert f"{PATH}?kind=saved" in str(await CompareState.close.fn(here))
    assert f"{PATH}?kind=saved&older=1&newer=2" in str(await CompareState.between.fn(here, "1", "2"))


async def test_a_restore_offers_to_undo_and_the_undo_restores_the_safety_version(
    tab: Any, versions: Recorder
) -> None:
    here = tab(VersionsState, "editor", PATH)
    await VersionsState.restore.fn(here, {"number": "2"})
    assert here.notice.text == "v2 is in the draft: 3 changes. The draft before it is kept as v5."
    assert (here.notice.undo, here.notice.deed) == ("ag_1/5", "restore")
    await VersionsState.undo_restore.fn(here, here.notice.undo)
    assert versions.arguments("restore") == [("ag_1", 2), ("ag_1", 5)]


async def test_a_snapshot_and_a_name(tab: Any, versions: Recorder) -> None:
    here = tab(VersionsState, "editor", PATH)
    await VersionsState.snapshot.fn(here, {"name": " Before ", "note": "Just in case.\nReally."})
    await VersionsState.rename.fn(here, {"number": "5", "name": "After"})
    assert versions.arguments("snapshot") == [("ag_1", "Before", "Just in case.\nReally.")]
    assert versions.arguments("rename") == [("ag_1", 5, "After")]
    assert here.turn == 2


@pytest.mark.parametrize("number", ["", "x", "-1", "٣", "9" * 12, None])
async def test_what_is_no_version_reaches_no_service(tab: Any, versions: Recorder, number: Any) -> None:
    here = tab(VersionsState, "publisher", PATH)
    await VersionsState.restore.fn(here, {"number": number})
    assert here.refusal
    assert versions.asked == []


async def _ready(tab: Any, role: str = "publisher") -> Any:
    history = tab(HistoryState, role, PATH)
    await HistoryState.load.fn(history)
    return history, await history.get_state(VersionsState)


async def test_rolling_back_says_what_was_seen_and_happens_once_for_a_key(
    tab: Any, going_live: Recorder
) -> None:
    going_live.answers |= {
        "status": a_status("active", 4),
        "roll_back": Switched(an_act("rolled_back", 3, 4), a_status("active", 3)),
    }
    history, here = await _ready(tab)
    await VersionsState.make_live.fn(here, {"number": "3", "note": "Confusing.", "key": history.key})
    (asked,) = going_live.arguments("roll_back")
    assert asked == ("ag_1", 3, {"seen": Seen("active", 4), "note": "Confusing.", "key": history.key})
    assert here.notice.text == "v3 is live: the next caller hears it."


async def test_an_inactive_agent_is_activated_with_the_version_as_it_was_reviewed(
    tab: Any, going_live: Recorder
) -> None:
    going_live.answers |= {
        "status": a_status("inactive", 4),
        "activate": Switched(an_act("activated", 3), a_status("active", 3)),
    }
    _, here = await _ready(tab)
    await VersionsState.make_live.fn(here, {"number": "3", "note": "", "key": "k"})
    (asked,) = going_live.arguments("activate")
    review = going_live.answers["review"]
    assert asked[1] == {
        "seen": Seen("inactive", 4), "reviewed_hash": review.hash, "version": 3, "note": "", "key": "k",
    }  # fmt: skip


async def test_what_was_seen_is_what_the_page_showed_not_what_is_true_by_now(
    tab: Any, going_live: Recorder
) -> None:
    going_live.answers |= {"status": a_status("active", 4)}
    _, here = await _ready(tab)
    going_live.answers["status"] = a_status("active", 6)
    going_live.refusing["roll_back"] = Conflict("Ada published v6 meanwhile.")
    await VersionsState.make_live.fn(here, {"number": "3", "note": "", "key": "k"})
    assert going_live.arguments("roll_back")[0][2]["seen"] == Seen("active", 4)
    assert (here.refusal, here.turn) == ("Ada published v6 meanwhile.", 0)


async def test_a_page_that_showed_nothing_makes_nothing_live(tab: Any, going_live: Recorder) -> None:
    going_live.answers |= {"status": a_status("active", 4)}
    here = tab(VersionsState, "publisher", PATH)
    await VersionsState.make_live.fn(here, {"number": "3", "note": "", "key": "k"})
    assert here.refusal
    assert going_live.arguments("roll_back") == []


async def test_a_note_of_a_hundred_kilobytes_is_refused(tab: Any, going_live: Recorder) -> None:
    _, here = await _ready(tab)
    await VersionsState.make_live.fn(here, {"number": "3", "note": "x" * 100_000, "key": "k"})
    assert "2,000 characters" in here.refusal
    assert going_live.arguments("roll_back") == []


async def test_a_version_is_handed_out_as_a_file(tab: Any, versions: Recorder) -> None:
    here = tab(VersionsState, "viewer", PATH)
    sent = await VersionsState.export.fn(here, 2)
    assert versions.arguments("export") == [("ag_1", 2)]
    assert "front-desk-v2.json" in str(sent)
