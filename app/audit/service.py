"""Writing the audit: one call inside the transaction of the deed."""

from collections.abc import Mapping
from typing import Protocol

from app.audit.tables import AuditEntry
from app.db.tx import Tx
from app.kit.clock import now
from app.kit.ids import new_id

Facts = Mapping[str, str | int | bool | None]


class Doer(Protocol):
    """Who did it; ``app.people.actor.Actor`` fits."""

    @property
    def user_id(self) -> str:
        """Id of who did it."""
        ...

    @property
    def workspace_id(self) -> str:
        """Where."""
        ...

    @property
    def name(self) -> str:
        """Name as it is now."""
        ...

    @property
    def kind(self) -> str:
        """person, token or system."""
        ...

    @property
    def address(self) -> str:
        """Network address, or local."""
        ...


def record(
    tx: Tx,
    actor: Doer,
    verb: str,
    subject_kind: str,
    subject_id: str,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Add one entry to this transaction. ``before`` and ``after`` hold plain facts, never secrets."""
    tx.add(
        AuditEntry(
            id=new_id("au"),
            workspace_id=actor.workspace_id,
            at=now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_kind=actor.kind,
            address=actor.address,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=subject_id,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )
