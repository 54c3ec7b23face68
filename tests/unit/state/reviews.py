"""What the service of going live answers, as little or as much as a test needs."""

from datetime import UTC, datetime
from typing import Any

from app.flows.history.answers import ByAuthor, Change, Person
from app.flows.live.answers import Act, Checklist, Deed, Limits, Line, Review, Status, Switched, Tick

AT = datetime(2026, 11, 22, 17, 4, tzinfo=UTC)
BEN = Person("us_ben", "Ben")


def an_act(kind: str, version: int = 1, was: int | None = None, by: str = "us_ben", name: str = "Ben") -> Act:
    """An act; its number is that of its version."""
    return Act("hi_1", version, kind, AT, Person(by, name), version, was, "")


def a_status(state: str = "draft", live: int | None = None, **more: Any) -> Status:
    """An agent's status."""
    facts: dict[str, Any] = {
        "agent_id": "ag_1",
        "name": "Front desk",
        "state": state,
        "live_version": live,
        "live_since": AT if state == "active" else None,
        "latest_version": live,
        "has_changes": False,
        "calls": 0,
        "numbers": ("+15550100",),
        "limits": Limits(),
        "changed_at": AT,
        "changed_by_name": "Ben",
        "act": None,
    }
    return Status(**(facts | more))


def a_change(
    field: str = "prompt", after: str = "new", by: tuple[Person, ...] = (BEN,), **more: Any
) -> Change:
    """A change of a step's field."""
    facts: dict[str, Any] = {"section": "steps", "side": "changed", "element": "nodes/n_1", "title": "Talk"}
    return Change(
        **(facts | {"field": field, "label": field.title(), "before": "old"} | more), after=after, authors=by
    )


def a_line(line: str = "voice_heard", state: str = "failing", **more: Any) -> Line:
    """A line of the checklist."""
    facts: dict[str, Any] = {"id": line, "title": line, "detail": "", "state": state, "blocks": False}
    return Line(**(facts | more))


def a_tick(by: Person = BEN) -> Tick:
    """Somebody vouched."""
    return Tick(by, AT)


def a_review(content_hash: str = "h1", status: Status | None = None, **more: Any) -> Review:
    """A review with the given changes; nothing blocks unless lines say so."""
    changes: tuple[Change, ...] = more.pop("changes", ())
    facts: dict[str, Any] = {
        "status": status or a_status(),
        "hash": content_hash,
        "number": 1,
        "is_new": True,
        "node_count": 3,
        "edge_count": 2,
        "checklist": Checklist(content_hash, more.pop("lines", ())),
        "findings": (),
        "changes": changes,
        "by_author": (ByAuthor(BEN, changes),) if changes else (),
        "told": (BEN,),
    }
    return Review(**(facts | more))


def switched(kind: str = "activated", status: Status | None = None) -> Switched:
    """A switch that was carried out."""
    return Switched(an_act(kind), status or a_status("active", 1))


NUMBERS = Deed("Assign a phone number", "numbers")
