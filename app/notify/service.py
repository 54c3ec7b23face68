"""The inbox: what happened to the agents while somebody was away."""

from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Invalid
from app.events import NewsRead
from app.flows.history.answers import Person
from app.kit import clock
from app.notify import queries
from app.notify.answers import InboxPage, Item
from app.notify.tables import NewsItem
from app.people import queries as people_queries
from app.people.actor import Actor
from app.people.roles import Permission

MOST_ITEMS = 200


class Inbox:
    """One's own news. What was before somebody joined is not told to them."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def inbox(self, actor: Actor, limit: int = 50) -> InboxPage:
        """Return the newest news, at most ``limit`` and 200, and how much of it all is unread."""
        actor.must(Permission.VIEW)
        most = max(1, min(limit, MOST_ITEMS))

        def work(tx: Tx) -> InboxPage:
            since, seen = _reach(tx, actor)
            news = queries.news_after(tx, actor.workspace_id, since, most)
            unread = queries.count_unread(tx, actor.workspace_id, seen, actor.user_id)
            return InboxPage(tuple(_item(each, seen, actor.user_id) for each in news), unread)

        return await self.db.read(work)

    async def seen(self, actor: Actor, number: int) -> None:
        """Note that one has read everything up to this number; what comes after stays unread."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> None:
            if people_queries.user(tx, actor.user_id) is None:
                raise Invalid("Only a member has an inbox. Sign in as one.")
            since, seen = _reach(tx, actor)
            reached = min(number, queries.highest(tx, actor.workspace_id))
            if reached <= seen:
                return
            queries.keep_mark(tx, actor.user_id, since, reached, clock.now())
            tx.after_commit(NewsRead(actor.workspace_id, actor.user_id))

        await self.db.write(work)


def _reach(tx: Tx, actor: Actor) -> tuple[int, int]:
    """Return after which number this person is told, and up to which they have read."""
    mark = queries.mark(tx, actor.user_id)
    if mark is not None:
        return mark.since, mark.number
    user = people_queries.user(tx, actor.user_id)
    since = queries.highest(tx, actor.workspace_id, before=user.created_at) if user else 0
    return since, since


def _item(row: NewsItem, seen: int, reader_id: str) -> Item:
    mine = row.actor_id == reader_id
    facts = row.facts
    return Item(
        number=row.number,
        agent_id=row.agent_id,
        agent_name=facts["agent"],
        kind=facts["kind"],
        at=row.at,
        actor=Person(row.actor_id, facts["actor"]),
        version=facts["version"],
        was=facts["was"],
        note=facts["note"],
        unread=row.number > seen and not mine,
        mine=mine,
    )
