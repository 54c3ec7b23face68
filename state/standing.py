"""What is true of an agent, as its editor shows it: badge, switch and banner are drawn from this one reading."""

from dataclasses import dataclass

from app.flows.live.answers import Act, Status
from app.people.actor import Actor
from state.times import iso
from state.words import named


@dataclass(frozen=True)
class ActRow:
    """The last time somebody switched. ``number`` orders the acts of an agent; no act has the number 0."""

    id: str = ""
    number: int = 0
    kind: str = ""
    words: str = ""
    at: str = ""
    note: str = ""
    version: int = 0
    was: int = 0
    is_mine: bool = False


@dataclass(frozen=True)
class Standing:
    """An agent's state in the page. ``version`` is what callers hear, or last heard; 0 before the first time.

    ``concurrent`` and ``daily`` are limits as text, empty for none.
    """

    state: str = ""
    version: int = 0
    has_changes: bool = False
    calls: int = 0
    numbers: int = 0
    concurrent: str = ""
    daily: str = ""
    act: ActRow = ActRow()


NOWHERE = Standing()


def standing_of(status: Status, who: Actor) -> Standing:
    """Return the standing as this person is shown it."""
    return Standing(
        state=status.state,
        version=status.live_version or 0,
        has_changes=status.has_changes,
        calls=status.calls,
        numbers=len(status.numbers),
        concurrent=limit_text(status.limits.concurrent_calls),
        daily=limit_text(status.limits.calls_per_day),
        act=act_of(status.act, who) if status.act else ActRow(),
    )


def act_of(act: Act, who: Actor) -> ActRow:
    """Return the act with the sentence of its banner."""
    is_mine = act.actor.id == who.user_id
    return ActRow(
        id=act.id,
        number=act.number,
        kind=act.kind,
        words=f"{'You' if is_mine else act.actor.name} {what_was_done(act.kind, act.version, act.was)}",
        at=iso(act.at),
        note=act.note,
        version=act.version or 0,
        was=act.was or 0,
        is_mine=is_mine,
    )


def what_was_done(kind: str, version: int | None, was: int | None) -> str:
    """Return what somebody did to this agent, as the end of a sentence that begins with their name."""
    label = named(version)
    return {
        "activated": f"made {label} live. Callers hear it now.",
        "published": f"published {label}. Callers hear it now.",
        "deactivated": f"deactivated this agent. No new call is answered; {named(was) or label or 'it'} was live.",
        "rolled_back": f"rolled back to {label}. Callers hear it now.",
    }.get(kind, "changed what callers hear.")


def limit_text(limit: int | None) -> str:
    """Return a limit as text, nothing for none."""
    return "" if limit is None else str(limit)
