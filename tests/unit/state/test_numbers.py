"""The numbers page's state: what it lists, and what each deed asks of the service."""

from typing import Any

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.telephony.answers import Number
from state.numbers import NOBODY, NumbersState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import AT

pytestmark = pytest.mark.usefixtures("watched")
FREE = Number("pn_1", "+442079460958", "Day", None, "", AT)
TAKEN = Number("pn_2", "+14155550132", "", "ag_1", "front desk", AT)
LOST = Number("pn_3", "+4930901820", "", "ag_gone", "Old survey (deleted)", AT)


async def test_it_lists_numbers_and_who_may_answer_them(tab: Any, numbers: Recorder) -> None:
    numbers.answers["numbers"] = (FREE, TAKEN, LOST)
    here = tab(NumbersState, "viewer", "/numbers")
    await NumbersState.load.fn(here)
    assert [(row.agent_id, row.agent, row.is_lost) for row in here.numbers] == [
        (NOBODY, "", False), ("ag_1", "front desk", False), ("ag_gone", "Old survey (deleted)", True),
    ]  # fmt: skip
    assert [one.words for one in here.agents] == ["Nobody", "front desk", "Night line"]


async def test_opened_for_an_agent_it_keeps_the_agent_and_leads_back_once_a_number_is_assigned(
    tab: Any, numbers: Recorder
) -> None:
    numbers.answers["numbers"] = (FREE,)
    here = tab(NumbersState, "publisher", "/numbers?agent=ag_1")
    await NumbersState.load.fn(here)
    assert (here.errand.agent_id, here.errand.name, here.answers) == ("ag_1", "front desk", "")
    numbers.answers["numbers"] = (Number("pn_1", "+442079460958", "Day", "ag_1", "front desk", AT),)
    await NumbersState.assign.fn(here, "pn_1", "ag_1")
    assert (here.answers, here.notice.href) == ("+44 20 7946 0958", "/agents/ag_1")


async def test_opened_for_an_agent_that_is_gone_it_is_the_page_it_always_is(
    tab: Any, numbers: Recorder, flows: Recorder
) -> None:
    flows.refusing["agent"] = NotFound("There is no such agent.")
    here = tab(NumbersState, "publisher", "/numbers?agent=ag_7")
    await NumbersState.load.fn(here)
    assert (here.errand.agent_id, here.ready, here.problem) == ("", True, "")


async def test_adding_and_assigning_in_one(tab: Any, numbers: Recorder) -> None:
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.add.fn(here, {"number": " +44 20 7946 0958 ", "label": "Day", "agent_id": "ag_1"})
    assert numbers.arguments("add") == [("+44 20 7946 0958", "Day")]
    assert numbers.arguments("assign") == [("pn_1", "ag_1")]
    assert (here.turn, here.notice.text) == (1, "+44 20 7946 0958 was added.")


@pytest.mark.parametrize("agent", ["", NOBODY])
async def test_a_number_that_nobody_is_to_answer_is_only_added(
    tab: Any, numbers: Recorder, agent: str
) -> None:
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.add.fn(here, {"number": "+442079460958", "agent_id": agent})
    assert numbers.arguments("assign") == []


async def test_a_number_that_is_none_keeps_the_dialog_open_and_says_so_there(
    tab: Any, numbers: Recorder
) -> None:
    numbers.refusing["add"] = Invalid("That is no number. Type it with + and the country's code.")
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.add.fn(here, {"number": "12"})
    assert here.refusal.startswith("That is no number.")
    assert here.turn == 0
    await NumbersState.close_add.fn(here)
    assert here.refusal == ""


async def test_assigning_to_nobody_says_none(tab: Any, numbers: Recorder) -> None:
    numbers.answers["numbers"] = (FREE,)
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.assign.fn(here, "pn_1", NOBODY)
    assert numbers.arguments("assign") == [("pn_1", None)]
    assert here.notice.text == "+44 20 7946 0958 now leads to nobody."


async def test_a_refused_assignment_changes_nothing_on_the_page(tab: Any, numbers: Recorder) -> None:
    numbers.answers["numbers"] = (TAKEN,)
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.load.fn(here)
    numbers.refusing["assign"] = Conflict("It is its only number. Deactivate it first.")
    await NumbersState.assign.fn(here, "pn_2", NOBODY)
    assert here.notice.text == "It is its only number. Deactivate it first."
    assert here.numbers[0].agent_id == "ag_1"


async def test_labelling_and_removing(tab: Any, numbers: Recorder) -> None:
    here = tab(NumbersState, "publisher", "/numbers")
    await NumbersState.rename.fn(here, {"number_id": "pn_1", "label": " Night "})
    await NumbersState.remove.fn(here, "pn_1")
    assert numbers.arguments("rename") == [("pn_1", "Night")]
    assert numbers.arguments("remove") == [("pn_1",)]
    assert here.turn == 2
