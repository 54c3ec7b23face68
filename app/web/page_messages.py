"""What a page may say on its socket: each Socket.IO packet is read within bounds before Reflex sees it.

Reflex answers what it does not understand with a traceback that holds the whole message. Here it costs one line
that holds none of it.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, cast

NAMESPACE = "/_event"
MAX_VALUES = 2_000  # in one message, all lists and objects together
MAX_DEPTH = 12
MAX_INTEGER = 2**53
_MAX_TOLD_CHARS = 2_048  # of a path or a query value

Accepts = Callable[[str, Mapping[str, Any]], bool]
"""Whether a page may cause this event with this payload."""


class BadMessage(Exception):
    """The message is not one that a page of ours sends; the text says why, and quotes nothing of it."""


def check(text: str, accepts: Accepts) -> bool:
    """Return whether the packet carries an event. Raises BadMessage."""
    if text == "3":
        return False  # the answer to Engine.IO's ping
    head, body = text[:2], text[2:]
    if not body.startswith(NAMESPACE):
        raise BadMessage("a packet of another kind")
    body = body.removeprefix(NAMESPACE).removeprefix(",")
    match head:
        case "40":
            return _check_connect(_values(body or "{}"), accepts)
        case "41" if not body:
            return False
        case "42":
            _check_event(_values(body), accepts)
            return True
        case _:
            raise BadMessage("a packet of another kind")


def _values(text: str) -> Any:
    try:
        found = json.loads(text, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be stored anywhere
    except (ValueError, RecursionError):
        raise BadMessage("not JSON") from None
    _check_size(found)
    return found


def _no_number(_text: str) -> Any:
    raise ValueError


def _check_size(found: Any) -> None:
    """Raise BadMessage for more values, or deeper ones, than any page sends."""
    level, seen = [found], 0
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(cast(dict[str, Any], value).values())
            elif isinstance(value, list):
                inner.extend(cast(list[Any], value))
            elif _is_no_number(value):
                raise BadMessage("a number out of range")
        seen += len(inner)
        if seen > MAX_VALUES:
            raise BadMessage("too many values")
        if not inner:
            return
        level = inner
    raise BadMessage("nested too deep")


def _is_no_number(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, int) and abs(value) > MAX_INTEGER


def _check_connect(auth: Any, accepts: Accepts) -> bool:
    told = _fields(auth, {"event", "state_schema"})
    if not isinstance(told.get("state_schema", ""), str):
        raise BadMessage("an unknown schema")
    if told.get("event") is None:
        return False
    _check_call(told["event"], accepts)
    return True


def _check_event(said: Any, accepts: Accepts) -> None:
    match said:
        case ["ping"]:
            return
        case ["client_error", dict()] if accepts("client_error", said[1]):
            return
        case ["event", dict()]:
            _check_call(said[1], accepts)
        case _:
            raise BadMessage("an event of another kind")


def _check_call(call: Any, accepts: Accepts) -> None:
    told = _fields(
        call, {"name", "payload", "router_data", "event_actions", "handler", "token", "traceparent"}
    )
    name, payload = told.get("name"), told.get("payload", {})
    if not isinstance(name, str) or not isinstance(payload, dict):
        raise BadMessage("an event without a name or with another payload")
    _check_router(told.get("router_data", {}))
    if not accepts(name, cast(dict[str, Any], payload)):
        raise BadMessage("an event that no page sends")


def _check_router(data: Any) -> None:
    told = _fields(data, {"pathname", "asPath", "query"})
    query = _fields(told.pop("query", {}), None)
    for value in (*told.values(), *query.values()):
        if value is not None and not (isinstance(value, str) and len(value) <= _MAX_TOLD_CHARS):
            raise BadMessage("an address that is none")


def _fields(value: Any, known: set[str] | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMessage("no object where one is due")
    found = cast(dict[str, Any], value)
    if known is not None and not found.keys() <= known:
        raise BadMessage("unknown fields")
    return dict(found)
