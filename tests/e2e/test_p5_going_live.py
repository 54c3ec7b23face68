"""P4.3, P5, P6.4, P9: one switch, everybody knows, and callers hear only what somebody reviewed."""

import asyncio
import sqlite3
import time
from contextlib import closing

import pytest
from playwright.async_api import expect

from app.flows.graph import FlowGraph
from app.flows.rules.catalogue import findings
from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.e2e.switchboard import Switchboard
from tests.harness import version_rows
from tests.harness.api import Api, Refused
from tests.harness.browser import Person
from tests.harness.flows import ready_flow
from tests.harness.server import Server
from tests.harness.wait import always, eventually

PROMPT = "Help the caller, then say goodbye."


@pytest.fixture
def api(shared_server: Server, logins: Logins) -> Api:
    return Api(shared_server, logins["Olga"])


@pytest.fixture
def clinic(request: pytest.FixtureRequest, shared_server: Server, logins: Logins, api: Api) -> str:
    """A fresh agent with which nothing is wrong, and a number that leads to it."""
    agent = shared_server.import_agent(logins["Olga"], request.node.name[:80], ready_flow(PROMPT))
    api.give_number(agent)
    return agent


def heard(server: Server, agent: str) -> str | None:
    """The prompt of "Talk" that callers hear now, by the database alone."""
    found = server.rows(
        "SELECT v.id FROM agents a "
        "JOIN versions v ON v.id = a.live_version_id WHERE a.id = ? AND a.state = 'active'",
        agent,
    )
    if not found:
        return None
    with closing(sqlite3.connect(server.database)) as database:
        return str(version_rows.read(database, found[0][0])["nodes"]["n_talk"]["fields"]["prompt"])


async def _row_says(dashboard: Person, agent: str, words: str) -> None:
    await expect(dashboard.page.locator(f'[data-row="{agent}"]')).to_contain_text(words)


