"""Which numbers lead to an agent, as going live asks it."""

from collections.abc import Collection, Mapping

from app.db.tx import Tx
from app.telephony import queries


class PhoneBook:
    """See flows.live.ports.Phones."""

    def numbers(self, tx: Tx, agent_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """See Phones."""
        found: dict[str, tuple[str, ...]] = {}
        for agent_id, number in queries.numbers_of(tx, agent_ids):
            if agent_id is not None:
                found[agent_id] = (*found.get(agent_id, ()), number)
        return found
