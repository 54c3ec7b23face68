"""P6: what was saved can be looked at, compared, brought back, and taken back again."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.flows import ready_flow
from tests.harness.server import Server
from tests.harness.wait import eventually

PROMPT = "Help the caller, then say goodbye."


@pytest.fixture
def clinic(request: pytest.FixtureRequest, shared_server: Server, logins: Logins) -> str:
    return shared_server.import_agent(logins["Olga"], request.node.name[:80], ready_flow(PROMPT))


async def _snapshot(editor: EditorPage, name: str) -> None:
    await editor.page.get_by_test_id("panel-history").click()
    await editor.page.get_by_test_id("snapshot").click()
    await editor.page.get_by_test_id("snapshot-name").fill(name)
    await editor.page.get_by_test_id("snapshot-confirm").click()
    await expect(editor.page.locator('[data-event="snapshot"]').first).to_contain_text(name)


async def _choose(editor: EditorPage, version: int, deed: str) -> None:
    event = editor.page.locator(f'[data-event][data-version="{version}"]').first
    await event.get_by_test_id("version-menu").click()
    await editor.page.get_by_role("menuitem", name=deed).click()


async def test_p6_2_two_contents_are_compared_word_by_word(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    await _snapshot(ann, "Before")
    await ann.select("n_talk")
    await ann.write("prompt", " Be brief.")
    await ann.until("saved")
    await ann.page.get_by_test_id("panel-history").click()
    await _choose(ann, 1, "Compare with the draft")
    await ann.page.wait_for_url(re.compile("/history"))
    change = ann.page.locator(".cw-change")
    await expect(change).to_have_count(1)
    await expect(change).to_contain_text("by Ann")
    await expect(change.locator("ins")).to_have_text(re.compile(r"^\s*Be brief\.$"))
    await expect(change.locator("del")).to_have_count(0)


async def test_p6_3_a_version_comes_back_as_edits_and_undo_brings_the_draft_back(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    await _snapshot(ann, "Before")
    await bob.select("n_talk")
    await bob.write("prompt", " Worse.")
    added = await bob.add_by_click("end_call")
    await ann.sees("n_talk", "prompt", PROMPT + " Worse.")
    await _choose(ann, 1, "Restore to the draft")
    await expect(ann.page.get_by_text("phone numbers and call limits")).to_be_visible()
    await ann.page.get_by_test_id("restore-confirm").click()
    for editor in (ann, bob):
        await editor.sees("n_talk", "prompt", PROMPT)
        await expect(editor.step(added)).to_have_count(0)
    await bob.select("n_talk")
    await bob.write("prompt", " Still typing.")
    await ann.sees("n_talk", "prompt", PROMPT + " Still typing.")
    await ann.page.locator("[data-sonner-toast]").get_by_role("button", name="Undo").click()
    for editor in (ann, bob):
        await expect(editor.step(added)).to_be_visible()
        await editor.sees("n_talk", "prompt", PROMPT + " Worse.")


async def test_p6_1_a_version_is_looked_at_on_the_canvas_and_cannot_be_changed(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    await _snapshot(ann, "As it was")
    await ann.select("n_talk")
    await ann.write("prompt", " Newer.")
    await ann.until("saved")
    await ann.page.get_by_test_id("panel-history").click()
    await _choose(ann, 1, "Open, read-only")
    await expect(ann.page.get_by_test_id("version-banner")).to_contain_text("You are looking at v1")
    await ann.step("n_talk").locator(".cw-card-head").click()
    await expect(ann.prose("prompt")).to_contain_text(PROMPT)
    await expect(ann.prose("prompt")).not_to_contain_text("Newer")
    await expect(ann.prose("prompt")).to_have_attribute("contenteditable", "false")
    await expect(ann.page.get_by_test_id("palette")).to_have_count(0)
    await ann.page.get_by_test_id("back").click()
    await expect(ann.page.get_by_test_id("version-banner")).to_have_count(0)
    await eventually(lambda: ann.ui_has("session"), "the draft's own document")
    await ann.ready()
    await ann.sees("n_talk", "prompt", PROMPT + " Newer.")
