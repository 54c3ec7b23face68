"""``callweave agent activate|publish|deactivate|rollback|history`` and ``callweave number …``, on a real database."""

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app.cli.main as cli
from tests.integration.people_world import PASSWORD
from tests.integration.web_world import Terminal, WebWorld

Run = Callable[..., "Answer"]
OWNER = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")


class Answer:
    """What a command did."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def run(world: WebWorld, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*arguments: str, typed: str | None = None) -> Answer:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD) if typed is None else Terminal(typed))
        try:
            status = cli.main(arguments, world.services)
        except SystemExit as end:
            status = int(end.code or 0)
        told = capsys.readouterr()
        return Answer(status, told.out, told.err)

    return command


@pytest.fixture
def agent(run: Run, world: WebWorld) -> str:
    """The sample agent with a number, and ticked throughout."""
    assert run(*OWNER).status == 0
    (made,) = run("agent", "list", "--json").json
    run("number", "add", "+1 555 010 0100", "--label", "Main")
    assert run("number", "assign", "+15550100100", "--agent", made["id"]).status == 0
    asyncio.run(_tick(world, made["id"]))
    return made["id"]


async def _tick(world: WebWorld, agent_id: str) -> None:
    actor = await world.people.system_actor()
    for line in (await world.services.live.checklist(actor, agent_id)).lines:
        if line.ticked:
            await world.services.live.tick(actor, agent_id, line.id, line.part)


def state(run: Run) -> str:
    return run("agent", "list", "--json").json[0]["state"]


def test_an_agent_goes_live_and_off_the_line(run: Run, agent: str) -> None:
    done = run("agent", "activate", agent, "--note", "Open for Easter", "--yes")
    assert (done.status, done.err) == (0, "")
    assert "Checklist\n  ok" in done.out
    assert "Changes since what was live last" in done.out
    assert done.out.endswith("Front desk is active with v1.\n")
    assert state(run) == "active"
    off = run("agent", "deactivate", agent, "--json", "--yes")
    assert (off.status, off.json["status"]["state"]) == (0, "inactive")
    again = run("agent", "activate", agent, "--version", "1", "--json", "--yes")
    assert again.json["act"]["version"] == 1
    lines = run("agent", "history", agent)
    assert "Open for Easter" in lines.out
    kinds = [each["kind"] for each in run("agent", "history", agent, "--json").json["events"]]
    assert kinds[:3] == ["activated", "deactivated", "activated"]
    assert len(run("agent", "history", agent, "--kind", "activated", "--json").json["events"]) == 2
    assert "--before" in run("agent", "history", agent, "--limit", "1").out


def test_an_agent_that_is_not_ready_says_what_is_missing_with_status_1(run: Run) -> None:
    run(*OWNER)
    bare = run("agent", "create", "--name", "Bare", "--json").json["id"]
    refused = run("agent", "activate", bare)
    assert refused.status == 1
    assert "FAILS" in refused.out
    assert refused.err.startswith("callweave: ")
    assert "number" in refused.err
    assert run("agent", "activate", bare, "--json").out == ""
    assert {one["state"] for one in run("agent", "list", "--json").json} == {"draft"}


def test_changes_are_published_and_rolled_back(run: Run, world: WebWorld, agent: str) -> None:
    assert run("agent", "activate", agent, "--yes").status == 0
    nothing = run("agent", "publish", agent)
    assert nothing.status == 2
    assert nothing.err.count("\n") == 1
    assert run("agent", "rollback", agent).status == 2
    missing = run("agent", "rollback", agent, "--version", "9")
    assert (missing.status, missing.err.count("\n")) == (2, 1)
    assert run("agent", "publish", "ag_never").status == 2


@pytest.mark.parametrize(
    ("typed", "status", "then"), [("y\n", 0, "active"), ("n\n", 1, "draft"), ("", 1, "draft")]
)
def test_a_terminal_is_asked(run: Run, agent: str, typed: str, status: int, then: str) -> None:
    answer = run("agent", "activate", agent, typed=typed)
    assert answer.status == status
    assert "Make v1 of “Front desk” live? [y/N]" in answer.err
    assert state(run) == then


def test_a_terminal_is_not_asked_by_whoever_said_so(run: Run, agent: str) -> None:
    answer = run("agent", "activate", agent, "--yes", typed="")
    assert (answer.status, answer.err) == (0, "")
    assert state(run) == "active"


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_without_a_terminal_nothing_goes_live_unasked(run: Run, agent: str, option: tuple[str, ...]) -> None:
    answer = run("agent", "activate", agent, *option)
    assert answer.status == 2
    assert "Add --yes" in answer.err
    assert state(run) == "draft"


def test_numbers_are_kept_from_the_command_line(run: Run, agent: str) -> None:
    (number,) = run("number", "list", "--json").json
    assert (number["number"], number["agent_id"], number["label"]) == ("+15550100100", agent, "Main")
    assert "Front desk" in run("number", "list").out
    free = run("number", "assign", number["id"], "--nobody", "--json")
    assert free.json["agent_id"] is None
    assert run("number", "remove", "+1 (555) 010-0100").out == "+1 (555) 010-0100 is removed.\n"
    assert run("number", "list").out == "There are no numbers.\n"
    for bad in (("add", "555"), ("remove", "+15550100100"), ("assign", "+15550100100", "--nobody")):
        refused = run("number", *bad)
        assert (refused.status, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert run("number", "assign", "+15550100100").err.startswith("usage: callweave")
