"""Founding, signing in and out, passwords and tokens, on a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.errors import Forbidden, NotFound
from app.events import SessionEnded
from app.people import refusals
from app.people.roles import Role
from tests.integration.people_world import ADDRESS, BROWSER, PASSWORD, World

NEW = "another good phrase"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def _token(link: str | None) -> str:
    assert link is not None
    return link.partition("token=")[2]


async def _setup(world: World, token: str, email: str = "o@example.com") -> None:
    await world.people.found_workspace(token, "Clinic", "Olga", email, PASSWORD, ADDRESS)


async def test_the_setup_link_makes_the_owner_once(world: World) -> None:
    assert await world.people.setup_pending()
    link = await world.people.make_setup_link("http://localhost:3000")
    assert link is not None
    assert link.startswith("http://localhost:3000/setup?token=")
    await world.people.check_setup(_token(link))
    await _setup(world, _token(link))
    assert not await world.people.setup_pending()
    assert await world.people.make_setup_link("http://localhost:3000") is None
    with pytest.raises(refusals.SetupDone):
        await world.people.check_setup(_token(link))
    with pytest.raises(refusals.SetupDone):
        await _setup(world, _token(link), "second@example.com")


async def test_only_the_newest_setup_link_opens(world: World) -> None:
    older = _token(await world.people.make_setup_link("http://localhost:3000"))
    newer = _token(await world.people.make_setup_link("http://localhost:3000"))
    for wrong in (older, "", "guess"):
        with pytest.raises(refusals.SetupLinkWrong):
            await _setup(world, wrong)
    await _setup(world, newer)


async def test_a_refused_setup_leaves_the_link_usable(world: World) -> None:
    token = _token(await world.people.make_setup_link("http://localhost:3000"))
    with pytest.raises(refusals.PasswordCommon):
        await world.people.found_workspace(token, "Clinic", "Olga", "o@example.com", "password", ADDRESS)
    assert await world.people.setup_pending()
    await _setup(world, token)


async def test_no_secret_is_stored_as_it_is(world: World) -> None:
    signed = await world.found()
    bearer = await world.people.token_add(signed.actor, "robot")
    invited = await world.invitation_token(signed.actor, Role.EDITOR, "e@example.com")
    world.close()
    stored = b"".join(path.read_bytes() for path in world.settings.data_dir.iterdir())
    assert b"owner@example.com" in stored
    for secret in (PASSWORD, signed.token, bearer, bearer.removeprefix("cw_"), invited):
        assert secret.encode() not in stored


async def test_signing_in_opens_a_session_and_rotates_the_old_one(world: World) -> None:
    first = await world.found()
    second = await world.people.sign_in(" Owner@Example.com ", PASSWORD, ADDRESS, BROWSER, first.token)
    assert second.token != first.token
    assert await world.people.actor_by_session(first.token) is None
    actor = await world.people.actor_by_session(second.token)
    assert actor == second.actor
    assert actor.role is Role.OWNER
    assert world.told == [SessionEnded(first.actor.session_id or "", first.actor.user_id)]


async def test_invisible_marks_in_a_pasted_email_do_not_fail_the_sign_in(world: World) -> None:
    await world.found()
    pasted = await world.sign_in("\u202aOwner@\u200bexample.com\u202c\ufeff", PASSWORD)
    assert pasted.actor.email == "owner@example.com"


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com", "not an address", ""])
async def test_a_wrong_password_and_an_unknown_user_get_one_answer(world: World, email: str) -> None:
    await world.found()
    with pytest.raises(refusals.WrongPassword) as refusal:
        await world.sign_in(email, "wrong wrong wrong")
    assert refusal.value.message == refusals.WrongPassword.sentence


async def test_the_same_work_is_done_for_an_unknown_user(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.found()
    checked: list[str | None] = []
    monkeypatch.setattr(world.people._hasher, "verify", lambda kept, _password: bool(checked.append(kept)))
    for email in ("owner@example.com", "nobody@example.com"):
        with pytest.raises(refusals.WrongPassword):
            await world.sign_in(email)
    assert len(checked) == 2
    assert checked[1] is None


async def test_signing_out_ends_the_session_for_ever(world: World) -> None:
    signed = await world.found()
    await world.people.sign_out(signed.token)
    await world.people.sign_out(signed.token)
    await world.people.sign_out("never was")
    assert await world.people.actor_by_session(signed.token) is None
    assert await world.verbs(signed.actor) == [
        ("signed_out", "session"),
        ("founded", "workspace"),
        ("signed_in", "session"),
    ]


async def test_a_session_ends_after_twelve_idle_hours(world: World) -> None:
    signed = await world.found()
    world.clock.move(hours=11, minutes=59)
    assert await world.people.actor_by_session(signed.token)  # and this use counts
    world.clock.move(hours=11, minutes=59)
    assert await world.people.actor_by_session(signed.token)
    world.clock.move(hours=12)
    assert await world.people.actor_by_session(signed.token) is None


async def test_a_session_ends_after_seven_days_however_busy(world: World) -> None:
    signed = await world.found()
    for _ in range(7 * 24 // 6 - 1):
        world.clock.move(hours=6)
        assert await world.people.actor_by_session(signed.token)
    world.clock.move(hours=6)
    assert await world.people.actor_by_session(signed.token) is None


async def test_looking_up_a_session_writes_once_a_minute_at_most(world: World) -> None:
    signed = await world.found()
    seen: list[object] = []
    for _ in range(4):
        world.clock.move(seconds=30)
        await world.people.actor_by_session(signed.token)
        seen.append((await world.people.list_sessions(signed.actor))[0].last_seen_at)
    assert len(set(seen)) == 2


async def test_who_edits_over_a_socket_alone_stays_signed_in(world: World) -> None:
    signed = await world.found()
    for _ in range(3):
        world.clock.move(hours=8)
        await world.people.touch_sessions([signed.actor.session_id or ""])
    assert await world.people.actor_by_session(signed.token)


async def test_a_database_that_cannot_be_written_still_knows_who_asks(world: World) -> None:
    signed = await world.found()
    bearer = await world.people.token_add(signed.actor, "robot")
    world.clock.move(minutes=5)
    with world.db.engine.connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        assert await world.people.actor_by_session(signed.token)
        assert await world.people.actor_by_bearer(bearer)


async def test_changing_the_password_ends_the_other_sessions(world: World) -> None:
    here = await world.found()
    there = await world.sign_in("owner@example.com")
    await world.people.change_password(here.actor, PASSWORD, NEW)
    assert await world.people.actor_by_session(here.token)
    assert await world.people.actor_by_session(there.token) is None
    with pytest.raises(refusals.WrongPassword):
        await world.sign_in("owner@example.com", PASSWORD)
    await world.sign_in("owner@example.com", NEW)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("not my password", NEW, refusals.WrongOldPassword),
        (PASSWORD, "short", refusals.PasswordTooShort),
        (PASSWORD, "owner@example.com", refusals.PasswordIsEmail),
    ],
)
async def test_a_password_that_cannot_be_changed_stays(
    world: World, old: str, new: str, refusal: type[Exception]
) -> None:
    signed = await world.found()
    with pytest.raises(refusal):
        await world.people.change_password(signed.actor, old, new)
    await world.sign_in("owner@example.com", PASSWORD)


async def test_sessions_are_listed_and_revoked_by_their_owner_only(world: World) -> None:
    signed = await world.found()
    other = await world.sign_in("owner@example.com")
    editor = await world.join(signed.actor, Role.EDITOR)
    listed = await world.people.list_sessions(signed.actor)
    assert {one.id: one.is_this_one for one in listed} == {
        signed.actor.session_id: True,
        other.actor.session_id: False,
    }
    assert {(one.address, one.user_agent) for one in listed} == {(ADDRESS, BROWSER)}
    with pytest.raises(NotFound):
        await world.people.revoke_session(editor.actor, other.actor.session_id or "")
    await world.people.revoke_session(signed.actor, other.actor.session_id or "")
    assert await world.people.actor_by_session(other.token) is None
    with pytest.raises(NotFound):
        await world.people.revoke_session(signed.actor, other.actor.session_id or "")


async def test_a_hash_of_older_settings_is_renewed_at_sign_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.found()
    monkeypatch.setattr(world.people._hasher, "is_outdated", lambda _kept: True)
    with world.db.engine.connect() as connection:
        before = connection.execute(text("SELECT password_hash FROM users")).scalar_one()
    await world.sign_in("owner@example.com")
    with world.db.engine.connect() as connection:
        assert connection.execute(text("SELECT password_hash FROM users")).scalar_one() != before
    await world.sign_in("owner@example.com")


async def test_a_bearer_token_acts_with_the_role_its_owner_has_now(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    secret = await world.people.token_add(editor.actor, "robot")
    assert secret.startswith("cw_")
    program = await world.people.actor_by_bearer(secret, ADDRESS)
    assert program is not None
    assert (program.kind, program.role, program.user_id) == ("token", Role.EDITOR, editor.actor.user_id)
    await world.people.set_role(owner.actor, editor.actor.user_id, Role.VIEWER)
    demoted = await world.people.actor_by_bearer(secret)
    assert demoted is not None
    assert demoted.role is Role.VIEWER


async def test_a_token_cannot_make_or_end_tokens(world: World) -> None:
    owner = await world.found()
    program = await world.people.actor_by_bearer(await world.people.token_add(owner.actor, "robot"))
    assert program is not None
    with pytest.raises(Forbidden):
        await world.people.token_add(program, "offspring")
    with pytest.raises(Forbidden):
        await world.people.change_password(program, PASSWORD, NEW)


async def test_a_revoked_token_is_dead_and_belonged_to_its_owner_only(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    secret = await world.people.token_add(owner.actor, "robot")
    token = (await world.people.tokens(owner.actor))[0]
    assert token.last_used_at is None
    assert await world.people.tokens(editor.actor) == []
    with pytest.raises(NotFound):
        await world.people.token_revoke(editor.actor, token.id)
    assert await world.people.actor_by_bearer(secret)
    assert (await world.people.tokens(owner.actor))[0].last_used_at == world.clock.at
    await world.people.token_revoke(owner.actor, token.id)
    assert await world.people.actor_by_bearer(secret) is None
    with pytest.raises(NotFound):
        await world.people.token_revoke(owner.actor, token.id)


@pytest.mark.parametrize("revoke", [True, False])
async def test_k3_who_changes_the_password_may_revoke_their_tokens_with_it(
    world: World, revoke: bool
) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    other = await world.sign_in("owner@example.com")
    mine = [await world.people.token_add(owner.actor, label) for label in ("robot", "nightly")]
    theirs = await world.people.token_add(editor.actor, "theirs")
    with pytest.raises(refusals.WrongOldPassword):
        await world.people.change_password(owner.actor, "x", NEW, revoke_tokens=True)
    assert all([await world.people.actor_by_bearer(token) for token in mine])
    await world.people.change_password(owner.actor, PASSWORD, NEW, revoke_tokens=revoke)
    assert [bool(await world.people.actor_by_bearer(token)) for token in mine] == [not revoke] * 2
    assert await world.people.actor_by_bearer(theirs)
    assert await world.people.actor_by_session(owner.token)
    assert await world.people.actor_by_session(other.token) is None
    assert (await world.verbs(owner.actor)).count(("revoked", "token")) == 2 * revoke


async def test_k3_signing_out_everywhere_else_ends_every_other_browser_and_no_token(world: World) -> None:
    owner = await world.found()
    editor = await world.join(owner.actor, Role.EDITOR)
    others = [await world.sign_in("owner@example.com") for _ in range(3)]
    token = await world.people.token_add(owner.actor, "robot")
    await world.people.sign_out_elsewhere(owner.actor)
    assert await world.people.actor_by_session(owner.token)
    assert [await world.people.actor_by_session(each.token) for each in others] == [None] * 3
    assert await world.people.actor_by_session(editor.token)
    assert await world.people.actor_by_bearer(token)
    ended = {event.session_id for event in world.told if isinstance(event, SessionEnded)}
    assert ended == {each.actor.session_id for each in others}


async def test_a_cookie_is_no_bearer_and_a_bearer_no_cookie(world: World) -> None:
    owner = await world.found()
    secret = await world.people.token_add(owner.actor, "robot")
    assert await world.people.actor_by_session(secret) is None
    assert await world.people.actor_by_bearer(owner.token) is None


@pytest.mark.parametrize("deed", ["UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"])
async def test_the_audit_cannot_be_rewritten(world: World, deed: str) -> None:
    signed = await world.found()
    with world.db.engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
        connection.execute(text(deed))
    assert len(await world.verbs(signed.actor)) == 2
