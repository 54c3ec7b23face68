"""The result file of the benchmarks: one part for each day and machine."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"

_HEAD = """# Measured

Server and clients are processes on one machine, loopback, no TLS, no compression. Editors are light clients that send
real Yjs updates; three of them apply everything and note when an edit of another arrives. Made by `make benchmark`.
"""


def write(line: str) -> None:
    """Add a line to today's part."""
    today = f"## {datetime.now(UTC):%Y-%m-%d}, {_machine()}"
    text = RESULTS.read_text() if RESULTS.exists() else _HEAD
    if today not in text:
        text += f"\n{today}\n\n"
    RESULTS.write_text(text + f"- {line}\n")


def write_table(heading: str, lines: Sequence[str]) -> None:
    """Add a part of its own, with the hour."""
    text = RESULTS.read_text() if RESULTS.exists() else _HEAD
    title = f"## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}"
    RESULTS.write_text("\n".join((text.rstrip("\n"), "", title, "", heading, "", *lines)) + "\n")


def _machine() -> str:
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    return f"{os.cpu_count()} cores of {model.split(':')[1].strip()}, Python {platform.python_version()}"
