"""Who is looking: by the cookie of the connection, at every event anew."""

from typing import Any

import pytest

from app.errors import SignedOut
from app.people.actor import Actor, colour_of
from app.people.roles import Role
from state.agents import AgentsState
from state.session import NOBODY, Person, SessionState, actor, find_actor, initials, person, show
from tests.builders import an_actor
from tests.unit.state.conftest import sign_in
from tests.unit.state.recorder import Recorder


async def test_the_cookie_says_who(tab: Any) -> None:
    who = await actor(tab(SessionState, "editor"))
    assert (who.role, who.name) == (Role.EDITOR, "Editor")


@pytest.mark.parametrize("cookie", ["", "gone"])
async def test_no_cookie_or_an_ended_session_is_nobody(tab: Any, cookie: str) -> None:
    here = tab(SessionState, cookie)
    assert await find_actor(here) is None
    with pytest.raises(SignedOut):
        await actor(here)


async def test_without_a_cookie_the_database_is_not_asked(tab: Any, people: Recorder) -> None:
    async def unexpected(_token: str) -> Actor | None:
        raise AssertionError("asked")

    people.actor_by_session = unexpected
    assert await find_actor(tab(SessionState)) is None


async def test_rights_are_read_again_at_every_event(tab: Any) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.load.fn(here)
    assert here.rights.agents
    sign_in(here, "viewer")
    await AgentsState.load.fn(here)
    assert not here.rights.agents
    assert not here.rights.members


async def test_another_person_in_the_same_tab_sees_nothing_of_the_first(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "owner")
    await AgentsState.load.fn(here)
    here.refusal = "about the owner's agent"
    show(await here.get_state(SessionState), an_actor(Role.VIEWER, name="Vera"))
    assert (here.agents, here.deleted, here.ready, here.refusal) == ([], [], False, "")
    assert here.person.name == "Vera"


def test_a_person_is_shown_in_their_own_colour() -> None:
    shown = person("us_1", "Ada Lovelace", "ada@example.com", "owner")
    assert shown == Person("us_1", "Ada Lovelace", "ada@example.com", "owner", colour_of("us_1"), "AL")
    assert NOBODY.id == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada", "A"),
        ("Ada Lovelace", "AL"),
        ("ada  king  lovelace", "AL"),
        ("山田 太郎", "山太"),
        ("ß", "SS"),
        ("", ""),
        ("👩\u200d👧 Ada", "👩\u200d👧A"),
        ("🇩🇪🇫🇷 Team", "🇩🇪T"),
        ("👍🏽 Ok", "👍🏽O"),
        ("e\u0301lan", "E\u0301"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
