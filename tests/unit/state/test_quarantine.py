"""What is said of an agent that is set aside, and who may have it opened again (SPEC D3)."""

from typing import Any

import pytest

from app.collab.quarantine import AsideFlow
from app.kit.clock import now
from state.agents import AgentsState
from state.quarantine import QuarantineState, because
from tests.unit.state.recorder import Recorder

pytestmark = pytest.mark.usefixtures("watched")
ASIDE = AsideFlow("ag_1", "front desk", now(), "merge: it took more than 20 s")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("open stored: it took more than 20 s", "reading it took too long"),
        ("open stored: applying it takes 3.1 s", "reading it took too long"),
        ("weigh draft: it needed too much memory", "reading it took too much memory"),
        ("merge: its process was ended by SIGSEGV", "the server failed while reading it"),
        ("merge: it failed: PanicException", "the server failed while reading it"),
    ],
)
def test_d3_the_reason_is_told_in_plain_words(reason: str, said: str) -> None:
    assert because(reason) == said


async def test_d3_the_list_says_what_is_set_aside(tab: Any, quarantine: Recorder) -> None:
    quarantine.answers["list"] = (ASIDE,)
    here = tab(AgentsState, "viewer")
    await AgentsState.load.fn(here)
    assert [(row.id, row.aside.reason) for row in here.agents] == [
        ("ag_1", "reading it took too long"),
        ("ag_2", ""),
    ]


async def test_d3_a_page_looks_until_it_is_released_by_whomever(
    tab: Any, quarantine: Recorder, watched: dict[str, tuple[str, ...]]
) -> None:
    here = tab(QuarantineState, "viewer", "/agents/ag_1")
    object.__setattr__(here, "agent_id", "ag_1")
    quarantine.answers["of"] = ASIDE
    await QuarantineState.look.fn(here)
    assert (here.aside.reason, here.is_released) == ("reading it took too long", False)
    assert watched == {"QuarantineState.look": ("wo_harbour",)}
    quarantine.answers["of"] = None
    await QuarantineState.look.fn(here)
    assert (here.aside.since, here.is_released, watched) == ("", True, {})


@pytest.mark.parametrize(("role", "may"), [("editor", False), ("publisher", False), ("admin", True)])
async def test_d3_only_admins_release(tab: Any, quarantine: Recorder, role: str, may: bool) -> None:
    here = tab(QuarantineState, role, "/agents")
    await QuarantineState.release.fn(here, "ag_1")
    assert (quarantine.arguments("release") == [("ag_1",)]) is may
    assert ("you need the role admin" in here.notice.text) is not may
