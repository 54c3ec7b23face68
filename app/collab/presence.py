"""Who is in a room and where: Yjs awareness, told apart per connection and stamped by the server; never stored."""

import json
from dataclasses import dataclass
from typing import Any

from app.collab.protocol import AwarenessEntry, BadMessage

MAX_STATE_BYTES = 4096
MAX_IDS_PER_PEER = 32
_VIEWER_KEYS = frozenset({"pointer", "selection"})
_GONE = "null"


@dataclass(slots=True)
class _Entry:
    peer: int
    clock: int
    state: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the server says about a person, whatever their browser claims."""

    user_id: str
    name: str
    color: str
    can_write: bool


class Presence:
    """The awareness states of one room, by client id; each id speaks for the connection that brought it."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._changed: set[int] = set()

    def hear(self, peer: int, stamp: Stamp, entries: list[AwarenessEntry], owners: dict[int, str]) -> None:
        """Take a peer's states. Ids of others are passed over: a stock provider repeats what it heard.

        Raises BadMessage for a state that is too large or no object, or too many ids.
        """
        for entry in entries:
            known = self._entries.get(entry.client_id)
            if owners.get(entry.client_id, stamp.user_id) != stamp.user_id:
                continue
            if known and known.peer != peer and known.state != _GONE:
                continue
            if known and (entry.clock < known.clock or (entry.clock == known.clock and entry.state != _GONE)):
                continue
            if known is None and self._count(peer) >= MAX_IDS_PER_PEER:
                raise BadMessage("too many client ids")
            self._entries[entry.client_id] = _Entry(peer, entry.clock, _stamped(entry.state, stamp))
            self._changed.add(entry.client_id)

    def leave(self, peer: int) -> None:
        """Forget a peer; the others learn of it with the next change."""
        for client_id, entry in self._entries.items():
            if entry.peer == peer and entry.state != _GONE:
                entry.clock += 1
                entry.state = _GONE
                self._changed.add(client_id)

    def restamp(self, peer: int, stamp: Stamp) -> None:
        """Put a peer's new name or colour on what it said before."""
        for client_id, entry in self._entries.items():
            if entry.peer == peer and entry.state != _GONE:
                entry.clock += 1
                entry.state = _stamped(entry.state, stamp)
                self._changed.add(client_id)

    def take_changes(self) -> list[AwarenessEntry]:
        """Return what changed since the last call; the gone are then forgotten."""
        changed = [self._as_entry(client_id) for client_id in sorted(self._changed)]
        for entry in changed:
            if entry.state == _GONE:
                del self._entries[entry.client_id]
        self._changed.clear()
        return changed

    def everyone(self) -> list[AwarenessEntry]:
        """Return every living state, for one who has just come."""
        return [self._as_entry(c) for c, entry in sorted(self._entries.items()) if entry.state != _GONE]

    def _as_entry(self, client_id: int) -> AwarenessEntry:
        entry = self._entries[client_id]
        return AwarenessEntry(client_id, entry.clock, entry.state)

    def _count(self, peer: int) -> int:
        return sum(1 for entry in self._entries.values() if entry.peer == peer)


def _stamped(state: str, stamp: Stamp) -> str:
    if state == _GONE:
        return state
    if len(state.encode()) > MAX_STATE_BYTES:
        raise BadMessage("awareness state too long")
    try:
        said: Any = json.loads(state)
    except (ValueError, RecursionError):
        raise BadMessage("awareness state is not JSON") from None
    if not isinstance(said, dict):
        raise BadMessage("awareness state is not an object")
    kept: dict[str, Any] = {
        key: value
        for key, value in said.items()  # pyright: ignore[reportUnknownVariableType]
        if stamp.can_write or key in _VIEWER_KEYS
    }
    kept["user"] = {
        "id": stamp.user_id,
        "name": stamp.name,
        "color": stamp.color,
        "colorLight": stamp.color + "33",
    }
    return json.dumps(kept, separators=(",", ":"))
