"""Versions: an immutable content is numbered once; saving the same content again makes none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.db.tx import Tx
from app.flows import queries, version_store
from app.flows.answers import Saved
from app.flows.drafts import PackedDraft
from app.flows.tables import Agent, HistoryEvent, Version
from app.flows.version_limits import VersionLimits
from app.kit.ids import new_id
from app.people.actor import Actor


def save(
    tx: Tx, agent: Agent, draft: PackedDraft, actor: Actor, note: str, at: datetime, limits: VersionLimits
) -> Saved:
    """Add a version if the content differs from the latest; tell history if it did, or if there is a note."""
    version, is_new = cut(tx, agent, draft, actor, at, limits)
    if is_new or note:
        remember(tx, agent.id, "saved", actor, at, note, version.id)
    return Saved(version.number, is_new, version.hash, at)


def cut(
    tx: Tx, agent: Agent, draft: PackedDraft, actor: Actor, at: datetime, limits: VersionLimits | None = None
) -> tuple[Version, bool]:
    """Return the version of this content, and whether it had to be made: the latest one serves if it is equal.

    The caller holds the agent's row, so that two who save at once get two numbers. Without ``limits`` it is made
    whatever the workspace has. Raises QuotaReached.
    """
    latest = queries.latest_version(tx, agent.id)
    if latest is not None and latest.hash == draft.content.hash:
        return latest, False
    version = _add(tx, agent, draft, actor, latest.number + 1 if latest else 1, at)
    if limits is not None:
        limits.check_space(tx, agent.workspace_id)
    return version, True


def serving(tx: Tx, agent: Agent, draft: PackedDraft, actor: Actor, at: datetime) -> Version:
    """Return the version by which callers hear this draft: the one there is of its content, else a new one.

    Its position moves on to the draft's: from there it is counted who changed what. The caller holds the
    agent's row.
    """
    same = queries.version_hashed(tx, agent, draft.content.hash)
    if same is None:
        return cut(tx, agent, draft, actor, at)[0]
    same.seq = max(same.seq, draft.seq)
    return same


def remember(
    tx: Tx,
    agent_id: str,
    kind: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    version_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> HistoryEvent:
    """Add a line to the agent's history and return it. The caller holds the agent's row."""
    event = HistoryEvent(
        id=new_id("hi"),
        agent_id=agent_id,
        number=queries.next_event_number(tx, agent_id),
        kind=kind,
        at=at,
        actor_id=actor.user_id,
        actor_name=actor.name,
        note=note,
        version_id=version_id,
        details=dict(details or {}),
    )
    tx.add(event)
    tx.flush()  # the next event of this transaction counts on
    return event


def _add(tx: Tx, agent: Agent, draft: PackedDraft, actor: Actor, number: int, at: datetime) -> Version:
    content = draft.content
    version_store.add(tx, agent, content)
    version = Version(
        id=new_id("ve"),
        agent_id=agent.id,
        number=number,
        hash=content.hash,
        size_bytes=content.size_bytes,
        manifest=content.manifest,
        node_count=content.node_count,
        edge_count=content.edge_count,
        created_at=at,
        created_by=actor.user_id,
        seq=draft.seq,
    )
    tx.add(version)
    tx.flush()  # history refers to it
    return version
