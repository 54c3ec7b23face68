"""What tests begin with: flows, people, and the hypothesis strategies for any flow there can be."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.flows.graph import FlowGraph
from app.flows.limits import FAR_COORDINATE
from app.flows.nodes import NODES, PRONUNCIATION, SETTINGS, START_ID, VARIABLE, port_ids
from app.flows.spec import FieldSpec, Json
from app.flows.starter import starter
from app.kit.text import forged
from app.people.actor import Actor
from app.people.ids import SessionId, UserId, WorkspaceId
from app.people.roles import Role

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
"""For properties over flows: a slow machine is no failure, and every run tries the same flows."""

ALPHABET = "abcxyzABCXYZ0189_-"
IDS = st.text(ALPHABET, min_size=1, max_size=8)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LINES = st.text(max_size=20).filter(lambda words: not forged(words))
"""What one line may say in a file: nothing that forges what is seen."""
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def an_actor(role: Role = Role.OWNER, workspace_id: str = "wo_harbour", name: str = "Ana") -> Actor:
    """A person of this role; two of one name and workspace are the same person."""
    user_id = f"us_{name.lower()}"
    return Actor(
        user_id=UserId(user_id),
        workspace_id=WorkspaceId(workspace_id),
        name=name,
        email=f"{name.lower()}@example.com",
        role=role,
        kind="person",
        session_id=SessionId(f"se_{name.lower()}"),
        address="192.0.2.7",
    )


def an_editor(name: str = "Ben") -> Actor:
    """Somebody who may change flows and agents."""
    return an_actor(Role.EDITOR, name=name)


def a_viewer(name: str = "Vera") -> Actor:
    """Somebody who may only look."""
    return an_actor(Role.VIEWER, name=name)


def a_flow(prompt: str = "Ask what they need.", conversations: int = 1) -> FlowGraph:
    """A small sound flow: Start, so many conversations in a row, End Call; the first one has this prompt."""
    data = starter().to_json()
    data["nodes"]["n_conversation"]["fields"]["prompt"] = prompt
    for count in range(2, conversations + 1):
        data["nodes"][f"n_{count}"] = {
            "kind": "conversation",
            "name": f"Conversation {count}",
            "fields": {"transitions": [{"id": "i_on", "condition": "They want more"}]},
        }
        data["edges"][f"e_{count}"] = {"source": f"n_{count}", "port": "i_on", "target": "n_end"}
    return FlowGraph.from_json(data)


@st.composite
def flows(draw: st.DrawFn, *, is_whole: bool = False) -> FlowGraph:
    """Any flow: every kind, any right fields, sound edges, places and notes.

    Unless ``is_whole``, as a file must be, nodes of unknown kinds may be among them, Start may be missing, and
    places may be anywhere.
    """
    nodes = {node_id: draw(_nodes(is_whole)) for node_id in draw(st.lists(IDS, unique=True, max_size=4))}
    if is_whole or draw(st.booleans()):
        nodes[START_ID] = draw(_known_nodes("start"))
    notes = {each: {"text": draw(st.text())} for each in draw(st.lists(IDS, unique=True, max_size=2))}
    near = NUMBERS.filter(lambda each: abs(each) <= FAR_COORDINATE)
    places = st.fixed_dictionaries(dict.fromkeys("xy", near if is_whole else NUMBERS))
    return FlowGraph.from_json(
        {
            "schema": 1,
            "nodes": nodes,
            "edges": draw(_edges(nodes)),
            "settings": draw(_fields(SETTINGS)),
            "variables": draw(_rows(VARIABLE)),
            "pronunciations": draw(_rows(PRONUNCIATION)),
            "layout": {each: draw(places) for each in [*nodes, *notes]},
            "notes": notes,
        }
    )


def _nodes(is_whole: bool) -> st.SearchStrategy[Json]:
    kinds = st.sampled_from([kind for kind in NODES if kind != "start"])
    known = kinds.flatmap(_known_nodes)
    return known if is_whole else known | _unknown_nodes()


def _known_nodes(kind: str) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"kind": st.just(kind), "name": LINES, "fields": _fields(NODES[kind].fields)}
    )


def _unknown_nodes() -> st.SearchStrategy[Json]:
    kinds = st.sampled_from(["sms", "voicemail"])
    names = st.sampled_from(["text", "number_of_rings", "extra"])
    return st.fixed_dictionaries(
        {
            "kind": kinds,
            "name": st.text(max_size=20),
            "fields": st.dictionaries(names, PLAIN, max_size=3),
            "unknown": st.just(True),
        }
    )


@st.composite
def _edges(draw: st.DrawFn, nodes: dict[str, Json]) -> Json:
    targets = sorted(set(nodes) - {START_ID})
    ways = [
        (source, port)
        for source, node in sorted(nodes.items())
        for port in sorted({"any"} if node.get("unknown") else port_ids(node["kind"], node["fields"]))
        if set(targets) - {source} and draw(st.booleans())
    ]
    ids = draw(st.lists(IDS, unique=True, min_size=len(ways), max_size=len(ways)))
    return {
        edge_id: {
            "source": source,
            "port": port,
            "target": draw(st.sampled_from([each for each in targets if each != source])),
        }
        for edge_id, (source, port) in zip(ids, ways, strict=True)
    }


def _fields(fields: tuple[FieldSpec, ...]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({field.name: _values(field) for field in fields})


def _values(field: FieldSpec) -> st.SearchStrategy[Any]:
    if field.type == "items":
        return _rows(field.item)
    if field.type == "toggle":
        return st.booleans()
    if field.type == "number":
        return NUMBERS
    if field.type == "several":
        return st.lists(st.sampled_from([option.value for option in field.options]), unique=True)
    if field.type == "choice":
        return st.sampled_from([option.value for option in field.options])
    return st.text(max_size=20) if field.type == "prose" else LINES


def _rows(fields: tuple[FieldSpec, ...]) -> st.SearchStrategy[list[Json]]:
    row = st.fixed_dictionaries({"id": IDS, **{field.name: _values(field) for field in fields}})
    return st.lists(row, max_size=2, unique_by=lambda each: each["id"])
