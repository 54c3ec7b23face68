"""Pages without a document of their own: they are told that something changed, and read it again themselves.

A nudge carries nothing. The tab's own next event does the reading, with the rights its person has by then.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.state import StateUpdate

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0  # a list that changes faster than it can be read helps nobody


@dataclass(frozen=True, slots=True)
class Watch:
    """What a tab looks at, and the event handler by which it reads that again."""

    workspace_id: str
    event: Any


class Live:
    """The tabs of this process that want to be told."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        self._every_seconds = every_seconds
        self._watches: dict[str, Watch] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._missed: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def watch(self, tab: str, workspace_id: str, event: Any) -> None:
        """Have this tab (its Reflex client token) run ``event`` whenever the workspace's agents change."""
        self._watches[tab] = Watch(workspace_id, event)

    def forget(self, tab: str) -> None:
        """Tell this tab no more."""
        self._watches.pop(tab, None)

    def nudge(self, app: rx.App, workspace_id: str) -> None:
        """Have every tab that watches this workspace read again: at once, then at most once a second.

        Runs on the event loop and returns at once.
        """
        if workspace_id in self._resting:
            self._missed.add(workspace_id)
            return
        loop = asyncio.get_running_loop()
        self._resting[workspace_id] = loop.call_later(self._every_seconds, self._rested, app, workspace_id)
        task = loop.create_task(self._send(app, workspace_id))
        self._tasks.add(task)
        task.add_done_callback(self._sent)

    def _rested(self, app: rx.App, workspace_id: str) -> None:
        del self._resting[workspace_id]
        if workspace_id in self._missed:
            self._missed.remove(workspace_id)
            self.nudge(app, workspace_id)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the pages could not be told of a change", exc_info=error)

    async def _send(self, app: rx.App, workspace_id: str) -> None:
        namespace: Any = app.event_namespace
        with app.set_contexts():
            for tab, watch in list(self._watches.items()):
                if watch.workspace_id != workspace_id:
                    continue
                if tab not in namespace.token_to_sid:
                    self.forget(tab)  # closed; a tab that comes back loads its page and watches anew
                    continue
                await namespace.emit_update(StateUpdate(events=Event.from_event_type(watch.event)), tab)


_live = Live()
watch = _live.watch
forget = _live.forget
nudge = _live.nudge
