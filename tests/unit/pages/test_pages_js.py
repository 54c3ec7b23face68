"""Runs the JavaScript tests of this folder beside the modules they test, in Node or bun."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.harness.tools import ROOT, javascript

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_javascript(tmp_path: Path, name: str) -> None:
    for path in [*(ROOT / "components/ui").glob("*.js"), HERE / name]:
        shutil.copy(path, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    runtime = javascript()
    verb = ["test", f"./{name}"] if Path(runtime).name.startswith("bun") else ["--test", name]
    ran = subprocess.run(
        [runtime, *verb], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
