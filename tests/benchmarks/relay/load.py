"""One row of the table: so many rooms of so many editors against one server, as one generator in C sees it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.relay import tools

GENERATOR_CORE, SERVER_CORE = 1, 0
WARM_UP_SECONDS = 2
DRAIN_SECONDS = 2
LATE_MS = 20  # a generator later than that measured itself


@dataclass(frozen=True, slots=True)
class Load:
    """What is measured."""

    rooms: int
    editors: int

    def __str__(self) -> str:
        many = f"{self.rooms} rooms of" if self.rooms > 1 else "1 room,"
        return f"{many} {self.editors}"


@dataclass(frozen=True, slots=True)
class Target:
    """A running server: ``pid`` serves, its descendants help; ``rooms`` are the names of fresh documents."""

    port: int
    pid: int
    rooms: tuple[str, ...]
    token: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it asks for a token and for our paths."""
        return bool(self.token)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: cores of the serving process and of its helpers, milliseconds from an edit to the others."""

    cores: float
    helpers: float
    memory_mb: float
    p50: float
    p95: float
    p99: float
    lag: float
    lost: int
    load_average: float

    @property
    def is_valid(self) -> bool:
        """Whether the generator was in time and everything arrived."""
        return self.lag <= LATE_MS and not self.lost

    def __str__(self) -> str:
        mark = "" if self.is_valid else "*"
        helpers = f" + {self.helpers:.2f}" if self.helpers >= 0.005 else ""
        return f"{self.cores:.2f}{helpers}; {self.p50:.1f} / {self.p99:.1f}{mark}"


def measure(load: Load, target: Target, seconds: float) -> Row | None:
    """Run the load once; None where a connection was refused or lost before it began."""
    command = [
        "taskset",
        "-c",
        str(GENERATOR_CORE),
        str(tools.FOLDER / "loadgen"),
        *_flags(load, target, seconds),
    ]
    average = os.getloadavg()[0]
    with subprocess.Popen(
        command, env=_environment(target), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as generator:
        assert generator.stdout is not None
        assert generator.stderr is not None
        before, after, memory = dict[int, float](), dict[int, float](), 0.0
        for line in generator.stderr:
            if line.startswith("WINDOW0"):
                before = _used(target.pid)
            elif line.startswith("WINDOW1"):
                after = _used(target.pid)
                memory = sum(map(tools.memory_mb, after))
            elif not line.startswith("CONNECTED"):
                print(line.rstrip(), file=sys.stderr)  # a connection that was closed, and why
        answer = generator.stdout.read()
    if not after or generator.returncode:
        return None
    told: dict[str, Any] = json.loads(answer)
    spent = {pid: (used - before.get(pid, 0.0)) / seconds for pid, used in after.items()}
    serving = spent.pop(target.pid)
    times = (told["e_p50"], told["e_p95"], told["e_p99"])
    lost = told["edit_expected"] - told["edit_delivered"] + told["tail_missing"]
    return Row(serving, sum(spent.values()), memory, *times, told["gen_lag_ms"], lost, average)


def _used(pid: int) -> dict[int, float]:
    return {each: tools.cpu_seconds(each) for each in tools.family(pid)}


def _environment(target: Target) -> dict[str, str]:
    rooms = tools.FOLDER / "rooms"
    rooms.write_text("\n".join(target.rooms))
    header = {"LG_HEADER": f"Authorization: Bearer {target.token}"} if target.is_ours else {}
    return dict(os.environ) | header | {"LG_ROOMS": str(rooms)}


def _flags(load: Load, target: Target, seconds: float) -> Sequence[str]:
    flags: dict[str, str | int | float | Path] = {
        "port": target.port,
        "proto": "yws" if target.is_ours else "hp",
        "path": "/sync/%s" if target.is_ours else "/",
        "prefix": f"r{time.time_ns()}",
        "rooms": load.rooms,
        "editors": load.editors,
        "warmup": WARM_UP_SECONDS,
        "duration": seconds,
        "drain": DRAIN_SECONDS,
        "pregen": tools.updates(max(load.editors, 2)),
    }
    return [part for name, value in flags.items() for part in (f"--{name}", str(value))]
