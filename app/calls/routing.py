"""Which version answers a call to a number: the database says, at the moment of the call."""

from dataclasses import dataclass
from typing import Literal

from app.calls import queries
from app.db.tx import Tx

Reason = Literal["unknown_number", "unassigned", "deleted", "not_active"]


@dataclass(frozen=True, slots=True)
class Route:
    """The agent that answers, and the version that the call is pinned to for its whole life."""

    agent_id: str
    version_id: str
    version: int


@dataclass(frozen=True, slots=True)
class NoRoute:
    """Nobody answers, and why."""

    reason: Reason


def route(tx: Tx, number: str) -> Route | NoRoute:
    """Return who answers a call to this E.164 number now."""
    found = queries.leads_to(tx, number)
    if found is None:
        return NoRoute("unknown_number")
    _phone, agent, version = found
    if agent is None:
        return NoRoute("unassigned")
    if agent.deleted_at is not None:
        return NoRoute("deleted")
    if agent.state != "active" or version is None:
        return NoRoute("not_active")
    return Route(agent.id, version.id, version.number)
