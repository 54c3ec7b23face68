"""Every SQL statement on the shared documents."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete, func
from sqlmodel import col, select, update

from app.collab.journal import DELETION_MARK
from app.collab.tables import Authorship, ClientOwner, Document, DocumentState, JournalRow
from app.db import many_rows
from app.db.tx import Tx
from app.flows.tables import Agent
from app.people.tables import User

_LATEST = (
    "ON CONFLICT (agent_id, element, field, user_id)"
    " DO UPDATE SET last_seq = excluded.last_seq, last_at = excluded.last_at"
)
_MOST_NAMED = 500  # client ids in one question; beyond, reading all of them is no dearer


class Touch(NamedTuple):
    """A row of authorship: a user touched a field of an element, first and last at which seq."""

    agent_id: str
    element: str
    field: str
    user_id: str
    first_seq: int
    last_seq: int
    last_at: datetime


class Head(NamedTuple):
    """What an append must know of a document's head."""

    epoch: int
    seq: int
    state_seq: int
    is_set_aside: bool


def head(tx: Tx, agent_id: str) -> Document | None:
    """Return the head of a document as it is now; one that is deleted permanently has none."""
    found = select(Document).join(Agent, col(Agent.id) == col(Document.agent_id))
    return tx.exec(found.where(Document.agent_id == agent_id, col(Agent.erased_at).is_(None))).first()


def locked_head(tx: Tx, agent_id: str) -> Document | None:
    """Return the head with its row locked until the transaction ends."""
    return tx.exec(select(Document).where(Document.agent_id == agent_id).with_for_update()).first()


def state(tx: Tx, agent_id: str) -> bytes:
    """Return the stored merge."""
    return tx.exec(select(DocumentState.state).where(DocumentState.agent_id == agent_id)).one()


def rows_after(tx: Tx, agent_id: str, seq: int) -> list[JournalRow]:
    """Return the journal after ``seq``, in order."""
    found = select(JournalRow).where(JournalRow.agent_id == agent_id, col(JournalRow.seq) > seq)
    return list(tx.exec(found.order_by(col(JournalRow.seq))).all())


def owners(tx: Tx, agent_id: str, among: Collection[int] | None = None) -> dict[int, str]:
    """Return who owns which client id, of all of them or at least of those named."""
    found = select(ClientOwner.client_id, ClientOwner.user_id).where(ClientOwner.agent_id == agent_id)
    if among is not None and len(among) <= _MOST_NAMED:
        found = found.where(col(ClientOwner.client_id).in_(among))
    return dict(tx.exec(found).all())


def own_clients(tx: Tx, rows: Collection[tuple[str, int, str]]) -> None:
    """Bind client ids to users: (agent, client id, user); an id that is bound stays bound."""
    many_rows.insert(tx.connection(), _table(ClientOwner), rows, "ON CONFLICT DO NOTHING")


def touch(tx: Tx, touches: Iterable[Touch]) -> None:
    """Note who touched which fields. A field touched twice by the same user keeps its first and its last seq."""
    merged: dict[tuple[str, str, str, str], Touch] = {}
    for touch in touches:
        before = merged.get(touch[:4])
        merged[touch[:4]] = touch._replace(first_seq=before.first_seq) if before else touch
    many_rows.insert(tx.connection(), _table(Authorship), sorted(merged.values()), _LATEST)


def add_rows(tx: Tx, rows: Collection[tuple[str, int, str, datetime, bytes]]) -> None:
    """Add to the journal: (agent, seq, user, time, update)."""
    many_rows.insert(tx.connection(), _table(JournalRow), rows)


def advance(tx: Tx, counts: Mapping[str, int]) -> None:
    """Move the heads of documents on by so many rows."""
    change = "UPDATE documents SET seq = documents.seq + came.rows FROM came WHERE documents.agent_id = came.agent_id"
    many_rows.update_from(tx.connection(), "agent_id, rows", list(counts.items()), change)


