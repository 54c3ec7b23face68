"""The members page's state."""

from typing import Any

from app.people.refusals import EmailTaken, LastOwner
from app.people.roles import Role
from state.members import MembersState
from tests.unit.state.recorder import Recorder


async def test_it_shows_members_invitations_and_the_roles_one_may_give(tab: Any) -> None:
    here = tab(MembersState, "admin", "/members")
    await MembersState.load.fn(here)
    assert [(row.person.role, row.is_me, row.held) for row in here.members] == [
        ("owner", False, True),
        ("admin", True, False),
    ]
    assert [row.email for row in here.invitations] == ["new@example.com"]
    assert here.roles == ["admin", "publisher", "editor", "viewer"]


async def test_a_viewer_reads_why_in_the_place_of_the_list(tab: Any) -> None:
    here = tab(MembersState, "viewer", "/members")
    await MembersState.load.fn(here)
    assert "you need the role admin" in here.problem
    assert (here.members, here.ready) == ([], False)


async def test_an_invitation_shows_its_whole_link_once(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "admin", "/members")
    await MembersState.invite.fn(here, {"email": "new@example.com", "role": "editor"})
    assert people.arguments("invite") == [("new@example.com", Role.EDITOR)]
    assert here.link == "http://callweave.test/invitation/secret"
    await MembersState.close_invite.fn(here)
    assert (here.link, here.invited) == ("", "")


async def test_a_refused_invitation_says_so_in_the_dialog(tab: Any, people: Recorder) -> None:
    people.refusing["invite"] = EmailTaken()
    here = tab(MembersState, "admin", "/members")
    await MembersState.invite.fn(here, {"email": "new@example.com", "role": "editor"})
    assert (here.refusal, here.link) == (EmailTaken.sentence, "")


async def test_a_role_that_is_none_never_reaches_the_service(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "admin", "/members")
    await MembersState.change_role.fn(here, "us_owner", "emperor")
    assert people.asked == []
    assert "no such role" in here.notice.text


async def test_changing_a_role_reads_again_with_ones_own_present_rights(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "owner", "/members")
    sent = await MembersState.change_role.fn(here, "us_admin", "viewer")
    assert people.arguments("set_role") == [("us_admin", Role.VIEWER)]
    assert sent == MembersState.load


async def test_the_last_owner_stays(tab: Any, people: Recorder) -> None:
    people.refusing["set_role"] = LastOwner()
    here = tab(MembersState, "owner", "/members")
    await MembersState.change_role.fn(here, "us_owner", "viewer")
    assert here.notice.text == LastOwner.sentence


async def test_removing_closes_the_question(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "owner", "/members")
    await MembersState.remove.fn(here, "us_admin")
    assert people.arguments("remove_member") == [("us_admin",)]
    assert here.turn == 1


async def test_withdrawing_an_invitation(tab: Any, people: Recorder) -> None:
    here = tab(MembersState, "owner", "/members")
    await MembersState.revoke.fn(here, "in_1")
    assert people.arguments("revoke_invitation") == [("in_1",)]
    assert here.notice.kind == "done"


async def test_a_link_that_went_to_the_page_is_not_kept_in_its_state(tab: Any) -> None:
    here = tab(MembersState, "admin", "/members")
    await MembersState.invite.fn(here, {"email": "new@example.com", "role": "editor"})
    assert "http://callweave.test/invitation/secret" in str(here.get_delta())
    assert here.link == ""
    assert "secret" not in str(here.get_delta())
