"""The TCP connections of this process: how many, from where, and which of them say nothing.

Accepting costs next to nothing, so newcomers are let in, and whoever says nothing makes room for them.
"""

import resource
from collections.abc import Collection
from typing import Protocol

from app.kit.addresses import Network, is_in, key_of, parsed

PER_ADDRESS = 400
_FILES_FOR_OTHERS = 200  # the database, its journal, pipes, libraries
_MOST = 10_000


class Connection(Protocol):
    """One connection; it is silent until it has asked for something, and again between two requests."""

    @property
    def is_silent(self) -> bool:
        """Whether nobody would miss it."""
        ...

    def drop(self) -> None:
        """End it at once."""
        ...


class Connections:
    """Everything that is connected, the oldest first."""

    def __init__(self, most: int, per_address: int = PER_ADDRESS) -> None:
        self.proxies: Collection[Network] = ()
        self._most = most
        self._per_address = per_address
        self._all: dict[Connection, str] = {}
        self._by_address: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, connection: Connection, peer: str) -> bool:
        """Count a new connection, at the cost of a silent one where there are too many. False: there is no room.

        Behind a trusted proxy many visitors share an address, so only the total counts there.
        """
        key = key_of(peer)
        mine = self._by_address.get(key, {})
        if (
            len(mine) >= self._per_address
            and not is_in(parsed(peer), self.proxies)
            and not self._drop_silent(mine)
        ):
            return False
        if len(self._all) >= self._most and not self._make_room():
            return False
        self._all[connection] = key
        self._by_address.setdefault(key, {})[connection] = None
        return True

    def leave(self, connection: Connection) -> None:
        """Count it no more; asked twice it does nothing."""
        key = self._all.pop(connection, None)
        if key is None:
            return
        mine = self._by_address[key]
        del mine[connection]
        if not mine:
            del self._by_address[key]

    def _make_room(self) -> bool:
        """Drop a silent connection of the address that has most."""
        by_count = sorted(self._by_address.values(), key=len, reverse=True)
        return any(self._drop_silent(connections) for connections in by_count)

    def _drop_silent(self, connections: dict[Connection, None]) -> bool:
        for connection in connections:
            if connection.is_silent:
                self.leave(connection)
                connection.drop()
                return True
        return False


def most_connections() -> int:
    """Return how many this process can hold, after asking the system for as many files as it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _FILES_FOR_OTHERS
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    return max(50, min(_MOST, soft - _FILES_FOR_OTHERS if soft != resource.RLIM_INFINITY else _MOST))


connections = Connections(most_connections())
"""Those of this process; its protocols (app/web/protocols.py) are made by the server, one for each."""
