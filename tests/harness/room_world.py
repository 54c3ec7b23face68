"""A room without sockets, database or clock: its effects are carried out at once, later, or never, as a test says."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.collab import compaction
from app.collab.effects import Commit, Hangup, SaveVersion, Send, Store
from app.collab.journal import Appended, Loaded, Row
from app.collab.presence import Stamp
from app.collab.protocol import Message, Sync
from app.collab.room import Peer, Room

AT = datetime(2026, 1, 1, tzinfo=UTC)


def editor(user_id: str, *, can_write: bool = True) -> Stamp:
    """Return a person as the server knows them."""
    return Stamp(user_id, user_id.title(), "#123456", can_write)


@dataclass
class Line:
    """One connection: what came out of the room for it, and how it was closed."""

    inbox: deque[bytes] = field(default_factory=deque)
    closed: tuple[int, str] | None = None


class World:
    """A room over a store that survives restarts."""

    def __init__(self, state: bytes) -> None:
        self.stored = Loaded(1, 0, state, 0, (), {}, None, "")
        self.now = 1000.0
        self.lines: dict[int, Line] = {}
        self.held: list[Commit] = []
        self.holds_commits = False
        self.saved: list[SaveVersion] = []
        self._peers = 0
        self.room = Room(self.load(), self.now)

    def load(self) -> Loaded:
        """Return what a fresh worker would find."""
        return replace(self.stored, owners=dict(self.stored.owners))

    def restart(self) -> None:
        """Kill the worker: every connection and everything uncommitted is gone."""
        for line in self.lines.values():
            line.closed = line.closed or (1006, "killed")
        self.lines, self.held = {}, []
        self.room = Room(self.load(), self.now)

    def connect(self, who: Stamp, *, ours: bool = True) -> int:
        """Open a connection and return its number."""
        self._peers += 1
        peer = Peer(self._peers, who, {"agent": {}}, ours)
        self.lines[peer.id] = Line()
        self.do(lambda: self.room.join(peer))
        return peer.id

    def cut(self, peer: int) -> None:
        """Lose a connection."""
        self.lines.pop(peer, None)
        self.do(lambda: self.room.leave(peer, self.now))

    def send(self, peer: int, frame: bytes) -> None:
        """Have a frame arrive."""
        self.do(lambda: self.room.receive(peer, frame, self.now))
        if known := self.room.peers.get(peer):
            for held in known.take_held():
                self.do(lambda held=held: self.room.receive(peer, held, self.now))

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the room whenever it asks for it."""
        until = self.now + seconds
        while (deadline := self.room.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            self.do(lambda: self.room.tick(self.now))
        self.now = until

    def release(self) -> None:
        """Let the commits that were held go through."""
        self.holds_commits = False
        held, self.held = self.held, []
        for effect in held:
            self._commit(effect)

    def do(self, step: Callable[[], None]) -> None:
        """Take a step and carry out what it brings."""
        step()
        while effects := self.room.take_effects():
            for effect in effects:
                self._carry_out(effect)

    def of_kind(self, peer: int, kind: Message, sub: Sync | None = None) -> list[bytes]:
        """Return the frames of one kind that a connection was sent."""
        head = bytes([kind]) if sub is None else bytes([kind, sub])
        return [frame for frame in self.lines[peer].inbox if frame.startswith(head)]

    def _carry_out(self, effect: Any) -> None:
        match effect:
            case Send():
                for peer in effect.peers:
                    if peer in self.lines:
                        self.lines[peer].inbox.append(effect.frame)
            case Hangup():
                if effect.peer in self.lines:
                    self.lines[effect.peer].closed = (effect.code, effect.reason)
                    self.room.leave(effect.peer, self.now)
            case Commit():
                if self.holds_commits:
                    self.held.append(effect)
                else:
                    self._commit(effect)
            case Store():
                self._store()
            case SaveVersion():
                if not effect.is_stored:
                    self._store()
                self.saved.append(effect)
                self.room.version_saved({"version": len(self.saved)}, self.now)

    def _commit(self, effect: Commit) -> None:
        appended = self.append(effect)
        self.do(lambda: self.room.committed(appended, self.now))

    def append(self, effect: Commit) -> Appended:
        """Put a flush into the store, without telling the room."""
        stored = self.stored
        owners = dict(stored.owners)
        missed = tuple(row for row in stored.rows if row.seq > effect.known_seq)
        fresh: list[Row] = []
        for seq, entry in enumerate(effect.entries, stored.seq + 1):
            fresh.append(Row(seq, entry.user_id, entry.update))
            for client_id in entry.client_ids:
                owners.setdefault(client_id, entry.user_id)
        last = stored.seq + len(fresh)
        self.stored = replace(stored, seq=last, rows=(*stored.rows, *fresh), owners=owners)
        return Appended(last, missed)

    def _store(self) -> None:
        stored = self.stored
        merged = compaction.merge(stored.state, [row.update for row in stored.rows], stored.seq)
        self.stored = replace(
            stored, state=merged.state, state_seq=merged.seq, rows=(), hash=merged.hash, saved_at=AT
        )
        self.room.stored(merged, AT, self.now)
