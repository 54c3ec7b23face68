"""Which documents are open here: loads each once, keeps it while anybody needs it, and closes it cleanly."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import structlog

from app import metrics
from app.background import Background
from app.collab import purge
from app.collab.budget import Allowance, Budgets
from app.collab.bus import Bus, Nudge
from app.collab.effects import SaveVersion
from app.collab.journal import Journal
from app.collab.lines import Socket
from app.collab.open_room import EvaluateVerb, OpenRoom
from app.collab.presence import Stamp
from app.collab.protocol import Close
from app.collab.rights import RECHECK_SECONDS, Rights, Visit
from app.collab.room import Peer
from app.collab.stored import Examined
from app.collab.storing import examined
from app.errors import AppError, NotFound, Unavailable
from app.events import (
    AgentErased,
    AgentListChanged,
    AgentStatusChanged,
    DocumentSetAside,
    DocumentWritten,
    Events,
    MemberChanged,
    PresenceChanged,
    SessionEnded,
    VersionRestored,
    VersionsChanged,
)
from app.flows.documents import SetAside
from app.flows.service import Flows
from app.flows.work import DocumentWork
from app.kit import clock, ending
from app.people.actor import Actor, Kind, colour_of
from app.people.roles import Permission
from app.people.service import People

log = structlog.get_logger()

IDLE_SECONDS = 30.0  # a reload or a short loss of network finds its room still warm
LINES_SECONDS = 2.0
TOUCH_SECONDS = 5.0
ERASED_SECONDS = 3.0
SETTLE_SECONDS = 8.0
MOST_CONNECTIONS = 5_000
MOST_PER_PERSON: dict[Kind, int] = {
    "person": 40,
    "token": 400,
    "system": 400,
}  # tabs of people; programs serve many
JOIN_SECONDS = 0.005  # of the loop, for a connection that is opened

AgentInfo = dict[str, Any]


class Rooms:
    """All open rooms of this worker."""

    def __init__(
        self,
        journal: Journal,
        flows: Flows,
        people: People,
        bus: Bus,
        events: Events,
        build: str,
        evaluate: EvaluateVerb | None = None,
        background: Background | None = None,
        work: DocumentWork | None = None,
        budgets: Budgets | None = None,
    ) -> None:
        self._journal = journal
        self._flows = flows
        self._people = people
        self._bus = bus
        self._events = events
        self._build = build
        self._evaluate = evaluate
        self._work = work or DocumentWork()
        self._numbers = itertools.count(1)
        self._open: dict[str, asyncio.Task[OpenRoom]] = {}
        self._visits: dict[int, Visit] = {}
        self._budgets = budgets or Budgets()
        self._connections: Counter[tuple[str, Kind]] = Counter()
        self._rights = Rights(people, self._visits)
        self._background = background or Background()
        self._is_closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin listening and sweeping."""
        await self._bus.subscribe(self._hear_nudge)
        self._events.on(SessionEnded, lambda event: self._spawn(self._rights.check()))
        self._events.on(MemberChanged, lambda event: self._spawn(self._rights.check()))
        self._listen()
        every = self._background.every
        every(IDLE_SECONDS / 3, "closing idle flows", self._sweep)
        every(LINES_SECONDS, "slow connections", self._check_lines)
        every(RECHECK_SECONDS, "rights of connections", self._rights.check)
        every(TOUCH_SECONDS, "sessions in use", self._touch)
        every(ERASED_SECONDS, "agents deleted permanently", self._look_for_erased)

    def _listen(self) -> None:
        """Have every editor of an agent, on every worker, told to read again what a service changed."""
        on = self._events.on
        on(AgentListChanged, lambda event: self._spawn(self.announce(event.agent_id, "agent")))
        on(AgentStatusChanged, lambda event: self._spawn(self.announce(event.agent_id, "state")))
        on(VersionsChanged, lambda event: self._spawn(self.announce(event.agent_id, "versions")))
        on(VersionRestored, lambda event: self._spawn(self._tell_restored(event)))
        on(DocumentSetAside, self._hear_set_aside)
        on(AgentErased, lambda event: self._spawn(self._tell_erased(event.agent_id)))
        on(DocumentWritten, lambda event: self._spawn(self._tell_written(event)))

    def _hear_set_aside(self, event: DocumentSetAside) -> None:
        if room := self._loaded(event.agent_id):
            room.set_aside()

    async def _tell_erased(self, agent_id: str) -> None:
        """Have the pages read why before they lose their connection."""
        room = self._loaded(agent_id)
        if room and not room.room.broken:
            await self.announce(agent_id, "agent")
            room.erased()

    async def _look_for_erased(self) -> None:
        """Close what another process deleted permanently, the command line for one."""
        for agent_id in await self._flows.erased(list(self._open)) if self._open else ():
            await self._tell_erased(agent_id)

    async def _tell_written(self, event: DocumentWritten) -> None:
        await self._bus.publish(Nudge(event.agent_id, "journal", event.seq))

    async def _tell_restored(self, event: VersionRestored) -> None:
        by = {"id": event.by_id, "name": event.by_name}
        facts = {"version": event.version, "former": event.former, "by": by}
        await self._bus.publish(Nudge(event.agent_id, "restored", facts=facts))

    async def attend(self, agent_id: str, actor: Actor, info: AgentInfo, socket: Socket, ours: bool) -> None:
        """Serve one connection of a person who may look at this agent, until it ends."""
        if self._is_closing:
            await socket.close(Close.RESTARTING, "The server is restarting.")
            return
        if self._connections.total() >= MOST_CONNECTIONS:
            await socket.close(Close.TRY_LATER, "The server is full. Trying again.")
            return
        if self._connections[actor.user_id, actor.kind] >= MOST_PER_PERSON[actor.kind]:
            await socket.close(Close.TOO_MANY, "You have too many connections open. Close some.")
            return
        self._connections[actor.user_id, actor.kind] += 1
        allowance = self._budgets.enter(actor.user_id)
        try:
            await self._serve(agent_id, self._peer(actor, info, ours), actor, socket, allowance)
        finally:
            allowance.end()
            self._connections[actor.user_id, actor.kind] -= 1
            self._connections += Counter()  # those at nought are forgotten

    async def _serve(
        self, agent_id: str, peer: Peer, actor: Actor, socket: Socket, allowance: Allowance
    ) -> None:
        while (wait := allowance.wait_seconds()) > 0:  # noqa: ASYNC110  # time is no event
            await asyncio.sleep(wait)
        allowance.charge(JOIN_SECONDS)
        try:
            room = await self._enter(agent_id, actor.user_id)
        except NotFound as error:
            await socket.close(Close.NOT_FOUND, error.message)
            return
        except SetAside as error:
            await socket.close(Close.QUARANTINED, error.message)
            return
        except AppError as error:
            await socket.close(Close.TRY_LATER, error.message)
            return
        self._visits[peer.id] = Visit(actor, agent_id, peer, room)
        self._tell_presence(actor, agent_id)
        metrics.sockets_open.inc()
        try:
            await room.attend(peer, socket, allowance)
        finally:
            metrics.sockets_open.dec()
            del self._visits[peer.id]
            self._tell_presence(actor, agent_id)

    async def check(self) -> str | None:
        """Return why no new connection should come here, None while it may."""
        return "The server is restarting." if self._is_closing else None

    def present(self, workspace_id: str) -> dict[str, list[dict[str, str]]]:
        """Who is in which agent's editor now: agent id to people, each once."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for visit in self._visits.values():
            actor = visit.actor
            if actor.workspace_id == workspace_id:
                person = {"id": actor.user_id, "name": actor.name, "color": colour_of(actor.user_id)}
                found.setdefault(visit.agent_id, {})[actor.user_id] = person
        return {agent_id: list(people.values()) for agent_id, people in found.items()}

    async def announce(self, agent_id: str, what: str) -> None:
        """Nudge every editor of an agent, on every worker."""
        await self._bus.publish(Nudge(agent_id, what))

    async def close(self) -> None:
        """Say goodbye, store what is open, bounded in time."""
        self._is_closing = True
        self._background.stop()
        for task in list(self._tasks):
            task.cancel()
        rooms = self._all_loaded()
        for room in rooms:
            for peer_id in list(room.lines):
                room.hang_up(peer_id, Close.RESTARTING, "The server is restarting.")
        is_storable = not ending.reason()
        settling = [asyncio.create_task(room.settle()) for room in rooms if is_storable]
        if settling:
            await asyncio.wait(settling, timeout=SETTLE_SECONDS)
        for room in rooms:
            room.stop()
        self._open.clear()

    # Opening and closing

    async def _enter(self, agent_id: str, opener: str) -> OpenRoom:
        task = self._open.get(agent_id)
        if task and task.done() and (task.cancelled() or task.exception() or task.result().room.broken):
            self._open.pop(agent_id)
            if not task.cancelled() and not task.exception():
                metrics.rooms_open.dec()
            task = None
        if task is None:
            task = self._open[agent_id] = asyncio.create_task(self._load(agent_id, opener))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def _load(self, agent_id: str, opener: str) -> OpenRoom:
        try:
            return await self._read(agent_id, opener)
        except (AppError, asyncio.CancelledError):
            raise
        except BaseException as error:  # pycrdt's panics are no Exceptions
            log.error("a flow cannot be read", agent_id=agent_id, exc_info=error)
            raise Unavailable("This flow cannot be opened right now. Ask your administrator.") from None

    async def _read(self, agent_id: str, opener: str) -> OpenRoom:
        found = await self._examined(agent_id, opener)
        now = min(clock.now(), clock.steady_now())  # a clock set ahead by mistake destroys nothing
        if purge.is_due(found.loaded, now):
            purge_it = (purge.overdue, found.loaded, now)
            if purged := await self._work.run(agent_id, found.size_bytes, *purge_it, person=opener):
                await self._journal.append(agent_id, found.loaded.epoch, found.loaded.seq, (purged,))
                found = await self._examined(agent_id, opener)
        room = OpenRoom(
            agent_id, found, self._journal, self._bus, self._save_version, self._evaluate, self._work, opener
        )
        metrics.rooms_open.inc()
        return room

    async def _examined(self, agent_id: str, opener: str) -> Examined:
        return await examined(self._journal, self._work, agent_id, opener)

    async def _sweep(self) -> None:
        for agent_id, task in list(self._open.items()):
            if task.done() and not task.cancelled() and not task.exception():
                await self._close_if_idle(agent_id, task.result())

    async def _close_if_idle(self, agent_id: str, room: OpenRoom) -> None:
        if room.lines or clock.monotonic_seconds() - room.idle_since < IDLE_SECONDS:
            return
        if not room.room.broken:
            await room.settle()
            if room.lines or room.room.is_dirty():
                return
        room.stop()
        self._open.pop(agent_id, None)
        metrics.rooms_open.dec()

    # Who may stay

    async def _check_lines(self) -> None:
        for room in self._all_loaded():
            room.check_lines()

    async def _touch(self) -> None:
        if busy := list(self._rights.busy_sessions()):
            await self._people.touch_sessions(busy)

    # Small things

    def _loaded(self, agent_id: str) -> OpenRoom | None:
        task = self._open.get(agent_id)
        is_there = task and task.done() and not task.cancelled() and not task.exception()
        return task.result() if task and is_there else None

    def _all_loaded(self) -> list[OpenRoom]:
        done = [task for task in self._open.values() if task.done() and not task.cancelled()]
        return [task.result() for task in done if not task.exception()]

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a task of the rooms failed", exc_info=error)

    def _peer(self, actor: Actor, info: AgentInfo, ours: bool) -> Peer:
        color = colour_of(actor.user_id)
        can_write = actor.can(Permission.EDIT)
        welcome: dict[str, Any] = {
            "agent": info,
            "role": actor.role,
            "can_write": can_write,
            "schema": 1,
            "user": {"id": actor.user_id, "name": actor.name, "color": color},
            "build": self._build,
        }
        return Peer(next(self._numbers), Stamp(actor.user_id, actor.name, color, can_write), welcome, ours)

    async def _save_version(self, peer_id: int, asked: SaveVersion) -> dict[str, Any]:
        visit = self._visits.get(peer_id)
        if visit is None:
            raise NotFound("The page was closed before the version was saved.")
        saved = await self._flows.save_version(visit.actor, visit.agent_id, asked.note)
        return {"version": saved.version_number, "is_new": saved.is_new}

    def _tell_presence(self, actor: Actor, agent_id: str) -> None:
        self._events.tell(PresenceChanged(actor.workspace_id, agent_id))

    def _hear_nudge(self, nudge: Nudge) -> None:
        """Pass it on; a room that is being loaded may have read the journal before, so it hears it afterwards."""

        def tell(task: asyncio.Task[OpenRoom]) -> None:
            if not task.cancelled() and not task.exception():
                task.result().hear_nudge(nudge)

        if task := self._open.get(nudge.agent_id):
            if task.done():
                tell(task)
            else:
                task.add_done_callback(tell)
