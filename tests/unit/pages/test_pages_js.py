"""Runs the JavaScript tests of this folder beside the modules they test, in Node or bun."""

import shutil
import subprocess
from pathlib import Path

from tests.harness.tools import ROOT, javascript

HERE = Path(__file__).parent


def test_what_moments_are_called(tmp_path: Path) -> None:
    for path in (ROOT / "components/ui/moments.js", HERE / "moments.test.mjs"):
        shutil.copy(path, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    runtime = javascript()
    verb = (
        ["test", "./moments.test.mjs"]
        if Path(runtime).name.startswith("bun")
        else ["--test", "moments.test.mjs"]
    )
    ran = subprocess.run(
        [runtime, *verb], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
