"""P1: every edit is saved, and the word in the toolbar is true for this browser's edits."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import ERROR, OFFLINE, SAVED, SAVING, UNSAVED, EditorPage
from tests.harness.server import Server
from tests.harness.wait import always, eventually

# Runs before the page's own listeners and looks after them whether the browser's dialog would open.
SEES_CTRL_S = """addEventListener("keydown", (event) => {
  if (event.key !== "s" || !event.ctrlKey) return;
  setTimeout(() => (globalThis.__prevented ??= []).push(event.defaultPrevented));
}, true);"""
NO_STORAGE = """indexedDB.open = () => { throw new DOMException("refused", "SecurityError"); };"""


async def test_p1_1_an_edit_saves_itself_and_the_word_follows(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.until(SAVED)
    await ann.record_words()
    await ann.select("n_talk")
    await ann.write("prompt", "Ask what they need.")
    await ann.until(SAVED)
    words = await ann.words()
    assert words[0] == SAVED
    assert words[-1] == SAVED
    assert UNSAVED in words
    assert words.index(SAVING) > words.index(UNSAVED)
    assert re.search(r"Saved · \d", await ann.status.inner_text())


async def test_p1_2_an_edit_that_only_deletes_is_unsaved_until_it_is_stored(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Gone soon")
    await ann.until(SAVED)
    await ann.record_words()
    await ann.prose("prompt").click()
    await ann.page.keyboard.press("Control+a")
    await ann.page.keyboard.press("Delete")
    await ann.until(UNSAVED)
    await ann.until(SAVED)
    bob = await open_editor(shared_server, "Bob", agent)
    assert await bob.value("n_talk", "prompt") == ""


async def test_p1_2_anothers_save_does_not_turn_mine_saved(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await ann.select("n_talk")
    ann.person.wire.withhold("client")
    await ann.write("prompt", "Ann's words. ")
    await bob.select("n_end")
    await bob.write("farewell_message", "Bob's words.")
    await bob.press_save()
    await bob.until(SAVED)
    await ann.sees("n_end", "farewell_message", "Bob's words.")
    assert await ann.save_state() != SAVED
    ann.person.wire.resume()
    await ann.until(SAVED)
    await bob.sees("n_talk", "prompt", "Ann's words. ")


async def test_p1_2_without_the_servers_answer_it_is_never_saved_and_turns_to_error(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    await ann.until(SAVED)
    ann.person.wire.withhold("server")
    await ann.record_words()
    await ann.write("prompt", "Is anybody there?")
    await ann.until(ERROR, seconds=14)
    assert SAVED not in (await ann.words())[1:]
    ann.person.wire.resume()
    await ann.until(SAVED)


async def test_p1_2_a_database_that_cannot_be_written_is_an_error_and_retry_works(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Locked")
    ann = await open_editor(own_server, "Ann", agent)
    await ann.select("n_talk")
    with own_server.write_locked():
        await ann.write("prompt", "Kept all the same.")
        await ann.until(ERROR, seconds=14)
        assert await ann.ui("save_reason")
        await ann.page.get_by_test_id("retry").click()
        await ann.until(ERROR, seconds=14)
    await ann.until(SAVED, seconds=20)
    bob = await open_editor(own_server, "Bob", agent)
    assert await bob.value("n_talk", "prompt") == "Kept all the same."


@pytest.mark.parametrize("place", ["prose", "input", "canvas"])
async def test_p1_3_ctrl_s_saves_a_version_from_anywhere_and_the_browsers_dialog_stays_shut(
    shared_server: Server, agent: str, open_editor: OpenEditor, place: str
) -> None:
    ann = await open_editor(shared_server, "Ann", agent, scripts=[SEES_CTRL_S])
    await ann.select("n_talk")
    await ann.write("prompt", "A version of its own.")
    if place == "input":
        await ann.field("name").click()
    if place == "canvas":
        await ann.page.locator(".react-flow__pane").click(position={"x": 5, "y": 5})
    await ann.press_save()
    await ann.until(SAVED)
    await eventually(lambda: ann.page.evaluate("() => globalThis.__prevented"), "the key press")
    assert await ann.page.evaluate("() => globalThis.__prevented.every(Boolean)")
    await eventually(lambda: shared_server.versions(agent) == 1, "a version")


async def test_p1_3_saving_offline_says_that_the_edits_are_kept_here(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ann.person.expects_network_errors()
    await ann.select("n_talk")
    ann.person.wire.go_down()
    await ann.until(OFFLINE)
    await ann.write("prompt", "x")
    await ann.press_save()
    await expect(ann.status).to_contain_text("kept on this device")
    ann.person.wire.resume()
    await ann.until(SAVED)


async def test_p1_4_a_tab_that_crashed_right_after_a_key_stroke_lost_nothing(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ann.person.expects_network_errors()
    await ann.select("n_talk")
    await ann.write("prompt", "Before. ")
    await ann.until(SAVED)
    ann.person.wire.blackhole()
    await ann.page.keyboard.type("!")
    await ann.page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    await ann.person.crash()
    ann.person.wire.resume()
    await ann.open(agent)
    await ann.sees("n_talk", "prompt", "Before. !")
    await expect(ann.banner("recovered")).to_contain_text(re.compile(r"1 edit"))
    await ann.until(SAVED)
    bob = await open_editor(shared_server, "Bob", agent)
    await bob.sees("n_talk", "prompt", "Before. !")


async def test_p1_4_refused_storage_is_said_and_editing_goes_on(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent, scripts=[NO_STORAGE])
    await expect(ann.banner("backup")).to_be_visible()
    await ann.select("n_talk")
    await ann.write("prompt", "Written without a net.")
    await ann.until(SAVED)


async def test_p1_4_signing_out_with_unacknowledged_edits_asks(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    await ann.until(SAVED)
    ann.person.wire.withhold("client")
    await ann.write("prompt", "Not yet sent")
    await ann.sign_out()
    dialog = ann.dialog("sign-out")
    for choice in ("wait", "download", "discard"):
        await expect(dialog.get_by_test_id(f"sign-out-{choice}")).to_be_visible()
    ann.person.wire.resume()
    await expect(dialog).to_contain_text("All your edits have reached the server.")
    await expect(dialog.get_by_role("button", name="Discard")).to_have_count(0)
    await dialog.get_by_test_id("sign-out-wait").click()
    await ann.until(SAVED)
    assert await ann.value("n_talk", "prompt") == "Not yet sent"


async def test_p1_5_a_killed_server_loses_nothing_while_two_type_and_nobody_reloads(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Killed")
    ann, bob = await open_editor(own_server, "Ann", agent), await open_editor(own_server, "Bob", agent)
    for editor, node, mark in ((ann, "n_talk", "prompt"), (bob, "n_end", "farewell_message")):
        editor.person.expects_network_errors()
        await editor.select(node)
        await editor.prose(mark).click()
        await editor.page.evaluate("() => (globalThis.__sameTab = true)")
    for at, (one, other) in enumerate(zip("all of this stays", "and so will this!", strict=True)):
        await ann.page.keyboard.type(one)
        await bob.page.keyboard.type(other)
        if at == 5:
            own_server.kill()
        if at == 11:
            own_server.start()
    for editor in (ann, bob):
        await editor.sees("n_talk", "prompt", "all of this stays", 20)
        await editor.sees("n_end", "farewell_message", "and so will this!", 20)
        await editor.until(SAVED, 20)
        assert await editor.page.evaluate("() => globalThis.__sameTab")


async def test_p1_2_the_state_is_never_told_by_colour_alone(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.until(SAVED)
    await expect(ann.status).to_have_attribute("aria-live", "polite")
    await expect(ann.status.locator("svg")).to_be_visible()
    await expect(ann.status).to_contain_text("Saved")


async def test_p1_5_what_a_closed_tab_had_acknowledged_is_there_after_a_restart(
    own_server: Server, logins: Logins, enter: Enter
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Restarted")
    ann = EditorPage(await enter(own_server, "Ann"))
    await ann.open(agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Acknowledged.")

    async def all_sent() -> bool:
        return await ann.ui("unsent") == 0

    await eventually(all_sent, "acknowledgement")
    await ann.person.context.close()
    own_server.restart()
    bob = EditorPage(await enter(own_server, "Bob"))
    await bob.open(agent)
    await always(lambda: bob.step("n_talk").is_visible(), "the step on the screen", 0.1)
    assert await bob.value("n_talk", "prompt") == "Acknowledged."
