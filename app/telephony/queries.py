"""All SQL on phone numbers."""

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import col, delete, select

from app.db.tx import Tx
from app.flows.tables import Agent
from app.telephony.tables import PhoneNumber


def listed(tx: Tx, workspace_id: str) -> Sequence[tuple[PhoneNumber, Agent | None]]:
    """Return the numbers of a workspace with the agents they lead to, in their order as numbers."""
    mine = (
        select(PhoneNumber, Agent)
        .outerjoin(Agent, col(Agent.id) == col(PhoneNumber.agent_id))
        .where(col(PhoneNumber.workspace_id) == workspace_id)
    )
    return tx.exec(mine.order_by(col(PhoneNumber.number))).all()


def number(tx: Tx, workspace_id: str, number_id: str) -> PhoneNumber | None:
    """Return a number of this workspace."""
    mine = select(PhoneNumber).where(
        col(PhoneNumber.id) == number_id, col(PhoneNumber.workspace_id) == workspace_id
    )
    return tx.exec(mine).one_or_none()


def locked_number(tx: Tx, number_id: str) -> PhoneNumber | None:
    """Return a number as it is now, and hold its row until the transaction ends."""
    held = select(PhoneNumber).where(col(PhoneNumber.id) == number_id).with_for_update()
    return tx.exec(held.execution_options(populate_existing=True)).one_or_none()


def same_number(tx: Tx, e164: str) -> PhoneNumber | None:
    """Return this number, whosever it is."""
    return tx.exec(select(PhoneNumber).where(col(PhoneNumber.number) == e164)).one_or_none()


def count_of(tx: Tx, agent_id: str) -> int:
    """Return how many numbers lead to an agent."""
    counted = select(func.count()).select_from(PhoneNumber).where(col(PhoneNumber.agent_id) == agent_id)
    return tx.exec(counted).one()


def numbers_of(tx: Tx, agent_ids: Collection[str]) -> Sequence[tuple[str | None, str]]:
    """Return (agent id, number) of these agents, in their order as numbers."""
    theirs = select(PhoneNumber.agent_id, PhoneNumber.number).where(col(PhoneNumber.agent_id).in_(agent_ids))
    return tx.exec(theirs.order_by(col(PhoneNumber.number))).all()


def remove(tx: Tx, number_id: str) -> None:
    """Take a number out."""
    tx.exec(delete(PhoneNumber).where(col(PhoneNumber.id) == number_id))
