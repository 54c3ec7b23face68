"""The pages before signing in."""

from typing import Any

import pytest

from app.errors import Unavailable
from app.people.refusals import InvitationUsed, SetupLinkWrong, WrongPassword
from state.agents import AgentsState
from state.entrance import MAX_KEPT, EntranceState
from tests.unit.state.conftest import sign_in
from tests.unit.state.recorder import Recorder


@pytest.mark.parametrize(("cookie", "place"), [("viewer", "/agents"), ("", "/sign-in")])
async def test_the_root_leads_to_where_one_begins(tab: Any, cookie: str, place: str) -> None:
    assert f'"{place}"' in str(await EntranceState.home.fn(tab(EntranceState, cookie, "/")))


async def test_a_wrong_password_is_said_and_the_address_kept(tab: Any) -> None:
    here = tab(EntranceState, "", "/sign-in/?problem=wrong_password&email=ada@example.com")
    await EntranceState.load_sign_in.fn(here)
    assert (here.problem, here.email) == (WrongPassword.sentence, "ada@example.com")


async def test_an_unknown_problem_is_never_shown_in_its_own_words(tab: Any) -> None:
    here = tab(EntranceState, "", "/sign-in?problem=Call+0900+now")
    await EntranceState.load_sign_in.fn(here)
    assert here.problem
    assert "0900" not in here.problem


async def test_the_first_visit_says_where_the_setup_link_is(tab: Any, people: Recorder) -> None:
    people.answers["setup_pending"] = True
    here = tab(EntranceState, "", "/sign-in")
    await EntranceState.load_sign_in.fn(here)
    assert here.setup_pending


async def test_without_a_database_it_says_so(tab: Any, people: Recorder) -> None:
    people.refusing["setup_pending"] = Unavailable("Away. Try again.")
    here = tab(EntranceState, "", "/sign-in")
    await EntranceState.load_sign_in.fn(here)
    assert here.problem == "Away. Try again."


@pytest.mark.parametrize(
    ("asked", "place"),
    [("%2Fmembers", "/members"), ("https%3A%2F%2Fevil.example", "/agents"), ("", "/agents")],
)
async def test_who_is_signed_in_is_sent_on_but_only_to_our_pages(tab: Any, asked: str, place: str) -> None:
    sent = await EntranceState.load_sign_in.fn(tab(EntranceState, "viewer", f"/sign-in?next={asked}"))
    assert f'"{place}"' in str(sent)


async def test_signing_out_leaves_nothing_in_the_tab(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "owner")
    await AgentsState.load.fn(here)
    assert here.agents
    sign_in(here, "", "/sign-in")
    await EntranceState.load_sign_in.fn(await here.get_state(EntranceState))
    assert (here.agents, here.person.id) == ([], "")


async def test_a_dead_setup_link_shows_why_and_no_form(tab: Any, people: Recorder) -> None:
    people.refusing["check_setup"] = SetupLinkWrong()
    here = tab(EntranceState, "", "/setup?token=old")
    await EntranceState.load_setup.fn(here)
    assert (here.dead_link, here.ready) == (SetupLinkWrong.sentence, False)


async def test_a_refused_setup_form_is_filled_in_again(tab: Any, people: Recorder) -> None:
    query = f"token=good&problem=password_short&name=Ada&workspace_name={'w' * 999}&email=a@example.com"
    here = tab(EntranceState, "", f"/setup?{query}")
    await EntranceState.load_setup.fn(here)
    assert people.asked == [("check_setup", ("good",))]
    assert (here.ready, here.token, here.email) == (True, "good", "a@example.com")
    assert here.said == {"name": "Ada", "workspace_name": "w" * MAX_KEPT}


@pytest.mark.parametrize("path", ["/invitation/secret", "/invitation/secret/", "/invitation/secret?name=Ada"])
async def test_an_invitation_says_who_invites_to_what(tab: Any, people: Recorder, path: str) -> None:
    here = tab(EntranceState, "", path)
    await EntranceState.load_invitation.fn(here)
    assert people.asked == [("read_invitation", ("secret",))]
    assert (here.workspace, here.inviter, here.role) == ("Harbour", "Owner", "editor")
    assert (here.email, here.token, here.ready) == ("new@example.com", "secret", True)


async def test_a_used_invitation_shows_why(tab: Any, people: Recorder) -> None:
    people.refusing["read_invitation"] = InvitationUsed()
    here = tab(EntranceState, "", "/invitation/secret")
    await EntranceState.load_invitation.fn(here)
    assert (here.dead_link, here.ready) == (InvitationUsed.sentence, False)
