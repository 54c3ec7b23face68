"""A workspace that goes live: people of every role, an agent that is ready, and everything that was told."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, cast

from pycrdt import Doc, Map, Text
from sqlmodel import SQLModel, col, select

from app.audit.tables import AuditEntry
from app.audit.trail import AuditTrail
from app.calls.progress import CallsInProgress
from app.calls.routing import NoRoute, Route, route
from app.calls.tables import Call
from app.collab.journal_sql import SqlDocuments
from app.db.engine import Database
from app.events import (
    AgentErased,
    AgentListChanged,
    AgentStatusChanged,
    Event,
    Events,
    NewsRead,
    VersionsChanged,
)
from app.flows import versions
from app.flows.answers import AgentState
from app.flows.drafts import Drafts
from app.flows.history.service import Versions
from app.flows.live.answers import Seen, Switched
from app.flows.live.lifecycle import KINDS
from app.flows.live.service import GoLive
from app.flows.service import Flows
from app.flows.tables import Agent, HistoryEvent, Version
from app.kit import clock
from app.kit.ids import new_id
from app.notify.newsroom import News
from app.notify.service import Inbox
from app.notify.tables import NewsItem
from app.people.actor import Actor
from app.people.roles import Role
from app.people.tables import User, Workspace
from app.settings import Settings
from app.telephony.phones import PhoneBook
from app.telephony.service import Numbers
from tests.builders import an_actor

OLGA = an_actor(name="Olga")
ADA = an_actor(Role.ADMIN, name="Ada")
MAX = an_actor(Role.ADMIN, name="Max")
PIA = an_actor(Role.PUBLISHER, name="Pia")
BEN = an_actor(Role.EDITOR, name="Ben")
VERA = an_actor(Role.VIEWER, name="Vera")
TEAM = (OLGA, ADA, MAX, PIA, BEN, VERA)
ZOE = an_actor(workspace_id="wo_other", name="Zoe")
NUMBER = "+15550100100"
DRAFT = Seen("draft", None)
TOLD = (AgentErased, AgentStatusChanged, VersionsChanged, AgentListChanged, NewsRead)

Roots = dict[str, Any]
Change = Callable[[Roots], None]


class LiveWorld:
    """Real services on a database in a folder; the documents are the real ones too."""

    def __init__(self, folder: Path) -> None:
        events = Events()
        self.told: list[Event] = []
        for kind in TOLD:
            events.on(kind, self.told.append)
        self.db = open_database(folder, events)
        self._other = open_database(folder, events)
        self.documents = SqlDocuments()
        self.flows = Flows(self.db, self.documents)
        self.versions = Versions(self.db, self.documents, Drafts(self.db, self.documents))
        self.numbers = Numbers(self.db)
        self.inbox = Inbox(self.db)
        self.audit = AuditTrail(self.db)
        self.live = a_service(self.db)

    def another_process(self, **more: Any) -> GoLive:
        """A service with threads and connections of its own, which remembers nothing of what this one saw."""
        return a_service(self._other, **more)

    def close(self) -> None:
        self.db.close()
        self._other.close()

    async def begin(self) -> "LiveWorld":
        SQLModel.metadata.create_all(self.db.engine)

        def work(tx: Any) -> None:
            for place in ("wo_harbour", "wo_other"):
                tx.add(Workspace(id=place, name=place, created_at=clock.now()))
            tx.flush()
            for actor in (*TEAM, ZOE):
                tx.add(a_row_of(actor))

        await self.db.write(work)
        return self

    async def ready(self, name: str = "Front desk", number: str = NUMBER) -> str:
        """Make an agent with nothing in its way, and return its id."""
        agent_id = (await self.flows.create(OLGA, name)).id
        await self.edit(agent_id, OLGA, write_setting("system_prompt", "You are the receptionist."))
        await self.edit(agent_id, OLGA, set_setting("voice", "Katie"))
        added = await self.numbers.add(OLGA, number)
        await self.numbers.assign(OLGA, added.id, agent_id)
        self.told.clear()
        return agent_id

    async def active(self) -> str:
        """Make an agent whose version 1 is live."""
        agent_id = await self.ready()
        await self.activate(agent_id)
        return agent_id

    async def edit(
        self, agent_id: str, actor: Actor, change: Change, touched: Collection[tuple[str, str]] = ()
    ) -> None:
        """Change the draft as a teammate's browser would."""

        def work(tx: Any) -> None:
            doc: Doc[Any] = Doc()
            doc.apply_update(self.documents.read(tx, agent_id))
            before = doc.get_state()
            with doc.transaction(origin="test"):
                change(_roots(doc))
            self.documents.write(tx, agent_id, actor.user_id, doc.get_update(before), touched)

        await self.db.write(work)

    async def prompt(self, agent_id: str, words: str, actor: Actor = BEN) -> None:
        """Have somebody rewrite the conversation's prompt."""
        touched = [("nodes/n_conversation", "prompt")]
        await self.edit(agent_id, actor, write_node("n_conversation", "prompt", words), touched)

    async def restore(self, agent_id: str, version: int, actor: Actor = BEN) -> None:
        """Bring a version back into the draft."""
        await self.versions.restore(actor, agent_id, version)

    async def seen(self, agent_id: str) -> Seen:
        status = await self.live.status(OLGA, agent_id)
        return Seen(status.state, status.live_version)

    async def activate(self, agent_id: str, actor: Actor = PIA, version: int | None = None) -> Switched:
        review = await self.live.review(actor, agent_id, version)
        seen = Seen(review.status.state, review.status.live_version)
        return await self.live.activate(
            actor, agent_id, seen=seen, reviewed_hash=review.hash, version=version, key=new_id("key")
        )

    async def publish(self, agent_id: str, actor: Actor = PIA) -> Switched:
        review = await self.live.review(actor, agent_id)
        seen = Seen(review.status.state, review.status.live_version)
        return await self.live.publish(
            actor, agent_id, seen=seen, reviewed_hash=review.hash, key=new_id("key")
        )

    async def deactivate(self, agent_id: str, actor: Actor = PIA) -> Switched:
        return await self.live.deactivate(actor, agent_id, seen=await self.seen(agent_id), key=new_id("key"))

    async def roll_back(self, agent_id: str, version: int, actor: Actor = PIA) -> Switched:
        return await self.live.roll_back(
            actor, agent_id, version, seen=await self.seen(agent_id), key=new_id("key")
        )

    async def call(self, agent_id: str) -> None:
        """Have a call begin that goes on."""

        def work(tx: Any) -> None:
            version_id = tx.get(Agent, agent_id).live_version_id
            tx.add(Call(id=new_id("ca"), agent_id=agent_id, version_id=version_id, began_at=clock.now()))

        await self.db.write(work)

    async def route(self, number: str = NUMBER) -> Route | NoRoute:
        return await self.db.read(lambda tx: route(tx, number))

    async def heard(self, number: str = NUMBER) -> int | None:
        """The version that a call would be answered by."""
        found = await self.route(number)
        return found.version if isinstance(found, Route) else None

    async def facts(self) -> dict[str, list[Any]]:
        """Everything the database says, to tell whether anything at all has changed."""
        tables = (Agent, Version, HistoryEvent, NewsItem, AuditEntry)

        def work(tx: Any) -> dict[str, list[Any]]:
            return {
                table.__name__: [row.model_dump() for row in tx.exec(select(table).order_by(col(table.id)))]
                for table in tables
            }

        return await self.db.read(work)

    async def row(self, agent_id: str) -> tuple[AgentState, int | None]:
        """State and live version as the agent's row has them."""

        def work(tx: Any) -> tuple[AgentState, int | None]:
            agent = tx.get(Agent, agent_id)
            live = tx.get(Version, agent.live_version_id) if agent.live_version_id else None
            return cast("AgentState", agent.state), live.number if live else None

        return await self.db.read(work)

    async def events(self, agent_id: str) -> list[tuple[int, str, int | None, Any]]:
        """The history from its beginning: number, kind, version, and the one before."""

        def work(tx: Any) -> list[tuple[int, str, int | None, Any]]:
            found = (
                select(HistoryEvent, Version.number)
                .outerjoin(Version, col(Version.id) == col(HistoryEvent.version_id))
                .where(col(HistoryEvent.agent_id) == agent_id)
            )
            rows = tx.exec(found.order_by(col(HistoryEvent.number)))
            return [(event.number, event.kind, version, event.details.get("was")) for event, version in rows]

        return await self.db.read(work)

    async def news(self, agent_id: str = "") -> list[tuple[int, str, int | None, Any]]:
        """All news, or an agent's, from their beginning: number, kind, version, and the one before."""

        def work(tx: Any) -> list[tuple[int, str, int | None, Any]]:
            rows = tx.exec(select(NewsItem).order_by(col(NewsItem.number))).all()
            assert [row.number for row in rows] == list(range(1, len(rows) + 1)), "a gap in the news"
            return [
                (row.number, row.facts["kind"], row.facts["version"], row.facts["was"])
                for row in rows
                if agent_id in ("", row.agent_id)
            ]

        return await self.db.read(work)

    async def agree(self, agent_id: str, number: str = NUMBER) -> int:
        """Assert that history, row, routing and news say the same (L6, L11); return how many acts there were."""
        events, news = await self.events(agent_id), await self.news(agent_id)
        assert [each[0] for each in events] == list(range(1, len(events) + 1)), "a gap in the history"
        acts = [each[1:] for each in events if each[1] in KINDS.values()]
        assert [each[1:] for each in news] == acts, "news and history differ"
        state, live = await self.row(agent_id)
        if not acts:
            assert (state, live, await self.heard(number)) == ("draft", None, None)
            return 0
        kind, version, _was = acts[-1]
        assert (state, live) == ("inactive" if kind == "deactivated" else "active", version)
        assert await self.heard(number) == (live if state == "active" else None)
        befores = [None, *(version for _kind, version, _was in acts)]
        assert [was for _kind, _version, was in acts] == befores[:-1], "somebody overlooked an act"
        return len(acts)

    async def was_live_before_the_rules(self, agent_id: str) -> None:
        """Have the draft as version 1 that was live once, whatever the rules of today say; inactive now."""
        saved = await self.flows.save_version(OLGA, agent_id)

        def work(tx: Any) -> None:
            agent = tx.get(Agent, agent_id)
            version = tx.exec(select(Version).where(col(Version.hash) == saved.hash)).one()
            for kind in ("activated", "deactivated"):
                versions.remember(tx, agent_id, kind, OLGA, clock.now(), "", version.id, {"was": None})
            agent.state, agent.live_version_id = "inactive", version.id

        await self.db.write(work)

    async def leave(self, *actors: Actor) -> None:
        """Have these people removed from the workspace."""

        def work(tx: Any) -> None:
            for actor in actors:
                tx.get(User, actor.user_id).removed_at = clock.now()

        await self.db.write(work)

    async def demote(self, actor: Actor, role: Role) -> None:
        """Give somebody another role behind their back."""

        def work(tx: Any) -> None:
            tx.get(User, actor.user_id).role = role

        await self.db.write(work)


