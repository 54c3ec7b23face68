"""RFC 8785 JSON, the text a content hash is taken of."""

import json
from collections.abc import Mapping
from typing import cast

import rfc8785

from app.flows.spec import Json, JsonValue
from app.flows.values import MAX_SAFE_INTEGER

_PLAIN_FLOAT = 1e-4  # from here up to the safe integers, Python and ECMAScript write a fraction alike


def canonical(data: Json) -> bytes:
    """Return the RFC 8785 bytes of JSON; where the faster encoder agrees with the library, it writes."""
    if not _is_simple(data):
        return rfc8785.dumps(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _is_simple(value: JsonValue) -> bool:
    """Whether keys sort the same by character and by UTF-16, and every number is written the same."""
    if isinstance(value, str | bool) or value is None:
        return True
    if isinstance(value, int):
        return abs(value) <= MAX_SAFE_INTEGER
    if isinstance(value, float):
        return _PLAIN_FLOAT <= abs(value) <= MAX_SAFE_INTEGER and not value.is_integer()
    if isinstance(value, Mapping):
        inner = cast("Json", value)
        return all(key.isascii() and _is_simple(each) for key, each in inner.items())
    return all(_is_simple(each) for each in cast("list[JsonValue]", value))
