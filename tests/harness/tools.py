"""The programs that tests run beside Python: where they are, or a skip that says what is missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLDEST_NODE = 18


def node_modules() -> Path:
    """Return the folder of the tests' JavaScript packages, or skip."""
    folder = Path(os.environ.get("CALLWEAVE_NODE_MODULES") or ROOT / ".toolchain/tests/node_modules")
    if not (folder / "yjs").is_dir():
        pytest.skip(f"no JavaScript packages for the tests: run .ci/peers (looked in {folder.name})")
    return folder


@cache
def _runtime() -> str | None:
    node = shutil.which("node")
    if node:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int(told.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
            return node
    bundled = sorted((ROOT / ".toolchain/node_modules/@oven").glob("bun-*/bin/bun"))
    return shutil.which("bun") or next((str(bun) for bun in bundled), None)


def javascript() -> str:
    """Return the command that runs JavaScript (Node 18 or newer, else bun), or skip."""
    found = _runtime()
    if found is None:
        pytest.skip(f"no Node {OLDEST_NODE} or newer and no bun to run JavaScript peers")
    return found


def chromium() -> str:
    """Return the path of a Chromium, or skip."""
    names = (
        os.environ.get("CHROMIUM") or "",
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: install it, or set CHROMIUM to its path")
    return found


def callweave() -> str:
    """Return the path of the installed ``callweave`` command, or skip."""
    command = ROOT / ".venv/bin/callweave"
    if not command.exists():
        pytest.skip("callweave is not installed: run make build")
    return str(command)


def built_pages() -> Path:
    """Return the folder of the built pages, or skip."""
    folder = ROOT / ".web/build/client"
    if not folder.is_dir():
        pytest.skip("the pages are not built: run make build")
    return folder
