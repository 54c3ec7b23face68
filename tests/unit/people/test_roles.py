"""The permission table: who may do what, and that rights only grow with rank."""

import itertools

import pytest

from app.people.roles import DEEDS, PERMISSIONS, Permission, Role, least_role

EXPECTED = {
    Permission.VIEW: Role.VIEWER,
    Permission.OWN_ACCOUNT: Role.VIEWER,
    Permission.EDIT: Role.EDITOR,
    Permission.MANAGE_AGENTS: Role.EDITOR,
    Permission.PUBLISH: Role.PUBLISHER,
    Permission.MANAGE_MEMBERS: Role.ADMIN,
    Permission.RELEASE: Role.ADMIN,
    Permission.ERASE_AGENTS: Role.ADMIN,
    Permission.MANAGE_WORKSPACE: Role.OWNER,
}


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_begins_at_its_role(permission: Permission) -> None:
    assert least_role(permission) is EXPECTED[permission]


def test_a_higher_role_may_all_that_a_lower_one_may() -> None:
    ranked = sorted(Role, key=lambda role: role.rank)
    for lower, higher in itertools.pairwise(ranked):
        assert PERMISSIONS[lower] <= PERMISSIONS[higher]
        assert higher.is_above(lower)
        assert not lower.is_above(higher)


def test_no_role_is_above_itself() -> None:
    assert not any(role.is_above(role) for role in Role)


def test_every_role_and_every_permission_is_in_the_tables() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(DEEDS) == set(Permission)
    assert PERMISSIONS[Role.OWNER] == set(Permission)
