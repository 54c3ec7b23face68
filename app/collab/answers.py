"""What is answered to a question: a state vector in, the frame with what its sender lacks out.

The last answers are kept until the document changes, and shared by all who lack the same: sixty viewers of a large
flow hold one copy.
"""

import re
from collections import OrderedDict
from typing import TypeAlias

from app.collab.audience import Audience
from app.collab.effects import Report
from app.collab.live_document import LiveDocument
from app.collab.peer import Peer
from app.collab.protocol import BadMessage, Close, Sync, check_vector, sync_frame

MAX_STRANGERS = (
    1_000  # client ids that the document does not know: what was made and not sent, or lost by a restore
)
MOST_PAIR_BYTES = 16
MAX_KEPT = 4
# Measured, rounded up. What is answered is read from the whole document; what is sent is copied to the socket.
READ_SECONDS_PER_BYTE = 10e-9
SEND_SECONDS_PER_BYTE = 2e-9
_NUMBER = re.compile(rb"[\x80-\xff]*[\x00-\x7f]", re.DOTALL)

_Known: TypeAlias = frozenset[tuple[bytes, bytes]]


class Answers:
    """The answers of one document."""

    def __init__(self, document: LiveDocument) -> None:
        self._document = document
        self._changes = -1
        self._clocks: dict[bytes, bytes] = {}
        self._kept: OrderedDict[_Known, bytes] = OrderedDict()

    def check(self, vector: bytes) -> None:
        """Raise BadMessage unless this may be a vector of this document; its length alone says most."""
        if len(vector) > MOST_PAIR_BYTES * (self._document.client_count() + MAX_STRANGERS):
            raise BadMessage("a state vector of another document")
        check_vector(vector)

    def answer(self, audience: Audience, peer: Peer, vector: bytes) -> float:
        """Send a peer what it lacks, or away if its vector is none; return what that cost in seconds."""
        try:
            frame, seconds = self.frame(vector)
        except (BadMessage, ValueError) as error:
            audience.hang_up(peer, Close.BAD_FRAME, str(error))
            return 0.0
        except BaseException as error:  # pycrdt's panics are no Exceptions
            audience.do(Report("a question could not be answered", error))
            audience.hang_up(peer, Close.BAD_FRAME, "This could not be understood.")
            return 0.0
        peer.is_synced = True
        peer.cost_seconds += seconds
        audience.send((peer.id,), frame)
        return seconds

    def frame(self, vector: bytes) -> tuple[bytes, float]:
        """Return the answer, and what it costs in seconds. Raises BadMessage or ValueError for a bad vector."""
        if self._changes != self._document.changes:
            self._changes = self._document.changes
            self._kept.clear()
            self._clocks = dict(_pairs(self._document.vector()))
        known = self._known(vector)
        frame, cost = self._kept.get(known), 0.0
        if frame is None:
            frame = sync_frame(Sync.STEP2, self._document.difference(vector))
            cost = (self._document.size_bytes + len(vector)) * READ_SECONDS_PER_BYTE
            self._kept[known] = frame
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(known)
        return frame, cost + len(frame) * SEND_SECONDS_PER_BYTE

    def _known(self, vector: bytes) -> _Known:
        """What a vector says of clients that the document knows: nothing else matters to the answer."""
        pairs = _pairs(vector)
        if len(pairs) > len(self._clocks) + MAX_STRANGERS:
            raise BadMessage("a state vector of another document")
        return frozenset(pair for pair in pairs if pair[0] in self._clocks)


def _pairs(vector: bytes) -> list[tuple[bytes, bytes]]:
    """Client ids and clocks as they are spelt: the order on the wire is arbitrary."""
    numbers = iter(_NUMBER.findall(vector)[1:])
    return list(zip(numbers, numbers, strict=True))
