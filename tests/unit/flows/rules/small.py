"""A small flow without any finding, and edits that break one thing in it."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from app.flows.graph import FlowGraph
from app.flows.nodes import port_ids
from app.flows.projection import project

Json = dict[str, Any]
Edit = Callable[[Json], None]

_SMALL: Json = {
    "nodes": {
        "start": {"kind": "start", "name": "Start", "fields": {"greeting_message": "Hello, how can I help?"}},
        "n_talk": {
            "kind": "conversation",
            "name": "Reception",
            "fields": {
                "prompt": "Ask what they need.",
                "transitions": [
                    {"id": "i_bye", "condition": "They need nothing else"},
                    {"id": "i_person", "condition": "They want a person"},
                ],
            },
        },
        "n_desk": {
            "kind": "transfer",
            "name": "Front office",
            "fields": {"transfer_number": "+15550100199", "fallback_message": "Nobody is free right now."},
        },
        "n_end": {"kind": "end_call", "name": "Goodbye", "fields": {"farewell_message": "Goodbye!"}},
    },
    "edges": {
        "e_start": {"source": "start", "port": "out", "target": "n_talk"},
        "e_bye": {"source": "n_talk", "port": "i_bye", "target": "n_end"},
        "e_person": {"source": "n_talk", "port": "i_person", "target": "n_desk"},
    },
    "settings": {"system_prompt": "You answer the phone of a clinic.", "voice": "Katie"},
}


def small(*edits: Edit) -> FlowGraph:
    """The small flow with these edits."""
    data = deepcopy(_SMALL)
    for edit in edits:
        edit(data)
    return FlowGraph.from_json(data)


def put(path: str, value: Any) -> Edit:
    """Write a value: ``n_talk.prompt`` of a step, ``settings.voice``, ``edges.e_bye.target``, ``schema``."""

    def edit(data: Json) -> None:
        *owner, name = path.split(".")
        found = data
        for each in owner:
            found = data["nodes"][each]["fields"] if each in data["nodes"] else found.setdefault(each, {})
        found[name] = deepcopy(value)

    return edit


def drop(*paths: str) -> Edit:
    """Take a step or an edge out: ``nodes.start``, ``edges.e_bye``."""

    def edit(data: Json) -> None:
        for path in paths:
            root, each = path.split(".")
            del data[root][each]

    return edit


def named(node_id: str, name: str) -> Edit:
    """Give a step another name."""
    return lambda data: data["nodes"][node_id].update(name=name)


def edge(source: str, port: str, target: str) -> Edit:
    """Draw one edge."""
    return lambda data: data["edges"].update({f"e_{source}_{port}": _edge(source, port, target)})


def step(node_id: str, kind: str, ways: Mapping[str, str] | None = None, **fields: Any) -> Edit:
    """Add a step of this kind, leading on by these ways."""

    def edit(data: Json) -> None:
        data["nodes"][node_id] = {"kind": kind, "name": f"The {node_id}", "fields": deepcopy(fields)}
        for port, target in (ways or {}).items():
            edge(node_id, port, target)(data)

    return edit


def first(kind: str, **fields: Any) -> Edit:
    """Put a step ``n_new`` between Start and the conversation; all its ways out lead there."""

    def edit(data: Json) -> None:
        step("n_new", kind, **fields)(data)
        data["edges"]["e_start"]["target"] = "n_new"
        whole = project(data)["nodes"]["n_new"]["fields"]
        for port in sorted(port_ids(kind, whole)):
            edge("n_new", port, "n_talk")(data)

    return edit


def _edge(source: str, port: str, target: str) -> Json:
    return {"source": source, "port": port, "target": target}


def transitions(*conditions: str) -> list[Json]:
    """Transitions i_1, i_2 … with these conditions."""
    return [{"id": f"i_{place}", "condition": each} for place, each in enumerate(conditions, start=1)]


def conditions(*rows: tuple[str, str, str]) -> list[Json]:
    """Conditions i_1, i_2 … of (variable, operator, value)."""
    return [
        {"id": f"i_{place}", "variable": variable, "operator": operator, "value": value}
        for place, (variable, operator, value) in enumerate(rows, start=1)
    ]


def declared(*names: str) -> list[Json]:
    """Variables v_1, v_2 … with these names."""
    return [{"id": f"v_{place}", "name": name} for place, name in enumerate(names, start=1)]


def collected(*names: str, **more: Any) -> list[Json]:
    """Variables of a data extraction, i_1, i_2 …, with these names."""
    return [{"id": f"i_{place}", "name": name, **more} for place, name in enumerate(names, start=1)]
