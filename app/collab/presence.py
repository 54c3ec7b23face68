"""Who is in a room and where: Yjs awareness, told apart per connection and stamped by the server; never stored."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from app.collab.awareness import understood, written
from app.collab.protocol import AwarenessEntry, BadMessage, awareness_frame

MAX_IDS_PER_PEER = 8  # a connection has one, or a second one after a clash of client ids
_GONE = "null"


@dataclass(slots=True)
class _Entry:
    peer: int
    clock: int
    state: str


@dataclass(frozen=True)
class Stamp:
    """What the server says about a person, whatever their browser claims."""

    user_id: str
    name: str
    color: str
    can_write: bool

    @cached_property
    def said(self) -> str:
        """What it says in every presence state: ``"user": {...}`` as JSON, the braces around it left out."""
        user = {"id": self.user_id, "name": self.name, "color": self.color, "colorLight": self.color + "33"}
        return written({"user": user})[1:-1]


class Presence:
    """The awareness states of one room, by client id; each id speaks for the connection that brought it."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._changed: set[int] = set()
        self._causes: set[int] = set()
        self._counts: Counter[int] = Counter()
        self._frame: bytes | None = None

    def hear(self, peer: int, stamp: Stamp, entries: list[AwarenessEntry], owners: dict[int, str]) -> int:
        """Take a peer's states; return how many bytes of them go on to the others.

        Ids of others are passed over: a stock provider repeats what it heard. Raises BadMessage for a state that is
        too large or no object, or too many ids.
        """
        taken = 0
        for entry in entries:
            known = self._entries.get(entry.client_id)
            if owners.get(entry.client_id, stamp.user_id) != stamp.user_id:
                continue
            if known and known.peer != peer and known.state != _GONE:
                continue
            if known and (entry.clock < known.clock or (entry.clock == known.clock and entry.state != _GONE)):
                continue
            if known is None and entry.state == _GONE:
                continue
            if (known is None or known.peer != peer) and self._counts[peer] >= MAX_IDS_PER_PEER:
                raise BadMessage("too many client ids")
            state = _stamped(entry.state, stamp)
            if known and known.peer == peer:
                known.clock, known.state = entry.clock, state
            else:
                self._drop(entry.client_id)
                self._entries[entry.client_id] = _Entry(peer, entry.clock, state)
                self._counts[peer] += 1
            self._changed.add(entry.client_id)
            self._causes.add(peer)
            taken += len(state)
        self._frame = None
        return taken

    def leave(self, peer: int) -> None:
        """Forget a peer; the others learn of it with the next change."""
        self._frame = None
        self._causes.add(peer)
        for client_id, entry in self._entries.items():
            if entry.peer == peer and entry.state != _GONE:
                entry.clock += 1
                entry.state = _GONE
                self._changed.add(client_id)

    def take_changes(self) -> list[AwarenessEntry]:
        """Return what changed since the last call; the gone are then forgotten."""
        changed = [self._as_entry(client_id) for client_id in sorted(self._changed)]
        for entry in changed:
            if entry.state == _GONE:
                self._drop(entry.client_id)
        self._changed.clear()
        self._causes.clear()
        return changed

    def only_cause(self) -> int | None:
        """Return the peer whose states are all that changed since ``take_changes``, None where several have."""
        return next(iter(self._causes)) if len(self._causes) == 1 else None

    def everyone(self) -> list[AwarenessEntry]:
        """Return every living state, for one who has just come."""
        return [self._as_entry(c) for c, entry in sorted(self._entries.items()) if entry.state != _GONE]

    def everyone_frame(self) -> bytes:
        """Return every living state as a frame, built once until something changes."""
        if self._frame is None:
            self._frame = awareness_frame(self.everyone())
        return self._frame

    def _as_entry(self, client_id: int) -> AwarenessEntry:
        entry = self._entries[client_id]
        return AwarenessEntry(client_id, entry.clock, entry.state)

    def _drop(self, client_id: int) -> None:
        if gone := self._entries.pop(client_id, None):
            self._counts[gone.peer] -= 1
            if not self._counts[gone.peer]:
                del self._counts[gone.peer]


def _stamped(state: str, stamp: Stamp) -> str:
    if state == _GONE:
        return state
    told = understood(state, can_write=stamp.can_write)
    return f"{written(told)[:-1]},{stamp.said}}}" if told else f"{{{stamp.said}}}"
