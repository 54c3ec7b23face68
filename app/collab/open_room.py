"""The shell around one room: carries out its effects with the journal, the sockets and the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import structlog

from app import metrics
from app.collab import compaction
from app.collab.bus import Bus, Nudge
from app.collab.effects import Commit, Hangup, SaveVersion, Send, Store
from app.collab.journal import EpochChanged, Journal, Loaded
from app.collab.outbox import Outbox, TooSlow
from app.collab.protocol import Close
from app.collab.room import Peer, Room
from app.collab.watchdog import Watchdog
from app.errors import AppError, NotFound
from app.kit import clock

log = structlog.get_logger()

RETRY_SECONDS = (0.05, 0.2, 0.5, 1.0)  # between tries of a commit; the last one repeats
GOODBYE_SECONDS = 5.0  # for the goodbye to be taken
TURN_SECONDS = 0.01  # of one connection, before the loop looks at the others
MAX_UNCOMMITTED_UPDATES = 2_000  # beyond this nobody is read until the journal has caught up


class Socket(Protocol):
    """One connection, whatever carries it."""

    async def receive(self) -> bytes | None:
        """Return the next frame, None once the other side is gone."""
        ...

    async def send(self, frame: bytes) -> None:
        """Hand a frame over; returns when there is room for the next."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close; harmless when closed."""
        ...


SaveVersionVerb = Callable[[int, SaveVersion], Awaitable[dict[str, Any]]]


