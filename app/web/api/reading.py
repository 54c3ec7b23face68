"""Reading what a program sent, and telling it what came of it."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app.web.api.refusals import BadField
from app.web.api.told import Told
from app.web.door import KEY_HEADER
from app.web.forms import is_json
from app.web.guard import Visit

M = TypeVar("M", bound=BaseModel)
MOST_KEY_CHARS = 100


async def body(visit: Visit, model: type[M]) -> M:
    """Return the body as this model. Raises BadField, naming the field, or TooLarge."""
    if not is_json(visit.request):
        raise BadField("", "Send JSON, with the header Content-Type: application/json.")
    try:
        return model.model_validate_json(await visit.request.body())
    except ValidationError as error:
        raise _bad_field(error) from None


def query(visit: Visit, model: type[M]) -> M:
    """Return the query as this model. Raises BadField, naming the field."""
    try:
        return model.model_validate(dict(visit.request.query_params))
    except ValidationError as error:
        raise _bad_field(error) from None


def agent_of(visit: Visit) -> str:
    """Return the id of the agent that the path names."""
    return visit.request.path_params["agent_id"]


def key_of(visit: Visit) -> str:
    """Return the key by which a request that is sent again is known. Raises BadField."""
    key = visit.request.headers.get(KEY_HEADER, "").strip()
    if not 1 <= len(key) <= MOST_KEY_CHARS:
        why = f"send a fresh key of 1 to {MOST_KEY_CHARS} characters with every request, the same when you repeat it."
        raise BadField(KEY_HEADER, why)
    return key


def answer(model: type[Told], value: object, status: int = 200) -> Response:
    """Return a service's value as the JSON of its model."""
    text = model.model_validate(value).model_dump_json()
    return Response(text, status, media_type="application/json")


def _bad_field(error: ValidationError) -> BadField:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if not field:
        return BadField("", "The body is not the JSON that was expected. Send one object with its fields.")
    return BadField(field, f"{first['msg'][0].lower()}{first['msg'][1:]}.")
