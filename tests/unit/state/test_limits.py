"""Call limits in the settings: set at once, refused in a sentence, and not by everybody."""

from types import SimpleNamespace
from typing import Any

import pytest

from app import services as seam
from app.collab.budget import Budgets
from app.flows.live.answers import Limits
from state import limits
from state.limits import LimitsState
from state.session import SessionState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import a_status


@pytest.fixture
def live(people: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    fake.answers |= {"status": a_status("active", 1, limits=Limits(3, None)), "set_limits": Limits(3, None)}
    monkeypatch.setattr(seam, "_in_use", SimpleNamespace(people=people, live=fake, budgets=Budgets()))
    monkeypatch.setattr(limits, "asked_agent", lambda _state: "ag_1")
    return fake


async def test_what_was_typed_is_set_and_shown(tab: Any, live: Recorder) -> None:
    here = tab(LimitsState, "publisher", "/agents/ag_1")
    await LimitsState.save.fn(here, {"concurrent": " 3 ", "daily": ""})
    assert live.arguments("set_limits") == [("ag_1", Limits(3, None))]
    assert here.problem == ""
    assert "hold from the next call" in (await here.get_state(SessionState)).notice.text


@pytest.mark.parametrize("typed", ["three", "-1", "1.5"])
async def test_what_is_no_number_is_refused_and_nothing_is_set(tab: Any, live: Recorder, typed: str) -> None:
    here = tab(LimitsState, "publisher", "/agents/ag_1")
    await LimitsState.save.fn(here, {"concurrent": typed, "daily": ""})
    assert "whole number" in here.problem
    assert live.arguments("set_limits") == []


async def test_an_editor_sets_none(tab: Any, live: Recorder) -> None:
    here = tab(LimitsState, "editor", "/agents/ag_1")
    await LimitsState.save.fn(here, {"concurrent": "1", "daily": "1"})
    assert live.arguments("set_limits") == []
    assert here.problem
