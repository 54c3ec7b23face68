"""The checklist panel: its lines as a person sees them, and ticks."""

from types import SimpleNamespace
from typing import Any

import pytest

from app import services as seam
from app.collab.budget import Budgets
from app.errors import Conflict
from app.flows.history.answers import Person
from app.flows.live.answers import Checklist, Deed
from state import checklist
from state.checklist import ChecklistState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import NUMBERS, a_line, a_tick

LINES = (
    a_line("start", "done", blocks=True),
    a_line("phone_number", blocks=True, deed=NUMBERS),
    a_line("suite", "not_set_up"),
    a_line("knowledge", "not_applicable"),
    a_line("voice_heard", ticked=True, part="p1", deed=Deed("Tick", "tick")),
    a_line("edge_cases", "done", ticked=True, part="p2", ticks=(a_tick(),)),
)


@pytest.fixture
def live(people: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    fake.answers |= {verb: Checklist("h1", LINES) for verb in ("checklist", "tick", "untick")}
    monkeypatch.setattr(seam, "_in_use", SimpleNamespace(people=people, live=fake, budgets=Budgets()))
    monkeypatch.setattr(checklist, "asked_agent", lambda _state: "ag_1")
    return fake


async def test_the_lines_stand_in_three_groups_and_are_counted(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "viewer")
    await ChecklistState.read.fn(here)
    groups = [[row.id for row in rows] for rows in (here.blocks, here.warns, here.ticked)]
    assert groups == [["start", "phone_number"], ["suite", "knowledge"], ["voice_heard", "edge_cases"]]
    assert (here.done, here.total, here.agent) == (2, 5, "ag_1")


async def test_a_line_says_what_it_is_in_a_word(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "viewer")
    await ChecklistState.read.fn(here)
    words = {row.id: (row.look, row.word) for row in [*here.blocks, *here.warns, *here.ticked]}
    assert words["phone_number"] == ("blocking", "Blocks going live")
    assert words["suite"] == ("warning", "Not set up")
    assert words["knowledge"] == ("none", "Not applicable")
    assert words["voice_heard"] == ("warning", "Not done")


async def test_a_deed_leads_on_and_a_tick_is_a_button_of_its_own(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "viewer")
    await ChecklistState.read.fn(here)
    assert (here.blocks[1].deed, here.blocks[1].target) == ("Assign a phone number", "numbers")
    assert here.ticked[0].deed == ""


async def test_ticking_vouches_for_the_part_that_was_shown(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "editor")
    await ChecklistState.tick.fn(here, "voice_heard", "p1")
    assert live.arguments("tick") == [("ag_1", "voice_heard", "p1")]


async def test_a_tick_on_what_has_changed_is_refused_at_its_line_and_the_lines_are_fresh(
    tab: Any, live: Recorder
) -> None:
    here = tab(ChecklistState, "editor")
    live.refusing["tick"] = Conflict("It has changed since you saw it. Look again, then tick.")
    await ChecklistState.tick.fn(here, "voice_heard", "p0")
    assert here.refused == "voice_heard"
    assert here.refusal == "It has changed since you saw it. Look again, then tick."
    assert here.ticked[0].part == "p1"


async def test_a_refusal_is_gone_with_the_next_tick(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "editor")
    live.refusing["tick"] = Conflict("It has changed.")
    await ChecklistState.tick.fn(here, "voice_heard", "p0")
    del live.refusing["tick"]
    await ChecklistState.tick.fn(here, "voice_heard", "p1")
    assert here.refusal == ""


async def test_a_viewer_ticks_nothing(tab: Any, live: Recorder) -> None:
    here = tab(ChecklistState, "viewer")
    await ChecklistState.tick.fn(here, "voice_heard", "p1")
    await ChecklistState.untick.fn(here, "voice_heard", "p1")
    assert live.asked == []
    assert here.refusal


async def test_ones_own_tick_can_be_taken_back(tab: Any, live: Recorder, people: Recorder) -> None:
    me = await people.actor_by_session("editor")
    mine = a_line("voice_heard", "done", ticked=True, part="p1", ticks=(a_tick(Person(me.user_id, "Me")),))
    live.answers["checklist"] = Checklist("h1", (mine, LINES[-1]))
    here = tab(ChecklistState, "editor")
    await ChecklistState.read.fn(here)
    assert [row.is_mine for row in here.ticked] == [True, False]
    await ChecklistState.untick.fn(here, "voice_heard", "p1")
    assert live.arguments("untick") == [("ag_1", "voice_heard", "p1")]