async def test_p5_6_activating_is_seen_by_editor_publisher_and_dashboard_within_a_second(
    shared_server: Server, clinic: str, enter: Enter, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    paul = Switchboard(await open_editor(shared_server, "Paul", clinic))
    vic = await enter(shared_server, "Vic")
    await vic.page.goto("/live")
    await _row_says(vic, clinic, "Draft")
    await paul.stands("Draft")
    dialog = await paul.turn()
    for part in ("What will be live", "v1", "Checklist", "Limits", "Who will be told"):
        await expect(dialog).to_contain_text(part)
    pressed = await paul.switch()

    async def when(seen: object) -> float:
        await seen  # type: ignore[misc]  # an expectation that waits
        return time.monotonic() - pressed

    waits = await asyncio.gather(
        when(paul.told("made v1 live")),
        when(Switchboard(ann).told("Paul made v1 live")),
        when(_row_says(vic, clinic, "v1")),
    )
    print("activation seen after (publisher, editor, dashboard):", [f"{wait:.2f} s" for wait in waits])
    await paul.stands("v1 live")
    await Switchboard(ann).stands("v1 live")
    await expect(vic.page.get_by_text("made v1 live").first).to_be_visible()
    assert heard(shared_server, clinic) == PROMPT


async def test_p5_2_what_changed_while_the_dialog_was_open_is_shown_and_asked_again(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    paul = Switchboard(await open_editor(shared_server, "Paul", clinic))
    await paul.turn()
    await ann.select("n_talk")
    await ann.write("prompt", " Be brief.")
    await expect(paul.since).to_contain_text("Ann changed")
    assert heard(shared_server, clinic) is None
    await paul.switch()
    await paul.stands("v1 live")
    assert heard(shared_server, clinic) == PROMPT + " Be brief."


async def test_p5_2_publishing_waits_for_an_edit_that_is_still_on_its_way(
    shared_server: Server, clinic: str, api: Api, open_editor: OpenEditor
) -> None:
    api.activate(clinic)
    paul = await open_editor(shared_server, "Paul", clinic)
    board = Switchboard(paul)
    await paul.select("n_talk")
    await paul.write("prompt", " First.")
    await expect(board.badge).to_contain_text("1 change not live")
    paul.person.wire.delay(2.0)
    await paul.write("prompt", " On its way.")
    await paul.page.get_by_test_id("publish").click()
    await expect(paul.page.get_by_test_id("switch-waiting")).to_contain_text("Waiting for your edits")
    paul.person.wire.delay(0)
    await expect(board.confirm).to_be_enabled(timeout=15_000)
    await board.switch()
    await eventually(
        lambda: heard(shared_server, clinic) == f"{PROMPT} First. On its way.", "the published prompt"
    )


async def test_p5_3_editing_changes_nothing_live_until_it_is_published_and_rolls_back_in_one_step(
    shared_server: Server, clinic: str, api: Api, open_editor: OpenEditor
) -> None:
    api.activate(clinic)
    ann = await open_editor(shared_server, "Ann", clinic)
    paul = Switchboard(await open_editor(shared_server, "Paul", clinic))
    await ann.select("n_talk")
    await ann.write("prompt", " Worse.")
    await paul.stands("v1 live · 1 change not live")
    assert heard(shared_server, clinic) == PROMPT
    dialog = await paul.publish()
    await expect(dialog.get_by_test_id("by-author")).to_contain_text("Ann")
    await paul.switch()
    await paul.stands("v2 live")
    assert heard(shared_server, clinic) == PROMPT + " Worse."
    await paul.page.get_by_test_id("news-roll-back").click()
    await paul.switch()
    await paul.told("rolled back to v1")
    await Switchboard(ann).told("Paul rolled back to v1")
    await paul.stands("v1 live · 1 change not live")
    assert heard(shared_server, clinic) == PROMPT
    await ann.sees("n_talk", "prompt", PROMPT + " Worse.")


async def test_p5_1_reactivating_after_a_pause_leaves_what_was_live_by_default(
    shared_server: Server, clinic: str, api: Api, open_editor: OpenEditor
) -> None:
    api.activate(clinic)
    ann = await open_editor(shared_server, "Ann", clinic)
    paul = Switchboard(await open_editor(shared_server, "Paul", clinic))
    dialog = await paul.turn()
    await expect(dialog.get_by_test_id("switch-calls")).to_contain_text("No call is in progress")
    await paul.switch()
    await paul.stands("Inactive · was v1")
    assert heard(shared_server, clinic) is None
    await ann.select("n_talk")
    await ann.write("prompt", " Not ready yet.")
    await eventually(lambda: _changes(paul.editor, 1), "one change counted")
    dialog = await paul.turn()
    await expect(dialog.locator('[data-choice="1"]')).to_have_attribute("aria-checked", "true")
    await paul.switch()
    await paul.stands("v1 live · 1 change not live")
    assert heard(shared_server, clinic) == PROMPT


async def _changes(editor: EditorPage, count: int) -> bool:
    return await editor.ui("changes") == count


async def test_p4_3_what_blocks_blocks_whoever_asks_and_says_what_to_do(
    shared_server: Server, agent: str, api: Api, open_editor: OpenEditor
) -> None:
    paul = Switchboard(await open_editor(shared_server, "Paul", agent))
    await paul.toggle.click()
    await expect(paul.dialog).to_contain_text("This cannot go live yet.")
    await expect(paul.dialog).to_contain_text("phone number")
    await expect(paul.confirm).to_be_disabled()
    with pytest.raises(Refused) as refusal:
        api.activate(agent)
    assert refusal.value.status == 422
    assert {line["id"] for line in refusal.value.error["checklist"]["lines"] if line["state"] == "failing"}
    await paul.stands("Draft")


async def test_p5_1_an_editor_is_told_who_may_switch(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = Switchboard(await open_editor(shared_server, "Ann", clinic))
    await ann.toggle.click()
    await expect(ann.dialog).to_contain_text("Publishers, admins and owners")
    await expect(ann.confirm).to_have_count(0)


async def test_p2_3_pressing_active_offline_does_nothing_also_later(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    editor = await open_editor(shared_server, "Paul", clinic)
    paul = Switchboard(editor)
    editor.person.expects_network_errors()
    await paul.turn()
    editor.person.wire.go_down()
    await expect(editor.banner("offline")).to_be_visible(timeout=20_000)
    await expect(paul.confirm).to_be_disabled()
    await paul.confirm.click(force=True)
    await editor.page.keyboard.press("Escape")
    await expect(paul.toggle).to_be_disabled()
    await paul.toggle.click(force=True)
    editor.person.wire.resume()
    await expect(editor.banner("offline")).to_have_count(0, timeout=40_000)
    await expect(paul.toggle).to_be_enabled()
    await always(lambda: heard(shared_server, clinic) is None, "nothing live", 2)
    await paul.stands("Draft")


async def test_p5_6_who_was_away_reads_it_in_the_inbox(
    shared_server: Server, clinic: str, api: Api, enter: Enter
) -> None:
    bob = await enter(shared_server, "Bob")
    await bob.page.goto("/inbox")
    await expect(bob.page.get_by_role("heading", name="Inbox")).to_be_visible()
    await expect(bob.page.get_by_test_id("unread")).to_have_count(0)
    await bob.page.goto("/agents")
    api.activate(clinic)
    await expect(bob.page.get_by_test_id("unread")).to_contain_text("1 ")
    await bob.page.get_by_test_id("unread").click()
    await expect(bob.page.get_by_role("heading", name="While you were away")).to_be_visible()
    await expect(bob.page.locator(".cw-item").first).to_contain_text("Olga made")
    await expect(bob.page.get_by_test_id("unread")).to_have_count(0)


async def test_p5_5_two_who_switch_at_once_end_in_one_history(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    paul = Switchboard(await open_editor(shared_server, "Paul", clinic))
    ada = Switchboard(await open_editor(shared_server, "Ada", clinic))
    await asyncio.gather(paul.turn(), ada.turn())
    await asyncio.gather(paul.confirm.click(), ada.confirm.click())
    for board in (paul, ada):
        await expect(board.dialog).to_have_count(0)
        await board.stands("v1 live")
    kinds = shared_server.rows("SELECT kind FROM history_events WHERE agent_id = ? ORDER BY number", clinic)
    assert [kind for (kind,) in kinds] == ["imported", "activated"]


async def test_p5_6_a_switch_from_the_command_line_is_seen_too(
    shared_server: Server, clinic: str, enter: Enter, open_editor: OpenEditor
) -> None:
    ann = Switchboard(await open_editor(shared_server, "Ann", clinic))
    vic = await enter(shared_server, "Vic")
    await vic.page.goto("/live")
    await _row_says(vic, clinic, "Draft")
    await asyncio.to_thread(shared_server.command, "agent", "activate", clinic, "--yes")
    await ann.stands("v1 live")
    await expect(ann.banner).to_contain_text("made v1 live")
    await _row_says(vic, clinic, "v1")


async def test_p6_4_a_rule_that_came_later_does_not_stop_a_rollback(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    api = Api(own_server, logins["Olga"])
    agent = own_server.import_agent(logins["Olga"], "Older than a rule", ready_flow(PROMPT))
    api.give_number(agent)
    api.activate(agent)
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects_network_errors()
    await ann.select("n_talk")
    await ann.write("prompt", " Second.")
    await ann.until("saved")
    api.publish(agent)
    own_server.stop()
    _break_as_a_later_rule_would(own_server, agent)
    own_server.start()
    paul = Switchboard(await open_editor(own_server, "Paul", agent))
    await paul.page.get_by_test_id("panel-history").click()
    first = paul.page.locator('[data-event="activated"][data-version="1"]')
    await first.get_by_test_id("version-menu").click()
    await paul.page.get_by_role("menuitem", name="Make it live").click()
    await expect(paul.dialog).to_contain_text("Nothing blocks going live.")
    await paul.switch()
    await paul.stands("v1 live · 2 changes not live")
    assert heard(own_server, agent) == PROMPT


def _break_as_a_later_rule_would(server: Server, agent: str) -> None:
    """Give version 1, which was live, a field that today's rules call an error."""
    with closing(sqlite3.connect(server.database)) as database:
        ((version,),) = database.execute(
            "SELECT id FROM versions WHERE agent_id = ? AND number = 1", (agent,)
        )
        flow = version_rows.read(database, version)
        flow["nodes"]["n_end"]["fields"]["farewell_message"] = ""
        graph = FlowGraph.from_json(flow)
        assert any(finding.blocks for finding in findings(graph))
        version_rows.change(database, version, graph.to_json(), graph.content_hash())
