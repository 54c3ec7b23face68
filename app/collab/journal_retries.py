"""A room's way to the journal: asks again while it is away, and finds out whose entry it refuses."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from app.collab.journal import Appended, Entry, EpochChanged, Journal
from app.errors import AppError, NotFound

log = structlog.get_logger()

T = TypeVar("T")

RETRY_SECONDS = (0.05, 0.2, 0.5, 1.0)  # between tries; the last one repeats
MOST_MISTAKES = 3  # errors that nobody foresaw, in a row: the same again will not help
NO_CHANGE = b"\x00\x00"  # an update without structs and deletions


class EntriesRefused(Exception):
    """The journal takes the entries of others, but not of these ``users``."""

    def __init__(self, users: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(users)))
        self.users = users


async def until_it_works(agent_id: str, ask: Callable[[], Awaitable[T]]) -> T:
    """Ask the journal until it answers. Raises NotFound, EpochChanged, and what it raises again and again.

    An AppError says that it is away, and is waited for without end.
    """
    tries = mistakes = 0
    while True:
        try:
            return await ask()
        except (NotFound, EpochChanged):
            raise
        except AppError as error:
            log.warning("journal is away", agent_id=agent_id, error=error.message, tries=tries)
        except Exception as error:
            mistakes += 1
            if mistakes >= MOST_MISTAKES:
                raise
            log.warning("journal failed", agent_id=agent_id, exc_info=error)
        await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
        tries += 1


async def append(
    journal: Journal, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]
) -> Appended:
    """Append entries. Raises NotFound, EpochChanged, EntriesRefused, and what the journal raises whoever it is.

    After EntriesRefused the others' entries are in the journal.
    """
    try:
        return await until_it_works(agent_id, lambda: journal.append(agent_id, epoch, known_seq, entries))
    except (NotFound, EpochChanged):
        raise
    except Exception as error:
        if users := await _refused(journal, agent_id, epoch, known_seq, entries):
            raise EntriesRefused(users) from error
        raise


async def _refused(
    journal: Journal, agent_id: str, epoch: int, known_seq: int, entries: tuple[Entry, ...]
) -> frozenset[str]:
    """Append each entry alone; return whose are refused, nobody's where even an empty one is."""

    async def is_refused(entry: Entry) -> bool:
        try:
            await journal.append(agent_id, epoch, known_seq, (entry,))
        except Exception as error:
            log.error("journal refuses an edit", agent_id=agent_id, user_id=entry.user_id, exc_info=error)
            return True
        return False

    users = frozenset([entry.user_id for entry in entries if await is_refused(entry)])
    empty = Entry(entries[0].user_id, NO_CHANGE, frozenset(), ())
    return frozenset() if len(users) == len(entries) and await is_refused(empty) else users
