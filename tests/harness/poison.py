"""Documents that nobody could make through the guard, and that break whoever works on them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pycrdt import merge_updates

from app.kit import clock
from tests import hostile
from tests.harness import tools
from tests.harness.server import Server


def faults(**seconds: float) -> dict[str, str]:
    """The environment of a server with faults of its own; see ``faults/sitecustomize.py`` for their names."""
    folder = Path(__file__).parent / "faults"
    return {"PYTHONPATH": f"{folder}:{tools.ROOT}"} | {name: str(each) for name, each in seconds.items()}


def marked(text: str) -> bytes:
    """A state with a text of some length, in which a server with faults finds what to do."""
    return hostile.small_state(f"{text} " * 1_000)


def slow_to_load() -> bytes:
    """A state of 80 KB that keeps pycrdt busy for three seconds: each character looks for its place among thousands."""
    many = [hostile.chars("x", None, (9, at % 50)) for at in range(8_000)]
    slow = hostile.update({9: (0, [hostile.chars("y" * 50, hostile.NODE_CHARS), *many, *many])})
    return merge_updates(hostile.small_state(), slow)


def set_aside(server: Server, agent: str, reason: str) -> None:
    """Have work on this agent have failed twice."""
    with closing(sqlite3.connect(server.database, timeout=20)) as database, database:
        database.execute(
            "UPDATE documents SET faults = 2, quarantined_at = ?, quarantine_reason = ? WHERE agent_id = ?",
            (clock.now().strftime("%Y-%m-%d %H:%M:%S.%f"), reason, agent),
        )
