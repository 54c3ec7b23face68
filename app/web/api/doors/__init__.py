"""The doors of ``/api/v1``, with all that the OpenAPI document says of them."""

from app.web.api.doors.agents import AGENTS_DOORS
from app.web.api.doors.live import LIVE_DOORS
from app.web.api.doors.versions import VERSIONS_DOORS
from app.web.api.doors.words import API
from app.web.api.doors.workspace import WORKSPACE_DOORS
from app.web.door import Door, Public

__all__ = ["API", "API_DOORS"]

API_DOORS: tuple[Door, ...] = (
    Door(
        "GET",
        f"{API}/openapi.json",
        Public("it describes the doors and holds nothing of anybody"),
        name="describe",
    ),
    *AGENTS_DOORS,
    *LIVE_DOORS,
    *VERSIONS_DOORS,
    *WORKSPACE_DOORS,
    Door("ANY", API, Public("nothing is behind it; it says so, or which methods a path has")),
)
