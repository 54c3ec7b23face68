"""The inbox: who did what to which agent, what of it happened while one was away, and the count beside the bell."""

from dataclasses import dataclass

from app.notify.answers import Item
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live, paths
from state.address import is_at
from state.door import door
from state.session import NOBODY, Person, SessionState, person
from state.times import iso
from state.words import news


@dataclass(frozen=True)
class NewsRow:
    """One act. ``words`` stand after the person's name; ``href`` shows what it changed. Number 0 is none at all."""

    number: int = 0
    agent_id: str = ""
    agent: str = ""
    kind: str = ""
    at: str = ""
    person: Person = NOBODY
    words: str = ""
    note: str = ""
    href: str = ""
    unread: bool = False
    mine: bool = False


NO_NEWS = NewsRow()


class InboxState(SessionState):
    """What the inbox holds, and what every page knows of it: ``unread`` beside the bell, ``banner`` for the newest act.

    ``_heard`` is the number of the newest act this tab knows: what comes after it is news.
    """

    fresh: list[NewsRow] = []
    rows: list[NewsRow] = []
    unread: int = 0
    workspace: str = ""
    banner: NewsRow = NO_NEWS
    _heard: int = -1
    ready: bool = False
    problem: str = ""

    @door(Permission.VIEW)
    async def arrive(self, who: Actor) -> None:
        """Have this tab, on whichever page, told of the news: also of what happened while it was not connected."""
        tab = self.router.session.client_token
        live.watch(tab, who.workspace_id, InboxState.hear, live.STATUS, live.inbox_of(who.user_id))
        self.workspace = await services().people.workspace_name(who)
        await self._listen(who)

    @door(Permission.VIEW)
    async def hear(self, who: Actor) -> None:
        """Read the newest act and the count, after a nudge."""
        await self._listen(who)

    @door(Permission.VIEW)
    async def dismiss(self, who: Actor) -> None:
        """Take the banner away."""
        self.banner = NO_NEWS

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read the inbox, and have all of it seen."""
        self.fresh = []
        live.watch(self.router.session.client_token, who.workspace_id, InboxState.refresh, live.STATUS)
        await self._open(who)

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again while the inbox is open; what was unread when it was opened stays where it is."""
        if not is_at(self, paths.INBOX):
            live.forget(self.router.session.client_token, InboxState.refresh)
            return
        await self._open(who)

    async def _listen(self, who: Actor) -> None:
        page = await services().inbox.inbox(who, limit=1)
        if page.items and 0 <= self._heard < page.newest:
            self.banner = _row(page.items[0])
        self.unread, self._heard = page.unread, page.newest

    async def _open(self, who: Actor) -> None:
        page = await services().inbox.inbox(who)
        was_fresh = {row.number for row in self.fresh}
        rows = [_row(item, item.number in was_fresh) for item in page.items]
        self.fresh = [row for row in rows if row.unread]
        self.rows = [row for row in rows if not row.unread]
        if page.unread:
            await services().inbox.seen(who, page.newest)
        self.ready, self.problem, self.unread = True, "", 0
        self.banner, self._heard = NO_NEWS, page.newest


def _row(item: Item, is_fresh: bool = False) -> NewsRow:
    return NewsRow(
        number=item.number,
        agent_id=item.agent_id,
        agent=item.agent_name,
        kind=item.kind,
        at=iso(item.at),
        person=person(item.actor.id, item.actor.name),
        words=news(item.kind, item.agent_name, item.version, item.was),
        note=item.note,
        href=_difference(item),
        unread=(item.unread or is_fresh) and not item.mine,
        mine=item.mine,
    )


def _difference(item: Item) -> str:
    """Return where the difference is seen that callers notice; there is none where nothing replaced anything."""
    path = paths.history(item.agent_id)
    if item.was and item.version and item.was != item.version:
        return f"{path}?older={item.was}&newer={item.version}"
    return path
