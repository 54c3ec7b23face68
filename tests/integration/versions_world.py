"""An agent with versions on a real database, for the tests of everything that is done with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map
from sqlmodel import SQLModel, col, select

from app.audit.tables import AuditEntry
from app.collab.journal_sql import SqlDocuments
from app.db.engine import Database
from app.events import AgentListChanged, DocumentWritten, Event, Events, VersionsChanged
from app.flows import document
from app.flows.documents import Documents
from app.flows.drafts import Drafts
from app.flows.graph import FlowGraph
from app.flows.history.service import Versions
from app.flows.service import Flows
from app.flows.tables import Agent, HistoryEvent, Version
from app.kit import clock
from app.people.actor import Actor
from app.people.tables import User, Workspace
from app.settings import Settings
from tests.builders import an_actor, an_editor

STRANGER = an_actor(workspace_id="wo_other", name="Zoe")


class World:
    """A database with two workspaces, one agent, and what was told."""

    def __init__(self, folder: Path) -> None:
        events = Events()
        self.told: list[Event] = []
        for kind in (AgentListChanged, VersionsChanged, DocumentWritten):
            events.on(kind, self.told.append)
        self.db = Database(Settings(data_dir=folder), events)
        self.documents: Documents = SqlDocuments()
        self.flows = Flows(self.db, self.documents)
        self.versions = Versions(self.db, self.documents, Drafts(self.db, self.documents))
        self.agent_id = ""
        SQLModel.metadata.create_all(self.db.engine)

    async def begin(self) -> None:
        def work(tx: Any) -> None:
            for place in ("wo_harbour", "wo_other"):
                tx.add(Workspace(id=place, name=place, created_at=clock.now()))
            tx.flush()
            tx.add_all([_row_of(actor) for actor in (an_actor(), an_editor(), STRANGER)])

        await self.db.write(work)
        self.agent_id = (await self.flows.create(an_actor(), "Front desk")).id
        self.told.clear()

    async def edit(self, change: Callable[[Any], None], *touched: tuple[str, str], who: Any = None) -> int:
        """Change the roots of the draft as a teammate would."""

        def work(tx: Any) -> int:
            doc: Doc[Any] = Doc()
            doc.apply_update(self.documents.read(tx, self.agent_id))
            before = doc.get_state()
            with doc.transaction():
                change({name: doc.get(name, type=Map) for name in ("nodes", "edges", "settings", "layout")})
            user_id = (who or an_editor()).user_id
            return self.documents.write(tx, self.agent_id, user_id, doc.get_update(before), touched)

        return await self.db.write(work)

    async def draft(self) -> FlowGraph:
        state = await self.db.read(lambda tx: self.documents.read(tx, self.agent_id))
        return document.read_state(state)

    async def save(self, end: str) -> int:
        """Name the last step, save, and return the version's number."""
        await self.edit(lambda roots: roots["nodes"]["n_end"].update({"name": end}), ("nodes/n_end", "name"))
        return (await self.flows.save_version(an_actor(), self.agent_id)).version_number

    async def go_live(self, number: int, state: str = "active") -> None:
        """Have a version be live, by hand: who does that in earnest has tests of their own."""

        def work(tx: Any) -> None:
            agent = tx.exec(select(Agent).where(Agent.id == self.agent_id)).one()
            version = tx.exec(select(Version).where(Version.number == number)).one()
            agent.state, agent.live_version_id = state, version.id

        await self.db.write(work)

    async def audited(self) -> list[tuple[str, Any, Any]]:
        def work(tx: Any) -> list[tuple[str, Any, Any]]:
            entries = tx.exec(select(AuditEntry).order_by(col(AuditEntry.at)))
            return [(entry.verb, entry.before, entry.after) for entry in entries]

        return await self.db.read(work)

    async def everything(self) -> Any:
        """All that a refused verb must leave as it was."""

        def work(tx: Any) -> Any:
            rows = (tx.exec(select(table)).all() for table in (Agent, Version, HistoryEvent, AuditEntry))
            return [[row.model_dump() for row in found] for found in rows]

        return await self.db.read(work), await self.draft(), list(self.told)


def _row_of(actor: Actor) -> User:
    return User(
        id=actor.user_id,
        workspace_id=actor.workspace_id,
        email=actor.email,
        name=actor.name,
        password_hash="",
        role=actor.role,
        created_at=clock.now(),
    )
