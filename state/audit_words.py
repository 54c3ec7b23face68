"""What the audit's codes are called. A code that nobody put into words yet is shown with its own, made readable."""

from collections.abc import Mapping
from typing import Any

from app.kit.phone import shown

SUBJECTS: Mapping[str, str] = {
    "agent": "Agents",
    "number": "Phone numbers",
    "user": "Members",
    "invitation": "Invitations",
    "session": "Sessions",
    "token": "API tokens",
    "workspace": "The workspace",
}

_VERBS: Mapping[str, str] = {
    "activated": "Activated",
    "agent_created": "Made an agent",
    "agent_deleted": "Deleted an agent",
    "agent_erased": "Deleted an agent permanently",
    "agent_imported": "Imported an agent",
    "agent_recovered": "Brought an agent back",
    "agent_renamed": "Renamed an agent",
    "changed_password": "Changed their password",
    "deactivated": "Deactivated",
    "founded": "Founded the workspace",
    "invited": "Invited somebody",
    "joined": "Joined",
    "limits_set": "Set call limits",
    "number_added": "Added a number",
    "number_assigned": "Assigned a number",
    "number_removed": "Removed a number",
    "number_renamed": "Renamed a number",
    "published": "Published changes",
    "removed": "Removed a member",
    "revoked": "Revoked",
    "rolled_back": "Rolled back",
    "set_password": "Set a password",
    "set_role": "Changed a role",
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "snapshot_made": "Kept a snapshot",
    "ticked": "Ticked a line of the checklist",
    "unticked": "Took a tick back",
    "version_named": "Named a version",
    "version_restored": "Restored a version",
    "version_saved": "Saved a version",
}
_BY_SUBJECT: Mapping[tuple[str, str], str] = {
    ("added", "token"): "Made an API token",
    ("added", "user"): "Made an account",
    ("revoked", "invitation"): "Withdrew an invitation",
    ("revoked", "session"): "Signed a browser out",
    ("revoked", "token"): "Revoked an API token",
}
_FACTS: Mapping[str, str] = {
    "calls_per_day": "calls per day",
    "concurrent_calls": "calls at once",
    "is_new": "is a new version",
    "user_id": "account",
    "was": "version before",
}
_NAMING = ("name", "number", "label", "email")
_NOTHING = "–"
_HIDDEN = {"hash"}  # for programs: nobody reads sixty-four digits


def verb(code: str, subject_kind: str = "") -> str:
    """Return what was done; of some verbs it depends on what it was done to."""
    return _BY_SUBJECT.get((code, subject_kind)) or _VERBS.get(code) or code.replace("_", " ").capitalize()


def subject_kind(code: str) -> str:
    """Return the kind of what something was done to."""
    return SUBJECTS.get(code) or code.replace("_", " ").capitalize()


def is_shown(code: str) -> bool:
    """Whether a fact is for people."""
    return code not in _HIDDEN


def fact(code: str) -> str:
    """Return the name of one fact."""
    return _FACTS.get(code) or code.replace("_", " ")


def value(what: Any) -> str:
    """Return a fact's value to read."""
    if what is None or what == "":
        return _NOTHING
    if isinstance(what, bool):
        return "yes" if what else "no"
    return f"{what:,}" if isinstance(what, int) else shown(str(what))


def name_in(*facts: Mapping[str, Any] | None) -> str:
    """Return how the facts name what they are about, or nothing."""
    found = (str(each[key]) for each in facts if each for key in _NAMING if isinstance(each.get(key), str))
    return shown(next((name for name in found if name), ""))
