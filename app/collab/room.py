"""One open document, sans-IO: frames and answers in, effects out. SPEC.md names its rules.

An update goes through four stations: the guard accepts it, a flush applies it to the document, the journal
commits it, and only then is it relayed, acknowledged and part of what a newcomer is sent.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeAlias

from app.collab.answers import Answers
from app.collab.audience import Audience
from app.collab.autosave import Autosave
from app.collab.compaction import Merge
from app.collab.effects import Commit, Effect, Evaluate, Pull, Report, Store
from app.collab.findings import Findings
from app.collab.flush import MAX_NEW_CLIENT_IDS, Flush, Piece
from app.collab.guard import Refused
from app.collab.journal import Appended, Loaded, Row
from app.collab.live_document import LiveDocument
from app.collab.peer import Peer
from app.collab.presence import Presence
from app.collab.protocol import (
    BadMessage,
    Close,
    Frame,
    Message,
    Sync,
    awareness_frame,
    own_frame,
    parse,
    read_awareness,
    sync_frame,
)
from app.collab.refusals import REFUSALS, close_code
from app.collab.save_desk import SaveDesk
from app.collab.stored import examine
from app.collab.structs import FIRST_SYNC, UPDATE

FLUSH_GAP_SECONDS_PER_PEER = 0.0004  # 50 editors: one flush every 16 ms
FLUSHED_AT_ONCE = 10  # editors: gathering costs more than it saves
ANSWER_SECONDS = 0.01  # of one flush: a crowd that comes back at once must not hold up those who edit
MAX_FLUSH_GAP_SECONDS = 0.016
AWARENESS_GAP_SECONDS_PER_PEER = 0.0005
MIN_AWARENESS_GAP_SECONDS = 0.02  # what comes after a pause is shown at once; hands move ten times a second
MAX_AWARENESS_GAP_SECONDS = 0.1
# What a frame costs after it was handled, for its sender's share of the loop.
EDIT_SECONDS = 200e-6
UPDATE_SECONDS_PER_BYTE = 50e-9  # journal, relay, merge
PRESENCE_SECONDS_PER_BYTE = 1e-6  # it goes to everybody, many times a second
Received: TypeAlias = bytes | Frame | Refused | BadMessage


class Room:
    """The core. Its caller gives it the time and carries out ``take_effects()`` after every call."""

    def __init__(self, loaded: Loaded, now: float, document: LiveDocument | None = None) -> None:
        self.epoch = loaded.epoch
        self.seq = loaded.seq
        self.saved_seq = loaded.state_seq
        self.saved_at = loaded.saved_at
        self.hash = loaded.hash
        self.document = document or LiveDocument(examine("", loaded))
        self._audience = Audience()
        self.peers = self._audience.peers
        self.presence = Presence()
        self.autosave = Autosave()
        self.findings = Findings(now)
        if self.seq > self.saved_seq:
            self.autosave.edited(now)
        self.broken = ""
        self._answers = Answers(self.document)
        self._desk = SaveDesk(self._audience, self._tell_saved)
        self._gathering = Flush()
        self._in_flight: Flush | None = None
        self._next_flush = 0.0
        self._wanted_seq = 0
        self._is_pulling = False
        self._next_awareness = 0.0
        self._has_awareness = False

    # Connections

    def join(self, peer: Peer) -> None:
        """A connection opened: it is welcomed and, if it may write, asked for what we lack."""
        self._audience.enter(peer)
        mine = self.document.client_ids_of(peer.stamp.user_id)[-1000:]
        welcome = {"epoch": self.epoch, "client_ids": mine, "saved_at": self._saved_at()}
        self._audience.send_own(peer, Message.WELCOME, peer.welcome | welcome)
        if peer.stamp.can_write:
            self._audience.send((peer.id,), sync_frame(Sync.STEP1, self.document.vector()))
        if self.presence.everyone():
            self._audience.send((peer.id,), self.presence.everyone_frame())
        self._tell_findings(peer)

    def leave(self, peer_id: int, now: float) -> None:
        """A connection is gone. What it sent before stays."""
        if self._audience.leave(peer_id):
            self.presence.leave(peer_id)
            self._has_awareness = True
            self.tick(now)

    def receive(self, peer_id: int, data: Received, now: float) -> None:
        """A frame arrived, or was refused where it was read. Whatever is wrong with it closes that one connection.

        Once a peer has told what it has, its caller hands back what was held (``peer.take_held``).
        """
        peer = self.peers.get(peer_id)
        if peer is None or peer.is_closed:
            return
        try:
            if isinstance(data, REFUSALS):
                raise data
            self._dispatch(peer, parse(data) if isinstance(data, bytes) else data)
        except REFUSALS as error:
            self._audience.hang_up(peer, close_code(error), str(error))
        except Exception as error:  # a mistake of ours: it may cost its cause the connection, and nobody else
            self._audience.do(Report("a frame could not be handled", error))
            self._audience.hang_up(peer, Close.BAD_FRAME, "This could not be understood.")
        self.tick(now)

    def catch_up(self, peer_id: int, vector: bytes | None, now: float) -> None:
        """A slow peer has drained its queue: one difference stands for all the updates it skipped, if it did."""
        self._audience.send((peer_id,), self.presence.everyone_frame())
        if peer := self.peers.get(peer_id):
            self._tell_findings(peer)
        if vector is not None:
            self._gathering.syncs.setdefault(peer_id, vector)  # who asked meanwhile may lack more
        self.tick(now)

    def announce(self, what: str, now: float, facts: dict[str, Any] | None = None) -> None:
        """Nudge every page to read something again; what is found in the flow may depend on it."""
        self._audience.send_ours(Message.ANNOUNCE, {"what": what, **(facts or {})})
        self._desk.saves.forget_last()
        self.findings.changed(now)

    def nudge(self, seq: int, now: float) -> None:
        """Somebody wrote into the journal, up to ``seq``; 0 where the teller does not know."""
        self._wanted_seq = max(self._wanted_seq, seq or self.seq + 1)
        self.tick(now)

    # The clock

    def tick(self, now: float) -> None:
        """Do what has come due; a room that was given up does nothing any more."""
        if self.broken:
            return
        if self._wanted_seq > self.seq and self._in_flight is None and not self._is_pulling:
            self._wanted_seq, self._is_pulling = 0, True
            self._audience.do(Pull(self.seq))
        if (due := self._evaluation_due()) is not None and now >= due:
            self.findings.began(now)
            self._audience.do(Evaluate(self.document.state()))
        if self._in_flight is None and not self._gathering.is_empty() and now >= self._next_flush:
            self._start_flush(now)
        if self._has_awareness and now >= self._next_awareness:
            self._flush_awareness(now)
        if (due := self.autosave.due_at()) is not None and now >= due:
            self._store()
        if self._desk.saves.due_at() is not None:
            is_stored = self.seq <= self.saved_seq
            self._desk.tick(now, is_stored=is_stored, size_bytes=self.document.size_bytes)

    def next_deadline(self) -> float | None:
        """When ``tick`` has something to do, None if only an event can bring that."""
        if self.broken:
            return None
        times = [self.autosave.due_at(), self._evaluation_due(), self._desk.saves.due_at()]
        if self._in_flight is None and not self._gathering.is_empty():
            times.append(self._next_flush)
        if self._has_awareness:
            times.append(self._next_awareness)
        return min((time for time in times if time is not None), default=None)

    # What became of the effects

    def committed(self, appended: Appended, now: float) -> None:
        """The flush in flight is in the journal: now, and not before, the world may know."""
        flush, self._in_flight = self._in_flight, None
        if flush is None:
            raise RuntimeError("no flush is in flight")
        self._take_rows(appended.missed, flush.behind)
        self.seq = appended.last_seq
        self._edited(now)
        updates = [piece.accepted.update for piece in flush.pieces]
        self._audience.relay(updates, flush.behind, but=flush.only_sender())
        if self._has_awareness and now >= self._next_awareness - MIN_AWARENESS_GAP_SECONDS:
            self._flush_awareness(now)  # what leaves together costs one call of the system instead of two
        self._answer(flush)
        self.tick(now)

    def refused(self, user_ids: Collection[str], document: LiveDocument, seq: int, now: float) -> None:
        """The journal refuses what these users bring in the flush in flight; up to ``seq`` it is ``document``."""
        flush, self._in_flight = self._in_flight or Flush(), None
        self.document.close()
        self.document, self.seq, self._answers = document, seq, Answers(document)
        causes = {piece.peer for piece in flush.pieces if piece.user_id in user_ids}
        for waiting in (flush, self._gathering):
            waiting.forget(causes)
        for peer_id in causes | self._gathering.check_again(document).keys():
            if peer := self.peers.get(peer_id):
                self._audience.hang_up(peer, Close.BAD_FRAME, "This edit could not be stored.")
        self._audience.relay([document.difference(flush.behind)], flush.behind, but=None)
        self._edited(now)
        self._answer(flush)
        self.tick(now)

    def pulled(self, rows: tuple[Row, ...], now: float) -> None:
        """What others wrote into the journal: applied and relayed, unless a commit under way brings it too."""
        self._is_pulling = False
        if self._in_flight is not None:
            self._wanted_seq = max(self._wanted_seq, self.seq + 1)
        elif self._take_rows(rows, self.document.vector()):
            self._edited(now)
        self.tick(now)

    def stored(self, merge: Merge, saved_at: datetime, now: float) -> None:
        """The merge is stored."""
        self.autosave.ended(now, is_stored=True)
        self.saved_seq, self.hash, self.saved_at = max(merge.seq, self.saved_seq), merge.hash, saved_at
        if merge.seq >= self.seq and self._in_flight is None:
            self.document.size_bytes = len(merge.state)
        for peer in self.peers.values():
            self._tell_saved(peer, {})
        if self.seq > self.saved_seq:
            self.autosave.edited(now)

    def store_failed(self, now: float) -> None:
        """The merge could not be stored; it is tried again."""
        self.autosave.ended(now, is_stored=False)

    def version_saved(self, answer: dict[str, Any], now: float) -> None:
        """Answer everybody for whom the save was that has just been carried out."""
        self._desk.saved(answer, now)
        self.tick(now)

    def save_failed(self, code: str, message: str, now: float) -> None:
        """Tell everybody for whom the save was why it failed."""
        self._desk.failed(code, message, now)
        self.tick(now)

    def evaluated(self, found: dict[str, Any] | None, now: float) -> None:
        """The flow was evaluated: message 103's content, None where that failed."""
        if self.findings.ended(found, now) and found is not None:
            self._audience.send_ours(Message.FINDINGS, found, may_skip=True)
        self.tick(now)

    def store_now(self) -> None:
        """Store without waiting, at closing."""
        if self.is_dirty() and not self.autosave.is_running:
            self._store()

    def is_dirty(self) -> bool:
        """Whether something is committed but not merged, or not even committed."""
        is_busy = self.waiting_updates() > 0 or self._in_flight is not None or self.autosave.is_running
        return self.seq > self.saved_seq or is_busy

    def waiting_updates(self) -> int:
        """How many updates are accepted and not yet committed."""
        return len(self._gathering.pieces) + (len(self._in_flight.pieces) if self._in_flight else 0)

    def take_effects(self) -> list[Effect]:
        """Return what is to be done, in order, once."""
        return self._audience.take()

    # Frames

    def _dispatch(self, peer: Peer, frame: Frame) -> None:
        if frame.kind == Message.SYNC and frame.sub == Sync.STEP1:
            self._answers.check(frame.payload)
            self._gathering.syncs[peer.id] = frame.payload  # the latest counts
        elif frame.kind == Message.SYNC:
            self._hear_update(peer, frame)
        elif frame.kind == Message.AWARENESS:
            entries = read_awareness(frame.payload)
            taken = self.presence.hear(peer.id, peer.stamp, entries, self.document.owners)
            peer.cost_seconds += taken * PRESENCE_SECONDS_PER_BYTE
            self._has_awareness = True
        elif frame.kind == Message.QUERY_AWARENESS:
            self._audience.send((peer.id,), self.presence.everyone_frame())
        elif frame.kind == Message.SAVE and (wish := self._desk.hear(peer, frame.payload)):
            self._gathering.saves.append(wish)

    def _hear_update(self, peer: Peer, frame: Frame) -> None:
        if not peer.stamp.can_write:
            if frame.sub == Sync.UPDATE:
                self._audience.hang_up(peer, Close.NO_RIGHT, "You may look at this flow, not change it.")
            return
        if frame.sub == Sync.UPDATE and not peer.has_told:
            peer.hold(frame.payload)
            return
        self._take(peer, frame)
        peer.has_told = True

    def _take(self, peer: Peer, frame: Frame) -> None:
        user_id, most_new = peer.stamp.user_id, MAX_NEW_CLIENT_IDS - peer.new_client_ids
        limits = FIRST_SYNC if frame.sub == Sync.STEP2 else UPDATE
        accepted = self.document.check(frame.update or frame.payload, user_id, limits, most_new)
        peer.heard += 1
        peer.cost_seconds += accepted.work_seconds + len(accepted.update) * UPDATE_SECONDS_PER_BYTE
        peer.new_client_ids += len(accepted.new_client_ids)
        self._gathering.acks[peer.id] = peer.heard
        if not accepted.is_noop:
            peer.cost_seconds += EDIT_SECONDS
            self._gathering.pieces.append(Piece(peer.id, user_id, accepted))

    # Flushing

    def _start_flush(self, now: float) -> None:
        flush, self._gathering = self._gathering, Flush()
        gathers = max(0, len(self.peers) - FLUSHED_AT_ONCE)
        self._next_flush = now + min(gathers * FLUSH_GAP_SECONDS_PER_PEER, MAX_FLUSH_GAP_SECONDS)
        if not flush.pieces:
            self._answer(flush)
            return
        cause = flush.pieces[0].peer
        try:
            with self.document.applying([piece.accepted for piece in flush.pieces]):
                flush.behind = self.document.vector()
                for piece in flush.pieces:
                    cause = piece.peer
                    self.document.apply(piece.accepted)
            entries = flush.entries()
        except BaseException as error:  # pycrdt's panics are no Exceptions
            self._break(cause, error)
            return
        self._in_flight = flush
        self._audience.do(Commit(self.seq, entries))

    def _take_rows(self, rows: tuple[Row, ...], behind: bytes) -> bool:
        """Return whether there was a new row. ``behind`` is the vector of one who has everything before them."""
        fresh = [row for row in rows if row.seq > self.seq]
        updates = [self.document.take_row(row) for row in fresh]
        if fresh:
            self.seq = fresh[-1].seq
            self._audience.relay(updates, behind, but=None)
        return bool(fresh)

    def _break(self, cause: int, error: BaseException) -> None:
        """The guard let through what the document refuses: the room is given up and loaded anew."""
        self.broken = repr(error)[:200]
        self._audience.send_away(cause, "the flow is loaded anew")

    def _answer(self, flush: Flush) -> None:
        for peer_id, heard in flush.acks.items():
            if peer := self.peers.get(peer_id):
                peer.committed(heard, self.seq)
                self._audience.send_own(peer, Message.ACK, {"n": heard})
                if self.seq <= self.saved_seq:
                    self._tell_saved(peer, {})
        self._answer_syncs(flush.syncs)
        for wish in flush.saves:
            self._desk.take(wish, self.seq)

    def _answer_syncs(self, syncs: dict[int, bytes]) -> None:
        """Answer as many questions as one turn has time for; the others come with the next flush."""
        spent = 0.0
        for peer_id, vector in syncs.items():
            if spent > ANSWER_SECONDS:
                self._gathering.syncs.setdefault(peer_id, vector)
            elif peer := self.peers.get(peer_id):
                spent += self._answers.answer(self._audience, peer, vector)

    def _flush_awareness(self, now: float) -> None:
        self._has_awareness = False
        gap = max(len(self.peers) * AWARENESS_GAP_SECONDS_PER_PEER, MIN_AWARENESS_GAP_SECONDS)
        self._next_awareness = now + min(gap, MAX_AWARENESS_GAP_SECONDS)
        cause = self.peers.get(self.presence.only_cause() or 0)
        but = cause.id if cause and not cause.is_echo_due(now) else None
        changes = self.presence.take_changes()
        if changes and (others := tuple(peer_id for peer_id in self.peers if peer_id != but)):
            self._audience.send(others, awareness_frame(changes), may_skip=True)

    # Small things

    def _edited(self, now: float) -> None:
        self.autosave.edited(now)
        self.findings.changed(now)

    def _evaluation_due(self) -> float | None:
        """When to evaluate; while a commit is under way the document has what is not committed yet."""
        if self._in_flight is not None or self.broken or not self._audience.ours():
            return None
        return self.findings.due_at()

    def _tell_findings(self, peer: Peer) -> None:
        if peer.speaks_ours and self.findings.last is not None:
            self._audience.send((peer.id,), own_frame(Message.FINDINGS, self.findings.last), may_skip=True)

    def _store(self) -> None:
        self.autosave.began()
        self._audience.send_ours(Message.SAVING, {})
        self._audience.do(Store())

    def _tell_saved(self, peer: Peer, answer: dict[str, Any]) -> None:
        content = {"n": peer.covered(self.saved_seq), "at": self._saved_at(), "hash": self.hash}
        self._audience.send_own(peer, Message.SAVED, content | answer)

    def _saved_at(self) -> str:
        return self.saved_at.isoformat() if self.saved_at else ""
