"""The OpenAPI 3.1 document, made of the doors' declarations and the models at the border; nothing else is written."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from app.people.roles import Permission, Role, least_role
from app.web.api import refusals
from app.web.api.doors import API_DOORS
from app.web.api.reading import MOST_KEY_CHARS
from app.web.content import MAX_NUMBER
from app.web.cookies import COOKIE
from app.web.door import KEY_HEADER, Door

Schema = dict[str, Any]
_Moded = tuple[type[BaseModel], JsonSchemaMode]

_REF = "#/components/schemas/{model}"
_IN_PATH = re.compile(r"\{(\w+)\}")
_WORD: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9_.:\-]{1,100}$"}
_PATH_SCHEMAS: dict[str, Schema] = {"number": {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}}
_ABOUT = (
    "A team's agents: their state, versions, history and what callers hear. Sign in with a bearer token, as made by "
    "`callweave token add`. Refusals have one shape everywhere: an error with a code for programs and a message for "
    "people. Pages end with `next`; send it as `before` to go on."
)

# What may come of any door that asks who is there, and what the refusal looks like.
_REFUSALS: dict[int, tuple[str, type[BaseModel]]] = {
    401: ("Nobody is signed in, or the token is not valid.", refusals.Refused),
    403: (
        "The role has no right to this, or the request comes from a page that is not ours.",
        refusals.Refused,
    ),
    404: ("It does not exist, or it belongs to another workspace.", refusals.Refused),
    409: ("Somebody was first, or it is no longer as it was seen.", refusals.RefusedConflict),
    413: ("More bytes than may be taken.", refusals.Refused),
    422: ("What was sent cannot be understood, or the agent is not ready.", refusals.RefusedInvalid),
    429: ("Too many attempts.", refusals.RefusedTooMany),
    503: ("The database is away; trying again later helps.", refusals.Refused),
}


class _Plain(GenerateJsonSchema):
    """Leaves out the titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def document() -> Schema:
    """Return the document as JSON that must not be changed."""
    doors = [door for door in API_DOORS if door.answer or door.status == 204]
    paths: dict[str, Schema] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method.lower()] = _operation(door)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Callweave", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": _schemas(doors), "securitySchemes": _SECURITY},
        "security": [{"bearer": []}, {"cookie": []}],
    }


_SECURITY: Schema = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `callweave token add`."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "For the product's own pages.",
    },
}


def error_statuses(door: Door) -> tuple[int, ...]:
    """Return every status by which this door may refuse."""
    found = {401, 403, 429, 503, *door.errors}
    found |= {404} if _IN_PATH.search(door.path) else set()
    found |= {413, 422} if door.body else set()
    found |= {422} if door.query or door.has_key else set()
    return tuple(sorted(found))


def _operation(door: Door) -> Schema:
    operation: Schema = {
        "operationId": door.name,
        "summary": door.summary,
        "description": _who(door),
        "parameters": [*_path_parameters(door), *_query_parameters(door), *_header_parameters(door)],
        "responses": {str(door.status): _success(door)},
    }
    if door.body:
        operation["requestBody"] = {"required": True, "content": _content(door.body)}
    for status in error_statuses(door):
        description, model = _REFUSALS[status]
        operation["responses"][str(status)] = {"description": description, "content": _content(model)}
    return operation


def _who(door: Door) -> str:
    needed = least_role(door.needs) if isinstance(door.needs, Permission) else Role.VIEWER
    return "For every member." if needed is Role.VIEWER else f"Needs the role {needed} or above."


def _success(door: Door) -> Schema:
    if door.answer is None:
        return {"description": "Done."}
    return {"description": "Made." if door.status == 201 else "Here it is.", "content": _content(door.answer)}


def _content(model: type[BaseModel]) -> Schema:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _path_parameters(door: Door) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _PATH_SCHEMAS.get(name, _WORD)}
        for name in _IN_PATH.findall(door.path)
    ]


def _query_parameters(door: Door) -> list[Schema]:
    if door.query is None:
        return []
    schema = door.query.model_json_schema(schema_generator=_Plain)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(each)}
        for name, each in schema["properties"].items()
    ]


def _without_null(schema: Schema) -> Schema:
    """A query cannot say null: a value that may be missing is left out."""
    options = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if not options:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **options[0]} if len(options) == 1 else {**rest, "anyOf": options}


def _header_parameters(door: Door) -> list[Schema]:
    if not door.has_key:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": MOST_KEY_CHARS}
    about = "A fresh key for every request; repeated with the same key it is answered the same and not done twice."
    return [{"name": KEY_HEADER, "in": "header", "required": True, "description": about, "schema": schema}]


def _schemas(doors: list[Door]) -> Schema:
    bodies = {door.body for door in doors if door.body}
    answers = {door.answer for door in doors if door.answer} | {model for _, model in _REFUSALS.values()}
    sent: list[_Moded] = [(model, "validation") for model in bodies]
    told: list[_Moded] = [(model, "serialization") for model in answers]
    ordered = sorted([*sent, *told], key=lambda pair: pair[0].__name__)
    _, found = models_json_schema(ordered, ref_template=_REF, schema_generator=_Plain)
    return found["$defs"]
