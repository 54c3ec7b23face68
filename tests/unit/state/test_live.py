"""Nudges: to those who watch, at once, and then at most once in a while."""

from contextlib import nullcontext
from typing import Any

from state.agents import AgentsState
from state.live import Live
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
    live, app = Live(0), FakeApp("one")
    live.watch("one", "ws_1", AgentsState.refresh)
    for _ in range(3):
        live.nudge(app, "ws_1")
    await eventually(lambda: len(app.told) == 2, "the second nudge")
    live.nudge(app, "ws_1")
    await eventually(lambda: len(app.told) >= 3, "a later one")


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
