"""All SQL of agents, versions and history."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import case, func
from sqlmodel import UTCDateTime, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db import many_rows
from app.db.tx import Tx
from app.flows import names
from app.flows.tables import Agent, HistoryEvent, Version, VersionChunk

_TOUCH = (
    "UPDATE agents SET changed_at = came.at, changed_by = came.user_id, changed_by_name = coalesce("
    "(SELECT users.name FROM users WHERE users.id = came.user_id), agents.changed_by_name)"
    " FROM came WHERE agents.id = came.agent_id"
)


def agents(tx: Tx, workspace_id: str) -> Sequence[tuple[Agent, int | None]]:
    """Return the living agents of a workspace, the last changed first, with their latest version's number."""
    living = _listed(workspace_id).where(col(Agent.deleted_at).is_(None))
    return tx.exec(living.order_by(col(Agent.changed_at).desc(), col(Agent.id))).all()


def deleted_agents(tx: Tx, workspace_id: str) -> Sequence[tuple[Agent, int | None]]:
    """Return the deleted agents of a workspace in the same way, the last deleted first."""
    gone = _listed(workspace_id).where(col(Agent.deleted_at).is_not(None), col(Agent.erased_at).is_(None))
    return tx.exec(gone.order_by(col(Agent.deleted_at).desc(), col(Agent.id))).all()


def listed_agent(tx: Tx, workspace_id: str, agent_id: str) -> tuple[Agent, int | None] | None:
    """Return one living agent of this workspace with its latest version's number."""
    one = _listed(workspace_id).where(col(Agent.id) == agent_id, col(Agent.deleted_at).is_(None))
    return tx.exec(one).one_or_none()


def deleted_agent(tx: Tx, workspace_id: str, agent_id: str) -> Agent | None:
    """Return an agent of this workspace if it is deleted."""
    mine = select(Agent).where(col(Agent.id) == agent_id, col(Agent.workspace_id) == workspace_id)
    recoverable = mine.where(col(Agent.deleted_at).is_not(None), col(Agent.erased_at).is_(None))
    return tx.exec(recoverable).one_or_none()


def locked_agent(tx: Tx, workspace_id: str, agent_id: str) -> Agent | None:
    """Return an agent of this workspace, deleted or not, and hold its row until the transaction ends."""
    mine = select(Agent).where(col(Agent.id) == agent_id, col(Agent.workspace_id) == workspace_id)
    return tx.exec(mine.where(col(Agent.erased_at).is_(None)).with_for_update()).one_or_none()


def erased(tx: Tx, agent_ids: Collection[str]) -> set[str]:
    """Return those of these agents that are deleted permanently, or not there at all."""
    present = select(Agent.id).where(col(Agent.id).in_(agent_ids), col(Agent.erased_at).is_(None))
    return set(agent_ids) - set(tx.exec(present))


def names_taken(tx: Tx, workspace_id: str, except_id: str = "") -> set[str]:
    """Return the keys of the names of a workspace's living agents, but for one; rows may hold an older key."""
    living = select(Agent.name).where(
        col(Agent.workspace_id) == workspace_id,
        col(Agent.deleted_at).is_(None),
        col(Agent.id) != except_id,
    )
    return {names.key(name) for name in tx.exec(living)}


def lock_agents(tx: Tx, agent_ids: Collection[str]) -> None:
    """Hold the rows of these agents until the transaction ends, always taken in the same order."""
    many_rows.lock(tx.connection(), "agents", "id", agent_ids)


def touch_agents(tx: Tx, users: Mapping[str, str], at: datetime) -> None:
    """Note who changed which flow; who is no member, as the system, leaves the name as it was."""
    stored = UTCDateTime().bind_processor(tx.get_bind().dialect)
    told = [(agent_id, user_id, stored(at) if stored else at) for agent_id, user_id in users.items()]
    many_rows.update_from(tx.connection(), "agent_id, user_id, at", told, _TOUCH)


def latest_version(tx: Tx, agent_id: str) -> Version | None:
    """Return the newest version of an agent."""
    newest = select(Version).where(col(Version.agent_id) == agent_id).order_by(col(Version.number).desc())
    return tx.exec(newest.limit(1)).one_or_none()


def version_hashed(tx: Tx, agent: Agent, content_hash: str) -> Version | None:
    """Return a version of an agent with this content: the live one, else the newest."""
    same = select(Version).where(col(Version.agent_id) == agent.id, col(Version.hash) == content_hash)
    is_live = case((col(Version.id) == agent.live_version_id, 0), else_=1)
    return tx.exec(same.order_by(is_live, col(Version.number).desc()).limit(1)).one_or_none()


def latest_manifest(tx: Tx, agent_id: str) -> bytes:
    """Return the manifest of an agent's newest version, empty where there is none."""
    newest = select(Version.manifest).where(col(Version.agent_id) == agent_id)
    return tx.exec(newest.order_by(col(Version.number).desc()).limit(1)).one_or_none() or b""


def chunks(tx: Tx, agent_id: str, digests: Collection[bytes]) -> dict[bytes, bytes]:
    """Return the compressed data of those of these chunks that are there."""
    chosen = select(VersionChunk.hash, VersionChunk.data).where(col(VersionChunk.agent_id) == agent_id)
    return dict(tx.exec(chosen.where(col(VersionChunk.hash).in_(digests))).all())


def chunks_kept(tx: Tx, agent_id: str, digests: Collection[bytes]) -> set[bytes]:
    """Return the hashes of those of these chunks that are there."""
    chosen = select(VersionChunk.hash).where(col(VersionChunk.agent_id) == agent_id)
    return set(tx.exec(chosen.where(col(VersionChunk.hash).in_(digests))))


def version_bytes(tx: Tx, workspace_id: str) -> int:
    """Return what the versions of a workspace take, those of agents that can be recovered included."""
    every = select(func.sum(col(Agent.version_bytes))).where(
        col(Agent.workspace_id) == workspace_id, col(Agent.erased_at).is_(None)
    )
    return int(tx.exec(every).one() or 0)


def next_event_number(tx: Tx, agent_id: str) -> int:
    """Return the number of the agent's next history event; its row is locked by the caller."""
    highest = select(func.max(HistoryEvent.number)).where(col(HistoryEvent.agent_id) == agent_id)
    return (tx.exec(highest).one() or 0) + 1


def _listed(workspace_id: str) -> SelectOfScalar[Any]:
    latest = (
        select(func.max(Version.number))
        .where(col(Version.agent_id) == col(Agent.id))
        .correlate(Agent)
        .scalar_subquery()
    )
    return cast("SelectOfScalar[Any]", select(Agent, latest).where(col(Agent.workspace_id) == workspace_id))
