"""Acts that another process did are heard of here, each once, and none that were before."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.events import AgentStatusChanged, Event, Events
from app.notify.elsewhere import Elsewhere
from tests.integration.live_world import LiveWorld, open_database


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[LiveWorld]:
    made = await LiveWorld(tmp_path).begin()
    yield made
    made.close()


async def test_l9_an_act_of_another_process_is_heard_of_once(world: LiveWorld, tmp_path: Path) -> None:
    agent_id = await world.active()
    events, told = Events(), list[Event]()
    events.on(AgentStatusChanged, told.append)
    here = open_database(tmp_path, events)
    elsewhere = Elsewhere(here, events)
    await elsewhere.look()
    assert told == []
    await world.deactivate(agent_id)
    await world.activate(agent_id, version=1)
    await elsewhere.look()
    await elsewhere.look()
    assert told == [AgentStatusChanged("wo_harbour", agent_id)]
    here.close()
