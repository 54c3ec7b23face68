"""The account page's state."""

from typing import Any

from app.people.refusals import WrongOldPassword
from state.account import AccountState
from tests.unit.state.recorder import Recorder


async def test_it_shows_ones_browsers_and_tokens(tab: Any) -> None:
    here = tab(AccountState, "viewer", "/account")
    await AccountState.load.fn(here)
    assert [(row.browser, row.is_this_one) for row in here.sessions] == [("Firefox on Linux", True)]
    assert [(row.label, row.last_used_at) for row in here.tokens] == [("Nightly", "")]
    assert (here.password_problem, here.password_changed) == ("", False)


async def test_what_went_wrong_with_the_password_is_a_sentence(tab: Any) -> None:
    here = tab(AccountState, "viewer", "/account?problem=wrong_old_password")
    await AccountState.load.fn(here)
    assert here.password_problem == WrongOldPassword.sentence


async def test_that_the_password_is_changed_is_said(tab: Any) -> None:
    here = tab(AccountState, "viewer", "/account?done=password")
    await AccountState.load.fn(here)
    assert here.password_changed


async def test_a_new_token_is_shown_once(tab: Any, people: Recorder) -> None:
    here = tab(AccountState, "viewer", "/account")
    await AccountState.add_token.fn(here, {"label": "CI"})
    assert people.arguments("token_add") == [("CI",)]
    assert here.secret == "cw_secret"
    await AccountState.close_token.fn(here)
    assert here.secret == ""


async def test_a_secret_does_not_outlive_the_page(tab: Any) -> None:
    here = tab(AccountState, "viewer", "/account")
    await AccountState.add_token.fn(here, {"label": "CI"})
    await AccountState.load.fn(here)
    assert here.secret == ""


async def test_revoking(tab: Any, people: Recorder) -> None:
    here = tab(AccountState, "viewer", "/account")
    await AccountState.revoke_session.fn(here, "se_2")
    await AccountState.revoke_token.fn(here, "tk_1")
    assert people.arguments("revoke_session") == [("se_2",)]
    assert people.arguments("token_revoke") == [("tk_1",)]
    assert here.turn == 1
