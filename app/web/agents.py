"""Agents as files: out and in."""

from starlette.responses import JSONResponse, RedirectResponse, Response

from app.services import services
from app.web.content import content_of
from app.web.forms import wants_json
from app.web.guard import Visit
from app.web.uploads import uploads


async def export_agent(visit: Visit) -> Response:
    """Hand out one agent as a file."""
    exported = await services().flows.export_agent(visit.actor, visit.request.path_params["agent_id"])
    headers = {"Content-Disposition": f'attachment; filename="{exported.filename}"'}
    return Response(exported.data, media_type="application/json", headers=headers)


async def version_state(visit: Visit) -> Response:
    """Hand out a content, by its version's number or as ``live`` or ``draft``, as a Yjs document to look at."""
    agent_id = visit.request.path_params["agent_id"]
    opened = await services().versions.open(visit.actor, agent_id, content_of(visit))
    return Response(opened.state, media_type="application/octet-stream")


async def import_agent(visit: Visit) -> Response:
    """Make an agent from an uploaded file, or from the JSON itself."""
    async with uploads.file(visit.actor.user_id, visit.request) as file:
        made = await services().flows.import_agent(visit.actor, file)
    path = f"/agents/{made.id}"
    if wants_json(visit.request):
        answer = {"agent": {"id": made.id, "name": made.name, "state": made.state}, "next": path}
        return JSONResponse(answer, 201)
    return RedirectResponse(path, 303)
