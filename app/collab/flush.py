"""What is committed together, and what waits for it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from pycrdt import merge_updates

from app.collab.guard import Accepted, Refused
from app.collab.journal import Entry
from app.collab.live_document import LiveDocument
from app.collab.saves import Wish
from app.collab.structs import FIRST_SYNC

MAX_NEW_CLIENT_IDS = 32  # a browser takes a new one at each load; more from one socket is an attack


@dataclass(frozen=True, slots=True)
class Piece:
    """What the guard accepted and who brought it.

    Only ``accepted.update`` goes on, never the frame: what a frame repeats may be forged, and merging could keep it.
    """

    peer: int
    user_id: str
    accepted: Accepted


@dataclass(slots=True)
class Flush:
    """``acks`` are peer to message number, ``syncs`` peer to its vector, answered when it is committed.

    ``behind`` is the state vector of one who has everything before it.
    """

    pieces: list[Piece] = field(default_factory=list[Piece])
    acks: dict[int, int] = field(default_factory=dict[int, int])
    syncs: dict[int, bytes] = field(default_factory=dict[int, bytes])
    saves: list[Wish] = field(default_factory=list[Wish])
    behind: bytes = b""

    def is_empty(self) -> bool:
        """Whether nobody waits for it."""
        return not (self.pieces or self.acks or self.syncs or self.saves)

    def only_sender(self) -> int | None:
        """Return the peer that brought everything, None if there are several."""
        senders = {piece.peer for piece in self.pieces}
        return senders.pop() if len(senders) == 1 else None

    def forget(self, peers: Collection[int]) -> None:
        """Leave out what these peers bring and wait for."""
        self.pieces = [piece for piece in self.pieces if piece.peer not in peers]
        self.saves = [wish for wish in self.saves if wish.peer not in peers]
        for peer in peers:
            self.acks.pop(peer, None)
            self.syncs.pop(peer, None)

    def check_again(self, document: LiveDocument) -> dict[int, Refused]:
        """Have another copy of the document accept everything; return who is refused and left out, and why."""
        refused: dict[int, Refused] = {}
        pieces: list[Piece] = []
        for piece in self.pieces:
            try:
                again = document.check(piece.accepted.update, piece.user_id, FIRST_SYNC, MAX_NEW_CLIENT_IDS)
                pieces.append(replace(piece, accepted=again))
            except Refused as error:
                refused[piece.peer] = error
        self.pieces = pieces
        self.forget(refused)
        return refused

    def entries(self) -> tuple[Entry, ...]:
        """Return one entry per user, in the order of their first update.

        Updates of different users in one flush cannot depend on each other: neither has been relayed yet.
        """
        by_user: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            by_user.setdefault(piece.user_id, []).append(piece)
        return tuple(
            Entry(
                user_id,
                merged([piece.accepted.update for piece in pieces]),
                frozenset(place for piece in pieces for place in piece.accepted.touched),
                tuple(client for piece in pieces for client in piece.accepted.new_client_ids),
            )
            for user_id, pieces in by_user.items()
        )


def merged(updates: list[bytes]) -> bytes:
    """Return one update for several."""
    return updates[0] if len(updates) == 1 else merge_updates(*updates)
