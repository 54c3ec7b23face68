"""Contents as the database has them: read inside a transaction, parsed outside of it."""

from dataclasses import dataclass

from app.db.tx import Tx
from app.errors import NotFound
from app.flows import document, version_store
from app.flows.chunks import Stored
from app.flows.documents import Documents, Raw, Whole
from app.flows.graph import FlowGraph
from app.flows.history import queries
from app.flows.history.answers import Content
from app.flows.tables import Agent, Version


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A content that is not parsed yet, at a position of the document: what a version or a draft is kept as."""

    number: int | None
    seq: int
    content: Stored | None = None
    raw: Raw | None = None
    whole: Whole | None = None

    @property
    def size_bytes(self) -> int:
        """How much there is to parse."""
        return sum(each.size_bytes for each in (self.raw, self.content) if each)

    @property
    def label(self) -> str:
        """What people call it."""
        return "draft" if self.number is None else f"v{self.number}"

    def parsed(self) -> FlowGraph:
        """Return the flow. A job: it takes a while for a large one, and a draft may be anything."""
        if self.raw is not None and self.whole is not None:
            return document.read_state(self.whole(self.raw))
        assert self.content is not None
        return self.content.graph()


def read(tx: Tx, documents: Documents, agent: Agent, content: Content) -> Unparsed:
    """Return a content of this agent. Raises NotFound."""
    if content == "draft":
        raw = documents.raw(tx, agent.id)
        return Unparsed(None, raw.seq, raw=raw, whole=documents.whole)
    found = live(tx, agent) if content == "live" else version(tx, agent, content)
    return Unparsed(found.number, found.seq, content=version_store.read(tx, found))


def version(tx: Tx, agent: Agent, number: int) -> Version:
    """Return a version of this agent. Raises NotFound."""
    found = queries.version(tx, agent.id, number)
    if found is None:
        raise NotFound(f"This agent has no version {number}. Choose one from its history.")
    return found


def live(tx: Tx, agent: Agent) -> Version:
    """Return the version callers hear, or last heard. Raises NotFound where none was ever live."""
    found = queries.live_version(tx, agent.id, agent.live_version_id) if agent.live_version_id else None
    if found is None:
        raise NotFound("No version of this agent was live yet. Choose a version from its history.")
    return found
