"""Hypothesis strategies for flows that are sound: whatever they hold, nothing stands in the way of going live."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.flows.graph import FlowGraph
from app.flows.nodes import NODES, START_ID, SYSTEM_VARIABLES, port_ids
from app.flows.rules.ways import SPECIAL
from app.flows.spec import FieldSpec, Json

WORDS = st.text("abc äž-'.,!?", min_size=1, max_size=20).map(lambda words: f"say {words}")
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
TIMES = st.tuples(st.integers(0, 22), st.integers(0, 59)).map(lambda each: f"{each[0]:02}:{each[1]:02}")
NUMBERS = st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("UTC", "Europe/Prague", "America/New_York", "Pacific/Apia", "Asia/Kathmandu")
MIDDLES = ("conversation", "extract", "if_else", "api_request", "booking")
ENDS = ("end_call", "transfer")
DECLARED = ("shop", "age", "city")
_FIRST, _LAST = date(2030, 1, 1), date(2031, 12, 31)


@st.composite
def sound_flows(draw: st.DrawFn, most_steps: int = 7) -> FlowGraph:
    """A flow without an error: a line of steps, each leading on to the next, other ways to any later or talking one."""
    kinds = draw(st.lists(st.sampled_from(MIDDLES), max_size=most_steps))
    line = [f"n_{place:02}" for place in range(len(kinds))]
    nodes = {node_id: draw(_middles(kind, node_id)) for node_id, kind in zip(line, kinds, strict=True)}
    ends = {f"n_end_{place}": draw(_ends(place)) for place in range(draw(st.integers(1, 3)))}
    nodes |= ends
    talking = [each for each in line if nodes[each]["kind"] == "conversation"]
    edges: Json = {}
    for place, node_id in enumerate(line):
        ways = _ways(nodes[node_id])
        onward = line[place + 1] if place + 1 < len(line) else "n_end_0"
        edges[f"e_{node_id}_on"] = {"source": node_id, "port": ways[0], "target": onward}
        for port in ways[1:]:
            target = draw(st.sampled_from([*line[place + 1 :], *ends, *talking]))
            edges[f"e_{node_id}_{port}"] = {"source": node_id, "port": port, "target": target}
    nodes[START_ID] = draw(_starts())
    edges["e_start"] = {"source": START_ID, "port": "out", "target": [*line, "n_end_0"][0]}
    _drop_orphans(nodes, edges, ends)
    return FlowGraph.from_json(
        {"nodes": nodes, "edges": edges, "variables": _declared(), **draw(_settings())}
    )


def _ways(node: Json) -> list[str]:
    spec = NODES[node["kind"]]
    fields = {field.name: node["fields"].get(field.name, field.default) for field in spec.fields}
    return sorted(port_ids(node["kind"], fields), key=lambda port: (port in SPECIAL, port))


def _drop_orphans(nodes: Json, edges: Json, ends: Json) -> None:
    """Drop the ends that no way leads to; the steps of the line are all reached by it."""
    targets = {edge["target"] for edge in edges.values()}
    for end in ends.keys() - targets:
        del nodes[end]


def _starts() -> st.SearchStrategy[Json]:
    spoken = st.fixed_dictionaries({"greeting_message": WORDS})
    return _node("start", st.just("Start"), spoken | st.just({"speaker_first": "caller"}))


def _middles(kind: str, node_id: str) -> st.SearchStrategy[Json]:
    return _node(kind, st.just(f"Step {node_id}"), _FIELDS[kind])


def _ends(place: int) -> st.SearchStrategy[Json]:
    kind = st.sampled_from(ENDS)
    return kind.flatmap(lambda each: _node(each, st.just(f"End {place}"), _FIELDS[each]))


def _node(
    kind: str, name: st.SearchStrategy[str], fields: st.SearchStrategy[Json]
) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"kind": st.just(kind), "name": name, "fields": fields})


def _texts() -> st.SearchStrategy[str]:
    """Words that may use a variable which surely exists."""
    known = st.sampled_from([*DECLARED, *SYSTEM_VARIABLES])
    return WORDS | st.tuples(WORDS, known).map(lambda each: f"{each[0]} {{{{{each[1]}}}}}")


def _entries(
    *, min_size: int = 0, max_size: int = 3, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[Json]]:
    """Entries with ids of their own, no two alike in their first field."""
    first = next(iter(fields))
    rows = st.lists(
        st.fixed_dictionaries(fields),
        min_size=min_size,
        max_size=max_size,
        unique_by=lambda row: " ".join(str(row[first]).casefold().split()),
    )
    return rows.map(lambda each: [{"id": f"i_{place}", **row} for place, row in enumerate(each)])


def _numbers(field: FieldSpec) -> st.SearchStrategy[int]:
    return st.integers(int(field.minimum or 0) + 1, int(field.maximum or 0))


def _declared() -> list[Json]:
    return [{"id": f"v_{name}", "name": name} for name in DECLARED]


def _asks_once(rows: list[Json], operator: str) -> bool:
    asked = [row["variable"] for row in rows if row["operator"] == operator]
    return len(asked) == len(set(asked))


_SPANS = st.tuples(TIMES, TIMES).map(sorted).filter(lambda each: each[0] != each[1])
_COLLECTED = _entries(
    max_size=3,
    name=NAMES.map(lambda name: f"x_{name}"),
    required=st.booleans(),
    type=st.sampled_from(["string", "date", "select"]),
    options=st.just("one, two"),
    validation=st.sampled_from(["", r"\d{5}", "(a+)+$"]),
)
_CONDITIONS = _entries(
    value=WORDS.filter(lambda words: "(" not in words),
    variable=st.sampled_from(DECLARED),
    operator=st.sampled_from(["==", "!=", "<", "exists", "contains", "in", "regex"]),
).filter(lambda rows: _asks_once(rows, "exists"))  # its value says nothing
_FIELDS: dict[str, st.SearchStrategy[Json]] = {
    "conversation": st.fixed_dictionaries(
        {"prompt": _texts(), "transitions": _entries(min_size=1, max_size=9, condition=WORDS)}
    ),
    "extract": st.fixed_dictionaries(
        {"variables": _COLLECTED, "keywords": _entries(phrase=WORDS), "method": st.just("ask")}
    ),
    "if_else": st.fixed_dictionaries({"conditions": _CONDITIONS}),
    "api_request": st.fixed_dictionaries(
        {
            "url": st.sampled_from(["https://a.example/x", "http://a.example:80", "{{shop}}/x"]),
            "body": _texts(),
            "timeout_seconds": _numbers(NODES["api_request"].by_name["timeout_seconds"]),
            "save": _entries(variable=NAMES.map(lambda name: f"y_{name}"), path=WORDS),
        }
    ),
    "booking": st.fixed_dictionaries(
        {
            "operations": st.lists(
                st.sampled_from(["check_availability", "book", "find", "cancel"]), min_size=1, unique=True
            ),
            "duration_minutes": _numbers(NODES["booking"].by_name["duration_minutes"]),
            "success_message": _texts(),
        }
    ),
    "end_call": st.fixed_dictionaries({"farewell_message": _texts()}),
    "transfer": st.fixed_dictionaries(
        {
            "transfer_number": NUMBERS,
            "limit_hours": st.booleans(),
            "timezone": st.sampled_from(ZONES),
            "briefing_template": _texts(),
        }
    ),
}


@st.composite
def opening_hours(draw: st.DrawFn) -> Json:
    """Settings with business hours that make sense: up to one span a day, special days, a zone."""
    spans = draw(st.lists(_SPANS, max_size=3))
    days = draw(st.permutations(DAYS))
    rows = [
        {"id": f"i_{place}", "days": list(days[2 * place : 2 * place + 2]), "opens": opens, "closes": closes}
        for place, (opens, closes) in enumerate(spans)
    ]
    dates = draw(st.lists(st.dates(_FIRST, _LAST), max_size=3, unique=True))
    special = [
        {
            "id": f"i_{place}",
            "date": day.isoformat(),
            "closed": draw(st.booleans()),
            "opens": "10:00",
            "closes": "00:00",
        }
        for place, day in enumerate(dates)
    ]
    zone = draw(st.sampled_from(ZONES))
    return {"time_zone": zone, "business_hours": rows, "hours_exceptions": special}


@st.composite
def _settings(draw: st.DrawFn) -> Json:
    voice = {"system_prompt": draw(_texts()), "voice": "Katie", "fallback_error": draw(_texts())}
    return {"settings": {**voice, **draw(opening_hours())}}
