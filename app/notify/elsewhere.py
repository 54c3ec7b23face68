"""Hears of acts that another process did, the command line for one: without this the open pages would not know."""

from app.db.engine import Database
from app.db.tx import Tx
from app.events import AgentStatusChanged, Events
from app.notify import queries

EVERY_SECONDS = 0.5  # everybody agrees within a second, whoever acted and from where


class Elsewhere:
    """Looks whether the news went on. Acts of this very process are told twice, which costs the pages one look."""

    def __init__(self, db: Database, events: Events) -> None:
        self._db = db
        self._events = events
        self._heard: dict[str, int] | None = None

    async def look(self) -> None:
        """Tell which agents somebody switched since the last look; the first one only learns how far the news are."""

        def work(tx: Tx) -> tuple[dict[str, int], set[tuple[str, str]]]:
            now, heard = queries.highest_of_all(tx), self._heard
            if heard is None:
                return now, set()
            ahead = [each for each, number in now.items() if number > heard.get(each, 0)]
            return now, {
                (place, agent)
                for place in ahead
                for agent in queries.agents_after(tx, place, heard.get(place, 0))
            }

        self._heard, switched = await self._db.read(work)
        for workspace_id, agent_id in sorted(switched):
            self._events.tell(AgentStatusChanged(workspace_id, agent_id))
