"""The shape of the node-spec table: what a field, a port and a kind of node can be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

FieldType = Literal["prose", "line", "choice", "toggle", "number", "several", "time", "items"]
JsonValue = Any
Json = dict[str, JsonValue]

RESERVED_NAMES = frozenset({"kind", "name", "deleted", "id", "order"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice and the words people see for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field: how it is asked for, what it may hold, what a missing or mistyped value reads as.

    ``prose`` is written together character by character; everything else is one plain value per change.
    ``items`` is an ordered list whose entries have the fields ``item``; ``born_with`` of them, blank, come
    with a new node. ``shown_if`` is (field, value): equal to it, or among the chosen ones of a ``several``.
    """

    name: str
    label: str
    type: FieldType
    default: JsonValue
    help: str = ""
    options: tuple[Option, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    integer: bool = False
    max_length: int | None = None
    required: bool = False
    shown_if: tuple[str, JsonValue] | None = None
    placeholder: str = ""
    item: "tuple[FieldSpec, ...]" = ()
    item_title: str = ""
    born_with: int = 0


@dataclass(frozen=True, slots=True)
class PortSpec:
    """A named way out. ``shown_if``: (field, values), of which the field must be one, or hold one."""

    id: str
    label: str
    optional: bool = False
    shown_if: tuple[str, tuple[str, ...]] | None = None
    label_by: tuple[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a node can lead: fixed ports, and one per entry of the items field ``each``.

    ``each_label`` is a template such as ``{variable} is {value}``; ``each_first`` puts those first.
    """

    fixed: tuple[PortSpec, ...] = ()
    each: str | None = None
    each_label: str = ""
    each_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSpec:
    """One kind of node. ``preview`` names the fields whose first words a card shows, first shown one wins."""

    kind: str
    title: str
    summary: str
    category: str
    icon: str
    colour: str
    fields: tuple[FieldSpec, ...]
    ports: Ports = Ports()
    terminal: bool = False
    global_: bool = False
    placeable: bool = True
    preview: tuple[str, ...] = ()
    by_name: Mapping[str, FieldSpec] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {spec.name: spec for spec in self.fields})


@dataclass(frozen=True, slots=True)
class Port:
    """A way out of one particular node. ``id`` is a fixed name or the id of an item."""

    id: str
    label: str
    optional: bool = False


def field_json(spec: FieldSpec) -> Json:
    """Return the field as the browser reads it, under the same names."""
    return asdict(spec)


def kind_json(spec: NodeSpec) -> Json:
    """Return the kind as the browser reads it; ``global_`` is called ``global`` there."""
    plain = ("kind", "title", "summary", "category", "icon", "colour", "terminal", "placeable")
    return {
        **{name: getattr(spec, name) for name in plain},
        "global": spec.global_,
        "preview": list(spec.preview),
        "fields": [field_json(each) for each in spec.fields],
        "ports": asdict(spec.ports),
    }
