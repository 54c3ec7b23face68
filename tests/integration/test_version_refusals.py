"""What a full quota and a used-up rate say by API and command line, and how room is made (K23 to K25, G5)."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

import app.cli.main as cli
from app.flows.version_limits import SAVES
from app.people.roles import Role
from tests.integration.api_world import Program
from tests.integration.people_world import PASSWORD
from tests.integration.web_world import Terminal, WebWorld

Run = Callable[..., tuple[int, str, str]]
OWNER = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")
FULL = (
    "The versions of this workspace have reached their limit of 0 KB. Your edits are kept in the draft, and agents can"
    " still go live. To make room, an admin can delete old agents permanently, or your administrator can raise"
    " CALLWEAVE_VERSION_QUOTA_MB."
)


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Program]:
    world = WebWorld(tmp_path)
    yield await Program.of(world, await world.found())
    world.close()


async def _edited(owner: Program, name: str = "Bare") -> str:
    """An agent with a version, and an edit that no version has."""
    agent = (await owner.ask("POST", "/agents", 201, json={"name": name}))["id"]
    await owner.ask("POST", f"/agents/{agent}/versions", 201, json={"name": "First"})
    await owner.edit(agent, "de-DE")
    return agent


async def test_k23_the_api_says_that_the_quota_is_full_and_nothing_is_lost(owner: Program) -> None:
    agent = await _edited(owner)
    versions = await owner.ask("GET", f"/agents/{agent}/versions")
    draft = await owner.world.flows.export_agent(owner.signed.actor, agent)
    owner.world.flows.drafts.limits.quota_mb = 0
    for path, body in (
        (f"/agents/{agent}/versions", {"name": "Second"}),
        (f"/agents/{agent}/versions/1/restore", {}),
    ):
        error = await owner.refused("POST", path, 413, json=body)
        assert error == {"code": "quota_reached", "message": FULL}
    assert await owner.ask("GET", f"/agents/{agent}/versions") == versions
    assert await owner.world.flows.export_agent(owner.signed.actor, agent) == draft


async def test_k24_the_api_says_when_to_save_again(owner: Program) -> None:
    agent = await _edited(owner)
    path = f"/api/v1/agents/{agent}/versions"
    for _ in range(int(SAVES.burst) + 20):  # a slow machine gives a share back now and then
        answer = await owner.client.post(path, json={"name": "Again"})
        if answer.status_code != 201:
            break
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert answer.json()["error"] == {
        "code": "too_many",
        "message": "You saved very often in a short time. Your edits are kept in the draft; save again in 2 seconds.",
        "retry_after_seconds": 2,
    }
    assert (await owner.ask("GET", f"/agents/{agent}/versions"))["versions"][0]["name"] == "Again"
    other = await Program.of(owner.world, await owner.world.join(owner.signed.actor, Role.EDITOR))
    await other.ask("POST", f"/agents/{agent}/versions", 201, json={"name": "Theirs"})


async def test_k23_k25_room_is_made_by_the_api(owner: Program) -> None:
    limits = owner.world.flows.drafts.limits
    old, agent = await _edited(owner, "Old"), await _edited(owner)
    gone = f"/deleted-agents/{old}"
    error = await owner.refused("DELETE", gone, 409)
    assert "Delete it first" in error["message"]
    await owner.ask("DELETE", f"/agents/{old}", 204)
    listed = await owner.ask("GET", "/deleted-agents")
    (deleted,) = listed["agents"]
    assert (deleted["latest_version"], listed["version_quota_bytes"]) == (1, 2_000_000_000)
    assert listed["version_bytes"] > deleted["version_bytes"] > 0
    publisher = await Program.of(owner.world, await owner.world.join(owner.signed.actor, Role.PUBLISHER))
    assert (await publisher.refused("DELETE", gone, 403))["code"] == "forbidden"
    limits.quota_mb = listed["version_bytes"] / 1_000_000  # pyright: ignore[reportAttributeAccessIssue]  # what is there fills it
    await owner.refused("POST", f"/agents/{agent}/versions", 413, json={"name": "Second"})
    assert await owner.ask("DELETE", gone, 204) is None
    await owner.ask("POST", f"/agents/{agent}/versions", 201, json={"name": "Second"})
    assert (await owner.ask("GET", "/deleted-agents"))["agents"] == []
    await owner.refused("DELETE", gone, 404)
    await owner.refused("POST", f"/agents/{old}/recover", 404)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def run(world: WebWorld, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*arguments: str, typed: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD) if typed is None else Terminal(typed))
        status = cli.main(arguments, world.services)
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


def _deleted(run: Run, world: WebWorld) -> str:
    """The sample agent, deleted, with one version."""
    assert run(*OWNER)[0] == 0
    agent = json.loads(run("agent", "list", "--json")[1])[0]["id"]

    async def delete() -> None:
        actor = await world.people.system_actor()
        await world.flows.save_version(actor, agent)
        await world.flows.delete(actor, agent)

    asyncio.run(delete())
    return agent


def test_g5_the_command_line_asks_before_it_deletes_permanently(run: Run, world: WebWorld) -> None:
    agent = _deleted(run, world)
    status, out, _ = run("agent", "list", "--deleted")
    assert status == 0
    assert f"{agent}  Front desk" in out
    assert "All versions of the workspace: less than 0.1 of 2 GB." in out
    for options, typed in (((), None), (("--json",), "y\n")):
        status, _, err = run("agent", "erase", agent, *options, typed=typed)
        assert (status, err.count("\n")) == (2, 1)
        assert "nothing was done. Add --yes to go ahead." in err
    status, out, err = run("agent", "erase", agent, typed="n\n")
    assert (status, err.endswith("Nothing was changed.\n")) == (1, True)
    assert out.startswith("Front desk: its flow, its history and 1 version (")
    assert "Delete “Front desk” permanently? [y/N]" in err
    assert agent in run("agent", "list", "--deleted")[1]
    assert run("agent", "erase", agent, typed="y\n")[1].endswith("Front desk is deleted permanently.\n")
    assert "There are no deleted agents." in run("agent", "list", "--deleted")[1]
    status, out, err = run("agent", "erase", agent, "--yes")
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_g5_the_command_line_refuses_what_is_not_deleted_in_one_line(run: Run, world: WebWorld) -> None:
    assert run(*OWNER)[0] == 0
    agent = json.loads(run("agent", "list", "--json")[1])[0]["id"]
    status, out, err = run("agent", "erase", agent, "--yes")
    assert (status, out) == (2, "")
    assert err == "callweave: “Front desk” is not deleted. Delete it first, then delete it permanently.\n"
    assert run("agent", "list", "--deleted", "--json")[1] == "[]\n"


def test_k23_the_command_line_makes_agents_live_while_the_quota_is_full(run: Run, world: WebWorld) -> None:
    assert run(*OWNER)[0] == 0
    agent = json.loads(run("agent", "list", "--json")[1])[0]["id"]
    run("number", "add", "+1 555 010 0100", "--label", "Main")
    run("number", "assign", "+15550100100", "--agent", agent)

    async def ticked() -> None:
        actor = await world.people.system_actor()
        for line in (await world.services.live.checklist(actor, agent)).lines:
            if line.ticked:
                await world.services.live.tick(actor, agent, line.id, line.part)

    asyncio.run(ticked())
    world.flows.drafts.limits.quota_mb = 0
    status, out, err = run("agent", "activate", agent, "--yes")
    assert (status, err, out.endswith("Front desk is active with v1.\n")) == (0, "", True)
