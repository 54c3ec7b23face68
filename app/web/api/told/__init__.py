"""What programs are told: the services' values as JSON that stays as it is. Times are ISO 8601 in UTC."""

from app.web.api.told.agents import Act, Agent, Agents, DeletedAgent, DeletedAgents, Limits
from app.web.api.told.live import (
    ByAuthor,
    Change,
    Checklist,
    Deed,
    Finding,
    Findings,
    Fix,
    Line,
    Piece,
    Review,
    Switched,
    Tick,
)
from app.web.api.told.people import Person, Told
from app.web.api.told.versions import AgentFile, Comparison, Event, History, Restored, Version, Versions
from app.web.api.told.workspace import AuditPage, Entry, Inbox, Item, Number, Numbers

__all__ = [
    "Act",
    "Agent",
    "AgentFile",
    "Agents",
    "AuditPage",
    "ByAuthor",
    "Change",
    "Checklist",
    "Comparison",
    "Deed",
    "DeletedAgent",
    "DeletedAgents",
    "Entry",
    "Event",
    "Finding",
    "Findings",
    "Fix",
    "History",
    "Inbox",
    "Item",
    "Limits",
    "Line",
    "Number",
    "Numbers",
    "Person",
    "Piece",
    "Restored",
    "Review",
    "Switched",
    "Tick",
    "Told",
    "Version",
    "Versions",
]