@dataclass(slots=True)
class Line:
    """A peer's socket, what waits for it, and the task that reads it."""

    socket: Socket
    outbox: Outbox
    reader: "asyncio.Task[Any]"
    close: tuple[Close, str] | None = None
    is_abandoned: bool = False
    parted: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class OpenRoom:
    """One document that is open here."""

    def __init__(
        self,
        agent_id: str,
        loaded: Loaded,
        journal: Journal,
        bus: Bus,
        watchdog: Watchdog,
        save: SaveVersionVerb,
    ) -> None:
        self.agent_id = agent_id
        with watchdog.working_on(agent_id):
            self.room = Room(loaded, clock.monotonic_seconds())
        self.lines: dict[int, Line] = {}
        self._journal = journal
        self._bus = bus
        self._watchdog = watchdog
        self._save_version = save
        self._timer: asyncio.TimerHandle | None = None
        self._jobs: set[asyncio.Task[None]] = set()
        self._calm = asyncio.Event()
        self._calm.set()
        self.idle_since = clock.monotonic_seconds()

    async def attend(self, peer: Peer, socket: Socket) -> None:
        """Serve one connection until it ends; where we end it, its code is sent before this returns."""
        reader = cast("asyncio.Task[Any]", asyncio.current_task())
        line = self.lines[peer.id] = Line(socket, Outbox(), reader)
        sender = asyncio.create_task(self._pump(peer.id, line))
        self._do(lambda now: self.room.join(peer))
        try:
            await self._read(peer.id, line)
        except asyncio.CancelledError:
            if not line.is_abandoned:
                raise
            reader.uncancel()
        finally:
            line.ended.set()
            sender.cancel()
            self.lines.pop(peer.id, None)
            self.idle_since = clock.monotonic_seconds()
            self._do(lambda now: self.room.leave(peer.id, now))
        if line.close:
            await line.parted.wait()

    def hang_up(self, peer_id: int, code: Close, reason: str) -> None:
        """End a connection from our side."""
        line = self.lines.get(peer_id)
        if line and line.close is None:
            line.close = (code, reason)
            self._spawn(_part(line))

    def hear_nudge(self, nudge: Nudge) -> None:
        """Another worker, or a service of this one, wrote something."""
        if nudge.what == "journal":
            if nudge.seq > self.room.seq:
                self._spawn(self._pull())
        else:
            self._do(lambda now: self.room.announce(nudge.what))

    async def settle(self) -> None:
        """Commit and store what is open; returns when done. Bounded by its caller."""
        while self.room.is_dirty() and not self.room.broken:
            self._do(lambda now: self.room.store_now())
            if not self._jobs:
                break
            await asyncio.wait(list(self._jobs), return_when=asyncio.FIRST_COMPLETED)

    def stop(self) -> None:
        """Stop the clockwork; nothing is done any more."""
        if self._timer:
            self._timer.cancel()
        for job in self._jobs:
            job.cancel()
        self.room.document.close()

    # The clockwork

    def _do(self, step: Callable[[float], None]) -> None:
        """Let the room take a step, carry out its effects, and wake it when it wants to be woken."""
        with self._watchdog.working_on(self.agent_id):
            step(clock.monotonic_seconds())
        for effect in self.room.take_effects():
            match effect:
                case Send():
                    self._send(effect)
                case Hangup():
                    self.hang_up(effect.peer, effect.code, effect.reason)
                case Commit():
                    self._calm.clear()
                    self._spawn(self._commit(effect))
                case Store():
                    self._spawn(self._store())
                case SaveVersion():
                    self._spawn(self._save(effect))
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        deadline = self.room.next_deadline()
        if deadline is not None and not self.room.broken:
            delay = max(0.0, deadline - clock.monotonic_seconds())
            self._timer = asyncio.get_running_loop().call_later(delay, self._do, self.room.tick)

    def _send(self, effect: Send) -> None:
        for peer_id in effect.peers:
            if line := self.lines.get(peer_id):
                try:
                    line.outbox.put(effect.frame, effect.may_skip, effect.behind)
                except TooSlow:
                    self.hang_up(peer_id, Close.TOO_SLOW, "You are reading too slowly.")

    async def _pump(self, peer_id: int, line: Line) -> None:
        def drained(behind: bytes | None) -> None:
            if behind is not None:
                self._do(lambda now: self.room.catch_up(peer_id, behind, now))

        try:
            await line.outbox.pump(line.socket.send, drained)
        except TooSlow:
            self.hang_up(peer_id, Close.TOO_SLOW, "You are reading too slowly.")

    async def _read(self, peer_id: int, line: Line) -> None:
        turn_ends = clock.monotonic_seconds() + TURN_SECONDS
        while line.close is None:
            frame = await line.socket.receive()
            if frame is None or line.close is not None:
                return
            self._do(lambda now, data=frame: self.room.receive(peer_id, data, now))
            if clock.monotonic_seconds() > turn_ends:
                await asyncio.sleep(0)  # what already arrived comes without a pause: others have their turn
                turn_ends = clock.monotonic_seconds() + TURN_SECONDS
            if self.room.waiting_updates() > MAX_UNCOMMITTED_UPDATES:
                await self._calm.wait()

    # Its errands

    async def _commit(self, effect: Commit) -> None:
        tries = 0
        started = clock.monotonic_seconds()
        while True:
            try:
                appended = await self._journal.append(
                    self.agent_id, self.room.epoch, effect.known_seq, effect.entries
                )
                break
            except (EpochChanged, NotFound):
                self._give_up(Close.EPOCH_CHANGED, "This flow was replaced.")
                return
            except AppError as error:
                log.warning("journal is away", agent_id=self.agent_id, error=error.message, tries=tries)
                await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1
        metrics.commit_seconds.observe(clock.monotonic_seconds() - started)
        metrics.updates_committed.inc(len(effect.entries))
        self._calm.set()
        self._do(lambda now: self.room.committed(appended, now))
        await self._bus.publish(Nudge(self.agent_id, "journal", appended.last_seq))

    async def _pull(self) -> None:
        if self.room.is_busy():
            return  # the commit under way brings what was missed
        rows = await self._journal.since(self.agent_id, self.room.seq)
        self._do(lambda now: None if self.room.is_busy() else self.room.pulled(rows, now))

    async def _store(self) -> None:
        try:
            merged = await store(self._journal, self.agent_id)
        except (AppError, compaction.LossyMerge) as error:
            log.warning("the merge was not stored", agent_id=self.agent_id, error=str(error))
            self._do(self.room.store_failed)
            return
        self._do(lambda now: self.room.stored(merged, clock.now(), now))

    async def _save(self, effect: SaveVersion) -> None:
        try:
            merged = await store(self._journal, self.agent_id)
            answer = await self._save_version(effect.peer, effect)
        except AppError as error:
            code, message = error.code, error.message
            self._do(lambda now: self.room.save_failed(effect.peer, effect.request, code, message))
            return
        self._do(lambda now: self.room.stored(merged, clock.now(), now))
        self._do(lambda now: self.room.version_saved(effect.peer, effect.request, answer))

    def _give_up(self, code: Close, reason: str) -> None:
        self.room.broken = reason
        for peer_id in list(self.lines):
            self.hang_up(peer_id, code, reason)

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an errand of a room failed", agent_id=self.agent_id, exc_info=error)
            self._give_up(Close.TRY_LATER, "Something went wrong here. Trying again.")


async def _part(line: Line) -> None:
    """Close a connection; one that takes not even the goodbye is left to itself."""
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await line.socket.close(*(line.close or (Close.TRY_LATER, "")))
            line.parted.set()
            await line.ended.wait()
    except TimeoutError:
        if not line.ended.is_set():
            line.is_abandoned = True
            line.reader.cancel()
    finally:
        line.parted.set()  # also when the room is stopped meanwhile: its reader waits for this


async def store(journal: Journal, agent_id: str) -> compaction.Merge:
    """Merge what is stored, verify it, store it. Parsing runs in a thread; only the swap is a transaction."""
    while True:
        loaded = await journal.load(agent_id)
        updates = [row.update for row in loaded.rows]
        merged = await asyncio.to_thread(compaction.merge, loaded.state, updates, loaded.seq)
        if await journal.store(agent_id, merged, loaded.state_seq):
            return merged
