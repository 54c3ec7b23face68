"""Nudges: to those who watch, at once, and then at most once in a while."""

from contextlib import nullcontext
from typing import Any

from app.events import (
    AgentListChanged,
    AgentStatusChanged,
    Events,
    NewsRead,
    PresenceChanged,
    VersionsChanged,
)
from state import live as live_pages
from state.agents import AgentsState
from state.live import LIST, STATUS, Live, inbox_of, versions_of
from tests.harness.wait import eventually


class FakeNamespace:
    """The connections: which tabs are open, and what each was sent."""

    def __init__(self, *tabs: str) -> None:
        self.token_to_sid = {tab: f"sid-{tab}" for tab in tabs}
        self.sent: list[tuple[str, str]] = []

    async def emit_update(self, update: Any, token: str) -> None:
        self.sent.extend((token, event.name) for event in update.events)


class FakeApp:
    """As much of the app as a nudge needs."""

    def __init__(self, *tabs: str) -> None:
        self.event_namespace = FakeNamespace(*tabs)

    def set_contexts(self) -> Any:
        return nullcontext()

    @property
    def told(self) -> list[str]:
        return [tab for tab, _ in self.event_namespace.sent]


NEVER_AGAIN = 3_600.0
A_MOMENT = 0.05


async def test_every_tab_of_the_workspace_runs_its_own_event_and_no_other_tab_does() -> None:
    live, app = Live(NEVER_AGAIN), FakeApp("one", "two", "stranger", "idle")
    for tab, place in (("one", "ws_1"), ("two", "ws_1"), ("stranger", "ws_2")):
        live.watch(tab, place, AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: len(app.told) == 2, "both tabs told")
    assert sorted(app.told) == ["one", "two"]
    assert {name.rpartition(".")[2] for _, name in app.event_namespace.sent} == {"refresh"}


async def test_a_nudge_carries_nothing_to_be_believed() -> None:
    live, app = Live(NEVER_AGAIN), FakeApp("one")
    kept: list[Any] = []

    async def keep(update: Any, token: str) -> None:
        kept.append(update)

    app.event_namespace.emit_update = keep  # type: ignore[method-assign]
    live.watch("one", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: kept, "the tab told")
    assert (kept[0].delta, kept[0].events[0].payload) == ({}, {})


async def test_many_changes_at_once_are_one_nudge() -> None:
    live, app = Live(NEVER_AGAIN), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    for _ in range(50):
        live.nudge(app, "ws_1")
    live.watch("two", "ws_2", AgentsState.refresh)
    app.event_namespace.token_to_sid["two"] = "sid"
    live.nudge(app, "ws_2")
    await eventually(lambda: "two" in app.told, "the other workspace told, which waits for nobody")
    assert app.told == ["one", "two"]


async def test_what_happens_meanwhile_is_told_afterwards_once() -> None:
    live, app = Live(A_MOMENT), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: len(app.told) == 1, "the first nudge")
    for _ in range(3):
        live.nudge(app, "ws_1")
    assert len(app.told) == 1
    await eventually(lambda: len(app.told) == 2, "the second nudge")
    live.watch("two", "ws_1", AgentsState.refresh)
    app.event_namespace.token_to_sid["two"] = "sid"
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told[2:3] == ["two"], "a tab that does not rest")
    await eventually(lambda: app.told[2:] == ["two", "one"], "the one that rested")


async def test_what_callers_hear_waits_for_no_rest_and_only_once() -> None:
    live, app = Live(NEVER_AGAIN), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1", LIST)
    await eventually(lambda: len(app.told) == 1, "the list")
    live.nudge(app, "ws_1", STATUS)
    await eventually(lambda: len(app.told) == 2, "what callers hear")
    live.watch("two", "ws_1", AgentsState.refresh)
    app.event_namespace.token_to_sid["two"] = "sid"
    live.nudge(app, "ws_1", STATUS)
    await eventually(lambda: app.told[2:] == ["two"], "the other tab, and not the first one again")


