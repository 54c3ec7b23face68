"""What every benchmark measures: the real server on data of its own, with one person in it."""

from collections.abc import Iterator

import pytest

from tests.harness.server import Login, Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Login]]:
    server = Server(tmp_path_factory.mktemp("benchmark"))
    login = server.add_login("Olga", "owner")
    server.start()
    yield server, login
    server.kill()
