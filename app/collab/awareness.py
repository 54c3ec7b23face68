"""What a person may tell of where they are. It is read strictly and built anew from what was understood.

Nothing of a peer's own JSON goes on to the others: a browser that is handed NaN, a pointer without a y or a caret
of another shape stops drawing, for everybody in the room.
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any, Final, cast

from app.collab.protocol import BadMessage
from app.kit import strict_json

MAX_STATE_BYTES: Final = 4096
MAX_COORDINATE: Final = 1e7
MAX_STEPS: Final = 200  # selected or dragged at once; a browser tells of 60
MAX_FIELD_CHARS: Final = 200
MAX_ID_NUMBER: Final = 2**53 - 1
VIEWER_KEYS: Final = frozenset({"pointer", "selection"})
_WRITER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def understood(state: str, *, can_write: bool) -> dict[str, Any]:
    """Return what a presence state says, without what is not known or out of bounds.

    Raises BadMessage for a state that is too large, or no strict JSON of an object.
    """
    if len(state) > MAX_STATE_BYTES or len(state.encode()) > MAX_STATE_BYTES:
        raise BadMessage("awareness state too long")
    try:
        said = strict_json.read(state)
    except strict_json.BadJson as error:
        raise BadMessage(f"awareness state: {error}") from None
    if not isinstance(said, dict):
        raise BadMessage("awareness state is not an object")
    found = cast("dict[str, Any]", said)
    read = {
        name: reader(found[name])
        for name, reader in _READERS.items()
        if name in found and (can_write or name in VIEWER_KEYS)
    }
    return {name: value for name, value in read.items() if value is not None}


def written(state: dict[str, Any]) -> str:
    """Return a state as it travels."""
    return _WRITER.encode(state)


def _number(value: Any) -> float | int | None:
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > MAX_COORDINATE:
        return None
    return value


def _pointer(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    place = cast("dict[str, Any]", value)
    x, y = _number(place.get("x")), _number(place.get("y"))
    return None if x is None or y is None else {"x": x, "y": y}


def _selection(value: Any) -> list[str] | None:
    if not isinstance(value, list):
        return None
    return [each for each in cast("list[Any]", value)[:MAX_STEPS] if _is_id(each)]


def _field(value: Any) -> str | None:
    if not isinstance(value, str) or not value or len(value) > MAX_FIELD_CHARS or not value.isprintable():
        return None
    return value


def _drag(value: Any) -> dict[str, list[float]] | None:
    if not isinstance(value, dict):
        return None
    places: dict[str, list[float]] = {}
    for each, place in list(cast("dict[str, Any]", value).items())[:MAX_STEPS]:
        if _is_id(each) and isinstance(place, list) and len(cast("list[Any]", place)) == 2:
            x, y = map(_number, cast("list[Any]", place))
            if x is not None and y is not None:
                places[each] = [x, y]
    return places


def _cursor(value: Any) -> dict[str, Any] | None:
    """The two ends of a selection in a text, as y-codemirror tells them."""
    if not isinstance(value, dict):
        return None
    ends = cast("dict[str, Any]", value)
    anchor, head = _position(ends.get("anchor")), _position(ends.get("head"))
    return None if anchor is None or head is None else {"anchor": anchor, "head": head}


def _position(value: Any) -> dict[str, Any] | None:
    """A relative position of Yjs: the text, and the character beside which it stands; None for anything else."""
    if not isinstance(value, dict):
        return None
    told = cast("dict[str, Any]", value)
    name, side = told.get("tname"), told.get("assoc", 0)
    if name is not None and not _is_id(name):
        return None
    if type(side) is not int or abs(side) > 1:
        return None
    ids = {key: _item_id(told[key]) for key in ("type", "item") if told.get(key) is not None}
    if None in ids.values() or (name is None and not ids):
        return None
    return {"type": ids.get("type"), "tname": name, "item": ids.get("item"), "assoc": side}


def _item_id(value: Any) -> dict[str, int] | None:
    if not isinstance(value, dict):
        return None
    told = cast("dict[str, Any]", value)
    client, clock = told.get("client"), told.get("clock")
    if type(client) is not int or type(clock) is not int:
        return None
    if not (0 <= client <= MAX_ID_NUMBER and 0 <= clock <= MAX_ID_NUMBER):
        return None
    return {"client": client, "clock": clock}


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


_READERS: dict[str, Callable[[Any], Any]] = {
    "pointer": _pointer,
    "selection": _selection,
    "field": _field,
    "drag": _drag,
    "cursor": _cursor,
}
