"""What the database holds is read as a stranger's before pycrdt sees it, and an empty document is never taken.

pycrdt asks for as much memory as a damaged count says, and shows what is left where something is missing. These are
jobs for a worker: what is stored may keep native code busy for long, or end the process.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.collab import compaction
from app.collab.compaction import Merge
from app.collab.journal import Loaded
from app.collab.ledger import Ledger
from app.collab.lib0 import BadUpdate
from app.collab.structs import UNBOUNDED, Update, decode, decode_deletes
from app.flows.documents import Damaged, Raw
from app.flows.limits import DOCUMENT_VALUES
from app.worker_pool import JobFailed

__all__ = [
    "Damaged",
    "Examined",
    "Opening",
    "check",
    "examine",
    "make_ledger",
    "merge",
    "open_stored",
    "whole",
]

_ALWAYS_THERE = ("nodes", "start")
SLOW_LOAD_SECONDS = 0.1  # what is stored is compacted first where applying it takes longer
MAX_LOAD_SECONDS = 1.0  # of the loop, once: beyond it a document is not opened
MOST_VALUES = 2 * DOCUMENT_VALUES  # some 40 bytes each for as long as it is open


@dataclass(frozen=True, slots=True)
class Opening:
    """What was found where a stored document was applied for trial.

    ``ends`` is for each client id the clock behind its last; ``state`` stands for what is stored, None where that
    is as good; ``load_seconds`` is what applying it costs, ``structs`` how many it has; ``digest`` is of the merge
    that was read.
    """

    ends: Mapping[int, int]
    state: bytes | None
    load_seconds: float
    structs: int
    values: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A stored document and what was found in it."""

    loaded: Loaded
    opening: Opening

    @property
    def size_bytes(self) -> int:
        """How much is stored."""
        return len(self.loaded.state) + sum(len(row.update) for row in self.loaded.rows)

    @property
    def updates(self) -> tuple[bytes, ...]:
        """What to apply, in order."""
        if self.opening.state is not None:
            return (self.opening.state,)
        return (self.loaded.state, *(row.update for row in self.loaded.rows))


def examine(agent_id: str, loaded: Loaded) -> Examined:
    """Read a stored document whole, in this process. Raises Damaged or JobFailed."""
    return Examined(loaded, open_stored(loaded.state, [row.update for row in loaded.rows]))


def open_stored(state: bytes, updates: Sequence[bytes]) -> Opening:
    """Apply a stored document for trial. Raises Damaged, or JobFailed where nobody could be asked to open it."""
    found = check(state, updates)
    values = sum(update.values for update in found)
    if values > MOST_VALUES:
        raise JobFailed(f"its {values:,} values would need too much memory")
    ends, structs = (
        compaction.ends_of(found),
        sum(len(block.structs) for update in found for block in update.blocks),
    )
    began = time.process_time()
    doc = compaction.load(state, updates)
    load_seconds = time.process_time() - began
    if compaction.vector(doc.get_state()) != ends:
        raise Damaged("something is missing in it")
    compact = None
    if load_seconds > SLOW_LOAD_SECONDS and updates:
        merged = compaction.merge(state, updates, 0)
        compact, load_seconds = merged.state, merged.load_seconds
    if load_seconds > MAX_LOAD_SECONDS:
        raise JobFailed(f"applying it takes {load_seconds:.1f} s")
    return Opening(ends, compact, load_seconds, structs, values, compaction.digest_of(state))


def make_ledger(updates: Sequence[bytes], lost: bytes) -> Ledger:
    """Return the mirror of what was checked already; ``lost`` is what the document deletes. Raises ValueError."""
    ledger = Ledger.of(decode(update, UNBOUNDED) for update in updates)
    ledger.learn(decode_deletes(lost))
    return ledger


def merge(state: bytes, updates: Sequence[bytes], seq: int, known: str = "") -> Merge:
    """Merge and verify a stored document; ``known`` is the digest of a state that was read before.

    Raises Damaged or LossyMerge.
    """
    if not known or compaction.digest_of(state) != known:
        check(state, updates)
    try:
        return compaction.merge(state, updates, seq)
    except BadUpdate as error:
        raise Damaged(str(error)) from error


def whole(raw: Raw) -> bytes:
    """Return a stored document as one Yjs state. Raises Damaged."""
    check(raw.state, raw.updates)
    return compaction.load(raw.state, raw.updates).get_update() if raw.updates else raw.state


def check(state: bytes, updates: Sequence[bytes]) -> tuple[Update, ...]:
    """Return the merge and the updates after it, read. Raises Damaged."""
    found = _read((state, *updates))
    stored = (struct for block in found[0].blocks for struct in block.structs)
    if not any((struct.parent, struct.key) == _ALWAYS_THERE for struct in stored):
        raise Damaged("its beginning is missing")
    return found


def _read(updates: Sequence[bytes]) -> tuple[Update, ...]:
    try:
        return tuple(decode(data, UNBOUNDED) for data in updates)
    except BadUpdate as error:
        raise Damaged(str(error)) from error
