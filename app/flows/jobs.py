"""What is worked out about flows in worker processes: module-level functions of values that travel."""

from collections.abc import Mapping
from functools import lru_cache

from app.flows import chunks, document, portable
from app.flows.chunks import Packed, Stored
from app.flows.documents import Author, Raw, Touched, Whole
from app.flows.graph import FlowGraph
from app.flows.history import restore
from app.flows.history.answers import Change, Comparison, Opened
from app.flows.history.authors import with_authors
from app.flows.history.contents import Unparsed
from app.flows.history.diff import diff
from app.flows.history.restore import Edit
from app.flows.live.content import Weighed, weigh
from app.flows.spec import Json


def pack_draft(whole: Whole, raw: Raw, known: bytes) -> Packed:
    """Return the flow of a document ready to be a version; the chunks that a manifest names are ``known``."""
    return chunks.pack(document.read_state(whole(raw)), known)


def weigh_draft(whole: Whole, raw: Raw) -> Weighed:
    """Return the flow of a document with all that follows from it."""
    return weigh(document.read_state(whole(raw)))


def weigh_version(content: Stored) -> Weighed:
    """Return the flow of a version with all that follows from it."""
    return weigh(content.graph())


def hash_draft(whole: Whole, raw: Raw) -> str:
    """Return the content hash of a document."""
    return document.read_state(whole(raw)).content_hash()


def evaluate(state: bytes, live: Stored | None) -> Json:
    """Return {"hash", "list": findings as JSON, "changes": how many are not live} of an open document."""
    content = weigh(document.read_state(state))
    changes = len(diff(_live_graph(live), content.graph)) if live else 0
    found = [each.to_json() for each in content.findings]
    return {"hash": content.hash, "list": found, "changes": changes}


@lru_cache(maxsize=4)
def _live_graph(content: Stored) -> FlowGraph:
    """Return the flow of a version; a room asks for the same one again and again."""
    return content.graph()


def export(name: str, content: Unparsed) -> bytes:
    """Return the file of a content."""
    return portable.write(name, content.parsed())


def compare(older: Unparsed, newer: Unparsed, known: Mapping[Touched, tuple[Author, ...]]) -> Comparison:
    """Return what changed from one content to another, and who did it as far as that is known."""
    changes = diff(older.parsed(), newer.parsed())
    return Comparison(older.label, newer.label, with_authors(changes, known))


def changes_since(
    before: FlowGraph | Stored, after: FlowGraph, known: Mapping[Touched, tuple[Author, ...]] | None
) -> tuple[Change, ...]:
    """Return what changed from what was reviewed, and who did it where that is known."""
    changes = diff(before if isinstance(before, FlowGraph) else before.graph(), after)
    return changes if known is None else with_authors(changes, known)


def open_content(stored: Unparsed) -> Opened:
    """Return a whole content to look at."""
    graph = stored.parsed()
    return Opened(stored.label, stored.number, graph, document.build(graph))


def plan_restore(draft: Unparsed, target: Unparsed, by: Mapping[str, str], known: bytes) -> Edit:
    """Return the edit that brings a version's content back into a draft; the chunks of ``known`` are stored."""
    assert draft.raw is not None
    assert draft.whole is not None
    return restore.edits(draft.whole(draft.raw), target.parsed(), by, known)


def read_file(data: bytes) -> tuple[str, bytes]:
    """Return an agent's name and a fresh document with the flow of an exported file."""
    name, graph = portable.read(data)
    return name, document.build(graph)
