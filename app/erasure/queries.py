"""All SQL of deleting agents permanently: the rows of every table that belong to one agent."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table, func, tuple_
from sqlmodel import col, delete, select, update

from app.calls.tables import Call
from app.collab.tables import Authorship, ClientOwner, Document, DocumentState, JournalRow
from app.db.tx import Tx
from app.flows.live.tables import Answered, CallLimits, TickRow
from app.flows.tables import Agent, HistoryEvent, Version, VersionChunk
from app.notify.tables import NewsItem

_TABLES: tuple[Any, ...] = (
    NewsItem,
    Answered,
    TickRow,
    CallLimits,
    Call,
    HistoryEvent,
    Version,
    VersionChunk,
    JournalRow,
    Authorship,
    ClientOwner,
    DocumentState,
    Document,
    Agent,
)
"""Every table with rows of an agent, in an order in which no row that goes is still referred to."""


def erased_agents(tx: Tx) -> Sequence[str]:
    """Return the agents that are deleted permanently and of which rows are left, the first one first."""
    marked = select(Agent.id).where(col(Agent.erased_at).is_not(None))
    return tx.exec(marked.order_by(col(Agent.erased_at), col(Agent.id))).all()


def count_versions(tx: Tx, agent_id: str) -> int:
    """Return how many versions an agent has."""
    counted = select(func.count()).select_from(Version).where(col(Version.agent_id) == agent_id)
    return tx.exec(counted).one()


def begin_epoch(tx: Tx, agent_id: str) -> None:
    """Have a document refuse whatever was begun before."""
    change = update(Document).where(col(Document.agent_id) == agent_id)
    tx.exec(change.values(epoch=col(Document.epoch) + 1))


def remove_some(tx: Tx, agent_id: str, most: int) -> int:
    """Remove that many rows of an agent and return how many there were; its own row is the last."""
    left = most
    for model in _TABLES:
        left -= _remove(tx, model.__table__, _belongs(model, agent_id), left)
        if left <= 0:
            break
    return most - left


def _remove(tx: Tx, table: Table, belongs: ColumnElement[bool], most: int) -> int:
    key = list(table.primary_key.columns)
    some = sa.select(*key).where(belongs).limit(most)
    return tx.connection().execute(delete(table).where(tuple_(*key).in_(some))).rowcount


def _belongs(model: Any, agent_id: str) -> ColumnElement[bool]:
    if model is Agent:
        return col(Agent.id) == agent_id
    if model is Answered:
        theirs = select(HistoryEvent.id).where(col(HistoryEvent.agent_id) == agent_id)
        return col(Answered.event_id).in_(theirs)
    return col(model.agent_id) == agent_id
