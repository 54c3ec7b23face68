"""The seam: everything above asks ``services()``; wiring, or a test, says once what that is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from app.audit.trail import AuditTrail
from app.background import Background
from app.collab.budget import Budgets
from app.collab.quarantine import Quarantine
from app.collab.rooms import Rooms
from app.db.engine import Database
from app.erasure.service import Erasure
from app.events import Events
from app.flows.history.service import Versions
from app.flows.live.service import GoLive
from app.flows.service import Flows
from app.notify.elsewhere import Elsewhere
from app.notify.service import Inbox
from app.people.service import People
from app.settings import DEFAULT_PORT, Settings
from app.telephony.service import Numbers
from app.worker_pool import WorkerPool

ReadyCheck = Callable[[], Awaitable[str | None]]
"""Answers None when well, else one sentence that says why this process should get no traffic yet."""


@dataclass(frozen=True, slots=True)
class Services:
    """What one process works with. ``readiness`` holds what ``/readyz`` asks besides the database."""

    settings: Settings
    db: Database
    events: Events
    people: People
    flows: Flows
    versions: Versions
    live: GoLive
    numbers: Numbers
    inbox: Inbox
    elsewhere: Elsewhere
    audit: AuditTrail
    rooms: Rooms
    quarantine: Quarantine
    erasure: Erasure
    workers: WorkerPool
    budgets: Budgets = field(default_factory=Budgets)
    background: Background = field(default_factory=Background)
    port: int = DEFAULT_PORT
    readiness: Mapping[str, ReadyCheck] = field(default_factory=dict[str, ReadyCheck])

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins whose pages may use the cookie."""
        return self.settings.origins(self.port)

    @property
    def address(self) -> str:
        """What to print before a path to make a link."""
        return self.settings.address(self.port)


_in_use: Services | None = None


def use(chosen: Services) -> None:
    """Have ``services()`` answer this from now on."""
    global _in_use
    _in_use = chosen


def services() -> Services:
    """Return what this process works with. Raises RuntimeError before ``use`` was called."""
    if _in_use is None:
        raise RuntimeError("app.services.use(...) has not been called: wiring does that at the start.")
    return _in_use
