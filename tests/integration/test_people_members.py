"""Members, roles and invitations on a real database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Forbidden, Invalid, NotFound
from app.events import MemberChanged, SessionEnded
from app.people import refusals
from app.people.roles import Role
from tests.integration.people_world import ADDRESS, BROWSER, PASSWORD, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


async def test_who_is_invited_joins_with_that_role(world: World) -> None:
    owner = await world.found()
    world.clock.move(minutes=1)
    token = await world.invitation_token(owner.actor, Role.PUBLISHER, "Pat@Example.com")
    preview = await world.people.read_invitation(token)
    assert (preview.workspace_name, preview.inviter_name) == ("Clinic", "Olga")
    assert (preview.email, preview.role) == ("pat@example.com", Role.PUBLISHER)
    joined = await world.people.accept_invitation(token, "Pat", PASSWORD, ADDRESS, BROWSER)
    assert joined.actor.workspace_id == owner.actor.workspace_id
    assert await world.people.actor_by_session(joined.token) == joined.actor
    assert [(one.name, one.role) for one in await world.people.members(joined.actor)] == [
        ("Olga", Role.OWNER),
        ("Pat", Role.PUBLISHER),
    ]
    assert MemberChanged(owner.actor.workspace_id, joined.actor.user_id) in world.told


async def test_an_invitation_says_why_it_cannot_be_used(world: World) -> None:
    owner = await world.found()
    used = await world.invitation_token(owner.actor, Role.EDITOR, "a@example.com")
    await world.people.accept_invitation(used, "Ann", PASSWORD, ADDRESS, BROWSER)
    replaced = await world.invitation_token(owner.actor, Role.EDITOR, "b@example.com")
    old = await world.invitation_token(owner.actor, Role.EDITOR, "b@example.com")
    world.clock.move(days=7)
    for token, refusal in [
        (used, refusals.InvitationUsed),
        (replaced, refusals.InvitationUnknown),
        (old, refusals.InvitationExpired),
        ("guess", refusals.InvitationUnknown),
    ]:
        with pytest.raises(refusal):
            await world.people.read_invitation(token)
        with pytest.raises(refusal):
            await world.people.accept_invitation(token, "Eve", PASSWORD, ADDRESS, BROWSER)


async def test_a_refused_joining_leaves_the_invitation_usable(world: World) -> None:
    owner = await world.found()
    token = await world.invitation_token(owner.actor, Role.EDITOR, "a@example.com")
    with pytest.raises(refusals.PasswordTooShort):
        await world.people.accept_invitation(token, "Ann", "short", ADDRESS, BROWSER)
    with pytest.raises(refusals.BadName):
        await world.people.accept_invitation(token, " ", PASSWORD, ADDRESS, BROWSER)
    await world.people.accept_invitation(token, "Ann", PASSWORD, ADDRESS, BROWSER)


async def test_an_invitation_is_used_once_however_many_try_at_once(world: World) -> None:
    owner = await world.found()
    token = await world.invitation_token(owner.actor, Role.EDITOR, "a@example.com")
    tries = (world.people.accept_invitation(token, f"Ann {n}", PASSWORD, ADDRESS, BROWSER) for n in range(8))
    results = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one for one in results if isinstance(one, refusals.InvitationUsed)]
    assert len(refused) == 7
    assert len(await world.people.members(owner.actor)) == 2


def test_two_processes_cannot_both_use_one_invitation(tmp_path: Path) -> None:
    first, second = World(tmp_path), World(tmp_path)

    async def both() -> list[object]:
        owner = await first.found()
        token = await first.invitation_token(owner.actor, Role.EDITOR, "a@example.com")
        return await asyncio.gather(
            *(
                one.people.accept_invitation(token, "Ann", PASSWORD, ADDRESS, BROWSER)
                for one in (first, second)
            ),
            return_exceptions=True,
        )

    results = asyncio.run(both())
    first.close()
    second.close()
    assert sorted(type(one).__name__ for one in results) == ["InvitationUsed", "SignedIn"]


async def test_pending_invitations_are_listed_without_their_links_and_revoked(world: World) -> None:
    owner = await world.found()
    token = await world.invitation_token(owner.actor, Role.EDITOR, "a@example.com")
    (pending,) = await world.people.invitations(owner.actor)
    assert (pending.email, pending.inviter_name, pending.path) == ("a@example.com", "Olga", None)
    await world.people.revoke_invitation(owner.actor, pending.id)
    assert await world.people.invitations(owner.actor) == []
    with pytest.raises(refusals.InvitationUnknown):
        await world.people.accept_invitation(token, "Ann", PASSWORD, ADDRESS, BROWSER)
    with pytest.raises(NotFound):
        await world.people.revoke_invitation(owner.actor, pending.id)


async def test_a_member_is_not_invited_again(world: World) -> None:
    owner = await world.found()
    with pytest.raises(refusals.EmailTaken):
        await world.people.invite(owner.actor, "OWNER@example.com", Role.VIEWER)


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.EDITOR, Role.VIEWER])
async def test_members_are_managed_by_admins_and_owners_only(world: World, role: Role) -> None:
    owner = await world.found()
    member = await world.join(owner.actor, role)
    other = await world.join(owner.actor, Role.VIEWER, "other@example.com")
    for deed in (
        world.people.invite(member.actor, "x@example.com", Role.VIEWER),
        world.people.invitations(member.actor),
        world.people.set_role(member.actor, other.actor.user_id, Role.VIEWER),
        world.people.remove_member(member.actor, other.actor.user_id),
        world.people.revoke_invitation(member.actor, "in_x"),
    ):
        with pytest.raises(Forbidden):
            await deed
    assert len(await world.people.members(member.actor)) == 3


async def test_an_admin_neither_makes_nor_touches_owners(world: World) -> None:
    owner = await world.found()
    admin = await world.join(owner.actor, Role.ADMIN)
    editor = await world.join(owner.actor, Role.EDITOR)
    for deed in (
        world.people.invite(admin.actor, "x@example.com", Role.OWNER),
        world.people.set_role(admin.actor, editor.actor.user_id, Role.OWNER),
        world.people.set_role(admin.actor, owner.actor.user_id, Role.VIEWER),
        world.people.remove_member(admin.actor, owner.actor.user_id),
    ):
        with pytest.raises(refusals.RoleTooHigh):
            await deed


async def test_the_last_owner_stays(world: World) -> None:
    owner = await world.found()
    for deed in (
        world.people.set_role(owner.actor, owner.actor.user_id, Role.ADMIN),
        world.people.remove_member(owner.actor, owner.actor.user_id),
        world.people.set_role_of("owner@example.com", Role.VIEWER),
    ):
        with pytest.raises(refusals.LastOwner):
            await deed
    second = await world.join(owner.actor, Role.OWNER, "second@example.com")
    await world.people.set_role(second.actor, owner.actor.user_id, Role.ADMIN)
    with pytest.raises(refusals.LastOwner):
        await world.people.remove_member(second.actor, second.actor.user_id)


async def test_a_stale_role_gives_no_rights(world: World) -> None:
    owner = await world.found()
    admin = await world.join(owner.actor, Role.ADMIN)
    editor = await world.join(owner.actor, Role.EDITOR)
    await world.people.set_role(owner.actor, admin.actor.user_id, Role.VIEWER)
    with pytest.raises(Forbidden):
        await world.people.set_role(admin.actor, editor.actor.user_id, Role.ADMIN)
    with pytest.raises(Forbidden):
        await world.people.invite(admin.actor, "x@example.com", Role.VIEWER)


async def test_a_demoted_inviter_takes_the_offers_along(world: World) -> None:
    owner = await world.found()
    second = await world.join(owner.actor, Role.OWNER, "second@example.com")
    as_owner = await world.invitation_token(second.actor, Role.OWNER, "a@example.com")
    as_editor = await world.invitation_token(second.actor, Role.EDITOR, "b@example.com")
    await world.people.set_role(owner.actor, second.actor.user_id, Role.ADMIN)
    with pytest.raises(refusals.InvitationUnknown):
        await world.people.read_invitation(as_owner)
    assert (await world.people.read_invitation(as_editor)).role is Role.EDITOR
    await world.people.set_role(owner.actor, second.actor.user_id, Role.EDITOR)
    with pytest.raises(refusals.InvitationUnknown):
        await world.people.read_invitation(as_editor)


async def test_a_removed_member_is_out_at_once_and_may_come_back_as_somebody_new(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    bearer = await world.people.token_add(editor.actor, "robot")
    await world.people.remove_member(owner.actor, editor.actor.user_id)
    assert await world.people.actor_by_session(editor.token) is None
    assert await world.people.actor_by_bearer(bearer) is None
    with pytest.raises(refusals.WrongPassword):
        await world.sign_in("editor@example.com")
    assert SessionEnded(editor.actor.session_id or "", editor.actor.user_id) in world.told
    with pytest.raises(NotFound):
        await world.people.remove_member(owner.actor, editor.actor.user_id)
    again = await world.join(owner.actor, Role.VIEWER, "editor@example.com")
    assert again.actor.user_id != editor.actor.user_id


async def test_another_workspace_is_not_found(world: World) -> None:
    here = await world.found()
    there = await world.found("Garage", "other@example.com")
    invited = await world.people.invite(there.actor, "x@example.com", Role.VIEWER)
    for deed in (
        world.people.set_role(here.actor, there.actor.user_id, Role.VIEWER),
        world.people.remove_member(here.actor, there.actor.user_id),
        world.people.revoke_invitation(here.actor, invited.id),
        world.people.revoke_session(here.actor, there.actor.session_id or ""),
    ):
        with pytest.raises(NotFound):
            await deed
    assert [one.email for one in await world.people.members(here.actor)] == ["owner@example.com"]
    assert await world.people.invitations(here.actor) == []


async def test_still_valid_tells_the_present_role_or_none(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    program = await world.people.actor_by_bearer(await world.people.token_add(editor.actor, "robot"))
    assert program is not None
    asked = [owner.actor.credential, editor.actor.credential, program.credential, ("us_x", "se_x", None)]
    assert list((await world.people.still_valid(asked)).values()) == [
        Role.OWNER,
        Role.EDITOR,
        Role.EDITOR,
        None,
    ]
    await world.people.set_role(owner.actor, editor.actor.user_id, Role.VIEWER)
    await world.people.sign_out(owner.token)
    assert list((await world.people.still_valid(asked)).values()) == [None, Role.VIEWER, Role.VIEWER, None]
    world.clock.move(hours=12)
    assert list((await world.people.still_valid(asked)).values()) == [None, None, Role.VIEWER, None]
    await world.people.remove_member(await world.people.system_actor(), editor.actor.user_id)
    assert list((await world.people.still_valid(asked)).values()) == [None] * 4


async def test_still_valid_does_not_mix_one_users_session_with_another(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    stolen = (owner.actor.user_id, editor.actor.session_id, None)
    assert (await world.people.still_valid([stolen]))[stolen] is None


async def test_every_deed_on_people_leaves_one_audit_entry(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    await world.people.set_role(owner.actor, editor.actor.user_id, Role.VIEWER)
    await world.people.token_add(owner.actor, "robot")
    await world.people.token_revoke(owner.actor, (await world.people.tokens(owner.actor))[0].id)
    await world.people.change_password(owner.actor, PASSWORD, "another good phrase")
    await world.people.remove_member(owner.actor, editor.actor.user_id)
    assert list(reversed(await world.verbs(owner.actor))) == [
        ("signed_in", "session"),
        ("founded", "workspace"),
        ("invited", "invitation"),
        ("signed_in", "session"),
        ("joined", "user"),
        ("set_role", "user"),
        ("added", "token"),
        ("revoked", "token"),
        ("changed_password", "user"),
        ("removed", "user"),
    ]


async def test_the_command_line_makes_the_workspace_with_its_first_owner(world: World) -> None:
    with pytest.raises(refusals.Conflict, match="must be an owner"):
        await world.people.add_user("e@example.com", "Ed", Role.EDITOR, PASSWORD)
    founder = await world.people.add_user("o@example.com", "Olga", Role.OWNER, PASSWORD)
    world.clock.move(seconds=1)
    joined = await world.people.add_user("e@example.com", "Ed", Role.EDITOR, PASSWORD)
    assert (founder.founded, joined.founded) == (True, False)
    assert joined.actor.workspace_id == founder.actor.workspace_id
    with pytest.raises(refusals.EmailTaken):
        await world.people.add_user("e@example.com", "Ed", Role.EDITOR, PASSWORD)
    listed = [(one.email, one.role, one.workspace_name) for one in await world.people.list_users()]
    assert listed == [
        ("o@example.com", Role.OWNER, "Our workspace"),
        ("e@example.com", Role.EDITOR, "Our workspace"),
    ]


async def test_with_several_workspaces_the_command_line_must_say_which(world: World) -> None:
    await world.people.add_user("o@example.com", "Olga", Role.OWNER, PASSWORD, "Clinic")
    await world.people.add_user("g@example.com", "Gina", Role.OWNER, PASSWORD, "Garage")
    with pytest.raises(Invalid, match="several workspaces"):
        await world.people.add_user("e@example.com", "Ed", Role.EDITOR, PASSWORD)
    with pytest.raises(Invalid, match="several workspaces"):
        await world.people.system_actor()
    with pytest.raises(NotFound, match="Bakery"):
        await world.people.system_actor("Bakery")
    added = await world.people.add_user("e@example.com", "Ed", Role.EDITOR, PASSWORD, "Garage")
    assert added.actor.workspace_id == (await world.people.system_actor("Garage")).workspace_id


async def test_a_password_set_by_the_command_line_ends_all_sessions(world: World) -> None:
    owner = await world.found()
    await world.people.set_password("Owner@example.com", "another good phrase")
    assert await world.people.actor_by_session(owner.token) is None
    await world.sign_in("owner@example.com", "another good phrase")
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        await world.people.set_password("nobody@example.com", "another good phrase")


async def test_tokens_by_the_command_line(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    secret = await world.people.token_add_for("editor@example.com", "robot")
    program = await world.people.actor_by_bearer(secret)
    assert program is not None
    assert program.user_id == editor.actor.user_id
    (token,) = await world.people.tokens_for(None)
    assert token.owner_email == "editor@example.com"
    assert await world.people.tokens_for("owner@example.com") == []
    await world.people.token_revoke_any(token.id)
    assert await world.people.actor_by_bearer(secret) is None
    with pytest.raises(NotFound):
        await world.people.token_revoke_any(token.id)
