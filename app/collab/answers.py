"""What is answered to a question: a state vector in, the frame with what its sender lacks out.

Who has nothing and who has everything get bytes that were prepared once and are shared by all who ask, until the
document changes: sixty viewers of a large flow hold one copy.
"""

import re

from app.collab.live_document import LiveDocument
from app.collab.protocol import Sync, check_vector, sync_frame

NOTHING = b"\x00"  # the vector of one who has nothing
# Measured, rounded up. What is answered is read from the whole document; what is sent is copied to the socket.
READ_SECONDS_PER_BYTE = 10e-9
SEND_SECONDS_PER_BYTE = 2e-9
_NUMBER = re.compile(rb"[\x80-\xff]*[\x00-\x7f]", re.DOTALL)


class Answers:
    """The answers of one document."""

    def __init__(self, document: LiveDocument) -> None:
        self._document = document
        self._changes = -1
        self._all: bytes | None = None
        self._none: bytes | None = None
        self._vector: frozenset[tuple[bytes, bytes]] = frozenset()

    def frame(self, vector: bytes) -> tuple[bytes, float]:
        """Return the answer, and what it costs in seconds. Raises BadMessage or ValueError for a bad vector."""
        self._refresh()
        cost = 0.0
        if vector == NOTHING:
            if self._all is None:
                self._all, cost = self._prepared(vector)
            frame = self._all
        elif _pairs(vector) == self._vector:
            if self._none is None:
                self._none, cost = self._prepared(vector)
            frame = self._none
        else:
            frame, cost = self._prepared(vector)
        return frame, cost + len(frame) * SEND_SECONDS_PER_BYTE

    def _refresh(self) -> None:
        if self._changes != self._document.changes:
            self._changes = self._document.changes
            self._all = self._none = None
            self._vector = _pairs(self._document.vector())

    def _prepared(self, vector: bytes) -> tuple[bytes, float]:
        frame = sync_frame(Sync.STEP2, self._document.difference(vector))
        return frame, (self._document.size_bytes + len(vector)) * READ_SECONDS_PER_BYTE


def _pairs(vector: bytes) -> frozenset[tuple[bytes, bytes]]:
    """Client ids and clocks as they are spelt: the order on the wire is arbitrary. Raises BadMessage."""
    check_vector(vector)
    numbers = iter(_NUMBER.findall(vector)[1:])
    return frozenset(zip(numbers, numbers, strict=True))
