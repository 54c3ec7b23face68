"""Port: how workers nudge each other about a document. A nudge is a hint; the journal is the truth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Nudge:
    """``what`` to read again about an agent: "journal" (up to ``seq``), "state", "versions" …

    ``facts`` go to the pages with it: who restored which version.
    """

    agent_id: str
    what: str
    seq: int = 0
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


Listener = Callable[[Nudge], None]


class Bus(Protocol):
    """Tells every worker, this one too. May lose nudges, never reorders what one worker sends."""

    async def publish(self, nudge: Nudge) -> None:
        """Tell everybody; returns once handed over."""
        ...

    async def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on this loop with every nudge from now on, until the returned function is called."""
        ...


class MemoryBus:
    """The twin: everybody lives in this process."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    async def publish(self, nudge: Nudge) -> None:
        """See Bus."""
        for listener in list(self._listeners):
            listener(nudge)

    async def subscribe(self, listener: Listener) -> Callable[[], None]:
        """See Bus."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


async def tell(bus: Bus, nudge: Nudge) -> None:
    """Publish a nudge about what is done all the same: the next one tells of it, too."""
    try:
        await bus.publish(nudge)
    except Exception as error:
        log.error("other workers were not told", agent_id=nudge.agent_id, what=nudge.what, exc_info=error)
