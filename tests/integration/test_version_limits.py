"""How much may be kept as versions (K21, K23, K24): quota of a workspace, rate of a person, one who saves for ever."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.errors import TooMany
from app.flows import queries, versions
from app.flows.version_limits import SAVES, QuotaReached
from app.kit import clock
from tests.builders import an_actor, an_editor
from tests.harness.api import Api
from tests.harness.bystander import honest_editor
from tests.harness.large_flows import large_flow
from tests.harness.peer import Teammate
from tests.harness.server import Server
from tests.integration.versions_world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.begin()
    yield made
    made.db.close()


async def _taken(world: World) -> int:
    return await world.db.read(lambda tx: queries.version_bytes(tx, "wo_harbour"))


async def test_k23_a_full_workspace_keeps_no_more_versions_but_edits_and_goes_live(world: World) -> None:
    await world.save("One")
    first = await _taken(world)
    world.flows.drafts.limits.quota_mb = world.versions._drafts.limits.quota_mb = 0
    await world.edit(lambda roots: roots["nodes"]["n_end"].update({"name": "Two"}), ("nodes/n_end", "name"))
    for deed in (
        world.flows.save_version(an_actor(), world.agent_id),
        world.versions.snapshot(an_actor(), world.agent_id, "Named"),
        world.versions.restore(an_actor(), world.agent_id, 1),
    ):
        with pytest.raises(
            QuotaReached,
            match=r"limit of 0 KB\. Your edits are kept.*delete old agents permanently.*CALLWEAVE_VERSION_QUOTA_MB",
        ):
            await deed
    assert [each.number for each in await world.versions.versions(an_actor(), world.agent_id)] == [1]
    assert await _taken(world) == first
    ahead = await world.flows.drafts.ahead(world.agent_id)

    def go_live(tx: object) -> int:
        agent = queries.locked_agent(tx, "wo_harbour", world.agent_id)  # pyright: ignore[reportArgumentType]
        assert agent is not None
        return versions.serving(tx, agent, ahead, an_actor(), clock.now()).number  # pyright: ignore[reportArgumentType]

    assert await world.db.write(go_live) == 2
    assert await _taken(world) > first


async def _save_on(world: World, agent_id: str) -> None:
    for _ in range(int(SAVES.burst)):  # a slow machine gives a share back now and then
        await world.flows.save_version(an_editor(), agent_id)


async def test_k24_a_person_saves_so_often_in_all_rooms_and_nobody_else_is_slowed(world: World) -> None:
    other = (await world.flows.create(an_actor(), "Another")).id
    for number in range(int(SAVES.burst)):
        await world.flows.save_version(an_editor(), (world.agent_id, other)[number % 2])
    for agent_id in (world.agent_id, other):
        with pytest.raises(
            TooMany, match="Your edits are kept in the draft; save again in 2 seconds"
        ) as refused:
            await _save_on(world, agent_id)
        assert refused.value.retry_after_seconds == 2
    await world.flows.save_version(an_actor(), other)


async def test_k21_two_who_save_at_once_share_what_is_equal(world: World) -> None:
    await world.save("One")
    for name in ("Two", "Three", "Four"):
        await world.edit(
            lambda roots, name=name: roots["nodes"]["n_end"].update({"name": name}), ("nodes/n_end", "name")
        )
        await asyncio.gather(
            *(world.flows.save_version(who, world.agent_id) for who in (an_actor(), an_editor()))
        )
    found = await world.versions.versions(an_actor(), world.agent_id)
    assert [each.number for each in found] == [4, 3, 2, 1]
    names = ("One", "Two", "Three", "Four")
    for number, name in enumerate(names, 1):
        opened = await world.versions.open(an_actor(), world.agent_id, number)
        assert opened.graph.nodes["n_end"].name == name  # pyright: ignore[reportArgumentType]


async def test_a8_one_who_saves_a_large_flow_for_ever_writes_little_and_delays_nobody(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    owner, mal = server.add_login("Owner", "owner"), server.add_login("Mal", "editor")
    server.start()
    try:
        edited = server.import_agent(owner, "Edited meanwhile")
        large = server.import_agent(owner, "Large", large_flow(2_000))
        api, path, made = Api(server, mal), f"/agents/{large}/versions", 12
        async with (
            honest_editor(server, edited, owner.token, "saves of a large flow"),
            Teammate(server.sync_url(large), mal.token) as mate,
        ):
            text = mate.text("nodes", "n_1000", "prompt")
            for number in range(made):
                await mate.edit({"n": number}, lambda n=number: text.insert(0, f"{n} "))
                await mate.until_acked(20)
                await asyncio.to_thread(api.call, "POST", path, {"name": f"Number {number}"})
        chosen = (
            "SELECT size_bytes, version_bytes FROM agents a JOIN versions ON agent_id = a.id WHERE a.id = ?"
        )
        first, whole = server.rows(chosen, large)[0]
        per_version = whole / made
        print(f"{made} versions of {first:,} bytes: {whole:,} bytes, {per_version:,.0f} each")
        assert per_version < first / 30  # the first one with all its chunks counted in
    finally:
        server.kill()
