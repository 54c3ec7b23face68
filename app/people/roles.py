"""Roles and the one table of what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a member is in the workspace, the mightiest first."""

    OWNER = "owner"
    ADMIN = "admin"
    PUBLISHER = "publisher"
    EDITOR = "editor"
    VIEWER = "viewer"

    @property
    def rank(self) -> int:
        """0 for a viewer, growing with the rights."""
        return len(_ORDER) - 1 - _ORDER.index(self)

    def is_above(self, other: "Role") -> bool:
        """Whether this role has more rights than the other."""
        return self.rank > other.rank


_ORDER = tuple(Role)


class Permission(StrEnum):
    """What may be asked of the server."""

    VIEW = "view"
    EDIT = "edit"
    PUBLISH = "publish"
    MANAGE_AGENTS = "manage_agents"
    MANAGE_MEMBERS = "manage_members"
    RELEASE = "release"
    ERASE_AGENTS = "erase_agents"
    MANAGE_WORKSPACE = "manage_workspace"
    OWN_ACCOUNT = "own_account"


_VIEWER = frozenset({Permission.VIEW, Permission.OWN_ACCOUNT})
_EDITOR = _VIEWER | {Permission.EDIT, Permission.MANAGE_AGENTS}
_PUBLISHER = _EDITOR | {Permission.PUBLISH}
_ADMIN = _PUBLISHER | {Permission.MANAGE_MEMBERS, Permission.RELEASE, Permission.ERASE_AGENTS}
_OWNER = _ADMIN | {Permission.MANAGE_WORKSPACE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _OWNER,
    Role.ADMIN: _ADMIN,
    Role.PUBLISHER: _PUBLISHER,
    Role.EDITOR: _EDITOR,
    Role.VIEWER: _VIEWER,
}

DEEDS: dict[Permission, str] = {
    Permission.VIEW: "see this workspace",
    Permission.EDIT: "change flows",
    Permission.PUBLISH: "make agents live",
    Permission.MANAGE_AGENTS: "create, rename or delete agents",
    Permission.MANAGE_MEMBERS: "manage members",
    Permission.RELEASE: "release an agent that is set aside",
    Permission.ERASE_AGENTS: "delete agents permanently",
    Permission.MANAGE_WORKSPACE: "change the workspace itself",
    Permission.OWN_ACCOUNT: "change your account",
}


def least_role(permission: Permission) -> Role:
    """Return the humblest role that has this permission."""
    return min((role for role in Role if permission in PERMISSIONS[role]), key=lambda role: role.rank)
