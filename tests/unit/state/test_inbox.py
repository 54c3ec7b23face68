"""The inbox's state: what is new, what was seen, and which act becomes a banner."""

from typing import Any

import pytest

from app.notify.answers import InboxPage
from state.inbox import InboxState
from tests.unit.state.conftest import sign_in
from tests.unit.state.facts import an_item
from tests.unit.state.recorder import Recorder

pytestmark = pytest.mark.usefixtures("watched")


async def test_every_page_learns_the_count_and_the_name_of_its_workspace(tab: Any, inbox: Recorder) -> None:
    inbox.answers["inbox"] = InboxPage((an_item(7),), 3)
    here = tab(InboxState, "viewer", "/agents")
    await InboxState.arrive.fn(here)
    assert (here.unread, here.workspace) == (3, "Harbour Dental")
    assert here.banner.number == 0


async def test_it_is_told_of_what_callers_hear_and_of_what_one_reads_elsewhere(
    tab: Any, watched: dict[str, tuple[str, ...]]
) -> None:
    await InboxState.arrive.fn(tab(InboxState, "viewer", "/agents"))
    assert watched == {"InboxState.hear": ("wo_harbour", "status", "inbox/us_viewer")}


async def test_an_act_that_comes_while_the_page_is_open_is_a_banner(tab: Any, inbox: Recorder) -> None:
    inbox.answers["inbox"] = InboxPage((an_item(7),), 1)
    here = tab(InboxState, "viewer", "/live")
    await InboxState.arrive.fn(here)
    await InboxState.hear.fn(here)
    assert here.banner.number == 0
    inbox.answers["inbox"] = InboxPage((an_item(8, "rolled_back", version=3, was=4),), 2)
    await InboxState.hear.fn(here)
    assert (here.banner.number, here.banner.person.name) == (8, "Ben")
    assert here.banner.words == "rolled “Front desk” back from v4 to v3"
    assert here.banner.href == "/agents/ag_1/history?older=4&newer=3"
    await InboxState.dismiss.fn(here)
    assert here.banner.number == 0


async def test_the_first_act_of_all_is_a_banner_too(tab: Any, inbox: Recorder) -> None:
    here = tab(InboxState, "viewer", "/live")
    await InboxState.arrive.fn(here)
    inbox.answers["inbox"] = InboxPage((an_item(1, "activated", version=1, was=None),), 1)
    await InboxState.hear.fn(here)
    assert here.banner.words == "made v1 of “Front desk” live"
    assert here.banner.href == "/agents/ag_1/history"


async def test_a_tab_that_never_arrived_shows_no_old_act_as_new(tab: Any, inbox: Recorder) -> None:
    inbox.answers["inbox"] = InboxPage((an_item(9),), 1)
    here = tab(InboxState, "viewer", "/live")
    await InboxState.hear.fn(here)
    assert here.banner.number == 0


async def test_what_happened_while_the_tab_was_away_is_a_banner_on_return_and_the_inbox_takes_it_away(
    tab: Any, inbox: Recorder
) -> None:
    here = tab(InboxState, "viewer", "/live")
    await InboxState.arrive.fn(here)
    inbox.answers["inbox"] = InboxPage((an_item(2),), 1)
    await InboxState.arrive.fn(here)
    assert here.banner.number == 2
    await InboxState.load.fn(here)
    await InboxState.arrive.fn(here)
    assert here.banner.number == 0


async def test_opening_reads_all_and_keeps_what_was_new_apart(tab: Any, inbox: Recorder) -> None:
    seen, mine = an_item(5, unread=False), an_item(6, unread=False, mine=True)
    inbox.answers["inbox"] = InboxPage((an_item(8), an_item(7), mine, seen), 2)
    here = tab(InboxState, "viewer", "/inbox")
    await InboxState.load.fn(here)
    assert [row.number for row in here.fresh] == [8, 7]
    assert [(row.number, row.mine) for row in here.rows] == [(6, True), (5, False)]
    assert inbox.arguments("seen") == [(8,)]
    assert here.unread == 0


async def test_news_that_comes_while_it_is_open_joins_what_was_new(tab: Any, inbox: Recorder) -> None:
    inbox.answers["inbox"] = InboxPage((an_item(7),), 1)
    here = tab(InboxState, "viewer", "/inbox")
    await InboxState.load.fn(here)
    inbox.answers["inbox"] = InboxPage((an_item(8), an_item(7, unread=False)), 1)
    await InboxState.refresh.fn(here)
    assert [row.number for row in here.fresh] == [8, 7]
    assert inbox.arguments("seen") == [(7,), (8,)]
    await InboxState.load.fn(here)
    assert [row.number for row in here.fresh] == [8]


async def test_who_read_everything_has_nothing_to_mark(tab: Any, inbox: Recorder) -> None:
    inbox.answers["inbox"] = InboxPage((an_item(7, unread=False),), 0)
    here = tab(InboxState, "viewer", "/inbox")
    await InboxState.load.fn(here)
    assert inbox.arguments("seen") == []
    assert here.ready


async def test_a_tab_that_left_the_inbox_marks_nothing_as_read(
    tab: Any, inbox: Recorder, watched: dict[str, tuple[str, ...]]
) -> None:
    here = tab(InboxState, "viewer", "/inbox")
    await InboxState.load.fn(here)
    inbox.asked.clear()
    inbox.answers["inbox"] = InboxPage((an_item(7),), 1)
    sign_in(here, "viewer", "/live")
    await InboxState.refresh.fn(here)
    assert inbox.asked == []
    assert "InboxState.refresh" not in watched
