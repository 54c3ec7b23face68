"""The dialog of a switch: what it shows, what it asks the service for, and what it makes of a refusal."""

from types import SimpleNamespace
from typing import Any

import pytest

from app import services as seam
from app.collab.budget import Budgets
from app.errors import Invalid, Unavailable
from app.flows.live.answers import Checklist, Limits, Seen
from app.flows.live.refusals import AlreadySwitched, FlowChanged, NotReady
from state import lifecycle
from state.editor import EditorState
from state.lifecycle import AS_IT_WAS, THE_DRAFT, LifecycleState
from state.session import SessionState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import NUMBERS, a_change, a_line, a_review, a_status, an_act, switched


@pytest.fixture
def live(people: Recorder, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    fake.answers |= {verb: switched() for verb in ("activate", "publish", "deactivate", "roll_back")}
    fake.answers |= {"status": a_status(), "review": a_review(), "since": ()}
    monkeypatch.setattr(seam, "_in_use", SimpleNamespace(people=people, live=fake, budgets=Budgets()))
    for module in (lifecycle, EditorState.__module__):
        monkeypatch.setattr(f"{getattr(module, '__name__', module)}.asked_agent", lambda _state: "ag_1")
    return fake


async def opened(
    tab: Any, verb: str = "activate", content: int = AS_IT_WAS, cookie: str = "publisher"
) -> Any:
    here = tab(LifecycleState, cookie, "/agents/ag_1")
    await LifecycleState.ask.fn(here, verb, content, "t_1")
    return here


async def press(here: Any, form: dict[str, Any] | None = None, review: str | None = None) -> None:
    await LifecycleState.confirm.fn(here, "p_1", review or here.review.id, form or {"note": ""})


async def test_opening_reads_the_draft_and_names_its_ticket(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    assert live.arguments("review") == [("ag_1", None)]
    assert (here.ticket, here.review.hash, here.review.watched) == ("t_1", "h1", "h1")
    assert here.review.id


async def test_a_viewer_may_look_at_it_and_no_more(tab: Any, live: Recorder) -> None:
    here = await opened(tab, cookie="viewer")
    assert here.review.hash == "h1"
    await press(here)
    assert live.arguments("activate") == []
    assert "publisher" in here.problem


async def test_reactivating_offers_what_was_live_unless_the_draft_is_chosen(tab: Any, live: Recorder) -> None:
    live.answers["status"] = a_status("inactive", 4, has_changes=True)
    here = await opened(tab)
    assert live.arguments("review") == [("ag_1", 4)]
    assert (here.content, here.review.watched) == (4, "")
    await LifecycleState.ask.fn(here, "activate", THE_DRAFT, "t_2")
    assert live.arguments("review")[1] == ("ag_1", None)


async def test_reactivating_an_unchanged_draft_asks_nothing(tab: Any, live: Recorder) -> None:
    live.answers["status"] = a_status("inactive", 4)
    here = await opened(tab)
    assert here.content == THE_DRAFT


@pytest.mark.parametrize(
    ("verb", "state", "content"),
    [
        ("activate", "draft", -1),
        ("publish", "active", -1),
        ("deactivate", "active", -1),
        ("roll_back", "active", 2),
    ],
)
async def test_each_deed_is_asked_of_its_own_verb(
    tab: Any, live: Recorder, verb: str, state: str, content: int
) -> None:
    live_version = None if state == "draft" else 4
    live.answers["status"] = a_status(state, live_version)
    live.answers["review"] = a_review(status=live.answers["status"])
    here = await opened(tab, verb, content)
    await press(here, {"note": " why "})
    (asked,) = live.arguments(verb)
    named = asked[-1]
    assert asked[0] == "ag_1"
    assert (named["seen"], named["note"], named["key"]) == (Seen(state, live_version), "why", here.review.id)
    assert (here.finished, here.answered) == ("t_1", "p_1")


async def test_what_is_activated_is_what_was_reviewed(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    await press(here)
    named = live.arguments("activate")[0][-1]
    assert (named["reviewed_hash"], named["version"]) == ("h1", None)


async def test_a_press_on_what_is_no_longer_shown_does_nothing(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    await press(here, review="rq_before")
    assert live.arguments("activate") == []
    assert (here.answered, here.finished) == ("p_1", "")
    assert here.since


async def test_a_flow_that_changed_meanwhile_says_by_whom_and_asks_again(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.refusing["activate"] = FlowChanged("Ben changed 1 thing.", (a_change(),), "h2")
    live.answers["review"] = a_review("h2")
    live.answers["since"] = (a_change(),)
    before = here.review.id
    await press(here)
    assert here.since == "Ben changed 1 thing since you opened this."
    assert [row.target for row in here.fresh] == ["nodes/n_1/prompt"]
    assert (here.review.hash, here.finished) == ("h2", "")
    assert here.review.id != before


async def test_a_change_under_the_open_dialog_is_told_with_who_made_it(tab: Any, live: Recorder) -> None:
    live.answers["status"] = a_status("active", 1)
    live.answers["review"] = a_review("h1", live.answers["status"], changes=(a_change(),))
    here = await opened(tab, "publish")
    live.answers["review"] = a_review("h2", live.answers["status"])
    live.answers["since"] = (a_change("name"), a_change("mode"))
    await LifecycleState.moved.fn(here, "t_1")
    assert here.since == "Ben changed 2 things since you opened this."
    assert [row.label for row in here.fresh] == ["Name", "Mode"]
    assert live.arguments("since") == [("ag_1", "h1")]


async def test_where_nobody_can_tell_the_last_to_edit_is_named(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.answers["review"] = a_review("h2")
    await LifecycleState.moved.fn(here, "t_1")
    assert here.since == "Ben changed the flow since you opened this."


async def test_a_change_that_was_taken_back_is_none(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.answers["review"] = a_review("h2")
    await LifecycleState.moved.fn(here, "t_1")
    live.answers["review"] = a_review("h1")
    await LifecycleState.moved.fn(here, "t_1")
    assert (here.since, here.fresh) == ("", [])


async def test_reading_the_same_again_keeps_the_request(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    before = here.review.id
    await LifecycleState.moved.fn(here, "t_1")
    assert here.review.id == before


async def test_a_dialog_that_is_gone_reads_nothing(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    await LifecycleState.moved.fn(here, "another")
    await press(here)
    await LifecycleState.moved.fn(here, "t_1")
    assert len(live.arguments("review")) == 1


async def test_who_was_overtaken_sees_who_did_it_and_the_dialog_closes(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.answers["status"] = a_status("active", 1, act=an_act("activated"))
    live.refusing["activate"] = AlreadySwitched("Ben activated v1. Look again.", live.answers["status"])
    await press(here)
    assert here.finished == "t_1"
    assert (await here.get_state(SessionState)).notice.text == "Ben activated v1. Look again."
    assert (await here.get_state(EditorState)).standing.state == "active"


async def test_a_dialog_whose_deed_somebody_else_did_closes_by_itself(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.answers["status"] = a_status("active", 1, act=an_act("activated"))
    await LifecycleState.moved.fn(here, "t_1")
    assert here.finished == "t_1"
    assert "Ben made v1 live" in (await here.get_state(SessionState)).notice.text


async def test_two_who_publish_at_once_end_with_one_who_sees_who_did_it(tab: Any, live: Recorder) -> None:
    live.answers["status"] = a_status("active", 1)
    live.answers["review"] = a_review(status=live.answers["status"])
    here = await opened(tab, "publish")
    live.answers["status"] = a_status("active", 2, act=an_act("published", 2, was=1))
    await LifecycleState.moved.fn(here, "t_1")
    assert here.finished == "t_1"
    assert "Ben published v2" in (await here.get_state(SessionState)).notice.text


async def test_what_is_not_ready_shows_the_lines_that_stand_in_the_way(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    line = a_line("phone_number", blocks=True, deed=NUMBERS)
    live.refusing["activate"] = NotReady("It cannot go live yet.", Checklist("h1", (line,)), ())
    live.answers["review"] = a_review(lines=(line,))
    await press(here)
    assert here.problem == "It cannot go live yet."
    assert [(row.id, row.target) for row in here.review.blocking] == [("phone_number", "numbers")]


async def test_while_nobody_knows_what_came_of_it_the_same_request_is_asked_again(
    tab: Any, live: Recorder
) -> None:
    here = await opened(tab)
    live.refusing["activate"] = Unavailable("The database is away. Try again in a moment.")
    await press(here)
    del live.refusing["activate"]
    await press(here)
    first, second = live.arguments("activate")
    assert first == second
    assert here.finished == "t_1"


async def test_limits_that_were_typed_are_set_before_the_switch(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    await press(here, {"note": "", "concurrent": "5", "daily": " "})
    verbs = [verb for verb, _ in live.asked if verb in ("set_limits", "activate")]
    assert verbs == ["set_limits", "activate"]
    assert live.arguments("set_limits") == [("ag_1", Limits(5, None))]


async def test_limits_nobody_touched_are_left_alone(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    await press(here, {"note": "", "concurrent": "", "daily": ""})
    assert live.arguments("set_limits") == []


@pytest.mark.parametrize("limit", ["five", "-1", "1.5", "٣", "1e3"])
async def test_a_limit_that_is_no_number_switches_nothing(tab: Any, live: Recorder, limit: str) -> None:
    here = await opened(tab)
    await press(here, {"note": "", "concurrent": limit, "daily": ""})
    assert live.arguments("activate") == []
    assert "whole number" in here.problem


async def test_limits_that_are_refused_switch_nothing(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.refusing["set_limits"] = Invalid("At least 1.")
    await press(here, {"note": "", "concurrent": "0", "daily": ""})
    assert (live.arguments("activate"), here.problem) == ([], "At least 1.")


async def test_an_unknown_deed_is_none(tab: Any, live: Recorder) -> None:
    here = await opened(tab, "explode")
    assert here.review.id == ""
    assert live.arguments("review") == []


async def test_done_the_toolbar_shows_it_at_once(tab: Any, live: Recorder) -> None:
    here = await opened(tab)
    live.answers["status"] = a_status("active", 1)
    await press(here)
    assert (await here.get_state(EditorState)).standing.version == 1
