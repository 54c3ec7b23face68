"""Refusals as programs read them: one shape for all, with more where there is more to say."""

from typing import Any

from pydantic import BaseModel

from app.errors import AppError, Invalid, TooMany
from app.flows.live.refusals import AlreadySwitched, FlowChanged, NotReady
from app.web.api.told import Agent, Change, Checklist, Finding, Told


class Refusal(BaseModel):
    """``code`` is for programs and stays as it is, ``message`` is a sentence for people."""

    code: str
    message: str


class InvalidRefusal(Refusal):
    """422. ``field`` is what cannot be taken; ``checklist`` and ``findings`` come with the code ``not_ready``."""

    field: str | None = None
    checklist: Checklist | None = None
    findings: list[Finding] | None = None


class ConflictRefusal(Refusal):
    """409. ``hash`` and ``changes`` come with ``flow_changed``, ``status`` with ``already_switched``."""

    hash: str | None = None
    changes: list[Change] | None = None
    status: Agent | None = None


class TooManyRefusal(Refusal):
    """429."""

    retry_after_seconds: int


class Refused(BaseModel):
    """Every refusal."""

    error: Refusal


class RefusedInvalid(BaseModel):
    """What was sent cannot be understood, or the agent is not ready."""

    error: InvalidRefusal


class RefusedConflict(BaseModel):
    """Somebody was first."""

    error: ConflictRefusal


class RefusedTooMany(BaseModel):
    """Too many attempts."""

    error: TooManyRefusal


class BadField(Invalid):
    """Something that was sent cannot be taken; ``field`` says which, empty for the whole."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}" if field else why)
        self.field = field


def more(refusal: AppError) -> dict[str, Any]:
    """Return what a refusal says besides its code and message, as JSON."""
    match refusal:
        case BadField(field=field) if field:
            return {"field": field}
        case TooMany():
            return {"retry_after_seconds": refusal.retry_after_seconds}
        case FlowChanged():
            return {"hash": refusal.hash, "changes": [_json(Change, each) for each in refusal.changes]}
        case AlreadySwitched():
            return {"status": _json(Agent, refusal.now)}
        case NotReady():
            findings = [_json(Finding, each) for each in refusal.findings]
            return {"checklist": _json(Checklist, refusal.checklist), "findings": findings}
        case _:
            return {}


def _json(model: type[Told], value: object) -> dict[str, Any]:
    return model.model_validate(value).model_dump(mode="json")
