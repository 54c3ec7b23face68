"""Under ``/api/v1``, where no door is: 404, or 405 where a door is open to other methods."""

from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from app.web.api.doors import API_DOORS
from app.web.guard import Visit

_NOT_FOUND = "There is nothing at this address. What there is stands in /api/v1/openapi.json."
_PATHS = [(compile_path(door.path)[0], door.method) for door in API_DOORS if door.method != "ANY"]


async def nowhere(visit: Visit) -> Response:
    """Answer that there is no such path, or which methods it takes."""
    path = visit.request.url.path
    methods = {method for pattern, method in _PATHS if pattern.match(path)}
    if not methods:
        return JSONResponse({"error": {"code": "not_found", "message": _NOT_FOUND}}, 404)
    allowed = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
    message = f"This address takes {allowed}, and not {visit.request.method[:20]}."
    return JSONResponse(
        {"error": {"code": "method_not_allowed", "message": message}}, 405, {"Allow": allowed}
    )
