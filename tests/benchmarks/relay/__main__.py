"""One sitting: every load on ours and on Hocuspocus with both settings, and the first sync; added to the results.

    python -m tests.benchmarks.relay [--seconds 6] [--loads 1x10 50x2 ...] [--servers ours ...] [--dry]

The server has core 0, the generator core 1: nothing else should run on the machine. A row whose generator was late is
measured again, and marked with * where it stayed so. Takes about six minutes.
"""

import argparse
import asyncio
import time

from tests.benchmarks import first_sync, results
from tests.benchmarks.relay import tools
from tests.benchmarks.relay.load import Load, Row, measure
from tests.benchmarks.relay.servers import SERVERS

LOADS = ("1x10", "1x50", "1x100", "1x200", "50x2", "150x2")
FIRST_SYNCS = ((200, 10_000), (2_000, 0))
TRIES = 3


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "relay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seconds", type=float, default=6, help="measured in each row, after 2 of warming up"
    )
    parser.add_argument("--loads", nargs="*", default=LOADS, help="rooms x editors")
    parser.add_argument("--servers", nargs="*", default=list(SERVERS), choices=list(SERVERS))
    parser.add_argument("--no-first-sync", action="store_true")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args()


def _measured(name: str, load: Load, seconds: float) -> str:
    """Measure until a run is valid; the last one stands where none was."""
    row: Row | None = None
    for _ in range(TRIES):
        with SERVERS[name](load) as target:
            row = measure(load, target, seconds)
        print(f"{name}, {load}: {row!r}", flush=True)
        if row and row.is_valid:
            break
    return str(row or "connections were refused")


def main() -> None:
    """Measure and write."""
    wants = _arguments()
    tools.install()
    lines = [f"| load | {' | '.join(wants.servers)} |", "|---" * (len(wants.servers) + 1) + "|"]
    began = time.monotonic()
    for load in [Load(*map(int, each.split("x"))) for each in wants.loads]:
        tools.updates(max(load.editors, 2))
        rows = [_measured(name, load, wants.seconds) for name in wants.servers]
        lines.append(f"| {load} | {' | '.join(rows)} |")
    lines.append("")
    if not wants.no_first_sync:
        lines += [f"- {asyncio.run(first_sync.told(steps, edits))}" for steps, edits in FIRST_SYNCS]
    print(*lines, f"{time.monotonic() - began:.0f} s", sep="\n")
    if not wants.dry:
        results.write_table(HEADING.format(seconds=wants.seconds), lines)


HEADING = """The relay beside Hocuspocus 4.7.0, one sitting of `python -m tests.benchmarks.relay`: cores of the serving
process (+ its worker processes), then edit to the others p50 / p99 in ms. Flows of 400 steps; everybody makes 5 edits
and 10 cursor moves a second; {seconds:g} s a row after 2 of warming up; each server on one core, the generator in C on
the other. * the generator was late or something was lost: not valid."""

main()
