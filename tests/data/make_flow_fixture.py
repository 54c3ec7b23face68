"""Writes flow_fixture.json, which keeps the projections of Python and of the browser equal.

Run ``python -m tests.data.make_flow_fixture`` from the project's folder after a change of the node-spec table or of
the rules, and read the difference before committing it. The Yjs documents need Node with yjs beside
(CALLWEAVE_NODE_MODULES, see tests/harness/tools.py).
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
    FIXTURE.write_text(json.dumps({"cases": cases}, indent=1, ensure_ascii=False) + "\n")


def _of_yjs() -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        script = shutil.copy(HERE / "flow_fixture_yjs.mjs", folder)
        (Path(folder) / "node_modules").symlink_to(node_modules())
        printed = subprocess.run([javascript(), script], check=True, capture_output=True, text=True).stdout
    return json.loads(printed)


if __name__ == "__main__":
    main()
