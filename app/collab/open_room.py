"""The shell around one room: carries out its effects with the journal, the sockets and the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, cast

import structlog

from app import metrics
from app.collab import compaction
from app.collab.arming import arm
from app.collab.autosave import turn_of
from app.collab.budget import Allowance
from app.collab.bus import Bus, Nudge, tell
from app.collab.effects import Commit, Evaluate, Hangup, Pull, Report, SaveVersion, Send, Store
from app.collab.journal import EpochChanged, Journal
from app.collab.journal_retries import EntriesRefused, append, until_it_works
from app.collab.large_updates import is_large, read_elsewhere
from app.collab.lines import Line, Socket, part, reads_too_little, turn
from app.collab.live_document import LiveDocument
from app.collab.outbox import Outbox, TooSlow
from app.collab.protocol import Close, Frame, is_question, wants_answer
from app.collab.room import Peer, Received, Room
from app.collab.stored import Examined
from app.collab.storing import examined, store
from app.errors import AppError, NotFound
from app.flows.documents import SetAside
from app.flows.work import DocumentWork
from app.kit import clock
from app.worker_pool import JobLost

log = structlog.get_logger()

TURN_SECONDS = 0.01  # of one connection, before the loop looks at the others
SMALL_BYTES = 500  # a keystroke, a hand that moves: measuring what it costs would cost a twentieth more
SMALL_SECONDS = 100e-6
MAX_UNCOMMITTED_UPDATES = 2_000  # beyond this nobody is read until the journal has caught up
WENT_WRONG = "Something went wrong here. Trying again."
REPLACED = "This flow was replaced."


SaveVersionVerb = Callable[[int, SaveVersion], Awaitable[dict[str, Any]]]
EvaluateVerb = Callable[[str, bytes], Awaitable[dict[str, Any]]]
"""Agent id and full Yjs state to what is found in it: {"hash", "list", "changes"}. Slow work is not on the loop."""


class OpenRoom:
    """One document that is open here."""

    def __init__(
        self,
        agent_id: str,
        examined: Examined,
        journal: Journal,
        bus: Bus,
        save: SaveVersionVerb,
        evaluate: EvaluateVerb | None = None,
        work: DocumentWork | None = None,
        opener: str = "",
    ) -> None:
        self.agent_id = agent_id
        self.room = Room(examined.loaded, clock.monotonic_seconds(), LiveDocument(examined))
        self.lines: dict[int, Line] = {}
        self.room.autosave.turn_seconds = turn_of(agent_id)
        self._known = examined.opening.digest
        self._journal = journal
        self._bus = bus
        self._save_version = save
        self._evaluate_state = evaluate
        self._work = work or DocumentWork()
        self._opener = opener
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._jobs: set[asyncio.Task[None]] = set()
        self._calm = asyncio.Event()
        self._calm.set()
        self._armed = asyncio.Event()
        self._is_stopped = False
        self._spawn(self._arm())
        self.idle_since = clock.monotonic_seconds()

    async def attend(self, peer: Peer, socket: Socket, allowance: Allowance) -> None:
        """Serve one connection until it ends; where we end it, its code is sent before this returns."""
        reader = cast("asyncio.Task[Any]", asyncio.current_task())
        line = self.lines[peer.id] = Line(socket, Outbox(socket), reader, allowance)
        allowance.unread_bytes = socket.waiting_bytes
        socket.attach(partial(self._hear, peer, line), partial(self._drained, peer.id, line))
        self._do(lambda now: self.room.join(peer), peer.id)
        if self.room.broken:  # since it was looked up
            self.hang_up(peer.id, Close.TRY_LATER, WENT_WRONG)
        try:
            await self._read(peer, line)
        except asyncio.CancelledError:
            if not line.is_abandoned:
                raise
            reader.uncancel()
        finally:
            line.ended.set()
            self.lines.pop(peer.id, None)
            self.idle_since = clock.monotonic_seconds()
            self._do(lambda now: self.room.leave(peer.id, now))
        if line.close:
            await line.parted.wait()
        if self.room.broken and not self.lines:
            self.stop()  # nobody comes back to it

    def hang_up(self, peer_id: int, code: Close, reason: str) -> None:
        """End a connection from our side."""
        line = self.lines.get(peer_id)
        if line and line.close is None:
            line.close = (code, reason)
            self._spawn(part(line))

    def check_lines(self) -> None:
        """Let go of those who take nothing; whoever is sent something is looked at anyway."""
        for peer_id, line in list(self.lines.items()):
            try:
                line.outbox.check()
            except TooSlow:
                self._let_go(peer_id)
            if not line.outbox.waiting_bytes:
                self._drained(peer_id, line)

    def hear_nudge(self, nudge: Nudge) -> None:
        """Another worker, or a service of this one, wrote something."""
        if nudge.what == "journal" and 0 < nudge.seq <= self.room.seq:
            return  # our own commit, most of the time
        if nudge.what == "journal":
            self._do(lambda now: self.room.nudge(nudge.seq, now))
        else:
            self._do(lambda now: self.room.announce(nudge.what, now, nudge.facts))

    def set_aside(self) -> None:
        """Work on this flow failed too often: everybody is told, and nothing is done any more."""
        self._give_up(Close.QUARANTINED, SetAside().message)

    def erased(self) -> None:
        """The agent is deleted permanently: what is written here has no place any more."""
        self._give_up(Close.NOT_FOUND, "This agent was deleted permanently.")

    async def settle(self) -> None:
        """Commit and store what is open; returns when done. Bounded by its caller."""
        while self.room.is_dirty() and not self.room.broken:
            self._do(lambda now: self.room.store_now())
            if not self._jobs:
                break
            await asyncio.wait(list(self._jobs), return_when=asyncio.FIRST_COMPLETED)

    def stop(self) -> None:
        """Stop the clockwork; nothing is done any more. Harmless when stopped."""
        if self._is_stopped:
            return
        self._is_stopped = True
        if self._timer:
            self._timer.cancel()
        for job in self._jobs:
            job.cancel()
        self.room.document.close()

    # The clockwork

    def _do(self, step: Callable[[float], None], only_for: int = 0) -> None:
        """Let the room take a step, carry out its effects, and wake it when it wants to be woken.

        A mistake in a step that is ``only_for`` one connection closes that one, any other gives the room up.
        """
        try:
            step(clock.monotonic_seconds())
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # pycrdt's panics are no Exceptions
            log.error("a step of a room failed", agent_id=self.agent_id, exc_info=error)
            if only_for:
                self.hang_up(only_for, Close.TRY_LATER, WENT_WRONG)
            else:
                self._give_up(Close.TRY_LATER, WENT_WRONG)
        for effect in self.room.take_effects():
            match effect:
                case Send():
                    self._send(effect)
                case Hangup():
                    self.hang_up(effect.peer, effect.code, effect.reason)
                case Commit():
                    self._calm.clear()
                    self._spawn(self._commit(effect))
                case Pull():
                    self._spawn(self._pull(effect))
                case Store():
                    self._spawn(self._store())
                case SaveVersion():
                    self._spawn(self._save(effect))
                case Evaluate():
                    if self._evaluate_state:
                        self._spawn(self._evaluate(effect, self._evaluate_state))
                case Report():
                    log.error(effect.what, agent_id=self.agent_id, exc_info=effect.error)
        self._set_timer()

    def _set_timer(self) -> None:
        """Have a timer no later than the next deadline. One too early costs less than a new one each time."""
        deadline = self.room.next_deadline()
        if deadline is None or (self._timer and self._timer_at <= deadline):
            return
        if self._timer:
            self._timer.cancel()
        delay = max(0.0, deadline - clock.monotonic_seconds())
        self._timer, self._timer_at = asyncio.get_running_loop().call_later(delay, self._wake), deadline

    def _wake(self) -> None:
        self._timer = None
        self._do(self.room.tick)

    def _send(self, effect: Send) -> None:
        for peer_id in effect.peers:
            if line := self.lines.get(peer_id):
                try:
                    line.outbox.put(effect.frame, effect.may_skip, effect.behind)
                except TooSlow:
                    self._let_go(peer_id)
                except Exception as error:  # of one socket: the others are sent theirs
                    log.error("a frame could not be sent", agent_id=self.agent_id, exc_info=error)
                    self.hang_up(peer_id, Close.TRY_LATER, WENT_WRONG)

    def _let_go(self, peer_id: int) -> None:
        self.hang_up(peer_id, Close.TOO_SLOW, "You are reading too slowly.")

    def _drained(self, peer_id: int, line: Line) -> None:
        if line.outbox.is_lagging:
            behind = line.outbox.caught_up()
            self._do(lambda now: self.room.catch_up(peer_id, behind, now))

    def _hear(self, peer: Peer, line: Line, frame: bytes) -> bool:
        """Handle a frame without waking its reader; False where it has to wait for something."""
        if line.close is not None:
            return True
        if not self._armed.is_set() or self.room.waiting_updates() > MAX_UNCOMMITTED_UPDATES:
            return False
        if line.allowance.wait_seconds() > 0 or (wants_answer(frame) and reads_too_little(line)):
            return False
        if peer.held or is_large(frame):
            return False
        self._handle(peer, line, frame)
        return True

    def _handle(self, peer: Peer, line: Line, frame: Received) -> None:
        if isinstance(frame, bytes) and len(frame) <= SMALL_BYTES:
            self._do(lambda now: self.room.receive(peer.id, frame, now))
            line.allowance.charge(SMALL_SECONDS + peer.take_cost())
            return
        began = clock.thread_seconds()
        self._do(lambda now: self.room.receive(peer.id, frame, now))
        line.allowance.charge(clock.thread_seconds() - began + peer.take_cost())

    async def _read(self, peer: Peer, line: Line) -> None:
        turn_ends = clock.monotonic_seconds() + TURN_SECONDS
        while line.close is None:
            frame = await line.socket.receive()
            if frame is None or line.close is not None:
                return
            if not self._armed.is_set() and not is_question(frame):
                await self._armed.wait()
            await self._take(peer, line, frame)
            for held in peer.take_held():
                await self._take(peer, line, held)
            if clock.monotonic_seconds() > turn_ends:
                await asyncio.sleep(0)  # what already arrived comes without a pause: others have their turn
                turn_ends = clock.monotonic_seconds() + TURN_SECONDS
            if self.room.waiting_updates() > MAX_UNCOMMITTED_UPDATES:
                await self._calm.wait()

    async def _take(self, peer: Peer, line: Line, frame: bytes | Frame) -> None:
        """Handle a frame in its turn, after a worker has read it where it is large."""
        await turn(line, frame)
        found: Received = frame
        if is_large(frame):
            try:
                found = await read_elsewhere(self._work, peer, line.allowance, frame)
            except JobLost as error:
                self.hang_up(peer.id, Close.TRY_LATER, error.message)
        if line.close is None:
            self._handle(peer, line, found)

    # Its errands

    async def _arm(self) -> None:
        """A worker makes what the guard needs, and what is stored is shown meanwhile: it takes longer than that."""
        try:
            await arm(self._work, self.agent_id, self.room.document, self._opener)
        except (ValueError, AppError) as error:
            log.error("a flow cannot be guarded", agent_id=self.agent_id, error=str(error))
            self._give_up(Close.TRY_LATER, "This flow cannot be opened right now.")
        finally:
            self._armed.set()

    async def _commit(self, effect: Commit) -> None:
        flush, started = (self.room.epoch, effect.known_seq, effect.entries), clock.monotonic_seconds()
        try:
            appended = await append(self._journal, self.agent_id, *flush)
        except EntriesRefused as refused:
            await self._go_on_without(refused.users)
            return
        except (EpochChanged, NotFound):
            self._give_up(Close.EPOCH_CHANGED, REPLACED)
            return
        metrics.commit_seconds.observe(clock.monotonic_seconds() - started)
        metrics.updates_committed.inc(len(effect.entries))
        self._calm.set()
        self._do(lambda now: self.room.committed(appended, now))
        await tell(self._bus, Nudge(self.agent_id, "journal", appended.last_seq))

    async def _go_on_without(self, users: frozenset[str]) -> None:
        """The document has what the journal refuses of these users: another one takes its place."""
        found = await examined(self._journal, self._work, self.agent_id)
        document = LiveDocument(found)
        await arm(self._work, self.agent_id, document, "")
        self._calm.set()
        self._do(lambda now: self.room.refused(users, document, found.loaded.seq, now))

    async def _pull(self, effect: Pull) -> None:
        ask = partial(self._journal.since, self.agent_id, effect.known_seq)
        try:
            rows = await until_it_works(self.agent_id, ask)
        except NotFound:
            self._give_up(Close.EPOCH_CHANGED, REPLACED)
            return
        await self._armed.wait()
        self._do(lambda now: self.room.pulled(rows, now))

    async def _store(self) -> None:
        try:
            merged = await self._store_merge()
        except (AppError, compaction.LossyMerge) as error:
            log.warning("the merge was not stored", agent_id=self.agent_id, error=str(error))
            self._do(self.room.store_failed)
            return
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # pycrdt's panics are no Exceptions
            log.error("the merge was not stored", agent_id=self.agent_id, exc_info=error)
            self._do(self.room.store_failed)
            return
        self._do(lambda now: self.room.stored(merged, clock.now(), now))

    async def _store_merge(self) -> compaction.Merge:
        merged = await store(self._journal, self.agent_id, self._work, self._known)
        self._known = merged.digest
        return merged

    async def _save(self, effect: SaveVersion) -> None:
        try:
            merged = None if effect.is_stored else await self._store_merge()
            answer = await self._save_version(effect.peer, effect)
        except AppError as error:
            self._save_failed(error.code, error.message)
            return
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # pycrdt's panics are no Exceptions
            log.error("a version was not saved", agent_id=self.agent_id, exc_info=error)
            self._save_failed("error", "The version could not be saved. Your edits are kept. Try again.")
            return
        if merged is not None:
            self._do(lambda now: self.room.stored(merged, clock.now(), now))
        self._do(lambda now: self.room.version_saved(answer, now))

    def _save_failed(self, code: str, message: str) -> None:
        self._do(lambda now: self.room.save_failed(code, message, now))

    async def _evaluate(self, effect: Evaluate, evaluate: EvaluateVerb) -> None:
        found: dict[str, Any] | None = None
        try:
            found = await evaluate(self.agent_id, effect.state)
        except asyncio.CancelledError:
            raise
        except AppError as error:
            log.warning("a flow could not be evaluated", agent_id=self.agent_id, error=error.message)
        except BaseException as error:  # pycrdt's panics are no Exceptions
            log.error("a flow could not be evaluated", agent_id=self.agent_id, exc_info=error)
        self._do(lambda now: self.room.evaluated(found, now))

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
            self._give_up(Close.TRY_LATER, WENT_WRONG)
