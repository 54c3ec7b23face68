"""What the database holds is read as a stranger's before pycrdt sees it, and an empty document is never taken.

pycrdt asks for as much memory as a damaged count says, and shows what is left where something is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from app.collab.journal import Loaded
from app.collab.lib0 import BadUpdate
from app.collab.structs import UNBOUNDED, Update, decode
from app.errors import Unavailable

log = structlog.get_logger()

_ALWAYS_THERE = ("nodes", "start")


class Damaged(Unavailable):
    """The stored document cannot be read; it is an error and never an empty document."""

    def __init__(self, agent_id: str, reason: str) -> None:
        super().__init__("This flow cannot be opened right now. Ask your administrator.")
        log.error("a stored flow is damaged", agent_id=agent_id, reason=reason)


@dataclass(frozen=True, slots=True)
class Examined:
    """A stored document and its bytes read: the merge first, then the rows in order."""

    loaded: Loaded
    updates: tuple[Update, ...]

    def ends(self) -> Mapping[int, int]:
        """Return for each client id the clock behind its last."""
        ends: dict[int, int] = {}
        for update in self.updates:
            for block in update.blocks:
                last = block.structs[-1]
                ends[block.client] = max(last.clock + last.length, ends.get(block.client, 0))
        return ends


def examine(agent_id: str, loaded: Loaded) -> Examined:
    """Read a stored document whole. Slow where it is large: run it in a thread. Raises Damaged."""
    return Examined(loaded, check(agent_id, loaded.state, [row.update for row in loaded.rows]))


def check(agent_id: str, state: bytes, updates: Sequence[bytes]) -> tuple[Update, ...]:
    """Return the merge and the updates after it, read. Raises Damaged."""
    try:
        found = tuple(decode(data, UNBOUNDED) for data in (state, *updates))
    except BadUpdate as error:
        raise Damaged(agent_id, str(error)) from error
    stored = (struct for block in found[0].blocks for struct in block.structs)
    if not any((struct.parent, struct.key) == _ALWAYS_THERE for struct in stored):
        raise Damaged(agent_id, "its beginning is missing")
    return found