def open_database(folder: Path, events: Events) -> Database:
    return Database(Settings(data_dir=folder), events)


def a_service(db: Database, **more: Any) -> GoLive:
    """Going live as wiring makes it."""
    documents = SqlDocuments()
    return GoLive(db, documents, Drafts(db, documents), PhoneBook(), CallsInProgress(), News(), **more)


def a_row_of(actor: Actor, **more: Any) -> User:
    return User(
        id=actor.user_id,
        workspace_id=actor.workspace_id,
        email=actor.email,
        name=actor.name,
        password_hash="",
        role=actor.role,
        **{"created_at": clock.now(), **more},
    )


def _roots(doc: "Doc[Any]") -> Roots:
    names = ("nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes")
    return {name: doc.get(name, type=Map) for name in names}


def write_setting(name: str, words: str) -> Change:
    """Put other words into a prose of the settings."""

    def change(roots: Roots) -> None:
        _rewrite(roots["settings"], name, words)

    return change


def set_setting(name: str, value: Any) -> Change:
    def change(roots: Roots) -> None:
        roots["settings"][name] = value

    return change


def write_node(node_id: str, field: str, words: str) -> Change:
    """Put other words into a prose of a node."""

    def change(roots: Roots) -> None:
        _rewrite(roots["nodes"][node_id], field, words)

    return change


def move_node(node_id: str, x: int, y: int) -> Change:
    def change(roots: Roots) -> None:
        roots["layout"][node_id] = {"x": x, "y": y}

    return change


def cut_edge(edge_id: str) -> Change:
    """Take a connection out: what was behind it is orphaned."""

    def change(roots: Roots) -> None:
        if edge_id in roots["edges"]:
            del roots["edges"][edge_id]

    return change


def _rewrite(cell: Any, name: str, words: str) -> None:
    text = cell.get(name)
    if isinstance(text, Text):
        del text[0 : len(str(text).encode())]
        text.insert(0, words)
    else:
        cell[name] = Text(words)
