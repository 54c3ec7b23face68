"""Reading a stored document by a worker, and storing its merge in the place of the rows in one transaction."""

from app.collab import stored
from app.collab.compaction import Merge
from app.collab.journal import Journal
from app.collab.stored import Examined
from app.flows.work import DocumentWork


async def store(journal: Journal, agent_id: str, work: DocumentWork | None = None, known: str = "") -> Merge:
    """Merge what is stored, verify it, store it; ``known`` is the digest of the last merge that was read or made.

    Raises what reading it raises, LossyMerge or JobFailed.
    """
    work = work or DocumentWork()
    while True:
        loaded = await journal.load(agent_id)
        rows = [row.update for row in loaded.rows]
        size = len(loaded.state) + sum(map(len, rows))
        merged = await work.run(agent_id, size, stored.merge, loaded.state, rows, loaded.seq, known)
        if await journal.store(agent_id, merged, loaded.state_seq):
            return merged


async def examined(journal: Journal, work: DocumentWork, agent_id: str, opener: str = "") -> Examined:
    """Read a stored document as its opener's work, or as the server's own. Raises what loading and reading it raise."""
    loaded = await journal.load(agent_id)
    rows = [row.update for row in loaded.rows]
    size = len(loaded.state) + sum(map(len, rows))
    open_it = (stored.open_stored, loaded.state, rows)
    return Examined(loaded, await work.run(agent_id, size, *open_it, person=opener))
