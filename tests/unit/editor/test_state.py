"""The editor page's state: it reads what the server says, for whoever may read it, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx

from app.collab.budget import Budgets
from app.errors import NotFound, SignedOut, Unavailable
from app.flows.live.answers import Act, Status
from app.people.actor import Actor
from app.people.ids import SessionId, UserId, WorkspaceId
from app.people.roles import Role
from state import door, editor
from state.editor import EditorState
from tests.unit.state.reviews import a_status, an_act

ANNA = Actor(
    UserId("us_anna"),
    WorkspaceId("ws_1"),
    "Anna",
    "anna@example.com",
    Role.EDITOR,
    "person",
    SessionId("se_1"),
    "127.0.0.1",
)


@dataclass
class FakeFlows:
    """One agent, named, as flows and as going live; remembers what it was called."""

    name: str = "Front desk"
    failing: Exception | None = None
    act: Act | None = None
    renamed: list[tuple[str, str]] = field(default_factory=list)

    async def status(self, _actor: Actor, agent_id: str) -> Status:
        if self.failing:
            raise self.failing
        return a_status(agent_id=agent_id, name=self.name, act=self.act)

    async def rename(self, _actor: Actor, agent_id: str, name: str) -> None:
        self.renamed.append((agent_id, name))
        self.name = name


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> FakeFlows:
    fake = FakeFlows()
    used = SimpleNamespace(flows=fake, live=fake, budgets=Budgets())
    for module in (door, editor):
        monkeypatch.setattr(module, "services", lambda: used)
    monkeypatch.setattr(editor, "asked_agent", lambda _state: "ag_1")
    return fake


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor | None], None]:
    def become(who: Actor | None) -> None:
        async def actor(_state: rx.State) -> Actor:
            if who is None:
                raise SignedOut
            return who

        monkeypatch.setattr(door, "actor", actor)

    become(ANNA)
    return become


@pytest.fixture
def state() -> Any:
    root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    return root.get_substate(EditorState.get_full_name().split("."))


async def run(handler: Any, state: Any, *args: Any) -> Any:
    return await handler.fn(state, *args)


async def test_it_shows_the_agent_of_the_address(state: Any, flows: FakeFlows, signed_in: Any) -> None:
    await run(EditorState.load, state)
    assert (state.flow_id, state.name, state.standing.state) == ("ag_1", "Front desk", "draft")
    assert (state.user_id, state.email, state.may_rename) == ("us_anna", "anna@example.com", True)


async def test_an_agent_that_is_not_there_is_said_in_a_sentence(
    state: Any, flows: FakeFlows, signed_in: Any
) -> None:
    flows.failing = NotFound("There is no such agent. Go back to your agents.")
    await run(EditorState.load, state)
    assert state.problem == "There is no such agent. Go back to your agents."
    assert state.flow_id == ""


async def test_what_was_a_problem_is_none_once_it_works_again(
    state: Any, flows: FakeFlows, signed_in: Any
) -> None:
    flows.failing = Unavailable("The database is away. Try again in a moment.")
    await run(EditorState.load, state)
    flows.failing = None
    await run(EditorState.load, state)
    assert state.problem == ""
    assert state.name == "Front desk"


async def test_an_announcement_only_makes_it_read_again(state: Any, flows: FakeFlows, signed_in: Any) -> None:
    await run(EditorState.load, state)
    flows.name = "Reception"
    await run(EditorState.announced, state, "anything a browser may say")
    assert state.name == "Reception"


async def test_a_new_name_goes_to_the_service_and_comes_back_from_it(
    state: Any, flows: FakeFlows, signed_in: Any
) -> None:
    await run(EditorState.load, state)
    await run(EditorState.rename, state, {"name": "  Reception "})
    assert flows.renamed == [("ag_1", "Reception")]
    assert state.name == "Reception"


@pytest.mark.parametrize("name", ["", "   ", "Front desk"])
async def test_an_empty_or_unchanged_name_changes_nothing(
    state: Any, flows: FakeFlows, signed_in: Any, name: str
) -> None:
    await run(EditorState.load, state)
    await run(EditorState.rename, state, {"name": name})
    assert flows.renamed == []


async def test_a_viewer_reads_but_does_not_rename(
    state: Any, flows: FakeFlows, signed_in: Callable[[Actor | None], None]
) -> None:
    signed_in(replace(ANNA, role=Role.VIEWER))
    await run(EditorState.load, state)
    assert state.name == "Front desk"
    assert not state.may_rename
    await run(EditorState.rename, state, {"name": "Mine now"})
    assert flows.renamed == []


async def test_whoever_is_signed_out_learns_nothing(
    state: Any, flows: FakeFlows, signed_in: Callable[[Actor | None], None]
) -> None:
    signed_in(None)
    await run(EditorState.load, state)
    assert state.flow_id == ""
    assert state.name == ""


async def test_another_person_in_the_same_tab_sees_nothing_of_the_first(
    state: Any, flows: FakeFlows, signed_in: Callable[[Actor | None], None]
) -> None:
    await run(EditorState.load, state)
    signed_in(replace(ANNA, user_id=UserId("us_bo"), email="bo@example.com"))
    flows.failing = NotFound("There is no such agent. Go back to your agents.")
    await run(EditorState.load, state)
    assert state.flow_id == ""
    assert state.email == ""


async def test_badge_switch_and_banner_come_from_one_reading(
    state: Any, flows: FakeFlows, signed_in: Any
) -> None:
    flows.act = an_act("published", version=3, was=2, by="us_ben", name="Ben")
    await run(EditorState.load, state)
    assert state.standing.act.words == "Ben published v3. Callers hear it now."
    assert (state.standing.act.was, state.standing.act.is_mine) == (2, False)


async def test_ones_own_act_is_told_as_ones_own(state: Any, flows: FakeFlows, signed_in: Any) -> None:
    flows.act = an_act("deactivated", version=3, was=3, by="us_anna", name="Anna")
    await run(EditorState.load, state)
    assert state.standing.act.words.startswith("You deactivated this agent.")
    assert state.standing.act.is_mine
