"""Is it alive, is it ready, how is it doing. Open to everybody: no names, no content."""

import asyncio

from starlette.responses import JSONResponse, Response

from app.errors import AppError
from app.logs import logger
from app.metrics import exposition
from app.services import ReadyCheck, services
from app.web.guard import Visit

log = logger(__name__)

PATIENCE_SECONDS = 2.0  # a balancer asks every few seconds: a slow answer is a no


async def healthz(_visit: Visit) -> Response:
    """Answer while the event loop turns."""
    return JSONResponse({"alive": True})


async def readyz(_visit: Visit) -> Response:
    """Answer 200, or 503 with a reason for everything that is not well."""
    checks: dict[str, ReadyCheck] = {"database": _database, **services().readiness}
    answers = await asyncio.gather(*(_asked(check) for check in checks.values()))
    reasons = {name: reason for name, reason in zip(checks, answers, strict=True) if reason}
    return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)


async def metrics(_visit: Visit) -> Response:
    """Answer the figures in Prometheus' text format."""
    body, content_type = exposition()
    return Response(body, media_type=content_type)


async def _database() -> str | None:
    await services().db.ping()
    return None


async def _asked(check: ReadyCheck) -> str | None:
    try:
        return await asyncio.wait_for(check(), PATIENCE_SECONDS)
    except TimeoutError:
        return f"No answer within {PATIENCE_SECONDS:g} s."
    except AppError as refusal:
        return refusal.message
    except Exception as error:
        log.error("readiness could not be asked", exc_info=error)
        return "It cannot be asked; the log says why."
