"""Every SQL statement on the shared documents."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select, update

from app.collab.journal import DELETION_MARK
from app.collab.tables import Authorship, ClientOwner, Document, DocumentState, JournalRow
from app.db.tx import Tx
from app.people.tables import User

_MOST_NAMED = 500  # client ids in one question; beyond, reading all of them is no dearer


def head(tx: Tx, agent_id: str) -> Document | None:
    """Return the head of a document as it is now."""
    return tx.exec(select(Document).where(Document.agent_id == agent_id)).first()


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


def own_clients(tx: Tx, agent_id: str, user_id: str, client_ids: Iterable[int]) -> None:
    """Bind client ids to a user; an id that is bound stays bound."""
    rows = [{"agent_id": agent_id, "client_id": one, "user_id": user_id} for one in client_ids]
    if rows:
        tx.connection().execute(_insert(tx)(ClientOwner).on_conflict_do_nothing(), rows)


def touch(
    tx: Tx, agent_id: str, user_id: str, touched: Iterable[tuple[str, str]], seq: int, at: datetime
) -> None:
    """Note that a user touched these (element, field) pairs at ``seq``."""
    rows = [
        {
            "agent_id": agent_id,
            "element": element,
            "field": field,
            "user_id": user_id,
            "first_seq": seq,
            "last_seq": seq,
            "last_at": at,
        }
        for element, field in sorted(touched)
    ]
    if not rows:
        return
    statement = _insert(tx)(Authorship)
    key = ["agent_id", "element", "field", "user_id"]
    latest = {name: statement.excluded[name] for name in ("last_seq", "last_at")}
    tx.connection().execute(statement.on_conflict_do_update(index_elements=key, set_=latest), rows)


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


def _insert(tx: Tx):  # noqa: ANN202  # two dialects' constructors with the same methods
    return sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
