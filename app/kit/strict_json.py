"""JSON from a stranger: what no other program would read, or read differently, is refused."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

MAX_DEPTH = 16
_MAX_NUMBER_CHARS = 40
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class BadJson(Exception):
    """The text is no JSON, or holds what not every program would read alike."""


def read(text: str, most_depth: int = MAX_DEPTH) -> Any:
    """Return the value of a JSON text. Raises BadJson.

    Refused beside broken texts: NaN, Infinity and numbers beyond a float, a key that comes twice in one object,
    lone surrogates, and what is nested deeper than ``most_depth``.
    """
    _check_depth(text, most_depth)
    try:
        value = _READER.decode(text)
        if "\\" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadJson("not JSON that every program reads alike") from None
    return value


def _check_depth(text: str, most_depth: int) -> None:
    if text.count("[") + text.count("{") <= most_depth:
        return
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > most_depth:
            raise BadJson("nested too deep")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number beyond all bounds")
    return value


def _int(text: str) -> int:
    if len(text) > _MAX_NUMBER_CHARS:
        raise ValueError("a number beyond all bounds")
    return int(text)


_READER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int
)
