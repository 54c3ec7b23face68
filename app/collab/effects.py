"""What a room wants done. The room itself does nothing; its shell carries these out in order."""

from dataclasses import dataclass
from typing import TypeAlias

from app.collab.journal import Entry
from app.collab.protocol import Close


@dataclass(frozen=True, slots=True)
class Send:
    """One prebuilt frame for these peers.

    ``may_skip``: a slow peer need not have it. ``behind`` is the state vector of one who has all but this frame,
    from which a peer that skipped it is caught up later.
    """

    peers: tuple[int, ...]
    frame: bytes
    may_skip: bool = False
    behind: bytes | None = None


@dataclass(frozen=True, slots=True)
class Hangup:
    """Close a peer's socket; nothing after it on that socket is read."""

    peer: int
    code: Close
    reason: str


@dataclass(frozen=True, slots=True)
class Commit:
    """Append these to the journal, again and again until it succeeds, then call ``committed``."""

    known_seq: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pull:
    """Read what others wrote after ``known_seq``, again and again until it succeeds, then call ``pulled``."""

    known_seq: int


@dataclass(frozen=True, slots=True)
class Store:
    """Merge and store the document, then call ``stored``."""


@dataclass(frozen=True, slots=True)
class SaveVersion:
    """Somebody pressed Save: store the document unless it ``is_stored``, keep a version, call ``version_saved``."""

    peer: int
    request: str
    note: str
    is_stored: bool = False


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Apply the rules to this committed Yjs state, then call ``evaluated``."""

    state: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """Write down a mistake of ours that closed one connection; the room goes on."""

    what: str
    error: BaseException


Effect: TypeAlias = Send | Hangup | Commit | Pull | Store | SaveVersion | Evaluate | Report
