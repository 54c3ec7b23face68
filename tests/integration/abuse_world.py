"""What the tests of abuse before sign-in share: a server, and an agent that somebody honest edits meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.server import Login, Server


@dataclass(frozen=True, slots=True)
class House:
    """A server, its owner, and an agent that somebody honest edits."""

    server: Server
    owner: Login
    agent: str


@contextmanager
def served(folder: Path) -> Iterator[House]:
    """Serve such a house on this folder."""
    server = Server(folder)
    owner = server.add_login("Owner", "owner")
    server.start()
    try:
        yield House(server, owner, server.import_agent(owner, "Edited meanwhile"))
    finally:
        server.kill()
