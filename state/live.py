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

from app.events import (
    AgentListChanged,
    AgentStatusChanged,
    Events,
    MemberChanged,
    NewsRead,
    PresenceChanged,
    VersionsChanged,
)

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0  # a list that changes faster than it can be read helps nobody

LIST = "list"
"""Which agents there are, and who is in them."""
MEMBERS = "members"
"""Who belongs to the workspace, as what, and who is invited."""
STATUS = "status"
"""What callers hear. Somebody decided that, so no page rests before it has shown it."""

_Key = tuple[str, str]


def versions_of(agent_id: str) -> str:
    """Return the topic of one agent's history."""
    return f"versions/{agent_id}"


def inbox_of(user_id: str) -> str:
    """Return the topic of what one person has read."""
    return f"inbox/{user_id}"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a tab looks at, and the event handler by which it reads that again."""

    workspace_id: str
    event: Any
    topics: frozenset[str]


@dataclass(slots=True)
class _Rest:
    """A watch that was told, or is about to be: ``is_sent`` says that what comes now was not yet to be read."""

    timer: asyncio.TimerHandle
    is_urgent: bool
    is_sent: bool = False
    has_missed: bool = False


class Live:
    """The tabs of this process that want to be told."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        self._every_seconds = every_seconds
        self._watches: dict[_Key, Watch] = {}
        self._rests: dict[_Key, _Rest] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def watch(self, tab: str, workspace_id: str, event: Any, *topics: str) -> None:
        """Have this tab (its Reflex client token) run ``event`` whenever one of the topics changes there.

        Without topics it is told of ``LIST`` and ``STATUS``. A tab has one watch for each event handler.
        """
        self._watches[tab, _name(event)] = Watch(workspace_id, event, frozenset(topics or (LIST, STATUS)))

    def forget(self, tab: str, event: Any = None) -> None:
        """Run this event in this tab no more; without an event, none at all."""
        for key in [key for key in self._watches if key[0] == tab]:
            if event is None or key[1] == _name(event):
                del self._watches[key]

    def nudge(self, app: rx.App, workspace_id: str, topic: str = LIST) -> None:
        """Have every tab that watches this read again: at once, then at most once a second.

        Only what callers hear is told sooner, once a second too. Runs on the event loop and returns at once.
        """
        for key, watch in list(self._watches.items()):
            if watch.workspace_id == workspace_id and topic in watch.topics:
                self._nudge(app, key, topic == STATUS)

    def _nudge(self, app: rx.App, key: _Key, is_urgent: bool) -> None:
        rest = self._rests.get(key)
        if rest is None:
            self._begin(app, key, is_urgent)
        elif not rest.is_sent:
            rest.is_urgent |= is_urgent
        elif is_urgent and not rest.is_urgent:
            rest.timer.cancel()
            self._begin(app, key, is_urgent)
        else:
            rest.has_missed = True

    def _begin(self, app: rx.App, key: _Key, is_urgent: bool) -> None:
        loop = asyncio.get_running_loop()
        rest = _Rest(loop.call_later(self._every_seconds, self._rested, app, key), is_urgent)
        self._rests[key] = rest
        task = loop.create_task(self._send(app, key, rest))
        self._tasks.add(task)
        task.add_done_callback(self._sent)

    def _rested(self, app: rx.App, key: _Key) -> None:
        rest = self._rests.pop(key)
        if rest.has_missed and key in self._watches:
            self._begin(app, key, is_urgent=False)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the pages could not be told of a change", exc_info=error)

    async def _send(self, app: rx.App, key: _Key, rest: _Rest) -> None:
        rest.is_sent = True
        namespace: Any = app.event_namespace
        watch = self._watches.get(key)
        if watch is None:
            return
        if key[0] not in namespace.token_to_sid:
            del self._watches[key]  # closed; a tab that comes back loads its page and watches anew
            return
        with app.set_contexts():
            await namespace.emit_update(StateUpdate(events=Event.from_event_type(watch.event)), key[0])


def _name(event: Any) -> str:
    return event.fn.__qualname__


_live = Live()
watch = _live.watch
forget = _live.forget
nudge = _live.nudge


def listen(app: rx.App, events: Events) -> None:
    """Nudge the pages of this process by what happens in it."""

    def on_list(event: AgentListChanged | PresenceChanged) -> None:
        nudge(app, event.workspace_id, LIST)

    def on_status(event: AgentStatusChanged) -> None:
        nudge(app, event.workspace_id, STATUS)

    def on_versions(event: VersionsChanged) -> None:
        nudge(app, event.workspace_id, versions_of(event.agent_id))

    def on_read(event: NewsRead) -> None:
        nudge(app, event.workspace_id, inbox_of(event.user_id))

    def on_members(event: MemberChanged) -> None:
        nudge(app, event.workspace_id, MEMBERS)

    events.on(AgentListChanged, on_list)
    events.on(MemberChanged, on_members)
    events.on(PresenceChanged, on_list)
    events.on(AgentStatusChanged, on_status)
    events.on(VersionsChanged, on_versions)
    events.on(NewsRead, on_read)
