"""What the lists and messages say of an agent's life: one wording for toolbar, lists, news and history."""

from collections.abc import Mapping

from app.flows.live.answers import Status

KINDS: Mapping[str, str] = {
    "created": "Created",
    "imported": "Imported",
    "saved": "Saved",
    "snapshot": "Snapshot",
    "published": "Published",
    "activated": "Activated",
    "deactivated": "Deactivated",
    "restored": "Restored",
    "rolled_back": "Rolled back",
}
"""The kinds of events of a history, and what each is called."""


def named(version: int | None) -> str:
    """Return "v4", or nothing for no version."""
    return f"v{version}" if version else ""


def standing(status: Status) -> str:
    """Return what is true of an agent: "v4 live · changes not live", "Inactive · was v4", "Draft"."""
    if status.state == "active":
        return f"{named(status.live_version)} live" + (" · changes not live" if status.has_changes else "")
    if status.state == "inactive":
        return f"Inactive · was {named(status.live_version)}" if status.live_version else "Inactive"
    return "Draft"


def deed(kind: str, version: int | None) -> str:
    """Return what somebody did to an agent, to stand after their name in a list."""
    label = named(version)
    return {
        "activated": f"made {label} live",
        "published": f"published {label}",
        "deactivated": "deactivated it",
        "rolled_back": f"rolled back to {label}",
    }.get(kind, KINDS.get(kind, kind).lower())


def news(kind: str, agent: str, version: int | None, was: int | None = None) -> str:
    """Return what somebody did, to stand after their name in a sentence of its own."""
    label, former = named(version), f" from {named(was)}" if was else ""
    return {
        "activated": f"made {label} of “{agent}” live",
        "published": f"published {label} of “{agent}”",
        "deactivated": f"deactivated “{agent}”",
        "rolled_back": f"rolled “{agent}” back{former} to {label}",
    }.get(kind, f"changed “{agent}”")
