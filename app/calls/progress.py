"""How many calls an agent holds now, as going live asks it."""

from collections.abc import Collection, Mapping

from app.calls import queries
from app.db.tx import Tx


class CallsInProgress:
    """See flows.live.ports.Calls."""

    def in_progress(self, tx: Tx, agent_ids: Collection[str]) -> Mapping[str, int]:
        """See Calls."""
        return dict(queries.in_progress(tx, agent_ids))
