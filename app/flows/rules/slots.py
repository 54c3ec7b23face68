"""Every field that a person is asked for, with its value: what the rules about fields walk over."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.flows.graph import Fields, FlowGraph, Node
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, VARIABLE
from app.flows.spec import FieldSpec, JsonValue

Path = tuple[str, ...]


class Entry(NamedTuple):
    """Where in a list a field stands: the list's path, the entry's id, its title, and its place from 1."""

    path: Path
    id: str
    title: str
    place: int


class Slot(NamedTuple):
    """One field: whose it is, its path, its spec and value, and the fields beside it. ``node`` is None in settings."""

    node: Node | None
    path: Path
    spec: FieldSpec
    value: JsonValue
    beside: Fields
    entry: Entry | None = None

    @property
    def is_fitting(self) -> bool:
        """Whether a text is no longer than it may be: what is, is not looked into."""
        return len(self.value) <= (self.spec.max_length or len(self.value))


def slots_of(graph: FlowGraph, nodes: Iterable[Node]) -> Iterator[Slot]:
    """Give the fields of the settings, then of these nodes: those that are shown, and filled in or required."""
    yield from _slots(None, ("settings",), SETTINGS, graph.settings)
    for root, fields, rows in (
        ("variables", VARIABLE, graph.variables),
        ("pronunciations", PRONUNCIATION, graph.pronunciations),
    ):
        yield from _rows(None, (root,), root[:-1], fields, rows)
    for node in nodes:
        if node.kind in NODES and not node.unknown:
            yield from _slots(node, ("nodes", node.id), NODES[node.kind].fields, node.fields)


def _counts_empty(spec: FieldSpec) -> bool:
    """Whether a field with nothing in it is worth a look: rules have nothing to say of an empty text or a switch."""
    return spec.required or spec.type not in ("prose", "line", "toggle")


def is_shown(spec: FieldSpec, beside: Fields) -> bool:
    """Whether a field is asked for, by what the fields beside it hold."""
    if spec.shown_if is None:
        return True
    name, wanted = spec.shown_if
    held = beside.get(name)
    return wanted in held if isinstance(held, tuple) else held == wanted


def _slots(node: Node | None, path: Path, fields: tuple[FieldSpec, ...], values: Fields) -> Iterator[Slot]:
    for spec in fields:
        if not is_shown(spec, values):
            continue
        here = (*path, spec.name)
        value = values[spec.name]
        if spec.item:
            yield from _rows(node, here, spec.item_title.lower(), spec.item, value)
        elif value or _counts_empty(spec):
            yield Slot(node, here, spec, value, values)


def _rows(
    node: Node | None, path: Path, title: str, fields: tuple[FieldSpec, ...], rows: tuple[Fields, ...]
) -> Iterator[Slot]:
    for place, row in enumerate(rows, start=1):
        entry = Entry(path, row["id"], title, place)
        for spec in fields:
            value = row[spec.name]
            if is_shown(spec, row) and (value or _counts_empty(spec)):
                yield Slot(node, (*path, row["id"], spec.name), spec, value, row, entry)
