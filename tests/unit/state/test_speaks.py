"""What a refusal becomes: a notice, a sentence in its place, or the way to sign in."""

from typing import Any

import pytest
import reflex as rx

from app.errors import AppError, Conflict, Forbidden, NotFound, SignedOut, TooMany, Unavailable
from app.people.refusals import LastOwner
from state.agents import AgentsState
from state.session import SessionState
from state.speaks import speaks
from tests.unit.state.recorder import Recorder


def refusing(error: Exception, problem: str = "") -> Any:
    """A handler that raises this, spoken."""

    async def handler(_self: rx.State) -> None:
        raise error

    return speaks(handler, problem)


@pytest.mark.parametrize(
    "refusal",
    [
        Conflict("Taken."),
        Forbidden("No."),
        NotFound("Gone."),
        TooMany("Wait.", 9),
        Unavailable("Away."),
        LastOwner(),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
async def test_a_refusal_is_a_notice_with_its_own_sentence(tab: Any, refusal: AppError) -> None:
    here = tab(AgentsState, "owner")
    await refusing(refusal)(here)
    notice = (await here.get_state(SessionState)).notice
    assert (notice.kind, notice.text) == ("refused", refusal.message)
    assert notice.id


async def test_two_equal_refusals_are_two_notices(tab: Any) -> None:
    here = tab(AgentsState, "owner")
    await refusing(Conflict("Taken."))(here)
    first = here.notice.id
    await refusing(Conflict("Taken."))(here)
    assert here.notice.id != first


async def test_where_a_place_is_named_the_sentence_goes_there(tab: Any) -> None:
    here = tab(AgentsState, "owner")
    await refusing(Conflict("Taken."), "refusal")(here)
    assert here.refusal == "Taken."
    assert here.notice.id == ""


async def test_signed_out_on_a_page_leads_to_signing_in_and_back(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "owner", "/agents")
    await AgentsState.load.fn(here)
    sent = await refusing(SignedOut())(here)
    assert "/sign-in?problem=signed_out&next=%2Fagents" in str(sent)
    assert (here.agents, here.person.id) == ([], "")


async def test_who_never_was_signed_in_is_told_nothing_went_wrong(tab: Any) -> None:
    sent = await refusing(SignedOut())(tab(AgentsState, "", "/members"))
    assert "/sign-in?next=%2Fmembers" in str(sent)
    assert "problem" not in str(sent)


async def test_signed_out_in_the_editor_stays_there_with_everything(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "owner", "/agents/ag_1")
    await AgentsState.load.fn(here)
    assert await refusing(SignedOut(), "problem")(here) is None
    assert here.signed_out
    assert here.person.name == "Owner"


async def test_an_accident_is_left_to_the_app(tab: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        await refusing(ZeroDivisionError())(tab(AgentsState, "owner"))
