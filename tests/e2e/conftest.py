"""Journeys of people at browsers, on the production build; most of them share one server."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.editor_page import EditorPage
from tests.harness.browser import People, Person, people
from tests.harness.server import Login, Server

HERE = Path(__file__).parent
ROLES = {
    "Olga": "owner",
    "Ada": "admin",
    "Paul": "publisher",
    "Ann": "editor",
    "Bob": "editor",
    "Vic": "viewer",
}

Logins = dict[str, Login]
Enter = Callable[..., Awaitable[Person]]
OpenEditor = Callable[..., Awaitable[EditorPage]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all journeys: the browser lives in it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Logins]:
    """Data of a workspace with a person of every role; copied for every server."""
    data = tmp_path_factory.mktemp("founded")
    maker = Server(data)
    logins = {name: maker.add_login(name, role) for name, role in ROLES.items()}
    return data, logins


@pytest.fixture(scope="session")
def logins(founded: tuple[Path, Logins]) -> Logins:
    return founded[1]


@pytest.fixture(scope="session")
def shared_server(founded: tuple[Path, Logins], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for every journey that leaves it as it was."""
    server = Server(_copy(founded[0], tmp_path_factory.mktemp("shared"))).start()
    yield server
    server.kill()


@pytest.fixture
def own_server(founded: tuple[Path, Logins], tmp_path: Path) -> Iterator[Server]:
    """A server that a journey may kill, lock or starve."""
    server = Server(_copy(founded[0], tmp_path)).start()
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def crowd() -> AsyncIterator[People]:
    async with people() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def enter(crowd: People, logins: Logins) -> AsyncIterator[Enter]:
    """``await enter(server, "Ann")``: that person at a browser of their own, signed in."""
    async with AsyncExitStack() as stack:

        async def one(server: Server, name: str, signed_in: bool = True, **options: Any) -> Person:
            person = await stack.enter_async_context(crowd.person(server, logins[name], **options))
            if signed_in:
                await person.sign_in_quietly()
            return person

        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def open_editor(enter: Enter) -> OpenEditor:
    """``await open_editor(server, "Ann", agent_id)``: that person with the editor open and synced."""

    async def one(server: Server, name: str, agent_id: str, **options: Any) -> EditorPage:
        editor = EditorPage(await enter(server, name, **options))
        await editor.open(agent_id)
        return editor

    return one


@pytest.fixture
def agent(request: pytest.FixtureRequest, shared_server: Server, logins: Logins) -> str:
    """A fresh agent on the shared server: Start, Talk, Goodbye."""
    return shared_server.import_agent(logins["Olga"], request.node.name[:80])


def _copy(data: Path, to: Path) -> Path:
    return Path(shutil.copytree(data, to / "data"))