def locked_heads(tx: Tx, agent_ids: Collection[str]) -> dict[str, Head]:
    """Return the heads that exist with their rows locked until the transaction ends, always in the same order."""
    columns = "agent_id, epoch, seq, state_seq, quarantined_at IS NOT NULL"
    found = many_rows.locked(tx.connection(), columns, "documents", "agent_id", agent_ids)
    return {row[0]: Head(row[1], row[2], row[3], bool(row[4])) for row in found}


def authorship(tx: Tx, agent_id: str) -> list[Authorship]:
    """Return who touched what."""
    return list(tx.exec(select(Authorship).where(Authorship.agent_id == agent_id)).all())


def authors(tx: Tx, agent_id: str, after_seq: int) -> Sequence[tuple[Authorship, str | None]]:
    """Return what was touched after ``after_seq`` with the name of who did it, in that order."""
    found = (
        select(Authorship, User.name)
        .outerjoin(User, col(User.id) == col(Authorship.user_id))
        .where(Authorship.agent_id == agent_id, col(Authorship.last_seq) > after_seq)
    )
    return tx.exec(found.order_by(col(Authorship.last_seq), col(Authorship.user_id))).all()


def deletion_marks(tx: Tx, agent_id: str) -> dict[str, datetime]:
    """Return when the deletion mark of a node was last written, by node id."""
    found = (
        select(Authorship.element, func.max(Authorship.last_at))
        .where(Authorship.agent_id == agent_id, Authorship.field == DELETION_MARK)
        .group_by(Authorship.element)
    )
    return {element.removeprefix("nodes/"): at for element, at in tx.exec(found).all()}


def drop_rows(tx: Tx, agent_id: str, first: int, last: int) -> int:
    """Delete the rows first…last and return how many there were."""
    where = (col(JournalRow.agent_id) == agent_id, col(JournalRow.seq).between(first, last))
    count = tx.exec(select(func.count()).select_from(JournalRow).where(*where)).one()
    tx.exec(delete(JournalRow).where(*where))
    return count


def replace_state(tx: Tx, agent_id: str, new_state: bytes) -> None:
    """Put a new merge in the place of the old."""
    tx.exec(update(DocumentState).where(col(DocumentState.agent_id) == agent_id).values(state=new_state))


class Sizes(NamedTuple):
    """How much is stored of a document; ``edits`` came after the merge was stored."""

    state_bytes: int
    edits: int
    edit_bytes: int


def set_aside(tx: Tx, workspace_id: str, agent_id: str | None) -> list[tuple[str, str, datetime, str]]:
    """Return the flows that are set aside, the latest first, or this one: agent, its name, since when, why."""
    found = (
        select(Agent.id, Agent.name, Document.quarantined_at, Document.quarantine_reason)
        .join(Document, col(Document.agent_id) == col(Agent.id))
        .where(
            col(Agent.workspace_id) == workspace_id,
            col(Agent.deleted_at).is_(None),
            col(Document.quarantined_at).is_not(None),
        )
        .order_by(col(Document.quarantined_at).desc(), col(Agent.id))
    )
    if agent_id is not None:
        found = found.where(col(Agent.id) == agent_id)
    return [(one, name, since, why) for one, name, since, why in tx.exec(found) if since is not None]


def sizes(tx: Tx, agent_id: str) -> Sizes:
    """Return how much is stored of a document."""
    state_bytes = select(func.length(col(DocumentState.state))).where(col(DocumentState.agent_id) == agent_id)
    sums = select(func.count(), func.coalesce(func.sum(func.length(col(JournalRow.update))), 0))
    edits, edit_bytes = tx.exec(
        sums.select_from(JournalRow).where(col(JournalRow.agent_id) == agent_id)
    ).one()
    return Sizes(tx.exec(state_bytes).one(), edits, edit_bytes)


def last_editors(tx: Tx, agent_id: str) -> tuple[str, ...]:
    """Return who wrote what is not merged yet, the latest first, ten at most."""
    editors = (
        select(JournalRow.user_id)
        .where(col(JournalRow.agent_id) == agent_id)
        .group_by(col(JournalRow.user_id))
    )
    return tuple(tx.exec(editors.order_by(func.max(col(JournalRow.seq)).desc()).limit(10)))


def _table(model: Any) -> Table:
    return cast("Table", model.__table__)
