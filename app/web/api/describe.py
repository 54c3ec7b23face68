"""The document of ``/api/v1``, for whoever asks."""

from starlette.responses import JSONResponse, Response

from app.web.api.openapi import document
from app.web.guard import Visit


async def describe(_visit: Visit) -> Response:
    """Answer the OpenAPI document."""
    return JSONResponse(document())
