"""Writes flow_fixture.json, which keeps the projections of Python and of the browser equal.

Run ``python -m tests.data.make_flow_fixture`` in the project's folder when the node-spec table or
the rules change, and read the difference before committing it. The documents of Yjs need what the other tests
with JavaScript need, see tests/harness/tools.py.
"""

import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from pycrdt import Doc

from app.flows import document
from app.flows.sample import sample
from app.flows.starter import starter
from tests.harness.tools import javascript, node_modules

HERE = Path(__file__).parent
FIXTURE = HERE / "flow_fixture.json"


def case(name: str, made_by: str, update: bytes) -> dict[str, Any]:
    """One case: the document's bytes, and what every reader must see in them."""
    flow = document.read_state(update)
    return {
        "name": name,
        "made_by": made_by,
        "update": base64.b64encode(update).decode(),
        "expected": flow.to_json(),
        "ports": {
            node.id: [{"id": port.id, "label": port.label, "optional": port.optional} for port in node.ports]
            for node in flow.nodes.values()
        },
    }


def main() -> None:
    """Make all documents anew and write the file."""
    ours = {
        "empty": Doc().get_update(),
        "starter": document.build(starter(), client_id=11),
        "sample": document.build(sample(), client_id=12),
    }
    cases = [case(name, "pycrdt", update) for name, update in ours.items()]
    cases += [case(each["name"], "yjs", base64.b64decode(each["update"])) for each in _of_yjs()]
    before = {each["name"]: each for each in json.loads(FIXTURE.read_text())["cases"]}
    for each in cases:
        _keep_bytes(each, before.get(each["name"], each))
    FIXTURE.write_text(json.dumps({"cases": cases}, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def _keep_bytes(new: dict[str, Any], old: dict[str, Any]) -> None:
    """Stay with pycrdt's old bytes where they say the same: the order of keys in objects is chance."""
    states = [document.read_state(base64.b64decode(each["update"])) for each in (new, old)]
    if new["made_by"] == "pycrdt" and states[0] == states[1]:
        new["update"] = old["update"]


def _of_yjs() -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        script = shutil.copy(HERE / "flow_fixture_yjs.mjs", folder)
        (Path(folder) / "node_modules").symlink_to(node_modules())
        printed = subprocess.run([javascript(), script], check=True, capture_output=True, text=True).stdout
    return json.loads(printed)


if __name__ == "__main__":
    main()
