"""Agents as files: one versioned JSON object, written for people too, read as if by a stranger's hand."""

import json
import re

from app.errors import Invalid
from app.flows import json_file, names, strict
from app.flows.arrange import arranged
from app.flows.graph import FlowGraph
from app.flows.json_file import CHOOSE
from app.flows.nodes import SCHEMA
from app.flows.sizes import check_size
from app.flows.spec import Json
from app.flows.values import number, table

FORMAT = "callweave.agent"
VERSION = 1
PARTS = ("format", "version", "name", "flow")

_NEWER = "This file was made by a newer Callweave. Update Callweave, then import it again."


def write(name: str, graph: FlowGraph) -> bytes:
    """Return the file of an agent, UTF-8 JSON; ``read`` gives back the name and an equal flow."""
    envelope = {"format": FORMAT, "version": VERSION, "name": name, "flow": graph.to_json()}
    return json.dumps(envelope, ensure_ascii=False, indent=2).encode()


def filename(name: str) -> str:
    """Return a file name that every system takes, such as ``front-desk.callweave.json``."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{stem or 'agent'}.callweave.json"


def read(data: bytes) -> tuple[str, FlowGraph]:
    """Return name and flow of a file. Raises TooLarge, or Invalid that says what is wrong and where."""
    envelope = _envelope(data)
    name = envelope.get("name")
    if not isinstance(name, str):
        raise Invalid(f"The file does not say the agent's name as text. {CHOOSE}")
    strict.check(envelope.get("flow"))
    flow = table(envelope, "flow")
    graph = FlowGraph.from_json({**flow, "layout": arranged(flow)})
    check_size(graph)
    return names.clean(name), graph


def _envelope(data: bytes) -> Json:
    """Return the outer object, known to be ours and of a version we read."""
    found = table({"file": json_file.load(data)}, "file")
    if found.get("format") != FORMAT:
        raise Invalid(f"This file does not hold an agent. {CHOOSE}")
    strict.only(found, PARTS, "The file")
    if number(found.get("version")) is None:
        raise Invalid(f"The file does not say its version as a number. {CHOOSE}")
    version = strict.whole(found, "version", "The file's “version”", "1") or 0
    schema = number(table(found, "flow").get("schema"))
    if version > VERSION or (isinstance(schema, int) and schema > SCHEMA):
        raise Invalid(_NEWER)
    return found
