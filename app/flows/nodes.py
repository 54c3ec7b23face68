"""The node-spec table: one source for inspector, validation, engine and docs, here and in the browser."""

import re
from collections.abc import Mapping
from typing import cast

from app.flows import limits
from app.flows.kinds import ALL
from app.flows.settings_spec import PRONUNCIATION, SETTINGS, SYSTEM_VARIABLES, VARIABLE
from app.flows.spec import FieldSpec, Json, JsonValue, NodeSpec, Option, Port, PortSpec, field_json, kind_json

SCHEMA = 1
START_ID = "start"

NODES: Mapping[str, NodeSpec] = {spec.kind: spec for spec in ALL}
CATEGORIES = ("Conversation", "Logic", "Actions", "Call control")

_SLOT = re.compile(r"\{([a-z_]+)\}")
_SPACES = re.compile(" +")

__all__ = [
    "CATEGORIES",
    "NODES",
    "PRONUNCIATION",
    "SCHEMA",
    "SETTINGS",
    "START_ID",
    "SYSTEM_VARIABLES",
    "VARIABLE",
    "FieldSpec",
    "NodeSpec",
    "Option",
    "Port",
    "PortSpec",
    "client_spec",
    "port_ids",
    "ports",
]


def ports(kind: str, fields: Mapping[str, JsonValue]) -> tuple[Port, ...]:
    """Return the ways out of a node of this kind with these projected fields; none for an unknown kind."""
    spec = NODES.get(kind)
    if spec is None:
        return ()
    fixed = tuple(_fixed(port, fields) for port in spec.ports.fixed if _is_shown(port, fields))
    each = _each(spec, fields) if spec.ports.each else ()
    return each + fixed if spec.ports.each_first else fixed + each


def port_ids(kind: str, fields: Mapping[str, JsonValue]) -> frozenset[str]:
    """Return the ids of ``ports`` without their labels, for who reads thousands of nodes."""
    spec = NODES.get(kind)
    if spec is None:
        return frozenset()
    each = fields.get(spec.ports.each, ()) if spec.ports.each else ()
    return frozenset(
        [port.id for port in spec.ports.fixed if _is_shown(port, fields)] + [item["id"] for item in each]
    )


def client_spec() -> Json:
    """Return the whole table as JSON, read by the browser's schema module."""
    return {
        "schema": SCHEMA,
        "categories": list(CATEGORIES),
        "limits": limits.table(),
        "kinds": {kind: kind_json(spec) for kind, spec in NODES.items()},
        "settings": [field_json(spec) for spec in SETTINGS],
        "variable": [field_json(spec) for spec in VARIABLE],
        "pronunciation": [field_json(spec) for spec in PRONUNCIATION],
        "system_variables": [
            {"name": name, "description": description} for name, description in SYSTEM_VARIABLES.items()
        ],
    }


def _is_shown(port: PortSpec, fields: Mapping[str, JsonValue]) -> bool:
    if port.shown_if is None:
        return True
    name, values = port.shown_if
    held = fields.get(name)
    chosen = cast("tuple[JsonValue, ...]", held) if isinstance(held, list | tuple) else (held,)
    return any(value in values for value in chosen)


def _fixed(port: PortSpec, fields: Mapping[str, JsonValue]) -> Port:
    if port.label_by is None:
        return Port(port.id, port.label, port.optional)
    name, labels = port.label_by
    return Port(port.id, labels.get(str(fields.get(name)), port.label), port.optional)


def _each(spec: NodeSpec, fields: Mapping[str, JsonValue]) -> tuple[Port, ...]:
    each = spec.by_name[str(spec.ports.each)]
    return tuple(
        Port(item["id"], _label(spec.ports.each_label, each, item, place))
        for place, item in enumerate(fields.get(each.name, ()), start=1)
    )


def _label(template: str, each: FieldSpec, item: Mapping[str, JsonValue], place: int) -> str:
    """Fill the template with the item's words; an item without any is called by its place."""
    if not any(item[sub.name] for sub in each.item if sub.type == "line"):
        return f"{each.item_title} {place}"
    words = {sub.name: _words(sub, item[sub.name]) for sub in each.item}
    label = _SLOT.sub(lambda slot: words[slot[1]], template)
    return _SPACES.sub(" ", label).strip(" ")


def _words(sub: FieldSpec, value: JsonValue) -> str:
    """Return what people read for a value: the label of a choice, else the value."""
    return next((option.label for option in sub.options if option.value == value), str(value))
