"""The content of a shared document as plain Python, still knowing which values are shared types.

Reads through pycrdt's compiled objects under one transaction: its Python wrappers take four times as long,
and a flow of 2,000 nodes is read whole for every saved merge.
"""

from typing import Any

from pycrdt import Doc, Map, Text

from app.flows.values import MAX_DEPTH

MAX_SHARED_DEPTH = MAX_DEPTH + 4  # so that a value's depth is what decides, here as in the browser
ROOTS = ("meta", "nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes")


class Prose(str):
    """What a Y.Text says."""

    __slots__ = ()


class Cells(dict[str, Any]):
    """What a Y.Map holds."""

    __slots__ = ()


class Odd:
    """A shared type that no flow has; it is nobody's value."""

    __slots__ = ()


def _compiled(kind: Any) -> Any:
    """Return pycrdt's own class behind one of its wrappers."""
    found: Any = Doc[Any]().get("any", type=kind)
    return found.integrated.__class__


_MAP = _compiled(Map)
_TEXT = _compiled(Text)
_PLAIN: tuple[type[object], ...] = (str, bool, int, float, list, dict, bytearray, bytes, type(None))


def roots(doc: "Doc[Any]") -> dict[str, Cells]:
    """Return every root of a flow by name; a root the document lacks is empty."""
    with doc.transaction() as transaction:
        maps = {name: doc.get(name, type=Map) for name in ROOTS}
        compiled = transaction._txn  # pyright: ignore[reportPrivateUsage]  # no public way to read without wrappers
        return {name: _cells(found.integrated, compiled, 0) for name, found in maps.items()}


def is_shared(value: object) -> bool:
    """Whether this stood in the document as a shared type rather than as a plain value."""
    return isinstance(value, Prose | Cells | Odd)


def _cells(found: Any, compiled: Any, depth: int) -> Cells:
    return Cells({key: _cell(found.get(compiled, key), compiled, depth + 1) for key in found.keys(compiled)})


def _cell(value: Any, compiled: Any, depth: int) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, _TEXT):
        return Prose(value.get_string(compiled))
    if isinstance(value, _MAP) and depth < MAX_SHARED_DEPTH:
        return _cells(value, compiled, depth)
    return Odd()
