"""The page of one version: what it says, and what it may do with it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx

from app.collab.budget import Budgets
from app.flows.history.answers import VersionInfo
from app.flows.live.answers import Limits, Seen, Status
from app.people.actor import Actor
from app.people.ids import SessionId, UserId, WorkspaceId
from app.people.roles import Role
from components.editor.version_page import version_page
from state import door, make_live, version
from state.version import VersionState

AT = datetime(2030, 1, 1, 9, 30, tzinfo=UTC)
ANNA = Actor(
    UserId("us_anna"),
    WorkspaceId("ws_1"),
    "Anna",
    "anna@example.com",
    Role.PUBLISHER,
    "person",
    SessionId("se_1"),
    "127.0.0.1",
)
STATUS = Status(
    agent_id="ag_1",
    name="Front desk",
    state="active",
    live_version=2,
    live_since=AT,
    latest_version=3,
    has_changes=True,
    calls=0,
    numbers=("+15550100",),
    limits=Limits(),
    changed_at=AT,
    changed_by_name="Bo",
    act=None,
)


@dataclass
class FakeServices:
    """One agent with three versions; remembers what was switched."""

    status_now: Status = STATUS
    switched: list[tuple[str, int, Seen, str]] = field(default_factory=list)
    budgets: Budgets = field(default_factory=Budgets)

    @property
    def live(self) -> "FakeServices":
        return self

    @property
    def versions(self) -> Any:
        async def versions(_who: Actor, _agent: str, *, before: int, limit: int) -> tuple[VersionInfo, ...]:
            numbers = [number for number in (3, 2, 1) if number < before][:limit]
            return tuple(_info(number, number == self.status_now.live_version) for number in numbers)

        return SimpleNamespace(versions=versions)

    async def status(self, _who: Actor, _agent: str) -> Status:
        return self.status_now

    async def review(self, _who: Actor, _agent: str, number: int) -> Any:
        return SimpleNamespace(hash=f"hash {number}")

    async def roll_back(
        self, _who: Actor, _agent: str, number: int, *, seen: Seen, note: str, key: str
    ) -> Any:
        return self._switch("roll_back", number, seen, note)

    async def activate(
        self, _who: Actor, _agent: str, *, seen: Seen, version: int, note: str, **_: Any
    ) -> Any:
        return self._switch("activate", version, seen, note)

    def _switch(self, verb: str, number: int, seen: Seen, note: str) -> Any:
        self.switched.append((verb, number, seen, note))
        self.status_now = replace(self.status_now, state="active", live_version=number)
        return SimpleNamespace(status=self.status_now)


def _info(number: int, is_live: bool) -> VersionInfo:
    return VersionInfo(f"ve_{number}", number, "h", "", AT, "Bo", 3, 2, is_live)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    made = FakeServices()
    for module in (version, make_live, door):
        monkeypatch.setattr(module, "services", lambda: made)
    monkeypatch.setattr(version, "asked_agent", lambda _state: "ag_1")
    monkeypatch.setattr(version.live, "watch", lambda *_: None)
    _enter(monkeypatch, ANNA)
    return made


def _enter(monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
    async def actor(_state: rx.State) -> Actor:
        return who

    monkeypatch.setattr(door, "actor", actor)


@pytest.fixture
def state() -> Any:
    root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    return root.get_substate(VersionState.get_full_name().split("."))


async def _load(state: Any, monkeypatch: pytest.MonkeyPatch, content: str) -> Any:
    monkeypatch.setattr(version, "_asked", lambda _state: content)
    return await VersionState.load.fn(state)  # pyright: ignore


async def test_it_says_which_version_this_is_and_what_callers_hear(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _load(state, monkeypatch, "1")
    assert (state.version, state.label, state.made_by, state.live_since) == (1, "v1", "Bo", "")
    assert (state.name, state.word, state.live_version) == ("Front desk", "active", 2)


async def test_the_live_version_is_the_one_that_callers_hear(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _load(state, monkeypatch, "live")
    assert (state.version, state.live_since) == (2, AT.isoformat())


async def test_what_was_live_before_a_pause_is_not_live(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.status_now = replace(STATUS, state="inactive")
    await _load(state, monkeypatch, "live")
    assert (state.version, state.live_since) == (2, "")


@pytest.mark.parametrize("content", ["4", "0", "-1", "²", "1e3", "", "9" * 40])
async def test_what_is_no_version_is_said_in_a_sentence(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    await _load(state, monkeypatch, content)
    assert state.problem == "There is no such version. Choose one from the history."
    assert state.version == 0


async def test_of_an_agent_that_never_was_live_nothing_live_can_be_looked_at(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.status_now = replace(STATUS, state="draft", live_version=None, live_since=None)
    await _load(state, monkeypatch, "live")
    assert state.problem == "This agent was never live. Look at the draft instead."


async def test_the_draft_is_looked_at_in_its_editor(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/agents/ag_1" in str(await _load(state, monkeypatch, "draft"))


async def test_an_active_agent_is_rolled_back_on_what_the_page_showed(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _load(state, monkeypatch, "1")
    await VersionState.make_live.fn(state, {"note": " Too chatty. "})  # pyright: ignore
    assert fake.switched == [("roll_back", 1, Seen("active", 2), "Too chatty.")]
    assert (state.live_version, state.turn, state.refusal) == (1, 1, "")


async def test_an_inactive_agent_is_activated_with_it(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.status_now = replace(STATUS, state="inactive")
    await _load(state, monkeypatch, "1")
    await VersionState.make_live.fn(state, {})  # pyright: ignore
    assert fake.switched == [("activate", 1, Seen("inactive", 2), "")]


async def test_an_editor_does_not_make_it_live(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _load(state, monkeypatch, "1")
    _enter(monkeypatch, replace(ANNA, role=Role.EDITOR))
    await VersionState.make_live.fn(state, {})  # pyright: ignore
    assert fake.switched == []
    assert state.refusal


@pytest.mark.parametrize(("chars", "switched"), [(2_000, 1), (2_001, 0)])
async def test_a_note_may_be_as_long_as_anywhere(
    state: Any, fake: FakeServices, monkeypatch: pytest.MonkeyPatch, chars: int, switched: int
) -> None:
    await _load(state, monkeypatch, "1")
    await VersionState.make_live.fn(state, {"note": "x" * chars})  # pyright: ignore
    assert len(fake.switched) == switched
    assert ("2,000" in state.refusal) == (not switched)


def test_the_page_opens_no_connection_of_a_document() -> None:
    page = str(version_page(rx.fragment()))
    assert "jsx(StillFlow" in page
    assert "jsx(FlowSession" not in page
    assert "jsx(FlowCanvas" in page
