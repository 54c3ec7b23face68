"""P3: a step with a thousand outputs opens, and every one of them can be reached and changed."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.harness.large_flows import fan
from tests.harness.server import Server

OUTPUTS, ROWS = 1_000, 25
_REMOVE = """(item) => {
  const { kit, session } = globalThis.__callweave.get();
  kit.removeItem(session.doc, ["nodes", "n_hub", "transitions"], item);
}"""


async def test_the_lists_of_a_step_with_a_thousand_outputs_are_turned_by_pages(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Fan", fan(OUTPUTS))
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_hub")
    rows = ann.page.locator('[data-items="transitions"] [data-item]')
    turner = ann.page.locator('[data-items="transitions"]').get_by_test_id("page-turner")
    await expect(rows).to_have_count(ROWS)
    await expect(turner).to_contain_text(f"1–{ROWS} of {OUTPUTS}")
    await turner.get_by_role("button", name="Rows after these").click()
    await expect(rows.first).to_have_attribute("data-item", f"i_{ROWS:04}")

    await rows.last.get_by_role("button", name="Move transition down").click()
    moved = f"i_{2 * ROWS - 1:04}"
    await expect(rows.nth(0)).to_have_attribute("data-item", moved)

    await ann.page.evaluate("location.hash = 'nodes/n_hub/transitions/i_0700/condition'")
    field = ann.page.locator('[data-item="i_0700"] [data-flow-field]')
    await expect(field).to_be_focused()
    await ann.page.keyboard.press("Control+a")
    await ann.page.keyboard.type("Matter of the roof")
    assert _condition((await ann.node("n_hub") or {}), "i_0700") == "Matter of the roof"

    await ann.page.locator('[data-items="transitions"]').get_by_role("button", name="Add transition").click()
    await expect(turner).to_contain_text(f"{OUTPUTS + 1}–{OUTPUTS + 1} of {OUTPUTS + 1}")
    await expect(rows.locator("[data-flow-field]")).to_be_focused()


async def test_the_page_of_a_long_list_goes_with_the_row_that_somebody_types_in(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Long", fan(2 * ROWS))
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await bob.select("n_hub")
    listed = bob.page.locator('[data-items="transitions"]')
    await listed.get_by_test_id("page-turner").get_by_role("button", name="Rows after these").click()
    field = bob.page.locator(f'[data-item="i_{ROWS:04}"] [data-flow-field]')
    await field.click()
    await bob.page.keyboard.type("Roof ")
    await ann.page.evaluate(_REMOVE, "i_0000")
    await expect(listed.locator("[data-item]").last).to_have_attribute("data-item", f"i_{ROWS:04}")
    await expect(field).to_be_focused()
    await bob.page.keyboard.type("and wall ")
    await expect(field).to_have_value(re.compile("Roof and wall"))
    await listed.get_by_test_id("page-turner").get_by_role("button", name="Rows after these").click()
    await expect(field).to_have_count(0)


def _condition(node: dict[str, object], item: str) -> object:
    fields = node["fields"]
    assert isinstance(fields, dict)
    return next(row["condition"] for row in fields["transitions"] if row["id"] == item)
