"""Making the guard of a room, by a worker."""

from app.collab.live_document import LiveDocument
from app.collab.stored import make_ledger
from app.flows.work import DocumentWork
from app.worker_pool import Busy, JobLost

MOST_TRIES = 3


async def arm(work: DocumentWork, agent_id: str, document: LiveDocument, opener: str) -> None:
    """Have a document's guard made as its opener's work; where they have too much, as the flow's: others wait, too.

    Raises ValueError for what is not the state of a flow, and an AppError where no worker makes it.
    """
    updates, lost = document.mirrored
    size = sum(map(len, updates))
    tries = 0
    while True:
        try:
            person = "" if tries else opener
            document.arm(await work.run(agent_id, size, make_ledger, updates, lost, person=person))
            return
        except (Busy, JobLost):
            tries += 1
            if tries >= MOST_TRIES:
                raise
