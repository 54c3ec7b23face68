"""Takes the wishes to save a version, has them carried out in turn, and answers everybody who asked."""

from collections.abc import Callable
from typing import Any

from app.collab.audience import Audience
from app.collab.effects import SaveVersion
from app.collab.peer import Peer
from app.collab.protocol import Message, read_json
from app.collab.saves import Saves, Wish
from app.errors import Invalid
from app.flows import notes

MAX_SAVE_BYTES = 64_000
MAX_REQUEST_CHARS = 64
# What a version costs beside the merge: reading it once more, comparing, a transaction.
SAVE_SECONDS = 0.01
SAVE_SECONDS_PER_BYTE = 50e-9

Tell = Callable[[Peer, dict[str, Any]], None]
"""Message 102 for one peer, with these words more."""


class SaveDesk:
    """One room's."""

    def __init__(self, audience: Audience, tell_saved: Tell) -> None:
        self._audience = audience
        self._tell_saved = tell_saved
        self.saves = Saves()

    def hear(self, peer: Peer, payload: bytes) -> Wish | None:
        """Read a wish; one that may not be is answered at once. Raises BadMessage."""
        asked = read_json(payload, MAX_SAVE_BYTES)
        request, note = str(asked.get("id", ""))[:MAX_REQUEST_CHARS], asked.get("note", "")
        if not peer.stamp.can_write:
            self._refuse(peer, request, "forbidden", "You may look at this flow, not save it.")
            return None
        try:
            return Wish(peer.id, peer.stamp.user_id, request, notes.clean(note))
        except Invalid as error:
            self._refuse(peer, request, error.code, error.message)
            return None

    def take(self, wish: Wish, seq: int) -> None:
        """Everything up to ``seq`` is committed, all of the asker's edits among it."""
        self.saves.add(wish, seq)

    def tick(self, now: float, *, is_stored: bool, size_bytes: int) -> None:
        """Begin the next save if one is due."""
        wishes = self.saves.begin(now, self._audience.peers.keys())
        if not wishes:
            return
        wish = wishes[-1]
        if (known := self.saves.known()) is not None:
            self.saved(known, now)
            return
        peer = self._audience.peers[wish.peer]
        peer.cost_seconds += SAVE_SECONDS + size_bytes * SAVE_SECONDS_PER_BYTE
        self._audience.do(SaveVersion(wish.peer, wish.request, wish.note, is_stored))

    def saved(self, answer: dict[str, Any], now: float) -> None:
        """The save that runs is done: answer everybody for whom it was."""
        for wish in self.saves.end(now, answer):
            if peer := self._audience.peers.get(wish.peer):
                self._tell_saved(peer, answer | {"id": wish.request})

    def failed(self, code: str, message: str, now: float) -> None:
        """The save that runs has failed: tell everybody for whom it was."""
        for wish in self.saves.end(now, None):
            if peer := self._audience.peers.get(wish.peer):
                self._refuse(peer, wish.request, code, message)

    def _refuse(self, peer: Peer, request: str, code: str, message: str) -> None:
        self._audience.send_own(peer, Message.FAILED, {"id": request, "code": code, "message": message})
