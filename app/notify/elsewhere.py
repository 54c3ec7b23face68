"""Hears of acts that another process did, the command line for one: without this the open pages would not know."""

import asyncio

import structlog

from app.db.engine import Database
from app.db.tx import Tx
from app.errors import AppError
from app.events import AgentStatusChanged, Events
from app.notify import queries

log = structlog.get_logger()

EVERY_SECONDS = 0.5  # everybody agrees within a second, whoever acted and from where


class Elsewhere:
    """Looks whether the news went on. Acts of this very process are told twice, which costs the pages one look."""

    def __init__(self, db: Database, events: Events) -> None:
        self._db = db
        self._events = events
        self._heard: dict[str, int] = {}

    async def watch(self) -> None:
        """Look until cancelled; a database that is away is asked again."""
        is_first = True
        while True:
            try:
                await self.look(is_first=is_first)
                is_first = False
            except AppError as error:
                log.warning("could not look for news", error=error.message)
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self, *, is_first: bool = False) -> None:
        """Tell which agents somebody switched since the last look; the first one only learns how far the news are."""

        def work(tx: Tx) -> tuple[dict[str, int], set[tuple[str, str]]]:
            now = queries.highest_of_all(tx)
            if is_first:
                return now, set()
            ahead = [each for each, number in now.items() if number > self._heard.get(each, 0)]
            return now, {
                (place, agent)
                for place in ahead
                for agent in queries.agents_after(tx, place, self._heard.get(place, 0))
            }

        self._heard, switched = await self._db.read(work)
        for workspace_id, agent_id in sorted(switched):
            self._events.tell(AgentStatusChanged(workspace_id, agent_id))
