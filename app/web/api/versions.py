"""Versions and history over ``/api/v1``: list, get, export, compare, snapshot, name, restore."""

from starlette.responses import Response

from app.errors import NotFound
from app.flows.history.answers import VersionInfo
from app.services import services
from app.web.api import sent, told
from app.web.api.reading import agent_of, answer, body, query
from app.web.content import number_of
from app.web.guard import Visit


async def list_versions(visit: Visit) -> Response:
    """Answer a page of versions."""
    asked = query(visit, sent.VersionsQuery)
    found = await services().versions.versions(
        visit.actor, agent_of(visit), before=asked.before, limit=asked.limit
    )
    return answer(told.Versions, {"versions": found, "next": _next(found)})


async def get_version(visit: Visit) -> Response:
    """Answer one version."""
    number = number_of(visit)
    found = await services().versions.versions(visit.actor, agent_of(visit), before=number + 1, limit=1)
    if not found or found[0].number != number:
        raise NotFound("There is no such version.")
    return answer(told.Version, found[0])


async def snapshot_draft(visit: Visit) -> Response:
    """Keep the draft as a version with a name."""
    wanted = await body(visit, sent.Snapshot)
    made = await services().versions.snapshot(visit.actor, agent_of(visit), wanted.name, wanted.note)
    return answer(told.Version, made, 201)


async def name_version(visit: Visit) -> Response:
    """Give a version a name."""
    wanted = await body(visit, sent.VersionName)
    named = await services().versions.rename(visit.actor, agent_of(visit), number_of(visit), wanted.name)
    return answer(told.Version, named)


async def export_version(visit: Visit) -> Response:
    """Hand out one version as a file."""
    exported = await services().versions.export(visit.actor, agent_of(visit), number_of(visit))
    headers = {"Content-Disposition": f'attachment; filename="{exported.filename}"'}
    return Response(exported.data, media_type="application/json", headers=headers)


async def restore_version(visit: Visit) -> Response:
    """Bring a version back into the draft."""
    restored = await services().versions.restore(visit.actor, agent_of(visit), number_of(visit))
    return answer(told.Restored, restored)


async def compare_contents(visit: Visit) -> Response:
    """Answer the difference between two contents."""
    asked = query(visit, sent.CompareQuery)
    found = await services().versions.compare(visit.actor, agent_of(visit), asked.older, asked.newer)
    return answer(told.Comparison, found)


async def get_history(visit: Visit) -> Response:
    """Answer a page of the history."""
    asked = query(visit, sent.HistoryQuery)
    found = await services().versions.history(
        visit.actor,
        agent_of(visit),
        before=asked.before,
        author=asked.author,
        kind=asked.kind,
        limit=asked.limit,
    )
    return answer(told.History, found)


def _next(page: tuple[VersionInfo, ...]) -> int | None:
    """Return what the following page comes before: numbers have no gaps, so the first version ends the list."""
    return page[-1].number if page and page[-1].number > 1 else None
