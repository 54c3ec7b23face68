"""Edits of a shared document that bring its cells to given values, each as small as it can be."""

from collections.abc import Iterable
from typing import Any, cast

from pycrdt import Map, Text

from app.flows.cells import Cells, Prose
from app.flows.document import born, born_value
from app.flows.documents import Touched, element_and_field
from app.flows.history.said import raw
from app.flows.history.sequence import orders
from app.flows.history.words import runs
from app.flows.projection import UNKNOWN_RESERVED
from app.flows.spec import FieldSpec, Json, JsonValue
from app.flows.values import is_id, is_name, number, plain, read

_GONE = object()
_ENTRY = 4
"""Length of the path of a list's entry in a step, where only a map may stand."""

Path = tuple[str, ...]


class Writer:
    """Writes inside the caller's transaction and remembers which elements and fields it touched."""

    def __init__(self) -> None:
        self.touched: set[Touched] = set()

    def touch(self, path: Path) -> None:
        """Note that what stands at this path, such as ("nodes", "n1", "prompt"), was written."""
        self.touched.add(element_and_field(path))

    def put(self, cells: "Map[Any]", path: Path, value: Any) -> None:
        """Write the value that stands at the end of this path."""
        cells[path[-1]] = value
        self.touch(path)

    def drop(self, cells: "Map[Any]", path: Path) -> None:
        """Remove what stands at the end of this path."""
        del cells[path[-1]]
        self.touch(path)

    def fields(self, cells: "Map[Any]", fields: Iterable[FieldSpec], values: Json, path: Path) -> None:
        """Bring the fields of a step, of the settings or of an entry to these projected values."""
        for field in fields:
            self._field(cells, field, values[field.name], (*path, field.name))

    def rows(self, cells: "Map[Any]", fields: tuple[FieldSpec, ...], rows: list[Json], path: Path) -> None:
        """Bring a list's entries to these: surplus ones go, missing ones come, the others are edited and moved."""
        shown = {
            each: item for each, cell in cells.items() if is_id(each) and (item := as_map(cell)) is not None
        }
        wanted = [row["id"] for row in rows]
        for row_id in shown.keys() - set(wanted):
            self.drop(cells, (*path, row_id))
        now = {each: number(cell.get("order")) or 0 for each, cell in shown.items()}
        for row, order in zip(rows, orders(wanted, now), strict=True):
            here = (*path, row["id"])
            if row["id"] not in shown:
                self.put(cells, here, Map({"order": order, **born(fields, row)}))
                continue
            self.fields(shown[row["id"]], fields, row, here)
            if now[row["id"]] != order:
                self.put(shown[row["id"]], (*here, "order"), order)

    def loose(self, cells: "Map[Any]", seen: Cells, values: Json, path: Path) -> None:
        """Bring the fields of a step that no table knows to this JSON. ``seen`` is what its cells hold."""
        for name in seen:
            if is_name(name) and name not in UNKNOWN_RESERVED and name not in values:
                self.drop(cells, (*path, name))
        for name, value in values.items():
            self._loose(cells, seen.get(name, _GONE), value, (*path, name))

    def _field(self, cells: "Map[Any]", field: FieldSpec, value: JsonValue, path: Path) -> None:
        now = cells.get(field.name)
        if field.type == "prose" and isinstance(now, Text):
            self._text(now, value, path)
        elif field.type == "items" and (items := as_map(now)) is not None:
            self.rows(items, field.item, value, path)
        elif _read(field, now) != value:
            self.put(cells, path, born_value(field, value))

    def _text(self, text: Text, after: str, path: Path) -> None:
        """Edit a text in place. Its places count the bytes of UTF-8, and no run begins inside a character."""
        before = str(text)
        if before == after:
            return
        at = 0
        for run in runs(before, after):
            if not run.is_same:
                if run.before:
                    del text[at : at + len(run.before.encode())]
                if run.after:
                    text.insert(at, run.after)
            at += len(run.after.encode())
        self.touch(path)

    def _loose(self, cells: "Map[Any]", seen: object, value: JsonValue, path: Path) -> None:
        if seen is not _GONE and raw(plain(seen)) == raw(value):
            return
        if isinstance(seen, Prose) and isinstance(value, str):
            self._text(cells[path[-1]], value, path)
        elif isinstance(seen, Cells) and _fits(value, path):
            inner: Map[Any] = cells[path[-1]]
            for key in seen.keys() - value.keys():
                self.drop(inner, (*path, key))
            for key, each in value.items():
                self._loose(inner, seen.get(key, _GONE), each, (*path, key))
        else:
            self.put(cells, path, Map(value) if len(path) == _ENTRY else value)


def as_map(cell: object) -> "Map[Any] | None":
    """Return a cell if it is a map."""
    return cast("Map[Any]", cell) if isinstance(cell, Map) else None


def _read(field: FieldSpec, now: object) -> JsonValue:
    """Return what a cell that cannot be edited in place says."""
    return read(field, None if field.type in ("prose", "items") else now)


def _fits(value: JsonValue, path: Path) -> bool:
    """Whether a map in an unknown step can be edited to this JSON; a list holds nothing but entries."""
    if not isinstance(value, dict):
        return False
    inner = cast("Json", value)
    return len(path) >= _ENTRY or all(is_id(key) and isinstance(each, dict) for key, each in inner.items())
