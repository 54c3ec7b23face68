"""Rows of versions and history as lists show them."""

from app.db.tx import Tx
from app.flows.history import queries
from app.flows.history.answers import Event, History, Person, VersionInfo
from app.flows.tables import Agent, HistoryEvent, Version

KINDS = (
    "created",
    "imported",
    "saved",
    "snapshot",
    "published",
    "activated",
    "deactivated",
    "restored",
    "rolled_back",
)


def history(tx: Tx, agent: Agent, page: queries.Page) -> History:
    """Return a page of an agent's history with what it can be filtered by."""
    found = queries.events(tx, agent.id, page._replace(limit=page.limit + 1))
    shown = tuple(event(agent, row, version) for row, version in found[: page.limit])
    names: dict[str, str] = {}
    for user_id, name in queries.authors(tx, agent.id):
        names.setdefault(user_id, name)
    return History(
        events=shown,
        authors=tuple(Person(user_id, name) for user_id, name in names.items()),
        kinds=tuple(sorted(queries.kinds(tx, agent.id), key=_place)),
        next=shown[-1].number if len(found) > page.limit else None,
    )


def event(agent: Agent, row: HistoryEvent, version: Version | None) -> Event:
    """Return one line of the history."""
    was = row.details.get("was")
    return Event(
        id=row.id,
        number=row.number,
        kind=row.kind,
        at=row.at,
        actor=Person(row.actor_id, row.actor_name),
        note=row.note,
        version=version.number if version else None,
        version_name=version.name if version else "",
        node_count=version.node_count if version else None,
        edge_count=version.edge_count if version else None,
        is_live=version is not None and is_live(agent, version),
        was=was if isinstance(was, int) else None,
    )


def info(agent: Agent, version: Version, made_by: str) -> VersionInfo:
    """Return a version as a list shows it."""
    return VersionInfo(
        id=version.id,
        number=version.number,
        hash=version.hash,
        name=version.name,
        created_at=version.created_at,
        created_by=made_by,
        node_count=version.node_count,
        edge_count=version.edge_count,
        is_live=is_live(agent, version),
    )


def is_live(agent: Agent, version: Version) -> bool:
    """Whether callers hear this version now."""
    return agent.state == "active" and agent.live_version_id == version.id


def _place(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)
