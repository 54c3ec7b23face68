"""The journal in the database. One transaction a flush; a merge replaces exactly the rows it merged."""

from app.collab import compaction, queries
from app.collab.compaction import Merge
from app.collab.journal import SERVER, Appended, Entry, EpochChanged, Loaded, Row
from app.collab.ledger import Ledger
from app.collab.tables import Document, DocumentState, JournalRow
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import NotFound
from app.flows import queries as flow_queries
from app.kit import clock


class SqlDocuments:
    """The flows' view: reads and makes documents inside their transaction."""

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """Begin a document; its client ids are the server's for ever."""
        tx.add(Document(agent_id=agent_id, saved_at=clock.now()))
        tx.flush()
        tx.add(DocumentState(agent_id=agent_id, state=state))
        queries.own_clients(tx, agent_id, SERVER, Ledger.from_state(state).state_vector())

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """Return the full state of every committed edit. Raises NotFound."""
        found = queries.head(tx, agent_id)
        if found is None:
            raise NotFound("There is no such agent.")
        rows = queries.rows_after(tx, agent_id, found.state_seq)
        state = queries.state(tx, agent_id)
        return compaction.load(state, [row.update for row in rows]).get_update() if rows else state


class SqlJournal:
    """See journal.Journal."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def load(self, agent_id: str) -> Loaded:
        """See Journal."""
        return await self._db.read(lambda tx: _load(tx, agent_id))

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        """See Journal."""
        return await self._db.write(lambda tx: _append(tx, agent_id, epoch, known_seq, entries))

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        """See Journal."""
        return await self._db.read(lambda tx: tuple(map(_row, queries.rows_after(tx, agent_id, seq))))

    async def store(self, agent_id: str, merge: Merge, was_seq: int) -> bool:
        """See Journal."""
        return await self._db.write(lambda tx: _store(tx, agent_id, merge, was_seq))

    async def quarantine(self, agent_id: str, reason: str) -> None:
        """See Journal."""

        def work(tx: Tx) -> None:
            head = _locked(tx, agent_id)
            head.quarantined_at, head.quarantine_reason = clock.now(), reason

        await self._db.write(work)


def _load(tx: Tx, agent_id: str) -> Loaded:
    head = queries.head(tx, agent_id)
    if head is None:
        raise NotFound("There is no such agent.")
    return Loaded(
        epoch=head.epoch,
        seq=head.seq,
        state=queries.state(tx, agent_id),
        state_seq=head.state_seq,
        rows=tuple(map(_row, queries.rows_after(tx, agent_id, head.state_seq))),
        owners=queries.owners(tx, agent_id),
        saved_at=head.saved_at,
        hash=head.hash,
        quarantine=head.quarantine_reason if head.quarantined_at else "",
        deleted_at=queries.deletion_marks(tx, agent_id),
    )


def _append(tx: Tx, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
    head = _locked(tx, agent_id)
    if head.epoch != epoch or head.quarantined_at:
        raise EpochChanged(agent_id)
    missed = queries.rows_after(tx, agent_id, known_seq) if head.seq > known_seq else []
    at = clock.now()
    for seq, entry in enumerate(entries, head.seq + 1):
        tx.add(JournalRow(agent_id=agent_id, seq=seq, user_id=entry.user_id, at=at, update=entry.update))
        queries.own_clients(tx, agent_id, entry.user_id, entry.client_ids)
        queries.touch(tx, agent_id, entry.user_id, entry.touched, seq, at)
        flow_queries.touch_agent(tx, agent_id, entry.user_id, at)
    head.seq += len(entries)
    return Appended(head.seq, tuple(map(_row, missed)))


def _store(tx: Tx, agent_id: str, merge: Merge, was_seq: int) -> bool:
    head = _locked(tx, agent_id)
    if head.state_seq != was_seq:
        return False
    queries.replace_state(tx, agent_id, merge.state)
    dropped = queries.drop_rows(tx, agent_id, was_seq + 1, merge.seq)
    if dropped != merge.seq - was_seq:
        raise compaction.LossyMerge(f"{merge.seq - was_seq} rows were merged, {dropped} are there")
    head.state_seq, head.hash, head.saved_at = merge.seq, merge.hash, clock.now()
    return True


def _locked(tx: Tx, agent_id: str) -> Document:
    head = queries.locked_head(tx, agent_id)
    if head is None:
        raise NotFound("There is no such agent.")
    return head


def _row(row: JournalRow) -> Row:
    return Row(row.seq, row.user_id, row.update)
