"""All SQL on calls: where a number leads, and what is in progress."""

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import col, select

from app.calls.tables import Call
from app.db.tx import Tx
from app.flows.tables import Agent, Version
from app.telephony.tables import PhoneNumber


def leads_to(tx: Tx, number: str) -> tuple[PhoneNumber, Agent | None, Version | None] | None:
    """Return a number with its agent and that agent's live version, as one statement sees them."""
    found = (
        select(PhoneNumber, Agent, Version)
        .outerjoin(Agent, col(Agent.id) == col(PhoneNumber.agent_id))
        .outerjoin(Version, col(Version.id) == col(Agent.live_version_id))
        .where(col(PhoneNumber.number) == number)
    )
    return tx.exec(found).one_or_none()


def in_progress(tx: Tx, agent_ids: Collection[str]) -> Sequence[tuple[str, int]]:
    """Return (agent id, calls that have not ended) of those of these agents that have any."""
    talking = (
        select(Call.agent_id, func.count())
        .where(col(Call.agent_id).in_(agent_ids), col(Call.ended_at).is_(None))
        .group_by(col(Call.agent_id))
    )
    return tx.exec(talking).all()
