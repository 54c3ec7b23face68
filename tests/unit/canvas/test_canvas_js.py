"""Runs the JavaScript tests of this folder, beside the modules they test, in Node or bun."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.flows.nodes import client_spec
from app.flows.sample import sample
from tests.harness.tools import ROOT, javascript, node_modules
from tests.unit.canvas.hours_cases import hours_cases
from tests.unit.canvas.odd_documents import odd_documents

HERE = Path(__file__).parent
TESTS = sorted(path.name for path in HERE.glob("*.test.mjs"))
SEED, DOCUMENTS, HOURS = 2_030, 400, 600


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds modules, tests, packages and what both languages must agree on."""
    folder = tmp_path_factory.mktemp("canvas")
    for path in [*(ROOT / "components/canvas").glob("*.js"), *HERE.glob("*.mjs")]:
        shutil.copy(path, folder)
    shutil.copy(ROOT / "tests/data/flow_fixture.json", folder)
    (folder / "client_spec.json").write_text(json.dumps(client_spec()))
    (folder / "sample_flow.json").write_text(json.dumps(sample().to_json()))
    (folder / "odd_documents.json").write_text(json.dumps(odd_documents(SEED, DOCUMENTS)))
    (folder / "hours_cases.json").write_text(json.dumps(hours_cases(SEED, HOURS)))
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(node_modules())
    return folder


@pytest.mark.parametrize("name", TESTS)
def test_javascript(workbench: Path, name: str) -> None:
    runtime = javascript()
    verb = ["test", f"./{name}"] if Path(runtime).name.startswith("bun") else ["--test", name]
    ran = subprocess.run(
        [runtime, *verb], cwd=workbench, capture_output=True, text=True, timeout=200, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
