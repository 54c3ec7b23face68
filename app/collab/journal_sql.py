"""The journal in the database. One transaction for all that waits; a merge replaces exactly the rows it merged."""

from collections.abc import Collection, Mapping, Sequence

from app.collab import compaction, quarantine, queries, stored
from app.collab.compaction import Merge
from app.collab.group_commit import Append, GroupCommit, Outcome
from app.collab.journal import SERVER, Appended, Entry, EpochChanged, Loaded, Row
from app.collab.queries import Head, Touch
from app.collab.structs import clients_of
from app.collab.tables import Document, DocumentState, JournalRow
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import NotFound
from app.flows import queries as flow_queries
from app.flows.absent import NO_AGENT
from app.flows.documents import Author, Raw, SetAside, Touched, Whole
from app.kit import clock

# Of what is decoded within a transaction. Measured: 233 KB of small structs take 13 ms, 1.2 MB 67 ms, a full flow more
# than a second; all owners of a flow that 1,000 tabs have edited are read in 3 ms, of 10,000 in 87 at most.
MOST_LOOKED_AT_BYTES = 128_000


class SqlDocuments:
    """The flows' view, inside their transaction. See flows.documents.Documents."""

    def create(self, tx: Tx, agent_id: str, state: bytes) -> None:
        """See Documents. The client ids it begins with are the server's for ever."""
        tx.add(Document(agent_id=agent_id, saved_at=clock.now()))
        tx.flush()
        tx.add(DocumentState(agent_id=agent_id, state=state))
        queries.own_clients(tx, [(agent_id, client, SERVER) for client in clients_of(state)])

    def read(self, tx: Tx, agent_id: str) -> bytes:
        """See Documents."""
        return stored.whole(self.raw(tx, agent_id))

    def raw(self, tx: Tx, agent_id: str) -> Raw:
        """See Documents."""
        found = _usable(tx, agent_id)
        updates = tuple(row.update for row in queries.rows_after(tx, agent_id, found.state_seq))
        return Raw(found.seq, queries.state(tx, agent_id), updates)

    @property
    def whole(self) -> Whole:
        """See Documents."""
        return stored.whole

    def count_fault(self, tx: Tx, agent_id: str, reason: str) -> None:
        """See Documents."""
        quarantine.count_fault(tx, agent_id, reason)

    def seq(self, tx: Tx, agent_id: str) -> int:
        """See Documents."""
        return _usable(tx, agent_id).seq

    def write(self, tx: Tx, agent_id: str, user_id: str, update: bytes, touched: Collection[Touched]) -> int:
        """See Documents."""
        flow_queries.lock_agents(tx, [agent_id])
        head = queries.locked_heads(tx, [agent_id]).get(agent_id)
        if head is None:
            raise NotFound(NO_AGENT)
        if head.is_set_aside:
            raise SetAside
        queries.own_clients(tx, [(agent_id, client, SERVER) for client in clients_of(update)])
        _add(tx, {agent_id: (head.seq, (Entry(user_id, update, frozenset(touched), ()),))})
        return head.seq + 1

    def authors(self, tx: Tx, agent_id: str, after_seq: int) -> Mapping[Touched, tuple[Author, ...]]:
        """See Documents."""
        _head(tx, agent_id)
        found: dict[Touched, tuple[Author, ...]] = {}
        for touch, name in queries.authors(tx, agent_id, after_seq):
            place = (touch.element, touch.field)
            found[place] = (*found.get(place, ()), Author(touch.user_id, name or "", touch.last_at))
        return found


