"""Agents as files: one versioned JSON object, written for people too, read as if by a stranger's hand."""

import json
import re
from typing import NoReturn

from app.errors import Invalid, TooLarge
from app.flows import names, strict
from app.flows.graph import FlowGraph
from app.flows.limits import MAX_FILE_BYTES
from app.flows.nodes import SCHEMA
from app.flows.sizes import check_size
from app.flows.spec import Json
from app.flows.values import number, table

FORMAT = "callweave.agent"
VERSION = 1

_NEWER = "This file was made by a newer Callweave. Update Callweave, then import it again."
_CHOOSE = "Choose a file that was exported from Callweave."


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
        raise Invalid(f"The file does not say the agent's name as text. {_CHOOSE}")
    flow = envelope.get("flow")
    strict.check(flow)
    graph = FlowGraph.from_json(flow)
    check_size(graph)
    return names.clean(name), graph


def _envelope(data: bytes) -> Json:
    """Return the outer object, known to be ours and of a version we read."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB. {_CHOOSE}")
    if not data.strip():
        raise Invalid(f"The file is empty. {_CHOOSE}")
    found = table({"file": _json(data)}, "file")
    if found.get("format") != FORMAT:
        raise Invalid(f"This file does not hold an agent. {_CHOOSE}")
    version, schema = number(found.get("version")), number(table(found, "flow").get("schema"))
    if version is None:
        raise Invalid(f"The file does not say its version as a number. {_CHOOSE}")
    if version > VERSION or (schema is not None and schema > SCHEMA):
        raise Invalid(_NEWER)
    return found


def _json(data: bytes) -> object:
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except json.JSONDecodeError as error:
        raise Invalid(
            f"The file is not JSON: line {error.lineno}, column {error.colno} cannot be read. {_CHOOSE}"
        ) from None
    except (ValueError, RecursionError):
        raise Invalid(f"The file is not JSON that can be read. {_CHOOSE}") from None
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
