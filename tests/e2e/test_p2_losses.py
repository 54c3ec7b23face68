"""P5 to P7: what is deleted or replaced while a teammate works in it is told to both, and comes back on request."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import OFFLINE, EditorPage
from tests.harness.flows import ready_flow
from tests.harness.server import Server
from tests.harness.wait import eventually

PROMPT = "Help the caller."


@pytest.fixture
def clinic(request: pytest.FixtureRequest, shared_server: Server, logins: Logins) -> str:
    return shared_server.import_agent(logins["Olga"], request.node.name[:80], ready_flow(PROMPT))


def _notice(editor: EditorPage) -> Locator:
    return editor.page.get_by_test_id("notice")


def _loss(editor: EditorPage) -> Locator:
    return editor.page.get_by_test_id("loss")


async def _choose(editor: EditorPage, mark: str, option: str) -> None:
    await editor.field(mark).click()
    await editor.page.get_by_role("option", name=option).click()


async def _set(editor: EditorPage, path: str, value: object) -> None:
    script = """([path, value]) => {
      const { kit, session } = globalThis.__callweave.get();
      kit.setValue(session.doc, path.split("/"), value);
    }"""
    await editor.page.evaluate(script, [path, value])


async def _knows(editor: EditorPage, field: str) -> None:
    """Wait until this browser knows that a teammate has the caret there."""

    async def look() -> bool:
        return any(peer["field"] == field for peer in await editor.ui("peers"))

    await eventually(look, f"a teammate in {field} at {editor.name}'s")


async def test_p5_p6_deleting_a_step_somebody_types_in_tells_both_and_either_brings_it_back(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    await bob.select("n_talk")
    await bob.write("prompt", " Kindly")
    await _knows(ann, "nodes/n_talk/prompt")
    name = (await ann.node("n_talk") or {})["name"]
    await ann.delete("n_talk")
    await expect(_notice(ann)).to_contain_text(f"Deleted {name}. Bob was typing in it.")
    await expect(_loss(bob)).to_contain_text(f"Ann deleted “{name}” while you were editing it.")
    await _loss(bob).get_by_role("button", name="Restore").click()
    await ann.sees("n_talk", "prompt", f"{PROMPT} Kindly")
    await expect(_loss(bob)).to_have_count(0)
    await expect(bob.prose("prompt")).to_contain_text("Kindly")
    await bob.write("prompt", " yours")
    await _knows(ann, "nodes/n_talk/prompt")
    await ann.delete("n_talk")
    await expect(_loss(bob)).to_have_count(1)
    await _notice(ann).get_by_role("button", name="Undo").click()
    await expect(_loss(bob)).to_have_count(0)
    await bob.sees("n_talk", "prompt", f"{PROMPT} Kindly yours")


async def test_p5_p6_removing_a_transition_somebody_types_in_tells_both_and_comes_back_with_its_connection(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    for editor in (ann, bob):
        await editor.select("n_talk")
    item = ((await bob.node("n_talk") or {})["fields"]["transitions"])[0]["id"]
    edges = (await bob.flow())["edges"]
    assert [edge for edge in edges.values() if edge["port"] == item]
    await bob.page.locator(f'[data-item="{item}"] textarea').first.fill("wants to pay")
    await _knows(ann, f"nodes/n_talk/transitions/{item}/condition")
    await ann.page.locator(f'[data-item="{item}"]').get_by_role("button", name="Remove transition").click()
    await expect(_notice(ann)).to_contain_text("Removed the transition. Bob was typing in it.")
    await expect(_loss(bob)).to_contain_text(re.compile("Ann removed the transition .*wants to pay"))
    await _loss(bob).get_by_role("button", name="Restore").click()

    async def is_back() -> bool:
        flow = await ann.flow()
        rows = flow["nodes"]["n_talk"]["fields"]["transitions"]
        return flow["edges"] == edges and any("wants to pay" in row.values() for row in rows)

    await eventually(is_back, "the transition with its connection at Ann's")


async def test_p5_p6_switching_a_mode_that_hides_what_somebody_types_in_tells_both_and_either_brings_it_back(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    for editor in (ann, bob):
        await editor.select("n_talk")
    name = (await ann.node("n_talk") or {})["name"]
    await bob.write("prompt", " Kindly")
    await _knows(ann, "nodes/n_talk/prompt")
    await _choose(ann, "mode", "Word for word")
    told = f"Ann changed “What the agent says”, which hid “{name} · Prompt” while you were editing it."
    await expect(_loss(bob)).to_contain_text(told)
    await expect(_notice(ann)).to_contain_text(
        f"Changed “{name} · What the agent says”. Bob was typing in what that hides."
    )
    await expect(bob.row("prompt")).to_have_count(0)
    await expect(bob.row("static_message")).to_be_focused()
    await bob.page.keyboard.press("Backspace")
    await bob.page.keyboard.type("typed on")
    assert await bob.value("n_talk", "static_message") == ""
    assert await bob.node("n_talk"), "the step is still there"
    await _loss(bob).get_by_role("button", name="Restore").click()
    await ann.sees("n_talk", "mode", "prompt")
    await ann.sees("n_talk", "prompt", f"{PROMPT} Kindly")
    await expect(_loss(bob)).to_have_count(0)
    await expect(bob.prose("prompt")).to_be_focused()
    await _knows(ann, "nodes/n_talk/prompt")
    await _choose(ann, "mode", "Word for word")
    await expect(_loss(bob)).to_have_count(1)
    await _notice(ann).get_by_role("button", name="Undo").click()
    await bob.sees("n_talk", "mode", "prompt")
    await expect(_loss(bob)).to_have_count(0)


async def test_p6_what_a_teammate_hides_in_an_entry_or_in_the_settings_is_told_too(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    step = await ann.add_by_click("extract")
    await bob.select(step)
    item = (await bob.node(step) or {})["fields"]["variables"][0]["id"]
    await _set(ann, f"nodes/{step}/variables/{item}/type", "select")
    await bob.page.locator(f'[data-item="{item}"] [data-flow-field$=".options"]').fill("old, new")
    await _knows(ann, f"nodes/{step}/variables/{item}/options")
    await _set(ann, f"nodes/{step}/variables/{item}/type", "number")
    await expect(_loss(bob)).to_contain_text(
        re.compile("Ann changed “.*”, which hid Choices of “.*” while you were editing it")
    )
    await _loss(bob).get_by_role("button", name="Restore").click()
    await expect(bob.page.locator(f'[data-item="{item}"] [data-flow-field$=".options"]')).to_be_focused()
    await expect(bob.page.locator(f'[data-item="{item}"] [data-flow-field$=".options"]')).to_have_value(
        "old, new"
    )
    await _set(ann, "settings/backchannel", True)
    await bob.panel("settings")
    await bob.field("settings.backchannel_frequency").click()
    await _knows(ann, "settings/backchannel_frequency")
    await _set(ann, "settings/backchannel", False)
    await expect(_loss(bob)).to_contain_text("while you were editing it")


async def test_p6_p7_restoring_a_version_tells_both_and_the_typist_gets_their_text_back(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    await ann.page.get_by_test_id("panel-history").click()
    await ann.page.get_by_test_id("snapshot").click()
    await ann.page.get_by_test_id("snapshot-name").fill("Before")
    await ann.page.get_by_test_id("snapshot-confirm").click()
    await bob.select("n_talk")
    await bob.write("prompt", " And this.")
    await _knows(ann, "nodes/n_talk/prompt")
    await ann.sees("n_talk", "prompt", f"{PROMPT} And this.")
    event = ann.page.locator('[data-event][data-version="1"]').first
    await event.get_by_test_id("version-menu").click()
    await ann.page.get_by_role("menuitem", name="Restore").click()
    await ann.page.get_by_test_id("restore-confirm").click()
    await expect(_loss(bob)).to_contain_text(re.compile("Ann restored v1, which changed .*Prompt"))
    await expect(_notice(ann)).to_contain_text("v1 changed what Bob was typing in.")
    await bob.sees("n_talk", "prompt", PROMPT)
    await _loss(bob).get_by_role("button", name="Restore").click()
    await ann.sees("n_talk", "prompt", f"{PROMPT} And this.")


async def test_p6_what_was_typed_without_a_connection_is_not_lost_silently_either(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    await bob.select("n_talk")
    bob.person.expects_network_errors()
    bob.person.wire.go_down()
    await bob.until(OFFLINE)
    await bob.write("prompt", " Offline")
    await bob.page.keyboard.press("Escape")
    await ann.delete("n_talk")
    await expect(_notice(ann)).to_contain_text("Deleted")
    bob.person.wire.resume()
    await expect(_loss(bob)).to_contain_text("while you were editing it", timeout=20_000)
    await _loss(bob).get_by_role("button", name="Restore").click()
    await ann.sees("n_talk", "prompt", f"{PROMPT} Offline")