class SqlJournal:
    """See journal.Journal."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._commits = GroupCommit(lambda appends: db.write(lambda tx: _append(tx, appends)))

    async def load(self, agent_id: str) -> Loaded:
        """See Journal."""
        return await self._db.read(lambda tx: _load(tx, agent_id))

    async def append(self, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]) -> Appended:
        """See Journal."""
        return await self._commits.append(agent_id, epoch, known_seq, entries)

    async def since(self, agent_id: str, seq: int) -> tuple[Row, ...]:
        """See Journal."""
        return await self._db.read(lambda tx: _since(tx, agent_id, _head(tx, agent_id).state_seq, seq))

    async def store(self, agent_id: str, merge: Merge, was_seq: int) -> bool:
        """See Journal."""
        return await self._db.write(lambda tx: _store(tx, agent_id, merge, was_seq))


def _load(tx: Tx, agent_id: str) -> Loaded:
    head = _usable(tx, agent_id)
    owners = queries.owners(tx, agent_id)
    return Loaded(
        epoch=head.epoch,
        seq=head.seq,
        state=queries.state(tx, agent_id),
        state_seq=head.state_seq,
        rows=tuple(_row(row, owners) for row in queries.rows_after(tx, agent_id, head.state_seq)),
        owners=owners,
        saved_at=head.saved_at,
        hash=head.hash,
        deleted_at=queries.deletion_marks(tx, agent_id),
    )


def _append(tx: Tx, appends: Sequence[Append]) -> list[Outcome]:
    """Append for many documents in one transaction; what a document refuses is its outcome and no one else's.

    The agents' rows are held first, as in every service: else two would wait for each other.
    """
    agent_ids = [append.agent_id for append in appends]
    flow_queries.lock_agents(tx, agent_ids)
    heads = queries.locked_heads(tx, agent_ids)
    outcomes: list[Outcome] = []
    accepted: dict[str, tuple[int, tuple[Entry, ...]]] = {}
    for append in appends:
        outcome = _outcome(tx, append, heads.get(append.agent_id))
        outcomes.append(outcome)
        if isinstance(outcome, Appended):
            accepted[append.agent_id] = (heads[append.agent_id].seq, append.entries)
    if accepted:
        _add(tx, accepted)
    return outcomes


def _outcome(tx: Tx, append: Append, head: Head | None) -> Outcome:
    if head is None:
        return NotFound(NO_AGENT)
    if head.epoch != append.epoch or head.is_set_aside:
        return EpochChanged(append.agent_id)
    is_behind = head.seq > append.known_seq
    missed = _since(tx, append.agent_id, head.state_seq, append.known_seq) if is_behind else ()
    return Appended(head.seq + len(append.entries), missed)


def _add(tx: Tx, accepted: Mapping[str, tuple[int, Sequence[Entry]]]) -> None:
    """Add entries behind the seq that each document has reached; its row is held."""
    at = clock.now()
    placed = [
        (agent_id, seq, entry)
        for agent_id, (last, entries) in accepted.items()
        for seq, entry in enumerate(entries, last + 1)
    ]
    flow_queries.touch_agents(tx, {agent_id: entry.user_id for agent_id, _, entry in placed}, at)
    queries.add_rows(
        tx, [(agent_id, seq, entry.user_id, at, entry.update) for agent_id, seq, entry in placed]
    )
    queries.own_clients(
        tx,
        [(agent_id, client, entry.user_id) for agent_id, _, entry in placed for client in entry.client_ids],
    )
    queries.touch(
        tx,
        (
            Touch(agent_id, element, field, entry.user_id, seq, seq, at)
            for agent_id, seq, entry in placed
            for element, field in entry.touched
        ),
    )
    queries.advance(tx, {agent_id: len(entries) for agent_id, (_, entries) in accepted.items()})


def _since(tx: Tx, agent_id: str, state_seq: int, seq: int) -> tuple[Row, ...]:
    """Return what came after ``seq``; where a merge has swallowed rows that were not read yet, it comes first."""
    rows = queries.rows_after(tx, agent_id, seq)
    if seq < state_seq:
        owners = queries.owners(tx, agent_id)
        merged = Row(state_seq, SERVER, queries.state(tx, agent_id), owners)
        return (merged, *(_row(row, owners) for row in rows))
    owners = queries.owners(tx, agent_id, _clients([row.update for row in rows]))
    return tuple(_row(row, owners) for row in rows)


def _clients(updates: Sequence[bytes]) -> Collection[int] | None:
    """Return whose structs these are; None where reading all owners is dearer by no more than looking."""
    if sum(map(len, updates)) > MOST_LOOKED_AT_BYTES:
        return None
    return frozenset[int]().union(*map(clients_of, updates))


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


def _head(tx: Tx, agent_id: str) -> Document:
    return _found(queries.head(tx, agent_id))


def _usable(tx: Tx, agent_id: str) -> Document:
    head = _head(tx, agent_id)
    if head.quarantined_at:
        raise SetAside
    return head


def _locked(tx: Tx, agent_id: str) -> Document:
    return _found(queries.locked_head(tx, agent_id))


def _found(head: Document | None) -> Document:
    if head is None:
        raise NotFound(NO_AGENT)
    return head


def _row(row: JournalRow, owners: Mapping[int, str]) -> Row:
    return Row(row.seq, row.user_id, row.update, owners)
