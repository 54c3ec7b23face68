"""Updates that take long to read are read by a worker: what is wrong with them is their sender's affair alone.

Measured in one process: 20 MB of small values took 4 s, 20 MB of emoji 0.8 s.
"""

import asyncio

from app.collab.budget import Allowance
from app.collab.guard import BadFrame, Refused, TooBig
from app.collab.lib0 import BadUpdate, Oversized
from app.collab.peer import Peer
from app.collab.protocol import BadMessage, Frame, Sync, parse
from app.collab.structs import FIRST_SYNC, UPDATE, Limits, Update, decode
from app.flows.work import DocumentWork
from app.worker_pool import Busy, JobFailed

LARGE_BYTES = 128_000  # a flow of 400 steps: 7 ms here, and 5 ms of them again on the way back from a worker
READ_SECONDS = 5.0  # of the processor
RETRY_SECONDS = 0.5


def is_large(frame: bytes | Frame) -> bool:
    """Whether a worker has to read it if it is an update."""
    return len(frame if isinstance(frame, bytes) else frame.payload) > LARGE_BYTES


def read(payload: bytes, limits: Limits) -> Update:
    """Decode an update; a job. What it returns lacks the bytes, which are at hand. Raises BadUpdate."""
    return decode(payload, limits)._replace(data=b"")


async def read_elsewhere(
    work: DocumentWork, peer: Peer, allowance: Allowance, data: bytes | Frame
) -> Frame | Refused | BadMessage:
    """Return a large frame, its update decoded if that is looked at now, or why it is refused. Raises JobLost.

    A person's large updates are read one after the other, whatever connection they come on.
    """
    try:
        frame = parse(data) if isinstance(data, bytes) else data
        if not peer.is_heard(frame):
            return frame
        limits = FIRST_SYNC if frame.sub == Sync.STEP2 else UPDATE
        if len(frame.payload) > limits.max_bytes:
            return TooBig("the update has too many bytes")
        async with allowance.large_update:
            update = await _decoded(work, peer.stamp.user_id, frame.payload, limits)
            return frame._replace(update=update._replace(data=frame.payload))
    except (Oversized, JobFailed) as error:
        return TooBig(error.reason if isinstance(error, JobFailed) else str(error))
    except BadUpdate as error:
        return BadFrame(str(error))
    except BadMessage as error:
        return error


async def _decoded(work: DocumentWork, person: str, payload: bytes, limits: Limits) -> Update:
    while True:
        try:
            return await work.run_for(person, read, payload, limits, timeout_seconds=READ_SECONDS)
        except Busy:
            await asyncio.sleep(RETRY_SECONDS)  # their other work comes first
