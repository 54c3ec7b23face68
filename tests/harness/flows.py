"""Flows to begin a test with, in the form that exports have."""

from typing import Any

Json = dict[str, Any]

EVERY_KIND = ("conversation", "extract", "if_else", "api_request", "transfer", "booking", "end_call")


def node(kind: str, name: str, **fields: Any) -> Json:
    """Return one node; fields that are left out have their defaults."""
    return {"kind": kind, "name": name, "fields": fields}


def a_flow(nodes: Json | None = None, edges: Json | None = None, **more: Any) -> Json:
    """Return a whole flow; without nodes: Start, the conversation "Talk" (n_talk), End Call (n_end)."""
    if nodes is None:
        nodes = {
            "n_talk": node(
                "conversation", "Talk", transitions=[{"id": "i_done", "condition": "All is said"}]
            ),
            "n_end": node("end_call", "Goodbye"),
        }
        edges = {
            "e_1": {"source": "start", "port": "out", "target": "n_talk"},
            "e_2": {"source": "n_talk", "port": "i_done", "target": "n_end"},
        }
    nodes = {"start": node("start", "Start"), **nodes}
    layout = {key: {"x": 60 + 300 * (at % 4), "y": 60 + 260 * (at // 4)} for at, key in enumerate(nodes)}
    empty: Json = {"settings": {}, "variables": [], "pronunciations": [], "notes": {}}
    return {"schema": 1, "nodes": nodes, "edges": edges or {}, "layout": layout, **empty, **more}


def every_kind() -> Json:
    """Return a flow with one node of every kind, "n_<kind>", unconnected."""
    return a_flow({f"n_{kind}": node(kind, kind.replace("_", " ").title()) for kind in EVERY_KIND})


def ready_flow(prompt: str = "Help the caller, then say goodbye.") -> Json:
    """Return a small flow with which nothing is wrong: it may go live as soon as it has a number."""
    talk = node(
        "conversation", "Talk", prompt=prompt, transitions=[{"id": "i_done", "condition": "All is said"}]
    )
    nodes = {
        "start": node("start", "Start", greeting_message="Hello, how can I help?"),
        "n_talk": talk,
        "n_end": node("end_call", "Goodbye", farewell_message="Goodbye."),
    }
    edges = {
        "e_1": {"source": "start", "port": "out", "target": "n_talk"},
        "e_2": {"source": "n_talk", "port": "i_done", "target": "n_end"},
    }
    settings = {"system_prompt": "You answer the phone of a clinic.", "voice": "Katie"}
    return a_flow(nodes, edges, settings=settings)
