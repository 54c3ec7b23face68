"""The news of going live: written in the act's own transaction, so that one never comes without the other."""

from app.db.tx import Tx
from app.flows.history.answers import Person
from app.flows.live.ports import Delivery
from app.flows.live.ports import News as Told
from app.kit.ids import new_id
from app.notify import queries
from app.notify.tables import InboxMark, NewsItem
from app.people import queries as people_queries

INBOX = "inbox"


class News:
    """See flows.live.ports.Newsroom. Everybody of the workspace is told; the inbox is the first channel."""

    def tell(self, tx: Tx, news: Told) -> None:
        """See Newsroom. Holds the workspace's row, after the agent's: its news are numbered without a gap."""
        people_queries.lock_workspace(tx, news.workspace_id)
        tx.add(
            NewsItem(
                id=new_id("ne"),
                workspace_id=news.workspace_id,
                number=queries.next_number(tx, news.workspace_id),
                agent_id=news.agent_id,
                act_id=news.act.id,
                actor_id=news.act.actor.id,
                at=news.act.at,
                facts={
                    "agent": news.agent_name,
                    "kind": news.act.kind,
                    "actor": news.act.actor.name,
                    "version": news.act.version,
                    "was": news.act.was,
                    "note": news.act.note,
                },
            )
        )
        tx.flush()

    def readers(self, tx: Tx, workspace_id: str) -> tuple[Person, ...]:
        """See Newsroom."""
        return tuple(Person(user.id, user.name) for user, _ in queries.members(tx, workspace_id))

    def deliveries(self, tx: Tx, act_id: str) -> tuple[Delivery, ...]:
        """See Newsroom. Whoever acted knows it already; whoever joined later was not told."""
        item = queries.news_of(tx, act_id)
        if item is None:
            return ()
        return tuple(
            _delivery(Person(user.id, user.name), item, mark)
            for user, mark in queries.members(tx, item.workspace_id)
            if user.id != item.actor_id and user.created_at <= item.at
        )


def _delivery(to: Person, item: NewsItem, mark: InboxMark | None) -> Delivery:
    has_seen = mark is not None and mark.number >= item.number
    return Delivery(to, INBOX, item.at, mark.seen_at if mark is not None and has_seen else None)
