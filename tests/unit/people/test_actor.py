"""What an actor may, the sentence when not, and the colours of people."""

import dataclasses

import pytest

from app.errors import Forbidden
from app.people.actor import COLOURS, Actor, colour_of
from app.people.ids import SessionId, TokenId, UserId, WorkspaceId
from app.people.roles import PERMISSIONS, Permission, Role


def an_actor(role: Role) -> Actor:
    return Actor(
        UserId("us_1"),
        WorkspaceId("ws_1"),
        "Ada",
        "ada@example.com",
        role,
        "person",
        SessionId("se_1"),
        "1.2.3.4",
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_person_may_exactly_what_the_table_says(role: Role, permission: Permission) -> None:
    actor = an_actor(role)
    assert actor.can(permission) is (permission in PERMISSIONS[role])
    if actor.can(permission):
        actor.must(permission)
    else:
        with pytest.raises(Forbidden) as refusal:
            actor.must(permission)
        assert f"yours is {role}" in refusal.value.message
        assert "Ask an owner" in refusal.value.message


@pytest.mark.parametrize("kind", ["token", "system"])
def test_only_a_person_manages_an_account(kind: str) -> None:
    actor = dataclasses.replace(an_actor(Role.OWNER), kind=kind, session_id=None, token_id=TokenId("tk_1"))
    assert not actor.can(Permission.OWN_ACCOUNT)
    assert actor.can(Permission.MANAGE_WORKSPACE)
    with pytest.raises(Forbidden, match="Sign in with a browser"):
        actor.must(Permission.OWN_ACCOUNT)


def test_a_credential_names_user_session_and_token() -> None:
    assert an_actor(Role.VIEWER).credential == ("us_1", "se_1", None)


def test_a_colour_stays_the_same_and_all_ten_are_given() -> None:
    given = [colour_of(f"us_{number}") for number in range(500)]
    assert given == [colour_of(f"us_{number}") for number in range(500)]
    assert set(given) == set(COLOURS)
    assert len(set(COLOURS)) == 10


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("ground", ["#ffffff", "#111113"])
def test_every_colour_can_be_read_on_light_and_on_dark(colour: str, ground: str) -> None:
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3.9


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
