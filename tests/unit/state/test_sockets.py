"""Open pages end with the session that opened them."""

import asyncio
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest

from app.people.roles import Role
from state.session import COOKIE, SessionState, find_actor, seen_roles
from state.sockets import KEPT_SECONDS, MOST_KEPT, Sockets
from tests.builders import an_actor
from tests.unit.state.conftest import Tab
from tests.unit.state.recorder import Recorder


@pytest.fixture(autouse=True)
def _nobody_seen() -> None:
    seen_roles.clear()


def an_app(**cookies: str) -> Any:
    """An app whose open sockets carry these cookies."""
    sockets = {sid: SimpleNamespace(queue=asyncio.Queue()) for sid in cookies}
    environ = {sid: {"HTTP_COOKIE": f"{COOKIE}={cookie}"} for sid, cookie in cookies.items()}
    return SimpleNamespace(sio=SimpleNamespace(eio=SimpleNamespace(sockets=sockets), environ=environ))


def closed(app: Any) -> set[str]:
    return {sid for sid, socket in app.sio.eio.sockets.items() if not socket.queue.empty()}


async def test_a_page_stays_open_while_its_session_does() -> None:
    app = an_app(first="owner", second="viewer")
    for _ in range(3):
        await Sockets(app).sweep()
    assert closed(app) == set()


@pytest.mark.parametrize("becomes", [None, Role.VIEWER])
async def test_every_page_of_a_session_that_ended_or_lost_its_role_is_closed_once(
    people: Recorder, becomes: Role | None
) -> None:
    app = an_app(first="editor", second="editor", other="owner")
    await Sockets(app).sweep()
    people.actors_by_session = _answering("editor", becomes)
    await Sockets(app).sweep()
    assert closed(app) == {"first", "second"}
    again = an_app(third="editor", other="owner")
    await Sockets(again).sweep()
    assert closed(again) == set()


async def test_a_page_that_read_something_between_two_sweeps_is_closed_too(
    people: Recorder, tab: Tab
) -> None:
    assert await find_actor(tab(SessionState, "editor")) is not None
    people.actors_by_session = _answering("editor", None)
    app = an_app(first="editor")
    await Sockets(app).sweep()
    assert closed(app) == {"first"}


async def test_pages_of_nobody_are_left_alone() -> None:
    app = an_app(first="stale", second="")
    app.sio.environ["third"] = None
    for _ in range(2):
        await Sockets(app).sweep()
    assert closed(app) == set()
    assert seen_roles == {}


def _answering(cookie: str, becomes: Role | None) -> Any:
    async def actors_by_session(tokens: Collection[str]) -> Any:
        roles = {token: becomes if token == cookie else Role(token) for token in tokens}
        return {token: an_actor(role) for token, role in roles.items() if role}

    return actors_by_session


async def test_sv7_where_rights_cannot_be_read_every_page_that_showed_something_is_closed(
    people: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(first="editor", second="owner", nobody="")
    pages = Sockets(app)
    await pages.check()

    async def cannot(_tokens: Collection[str]) -> None:
        raise ValueError("'emperor' is not a valid Role")

    people.actors_by_session = cannot
    with pytest.raises(ValueError, match="emperor"):
        await pages.check()
    assert closed(app) == set(), "one failure alone closes nobody"
    monkeypatch.setattr("state.sockets.UNREAD_SECONDS", 0.0)
    with pytest.raises(ValueError, match="emperor"):
        await pages.check()
    assert closed(app) == {"first", "second"}


def _tabs(open_ones: set[str], closed_ones: set[str], locked: str = "") -> Any:
    """An app whose state manager holds these tabs' states (app/web/SPEC.md T4)."""
    states = dict.fromkeys(open_ones | closed_ones, object())
    manager = SimpleNamespace(
        states=states,
        _token_expires_at={tab: (0.0, tab) for tab in states},
        _states_locks={locked: SimpleNamespace(locked=lambda: True)},
        _purge_token=lambda tab: states.pop(tab),
    )
    namespace = SimpleNamespace(token_to_sid=dict.fromkeys(open_ones, "sid"))
    return SimpleNamespace(state_manager=manager, event_namespace=namespace)


async def test_t4_a_closed_tabs_state_is_dropped_after_a_while_and_an_open_ones_is_kept() -> None:
    app = _tabs({"open"}, {"closed", "busy"}, locked="busy")
    sockets = Sockets(app)
    await sockets.forget_closed(now=0.0)
    await sockets.forget_closed(now=KEPT_SECONDS - 1)
    assert set(app.state_manager.states) == {"open", "closed", "busy"}
    await sockets.forget_closed(now=KEPT_SECONDS)
    assert set(app.state_manager.states) == {"open", "busy"}


async def test_t4_of_too_many_closed_tabs_the_oldest_go_at_once() -> None:
    app = _tabs(set(), {"first"})
    sockets = Sockets(app)
    await sockets.forget_closed(now=0.0)
    for number in range(MOST_KEPT):
        tab = f"later{number}"
        app.state_manager.states[tab] = object()
        app.state_manager._token_expires_at[tab] = (0.0, tab)
    await sockets.forget_closed(now=1.0)
    assert len(app.state_manager.states) == MOST_KEPT
    assert "first" not in app.state_manager.states


async def test_t5_a_thousand_sockets_of_nobody_cost_no_look_at_the_database(people: Recorder) -> None:
    environ = {f"sid{number}": {"HTTP_COOKIE": "callweave_ended=1"} for number in range(1_000)}
    app: Any = SimpleNamespace(
        sio=SimpleNamespace(environ=environ, eio=SimpleNamespace(sockets=dict(environ)))
    )
    asked: list[Collection[str]] = []

    async def nobody(tokens: Collection[str]) -> dict[str, Any]:
        asked.append(tokens)
        return {}

    people.actors_by_session = nobody
    await Sockets(app).check()
    assert asked == [set()]
