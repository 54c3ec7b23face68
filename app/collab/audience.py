"""Who is connected to a room, and what the room wants done: frames for them, goodbyes, errands."""

from collections.abc import Mapping
from typing import Any

from app.collab.effects import Effect, Hangup, Send
from app.collab.flush import merged
from app.collab.peer import Peer
from app.collab.protocol import Close, Message, Sync, own_frame, sync_frame


class Audience:
    """``do`` and everything that sends only note an effect; ``take`` hands them over in order."""

    def __init__(self) -> None:
        self.peers: dict[int, Peer] = {}
        self._ours: tuple[int, ...] | None = ()
        self._effects: list[Effect] = []

    def do(self, effect: Effect) -> None:
        """Have something done."""
        self._effects.append(effect)

    def take(self) -> list[Effect]:
        """Return what is to be done, in order, once."""
        effects, self._effects = self._effects, []
        return effects

    def enter(self, peer: Peer) -> None:
        """Count a peer in."""
        self.peers[peer.id] = peer
        self._ours = None

    def leave(self, peer_id: int) -> Peer | None:
        """Forget a peer; return it if it was here."""
        self._ours = None
        return self.peers.pop(peer_id, None)

    def ours(self) -> tuple[int, ...]:
        """Return those who speak our own messages; asked with every frame."""
        if self._ours is None:
            self._ours = tuple(peer.id for peer in self.peers.values() if peer.speaks_ours)
        return self._ours

    def send(self, peers: tuple[int, ...], frame: bytes, *, may_skip: bool = False) -> None:
        """Send a frame; a slow peer need not have it if it ``may_skip``."""
        if peers:
            self._effects.append(Send(peers, frame, may_skip))

    def send_own(self, peer: Peer, kind: Message, content: Mapping[str, Any]) -> None:
        """Send one of our own messages to a peer that understands it."""
        if peer.speaks_ours:
            self.send((peer.id,), own_frame(kind, content))

    def send_ours(self, kind: Message, content: Mapping[str, Any], *, may_skip: bool = False) -> None:
        """Send one of our own messages to all that understand it."""
        self.send(self.ours(), own_frame(kind, content), may_skip=may_skip)

    def relay(self, updates: list[bytes], behind: bytes, but: int | None) -> None:
        """Send updates as one to all who have the rest; ``behind`` is the vector of one who has all but them."""
        others = tuple(peer.id for peer in self.peers.values() if peer.is_synced and peer.id != but)
        if others:
            frame = sync_frame(Sync.UPDATE, merged(updates))
            self._effects.append(Send(others, frame, may_skip=True, behind=behind))

    def hang_up(self, peer: Peer, code: Close, reason: str) -> None:
        """Close a peer's socket; nothing more of it is read."""
        peer.is_closed = True
        self._effects.append(Hangup(peer.id, code, reason))

    def send_away(self, cause: int, reason: str) -> None:
        """Close everybody: who is the cause for good, the others to come back."""
        for peer in self.peers.values():
            self.hang_up(peer, Close.BAD_FRAME if peer.id == cause else Close.TRY_LATER, reason)
