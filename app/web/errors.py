"""Refusals and accidents, translated once: JSON for programs, a redirect with ``?problem=`` for forms."""

from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.errors import AppError, SignedOut, TooMany
from app.kit.ids import new_id
from app.logs import logger
from app.people.problems import PROBLEMS, UNEXPECTED
from app.people.roles import Permission
from app.web.api.refusals import more
from app.web.door import Door
from app.web.forms import said, wants_json

log = logger(__name__)

# What a page may be given back to fill in again; a password never is.
_KEPT = ("email", "name", "workspace_name", "next", "token")


def refused(request: Request, door: Door, refusal: AppError) -> Response:
    """Answer a refusal."""
    if door.page is not None and not wants_json(request):
        return _back(request, door, refusal)
    body: dict[str, Any] = {"code": refusal.code, "message": refusal.message, **more(refusal)}
    headers: dict[str, str] = {}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    status = refusal.status
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": body}, status, headers)


def broken(request: Request, door: Door, error: Exception) -> Response:
    """Answer an accident: a general sentence and an id; what happened is in the log under that id."""
    number = new_id("er")
    log.error("unexpected", id=number, method=door.method, door=door.path, exc_info=error)
    if door.page is not None and not wants_json(request):
        return _redirect(_page(door, said(request)), {"problem": UNEXPECTED, "id": number})
    body = {"code": UNEXPECTED, "message": f"{PROBLEMS[UNEXPECTED]} ({number})", "id": number}
    return JSONResponse({"error": body}, 500)


def _back(request: Request, door: Door, refusal: AppError) -> Response:
    form = said(request)
    if isinstance(refusal, SignedOut) and isinstance(door.needs, Permission):
        return _redirect("/sign-in", {"problem": refusal.code, "next": door.page or "/"})
    page = _page(door, form)
    in_path = "token" if "{token}" in (door.page or "") else ""
    kept = {name: form[name] for name in _KEPT if form.get(name) and name != in_path}
    return _redirect(page, {"problem": refusal.code, **kept})


def _page(door: Door, form: dict[str, str]) -> str:
    return (door.page or "/").replace("{token}", quote(form.get("token") or "-", safe=""))


def _redirect(path: str, query: dict[str, str]) -> Response:
    return RedirectResponse(f"{path}?{urlencode(query)}", 303)