async def test_a_commit_that_says_two_things_is_one_nudge() -> None:
    live, app = Live(NEVER_AGAIN), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1", LIST)
    live.nudge(app, "ws_1", STATUS)
    await eventually(lambda: app.told, "the nudge")
    live.watch("two", "ws_2", AgentsState.refresh)
    app.event_namespace.token_to_sid["two"] = "sid"
    live.nudge(app, "ws_2")
    await eventually(lambda: "two" in app.told, "a later one")
    assert app.told == ["one", "two"]


async def test_a_watch_is_told_of_its_topics_only() -> None:
    live, app = Live(0), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh, versions_of("ag_1"))
    live.watch("one", "ws_1", AgentsState.load, inbox_of("us_1"))
    for topic in (LIST, STATUS, versions_of("ag_2"), inbox_of("us_1"), versions_of("ag_1")):
        live.nudge(app, "ws_1", topic)
    await eventually(lambda: len(app.told) == 2, "both")
    handlers = [name.rpartition(".")[2] for _, name in app.event_namespace.sent]
    assert handlers == ["load", "refresh"]


async def test_a_tab_forgets_one_watch_and_keeps_the_other() -> None:
    live, app = Live(0), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    live.watch("one", "ws_1", AgentsState.load)
    live.forget("one", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told, "the one that is left")
    assert [name.rpartition(".")[2] for _, name in app.event_namespace.sent] == ["load"]


async def test_every_event_reaches_who_watches_it(monkeypatch: Any) -> None:
    nudged: list[tuple[str, str]] = []
    monkeypatch.setattr(live_pages, "nudge", lambda _app, place, topic: nudged.append((place, topic)))
    events = Events()
    app: Any = FakeApp()
    live_pages.listen(app, events)
    for event in (AgentListChanged, PresenceChanged, AgentStatusChanged, VersionsChanged):
        events.tell(event("ws_1", "ag_1"))
    events.tell(NewsRead("ws_1", "us_1"))
    assert [topic for _, topic in nudged] == [LIST, LIST, STATUS, "versions/ag_1", "inbox/us_1"]
    assert {place for place, _ in nudged} == {"ws_1"}


async def test_a_closed_tab_is_forgotten_and_one_that_comes_back_watches_again() -> None:
    live, app = Live(0), FakeApp("open")
    live.watch("closed", "ws_1", AgentsState.refresh)
    live.watch("open", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told == ["open"], "the open tab told")
    app.event_namespace.token_to_sid["closed"] = "sid"
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told == ["open", "open"], "the open tab told again, and only that")
    live.watch("closed", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: "closed" in app.told, "the tab that came back")


async def test_who_forgets_is_told_no_more() -> None:
    live, app = Live(0), FakeApp("one", "two")
    live.watch("one", "ws_1", AgentsState.refresh)
    live.watch("two", "ws_1", AgentsState.refresh)
    live.forget("one")
    live.forget("never watched")
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told == ["two"], "the other one told")


async def test_a_failing_connection_is_logged_and_stops_nothing(caplog: Any) -> None:
    live, app = Live(0), FakeApp("one")
    sound = app.event_namespace.emit_update

    async def fails(update: Any, token: str) -> None:
        raise ConnectionError("gone")

    app.event_namespace.emit_update = fails  # type: ignore[method-assign]
    live.watch("one", "ws_1", AgentsState.refresh)
    live.nudge(app, "ws_1")
    await eventually(lambda: "could not be told" in caplog.text, "the log line")
    app.event_namespace.emit_update = sound  # type: ignore[method-assign]
    live.nudge(app, "ws_1")
    await eventually(lambda: app.told == ["one"], "the next nudge")


def test_what_it_takes_from_reflex_is_there() -> None:
    """The names are not Reflex's public ones: a new version may move them, and this says so first."""
    from reflex.app import App, EventNamespace

    assert callable(App.set_contexts)
    assert callable(EventNamespace.emit_update)
    assert isinstance(EventNamespace.token_to_sid, property)
