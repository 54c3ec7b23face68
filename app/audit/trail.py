"""Reading the audit: who did what, when, from where, before and after."""

from typing import Any, Protocol

from app.audit import queries
from app.audit.answers import AuditPage, Entry, Who
from app.audit.tables import AuditEntry
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import NotFound

MOST_ENTRIES = 200
RIGHT = "manage_members"  # of app.people.roles, which stands above this room


class Reader(Protocol):
    """Who asks; ``app.people.actor.Actor`` fits, and stands above this room."""

    @property
    def workspace_id(self) -> str:
        """Where."""
        ...

    def must(self, permission: Any) -> None:
        """Raise Forbidden unless this one may."""
        ...


class AuditTrail:
    """The audit of a workspace, for those who manage its members."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def entries(
        self,
        actor: Reader,
        *,
        before: str | None = None,
        who: str = "",
        verb: str = "",
        subject: str = "",
        limit: int = 50,
    ) -> AuditPage:
        """Return the newest entries, or those older than the entry with the id ``before``.

        ``who`` is an actor's id, ``subject`` the id or the kind of what it was done to; empty means all.
        Raises NotFound where ``before`` names no entry.
        """
        actor.must(RIGHT)
        most = max(1, min(limit, MOST_ENTRIES))

        def work(tx: Tx) -> AuditPage:
            place = actor.workspace_id
            start = _start(tx, place, before)
            rows = queries.page(tx, place, most + 1, before=start, who=who, verb=verb, subject=subject)
            shown = tuple(_entry(row) for row in rows[:most])
            actors = tuple(Who(each, name) for each, name in queries.actors(tx, place))
            is_more = len(rows) > most
            return AuditPage(
                shown, shown[-1].id if is_more else None, actors, tuple(queries.verbs(tx, place))
            )

        return await self.db.read(work)


def _start(tx: Tx, workspace_id: str, before: str | None) -> AuditEntry | None:
    if before is None:
        return None
    found = queries.entry(tx, workspace_id, before)
    if found is None:
        raise NotFound("That place in the audit is not there. Start again from the newest entry.")
    return found


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        actor_kind=row.actor_kind,
        address=row.address,
        verb=row.verb,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        before=row.before,
        after=row.after,
    )
