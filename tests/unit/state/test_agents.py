"""The agents page's state: what it shows, and what each deed asks of the service."""

from typing import Any

import pytest

from app.errors import Conflict, Unavailable
from app.flows.answers import VersionUsage
from app.kit.clock import now
from app.people.actor import colour_of
from state.agents import AgentsState
from state.people import SHOWN_PEOPLE
from state.session import SessionState
from tests.unit.state.conftest import an_agent, sign_in
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import a_status

pytestmark = pytest.mark.usefixtures("watched")


async def test_agents_come_by_name_whatever_their_case(tab: Any) -> None:
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    assert [row.name for row in here.agents] == ["front desk", "Night line"]
    assert [row.name for row in here.deleted] == ["Old survey"]
    assert here.ready


async def test_it_shows_who_is_in_and_counts_who_does_not_fit(tab: Any, present: dict[str, Any]) -> None:
    present["ag_1"] = [{"id": f"us_{n}", "name": f"Ann {n}", "color": colour_of(f"us_{n}")} for n in range(6)]
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    desk, night = here.agents
    assert [one.id for one in desk.people] == ["us_0", "us_1", "us_2", "us_3"]
    assert (desk.people[0].initials, desk.people[0].colour) == ("A0", colour_of("us_0"))
    assert desk.more == 6 - SHOWN_PEOPLE
    assert (night.people, night.more) == ([], 0)


async def test_loading_watches_the_workspace(tab: Any, watched: dict[str, tuple[str, ...]]) -> None:
    await AgentsState.load.fn(tab(AgentsState, "viewer"))
    assert watched == {"AgentsState.refresh": ("wo_harbour",)}


async def test_it_says_what_callers_hear(tab: Any, going_live: Recorder) -> None:
    going_live.answers["statuses"] = (a_status("active", 4, has_changes=True),)
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    assert [row.standing for row in here.agents] == ["v4 live · changes not live", "Draft"]


async def test_a_nudge_reads_again(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "viewer", "/agents/")
    await AgentsState.load.fn(here)
    flows.answers["agents"] = [an_agent("ag_7", "New")]
    await AgentsState.refresh.fn(here)
    assert [row.name for row in here.agents] == ["New"]


async def test_a_tab_that_moved_on_reads_nothing_and_is_forgotten(
    tab: Any, flows: Recorder, watched: dict[str, tuple[str, ...]]
) -> None:
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    flows.asked.clear()
    sign_in(here, "viewer", "/agents/ag_1")
    await AgentsState.refresh.fn(here)
    assert flows.asked == []
    assert watched == {}


