"""Versions: an immutable content is numbered once; saving the same content again makes none."""

import json
from datetime import datetime

from app.db.tx import Tx
from app.flows import queries
from app.flows.answers import Saved
from app.flows.graph import FlowGraph
from app.flows.tables import Agent, HistoryEvent, Version
from app.kit.ids import new_id
from app.people.actor import Actor


def save(tx: Tx, agent: Agent, graph: FlowGraph, actor: Actor, note: str, at: datetime) -> Saved:
    """Add a version if the content differs from the latest; tell history if it did, or if there is a note.

    The caller holds the agent's row, so that two who save at once get two numbers.
    """
    content_hash = graph.content_hash()
    latest = queries.latest_version(tx, agent.id)
    is_new = latest is None or latest.hash != content_hash
    version = _cut(tx, agent, graph, actor, content_hash, latest, at) if is_new else latest
    assert version is not None, "without a latest version the content is new"
    if is_new or note:
        remember(tx, agent.id, "saved", actor, at, note, version.id)
    return Saved(version.number, is_new, content_hash, at)


def remember(
    tx: Tx,
    agent_id: str,
    kind: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    version_id: str | None = None,
) -> None:
    """Add a line to the agent's history."""
    tx.add(
        HistoryEvent(
            id=new_id("hi"),
            agent_id=agent_id,
            kind=kind,
            at=at,
            actor_id=actor.user_id,
            actor_name=actor.name,
            note=note,
            version_id=version_id,
        )
    )


def _cut(
    tx: Tx,
    agent: Agent,
    graph: FlowGraph,
    actor: Actor,
    content_hash: str,
    latest: Version | None,
    at: datetime,
) -> Version:
    version = Version(
        id=new_id("ve"),
        agent_id=agent.id,
        number=latest.number + 1 if latest else 1,
        hash=content_hash,
        content=json.dumps(graph.to_json(), ensure_ascii=False, separators=(",", ":")),
        node_count=len(graph.nodes),
        edge_count=len(graph.edges),
        created_at=at,
        created_by=actor.user_id,
    )
    tx.add(version)
    tx.flush()  # history refers to it
    return version
