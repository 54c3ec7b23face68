"""P4: one engine says what is wrong, the same to everybody; what people vouch for falls with its part."""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.flows import ready_flow
from tests.harness.server import Server
from tests.harness.wait import eventually

PROMPTS = "prompts_reviewed"


@pytest.fixture
def clinic(request: pytest.FixtureRequest, shared_server: Server, logins: Logins) -> str:
    return shared_server.import_agent(logins["Olga"], request.node.name[:80], ready_flow())


def _problems(editor: EditorPage) -> Locator:
    return editor.page.get_by_test_id("problem")


async def test_p4_1_what_a_teammate_breaks_is_marked_for_everybody_and_mended_in_one_step(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    for editor in (ann, bob):
        await expect(editor.page.get_by_test_id("problem-summary")).not_to_contain_text("error")
    lonely = await ann.add_by_click("end_call")
    for editor in (ann, bob):
        await expect(editor.step(lonely).get_by_role("img", name="error")).to_be_visible()
    await bob.page.get_by_test_id("panel-problems").click()
    await _problems(bob).first.get_by_role("button").first.click()
    await expect(bob.inspector).to_be_visible()
    assert await bob.ui("id") == lonely
    await bob.page.get_by_test_id("panel-problems").click()
    await bob.page.get_by_test_id("mend").first.click()
    for editor in (ann, bob):
        await expect(editor.step(lonely)).to_have_count(0)
        await eventually(lambda one=editor: _has_errors(one, 0), f"no error at {editor.name}'s")


async def _has_errors(editor: EditorPage, count: int) -> bool:
    return await editor.ui("errors") == count


async def test_p4_1_a_mark_that_comes_while_a_button_is_held_does_not_move_it_away(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    flow = ready_flow("Help the callers of {{clinic_name}}.")
    flow["variables"] = [{"id": "v_1", "name": "clinic_name", "value": "Harbour Lane"}]
    clinic = shared_server.import_agent(logins["Olga"], "A mark in the way", flow)
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    await ann.select("n_talk")
    await bob.panel("variables")
    await ann.page.locator('[data-add="transitions"]').hover()
    await ann.page.mouse.down()
    await bob.field("variables.0.name").fill("practice_name")
    await eventually(lambda: _has_errors(bob, 1), "the error that the prompt now has")
    await ann.page.mouse.up()
    await expect(ann.page.locator('[data-items="transitions"] [data-item]')).to_have_count(2)
    await expect(ann.row("prompt").get_by_test_id("finding").first).to_be_visible()


async def test_p4_2_a_tick_falls_with_its_part_and_revives_with_undo(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    bob = await open_editor(shared_server, "Bob", clinic)
    line = f'[data-line="{PROMPTS}"]'
    await ann.page.get_by_test_id("panel-checklist").click()
    await ann.page.locator(line).get_by_test_id("tick").click()
    await expect(ann.page.locator(line)).to_have_attribute("data-look", "done")
    await bob.page.get_by_test_id("panel-checklist").click()
    await expect(bob.page.locator(line).get_by_test_id("tick-by")).to_contain_text("Ann")
    await bob.drag_step("n_talk", 0, 80)
    await bob.until("saved")
    await expect(ann.page.locator(line)).to_have_attribute("data-look", "done")
    await bob.select("n_talk")
    await bob.write("prompt", " Changed.")
    await expect(ann.page.locator(line)).to_have_attribute("data-look", "warning")
    await bob.undo()
    await expect(ann.page.locator(line)).to_have_attribute("data-look", "done")