async def test_what_cannot_be_read_is_said_and_what_was_read_stays(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    flows.refusing["agents"] = Unavailable("Away. Try again.")
    await AgentsState.refresh.fn(here)
    assert here.problem == "Away. Try again."
    assert [row.name for row in here.agents] == ["front desk", "Night line"]
    flows.refusing.clear()
    await AgentsState.refresh.fn(here)
    assert here.problem == ""


async def test_creating_opens_the_editor_and_closes_the_dialog(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    sent = await AgentsState.create.fn(here, {"name": "  Fresh "})
    assert flows.arguments("create") == [("Fresh",)]
    assert "/agents/ag_9" in str(sent)
    assert here.turn == 1


async def test_a_taken_name_keeps_the_dialog_open_and_says_so_there(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    flows.refusing["create"] = Conflict("Taken. Choose another name.")
    await AgentsState.create.fn(here, {"name": "Fresh"})
    assert (here.refusal, here.turn) == ("Taken. Choose another name.", 0)
    await AgentsState.close_dialog.fn(here)
    assert here.refusal == ""


async def test_renaming(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.rename.fn(here, {"agent_id": "ag_1", "name": "Reception"})
    assert flows.arguments("rename") == [("ag_1", "Reception")]
    assert here.turn == 1


async def test_a_refused_name_keeps_the_field_open(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    flows.refusing["rename"] = Conflict("Taken.")
    await AgentsState.rename.fn(here, {"agent_id": "ag_1", "name": "Reception"})
    assert (here.turn, here.notice.text) == (0, "Taken.")


async def test_deleting_offers_to_undo(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.load.fn(here)
    await AgentsState.delete.fn(here, "ag_1")
    assert flows.arguments("delete") == [("ag_1",)]
    assert (here.notice.text, here.notice.undo) == ("“front desk” was deleted.", "ag_1")


async def test_undoing_recovers(tab: Any, flows: Recorder) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.recover.fn(here, "ag_1")
    assert flows.arguments("recover") == [("ag_1",)]
    assert here.notice.text == "“front desk” is back."


async def test_an_imported_agent_is_offered_to_open(tab: Any) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.imported.fn(here, "ag_1")
    assert here.notice.href == "/agents/ag_1"


@pytest.mark.parametrize("name", [["list"], None, 7, "x" * 1_001])
async def test_a_name_that_is_no_text_never_reaches_the_service(tab: Any, flows: Recorder, name: Any) -> None:
    here = tab(AgentsState, "editor")
    await AgentsState.create.fn(here, {"name": name})
    assert here.refusal
    assert flows.asked == []


async def test_a_viewer_is_offered_nothing(tab: Any) -> None:
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    session = await here.get_state(SessionState)
    assert not session.rights.agents


async def _with_deleted(tab: Any, flows: Recorder, versions: int | None) -> Any:
    facts = {
        "deleted_at": now(),
        "deleted_by_name": "Ada",
        "latest_version": versions,
        "version_bytes": 1_200_000,
    }
    flows.answers["deleted_agents"] = [an_agent("ag_3", "Old survey", **facts)]
    here = tab(AgentsState, "admin")
    await AgentsState.load.fn(here)
    return here


async def test_k25_what_versions_take_is_shown(tab: Any, flows: Recorder) -> None:
    here = await _with_deleted(tab, flows, 12)
    assert (here.usage, here.is_near_full) == ("1.2 of 2 GB", False)
    assert here.deleted[0].lost == "its flow, its history and 12 versions (1.2 MB)"
    flows.answers["version_usage"] = VersionUsage(1_800_000_000, 2_000_000_000)
    await AgentsState.refresh.fn(here)
    assert (here.usage, here.is_near_full) == ("1.8 of 2 GB", True)


@pytest.mark.parametrize("typed", ["Old survey", " old SURVEY "])
async def test_g5_an_agent_with_versions_goes_once_its_name_is_typed(
    tab: Any, flows: Recorder, erasure: Recorder, typed: str
) -> None:
    here = await _with_deleted(tab, flows, 12)
    for wrong in ("", "Old", "Old survey 2"):
        await AgentsState.erase.fn(here, {"agent_id": "ag_3", "name": wrong})
        assert (here.refusal, here.turn) == ("Type the agent's name to confirm: Old survey", 0)
    assert erasure.asked == []
    await AgentsState.erase.fn(here, {"agent_id": "ag_3", "name": typed})
    assert erasure.arguments("erase") == [("ag_3",)]
    assert (here.refusal, here.turn, here.notice.text) == ("", 1, "“Old survey” was deleted permanently.")


async def test_g5_an_agent_without_versions_needs_no_name(
    tab: Any, flows: Recorder, erasure: Recorder
) -> None:
    here = await _with_deleted(tab, flows, None)
    assert (here.deleted[0].lost, here.deleted[0].is_named) == ("its flow and its history", False)
    await AgentsState.erase.fn(here, {"agent_id": "ag_3"})
    assert erasure.arguments("erase") == [("ag_3",)]


async def test_g5_a_refusal_stays_in_the_dialog(tab: Any, flows: Recorder, erasure: Recorder) -> None:
    here = await _with_deleted(tab, flows, None)
    erasure.refusing["erase"] = Conflict("A number is assigned.")
    await AgentsState.erase.fn(here, {"agent_id": "ag_3"})
    assert (here.refusal, here.turn) == ("A number is assigned.", 0)


@pytest.mark.parametrize("role", ["viewer", "editor", "publisher"])
async def test_g5_who_may_not_is_offered_nothing(tab: Any, erasure: Recorder, role: str) -> None:
    here = tab(AgentsState, role)
    await AgentsState.load.fn(here)
    assert not (await here.get_state(SessionState)).rights.erase
    await AgentsState.erase.fn(here, {"agent_id": "ag_3", "name": "Old survey"})
    assert erasure.asked == []
