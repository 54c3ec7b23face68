"""Sentences about what somebody did, for refusals."""

from collections.abc import Mapping, Sequence

from app.flows.history.answers import Change
from app.flows.live.answers import Act, Checklist

_DID: Mapping[str, str] = {
    "activated": "activated v{version}",
    "published": "published v{version}",
    "rolled_back": "made v{version} live again",
    "deactivated": "deactivated v{version}",
}


def already_switched(name: str, act: Act | None) -> str:
    """Return who was first, or that the screen showed something that never was."""
    if act is None:
        return f"“{name}” was never live. Look at it again, then decide."
    did = _DID[act.kind].replace("{version}", str(act.version))
    when = f"{act.at:%H:%M:%S} UTC on {act.at.day} {act.at:%B}"
    return f"{act.actor.name} {did} at {when}. Look at what is live now, then decide again."


def flow_changed(changes: Sequence[Change]) -> str:
    """Return that the content is another one by now, and by whom."""
    names = list(dict.fromkeys(person.name for change in changes for person in change.authors if person.name))
    if not changes or not names:
        return "This is no longer the content you reviewed. Look at what changed, then decide again."
    things = "1 thing" if len(changes) == 1 else f"{len(changes)} things"
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{who} changed {things} after you looked. Look at what changed, then decide again."


def not_ready(name: str, checklist: Checklist) -> str:
    """Return what stands in the way, the first thing in full."""
    blocking = checklist.blocking
    more = len(blocking) - 1
    rest = (
        "" if not more else " One more line stands open." if more == 1 else f" {more} more lines stand open."
    )
    return f"“{name}” cannot go live yet. {blocking[0].detail}{rest}"
