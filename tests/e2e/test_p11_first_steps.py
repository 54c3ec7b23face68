"""C3: what somebody new stumbles on: errors before the first key, lists that say things twice, forgotten errands."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.harness.flows import ready_flow
from tests.harness.server import Server


@pytest.fixture
def clinic(request: pytest.FixtureRequest, shared_server: Server, logins: Logins) -> str:
    return shared_server.import_agent(logins["Olga"], request.node.name[:80], ready_flow("Help the caller."))


async def test_c3_a_new_step_shows_no_errors_until_a_field_is_left_or_another_step_is_selected(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    node = await ann.add_by_click("conversation")
    await ann.page.wait_for_function(
        "id => globalThis.__callweave.get().findings.some((one) => one.path.join('/') === `nodes/${id}/prompt`)",
        arg=node,
    )
    findings = ann.inspector.get_by_test_id("finding")
    marks = ann.step(node).get_by_test_id("marks")
    of_fields = re.compile("empty", re.IGNORECASE)
    await expect(findings).to_have_count(0)
    await expect(marks).not_to_have_attribute("title", of_fields)
    await ann.prose("prompt").click()
    await expect(findings).to_have_count(0)
    await ann.field("name").click()
    await expect(ann.row("prompt").get_by_test_id("finding")).to_have_count(1)
    await ann.select("n_talk")
    await expect(marks).to_have_attribute("title", of_fields)


async def test_c3_a_new_entry_shows_no_errors_until_it_is_left(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    await ann.select("n_talk")
    await ann.page.locator('[data-add="transitions"]').click()
    rows = ann.page.locator('[data-items="transitions"] [data-item]')
    await expect(rows).to_have_count(2)
    await ann.page.wait_for_function(
        "() => globalThis.__callweave.get().findings.some((one) => one.path[2] === 'transitions')"
    )
    await expect(rows.last.get_by_test_id("finding")).to_have_count(0)
    await ann.field("name").click()
    await expect(rows.last.get_by_test_id("finding").first).to_be_visible()


async def test_c3_asking_what_is_wrong_shows_everything_at_once(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    node = await ann.add_by_click("conversation")
    await ann.page.get_by_test_id("panel-checklist").click()
    await expect(ann.step(node).get_by_test_id("marks")).to_have_attribute("title", re.compile("empty"))


async def test_c3_a_new_agent_and_its_forms_begin_without_an_error(
    shared_server: Server, enter: Enter
) -> None:
    olga = await enter(shared_server, "Olga")
    for path, opens, field in (
        ("/agents", "New agent", "name"),
        ("/members", "Invite", "email"),
        ("/numbers", "Add a number", "number"),
    ):
        await olga.page.goto(path)
        await olga.page.get_by_role("button", name=re.compile(f"^{opens}")).first.click()
        box = olga.page.locator(f'[role=dialog] [name="{field}"], form [name="{field}"]').first
        await expect(box).to_be_visible()
        await expect(olga.page.locator("[role=alert]:not(:empty), [aria-invalid=true]")).to_have_count(0)
        await olga.page.keyboard.press("Escape")


async def test_c3_a_transition_is_listed_once_with_the_step_it_goes_to(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", clinic)
    await ann.select("n_talk")
    port = ann.inspector.locator('[data-port="i_done"]')
    await expect(port).to_have_count(1)
    await expect(port.get_by_test_id("connect-to")).to_have_value("n_end")
    await expect(ann.page.get_by_test_id("exits")).to_have_count(0)
    await ann.add_by_click("if_else")
    conditions = ann.page.locator('[data-items="conditions"] [data-item]')
    await expect(conditions.first.get_by_test_id("connect-to")).to_be_visible()
    await expect(ann.page.get_by_test_id("exits").locator("[data-port]")).to_have_count(1)


async def test_c3_assigning_a_number_from_the_checklist_keeps_the_agent_and_leads_back(
    shared_server: Server, clinic: str, open_editor: OpenEditor
) -> None:
    olga = await open_editor(shared_server, "Olga", clinic)
    await olga.page.get_by_test_id("panel-checklist").click()
    await olga.page.locator('[data-line="phone_number"]').get_by_role("link").click()
    await olga.page.wait_for_url(re.compile(f"/numbers\\?agent={clinic}"))
    errand = olga.page.get_by_test_id("errand")
    await expect(errand).to_contain_text("No number leads to")
    await olga.page.get_by_role("button", name=re.compile("^Add a number")).first.click()
    await expect(olga.page.locator("#number-agent")).to_have_value(clinic)
    await olga.page.locator("#number-number").fill("+49 30 901820")
    await olga.page.get_by_role("button", name="Add number").click()
    await expect(errand).to_contain_text("answers +49 30 901820")
    await errand.get_by_test_id("back-to-agent").click()
    await olga.page.wait_for_url(re.compile(f"/agents/{clinic}"))
    await expect(olga.page.locator('[data-line="phone_number"]')).to_have_attribute("data-look", "done")
