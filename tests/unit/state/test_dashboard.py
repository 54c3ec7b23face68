"""The dashboard's state: what it reads, how it counts, and when it stops."""

from typing import Any

import pytest

from app.errors import Unavailable
from state.dashboard import DashboardState
from tests.unit.state.conftest import sign_in
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import a_status, an_act

Watched = dict[str, tuple[str, ...]]
ANN = {"id": "us_ann", "name": "Ann Lee", "color": "#112233"}
BOB = {"id": "us_bob", "name": "Bob", "color": "#445566"}


@pytest.fixture(autouse=True)
def team(going_live: Recorder, present: dict[str, Any], watched: Watched) -> Watched:
    """Three agents, and two people who write: Ann in two of them."""
    going_live.answers["statuses"] = (
        a_status(agent_id="ag_d", name="alpha"),
        a_status("inactive", 2, agent_id="ag_i", name="Beta", act=an_act("deactivated", 2)),
        a_status(
            "active", 4, agent_id="ag_a", name="Zeta", calls=3, has_changes=True, act=an_act("published", 4)
        ),
    )
    present |= {"ag_a": [ANN, BOB], "ag_d": [ANN]}
    return watched


async def test_who_answers_comes_first(tab: Any) -> None:
    here = tab(DashboardState, "viewer", "/live")
    await DashboardState.load.fn(here)
    assert [(row.name, row.state) for row in here.rows] == [
        ("Zeta", "active"), ("Beta", "inactive"), ("alpha", "draft"),
    ]  # fmt: skip
    assert here.ready
    assert here.as_of


async def test_a_row_says_what_callers_hear_who_works_on_it_and_what_happened_last(tab: Any) -> None:
    here = tab(DashboardState, "viewer", "/live")
    await DashboardState.load.fn(here)
    active, inactive, draft = here.rows
    assert (active.version, active.calls, active.has_changes) == ("v4", 3, True)
    assert [one.name for one in active.people] == ["Ann Lee", "Bob"]
    assert (active.act, active.act_by) == ("published v4", "Ben")
    assert (inactive.version, inactive.act, inactive.has_changes) == ("v2", "deactivated it", False)
    assert inactive.since == inactive.act_at
    assert (draft.version, draft.act, draft.since) == ("", "", "")


async def test_the_numbers_count_a_person_once(tab: Any) -> None:
    here = tab(DashboardState, "viewer", "/live")
    await DashboardState.load.fn(here)
    now = here.totals
    assert (now.agents, now.active, now.calls, now.editing, now.waiting) == (3, 1, 3, 2, 1)


@pytest.mark.parametrize(
    ("path", "is_wall"), [("/live", False), ("/live?wall=1", True), ("/live?wall=0", False)]
)
async def test_the_address_says_whether_it_hangs_on_a_wall(tab: Any, path: str, is_wall: bool) -> None:
    here = tab(DashboardState, "viewer", path)
    await DashboardState.load.fn(here)
    assert here.wall is is_wall


async def test_a_tab_that_moved_on_reads_nothing_and_is_forgotten(
    tab: Any, going_live: Recorder, watched: Watched
) -> None:
    here = tab(DashboardState, "viewer", "/live")
    await DashboardState.load.fn(here)
    assert watched == {"DashboardState.refresh": ("wo_harbour",)}
    going_live.asked.clear()
    sign_in(here, "viewer", "/agents")
    await DashboardState.refresh.fn(here)
    assert going_live.asked == []
    assert watched == {}


async def test_what_cannot_be_read_again_leaves_the_old_numbers_with_their_time(
    tab: Any, going_live: Recorder
) -> None:
    here = tab(DashboardState, "viewer", "/live")
    await DashboardState.load.fn(here)
    as_of = here.as_of
    going_live.refusing["statuses"] = Unavailable("Away. Try again.")
    await DashboardState.refresh.fn(here)
    assert (here.problem, here.as_of, len(here.rows)) == ("Away. Try again.", as_of, 3)
    going_live.refusing.clear()
    await DashboardState.refresh.fn(here)
    assert here.problem == ""
