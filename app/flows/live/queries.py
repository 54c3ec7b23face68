"""All SQL of going live: acts, live versions, ticks, limits, answered requests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, delete, select

from app.db.tx import Tx
from app.flows import queries as flow_queries
from app.flows.live.lifecycle import KINDS, LIVE_KINDS
from app.flows.live.tables import Answered, CallLimits, TickRow
from app.flows.tables import Agent, HistoryEvent, Version

_MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent's row with what its versions say: the live one's number, hash and seq, and the latest number."""

    agent: Agent
    live_number: int | None
    live_hash: str | None
    live_seq: int | None
    latest_number: int | None


def standings(tx: Tx, workspace_id: str, agent_id: str | None = None) -> list[Standing]:
    """Return the living agents of a workspace, or one of them, by name; without the contents of versions."""
    if agent_id is None:
        found = flow_queries.agents(tx, workspace_id)
    else:
        one = flow_queries.listed_agent(tx, workspace_id, agent_id)
        found = [one] if one else []
    marks = _marks(tx, {agent.live_version_id for agent, _ in found if agent.live_version_id})
    standing = [
        Standing(agent, *marks.get(agent.live_version_id or "", (None, None, None)), latest)
        for agent, latest in found
    ]
    return sorted(standing, key=lambda each: (each.agent.name_key, each.agent.id))


def _marks(tx: Tx, version_ids: Collection[str]) -> dict[str, tuple[int, str, int]]:
    """Return number, hash and seq of these versions."""
    chosen = select(Version.id, Version.number, Version.hash, Version.seq)
    found = tx.exec(chosen.where(col(Version.id).in_(version_ids)))
    return {version_id: (number, content_hash, seq) for version_id, number, content_hash, seq in found}


def last_acts(tx: Tx, agent_ids: Collection[str]) -> dict[str, tuple[HistoryEvent, int | None]]:
    """Return the last act of each of these agents with the number of its version."""
    newest = (
        select(HistoryEvent.agent_id, func.max(HistoryEvent.number).label("number"))
        .where(col(HistoryEvent.agent_id).in_(agent_ids), col(HistoryEvent.kind).in_(KINDS.values()))
        .group_by(col(HistoryEvent.agent_id))
        .subquery()
    )
    found = (
        select(HistoryEvent, Version.number)
        .join(
            newest,
            (newest.c.agent_id == col(HistoryEvent.agent_id)) & (newest.c.number == col(HistoryEvent.number)),
        )
        .outerjoin(Version, col(Version.id) == col(HistoryEvent.version_id))
    )
    return {event.agent_id: (event, number) for event, number in tx.exec(found)}


def event(tx: Tx, event_id: str) -> tuple[HistoryEvent, int | None]:
    """Return an event with the number of its version."""
    found = (
        select(HistoryEvent, Version.number)
        .outerjoin(Version, col(Version.id) == col(HistoryEvent.version_id))
        .where(col(HistoryEvent.id) == event_id)
    )
    return tx.exec(found).one()


def was_live(tx: Tx, agent_id: str, content_hash: str) -> bool:
    """Whether callers of this agent have heard this content before."""
    heard = (
        select(HistoryEvent.id)
        .join(Version, col(Version.id) == col(HistoryEvent.version_id))
        .where(
            col(HistoryEvent.agent_id) == agent_id,
            col(HistoryEvent.kind).in_(LIVE_KINDS),
            col(Version.hash) == content_hash,
        )
    )
    return tx.exec(heard.limit(1)).first() is not None


def live_version_id(tx: Tx, agent_id: str) -> str | None:
    """Return the id of the version that callers hear or last heard."""
    return tx.exec(select(Agent.live_version_id).where(col(Agent.id) == agent_id)).one_or_none()


def version(tx: Tx, version_id: str) -> Version:
    """Return a version with its content."""
    return tx.exec(select(Version).where(col(Version.id) == version_id)).one()


def version_numbered(tx: Tx, agent_id: str, number: int) -> Version | None:
    """Return an agent's version by its number."""
    if not 0 < number <= _MOST_NUMBER:
        return None
    one = select(Version).where(col(Version.agent_id) == agent_id, col(Version.number) == number)
    return tx.exec(one).one_or_none()


def ticks(tx: Tx, agent_id: str, parts: Collection[str]) -> Sequence[TickRow]:
    """Return the ticks for parts with these hashes, the first one first."""
    valid = select(TickRow).where(col(TickRow.agent_id) == agent_id, col(TickRow.part).in_(parts))
    return tx.exec(valid.order_by(col(TickRow.at), col(TickRow.user_id))).all()


def ticked_lines(tx: Tx, agent_id: str) -> set[str]:
    """Return the lines that were ever ticked and not unticked."""
    return set(tx.exec(select(TickRow.line).where(col(TickRow.agent_id) == agent_id).distinct()))


def tick(tx: Tx, agent_id: str, line: str, part: str, user_id: str) -> TickRow | None:
    """Return somebody's tick."""
    return tx.get(TickRow, (agent_id, line, part, user_id))


def untick(tx: Tx, agent_id: str, line: str, part: str, user_id: str) -> int:
    """Take somebody's tick away and return how many there were."""
    mine = (
        delete(TickRow)
        .where(col(TickRow.agent_id) == agent_id, col(TickRow.line) == line)
        .where(col(TickRow.part) == part, col(TickRow.user_id) == user_id)
    )
    return tx.exec(mine).rowcount


def limits(tx: Tx, agent_ids: Collection[str]) -> dict[str, CallLimits]:
    """Return the limits of those of these agents that have any."""
    found = tx.exec(select(CallLimits).where(col(CallLimits.agent_id).in_(agent_ids)))
    return {row.agent_id: row for row in found}


def answered(tx: Tx, workspace_id: str, key: str) -> Answered | None:
    """Return the request that had this key."""
    return tx.get(Answered, (workspace_id, key))
