"""What is sent: a form from a page or JSON from a program, bounded and checked."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from app.errors import Invalid, TooLarge

M = TypeVar("M", bound=BaseModel)
_MAX_FIELDS = 20


class Form(BaseModel):
    """Base of everything that may be sent: unknown fields are ignored, text stays text."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


def is_json(request: Request) -> bool:
    """Whether the body is JSON."""
    return request.headers.get("content-type", "").lower().startswith("application/json")


def wants_json(request: Request) -> bool:
    """Whether the answer should be JSON: to a program, or to a page's own script."""
    return is_json(request) or "application/json" in request.headers.get("accept", "").lower()


def within(request: Request, limit_bytes: int) -> Request:
    """Return the request with a body that raises TooLarge as soon as it passes the limit."""
    taken = 0
    receive: Receive = request.receive

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit_bytes:
            raise TooLarge(f"That is too large. At most {_size(limit_bytes)} can be taken.")
        return message

    return Request(request.scope, bounded)


async def parsed(request: Request, model: type[M]) -> M:
    """Return the body as this model; what a form said is kept for sending it back. Raises Invalid."""
    try:
        if is_json(request):
            return model.model_validate_json(await request.body())
        form = await form_of(request)
        request.state.form = {name: value for name, value in form.items() if isinstance(value, str)}
        return model.model_validate(request.state.form)
    except ValidationError as error:
        raise Invalid(_first(error)) from None


async def file_of(request: Request) -> bytes:
    """Return the uploaded file of a form, or the whole JSON body."""
    if is_json(request):
        return await request.body()
    chosen = (await form_of(request)).get("file")
    if not isinstance(chosen, UploadFile):
        raise Invalid("No file was sent. Choose the file of an exported agent.")
    return await chosen.read()


async def form_of(request: Request) -> FormData:
    """Return the form. Raises Invalid if it cannot be read. The door closes its files afterwards."""
    await request.body()  # the limit strikes here, before the parser has opened any file
    try:
        return await request.form(max_files=1, max_fields=_MAX_FIELDS)
    except (MultiPartException, HTTPException):
        raise Invalid("That form cannot be read. Reload the page and try again.") from None


def said(request: Request) -> dict[str, str]:
    """Return what the form said, empty if none was read."""
    kept: dict[str, str] = getattr(request.state, "form", {})
    return kept


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if not field:
        return "The body is not the JSON that was expected. Send one object with its fields."
    return f"{field.replace('_', ' ').capitalize()}: {first['msg'].lower()}."


def _size(limit_bytes: int) -> str:
    mebi = 1024 * 1024
    return f"{limit_bytes // mebi} MB" if limit_bytes >= mebi else f"{limit_bytes // 1024} KB"
