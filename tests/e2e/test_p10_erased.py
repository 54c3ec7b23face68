"""G5, K25: an agent is deleted permanently by the page, whoever has it open is told, and what versions take is seen."""

import re
import sqlite3
from contextlib import closing

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import ERROR, SAVED
from tests.harness.api import Api
from tests.harness.axe import assert_accessible
from tests.harness.server import Server

FULL = re.compile("have reached their limit of 2 GB. Your edits are kept in the draft")


async def _deleted_row(page: Page, name: str) -> Locator:
    """Open the list of deleted agents and return the row of the one with this name."""
    await page.goto("/agents")
    await page.get_by_text("Recently deleted").click()
    return page.locator(".cw-deleted-row").filter(has_text=name)


async def test_p10_g5_an_agent_with_versions_goes_for_good_once_its_name_is_typed(
    own_server: Server, logins: Logins, open_editor: OpenEditor, enter: Enter
) -> None:
    agent, api = own_server.import_agent(logins["Olga"], "Old survey"), Api(own_server, logins["Olga"])
    api.call("POST", f"/agents/{agent}/versions", {"name": "Last"})
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects("404", "WebSocket")
    await ann.select("n_talk")
    await ann.write("prompt", "Still here")
    await ann.until(SAVED)
    api.call("DELETE", f"/agents/{agent}")
    gone = ann.banner("gone")
    await expect(gone).to_contain_text("was deleted by Olga")
    bob = await enter(own_server, "Bob")
    row = await _deleted_row(bob.page, "Old survey")
    await expect(row.get_by_role("button")).to_have_text(["Recover"])
    await expect(bob.page.get_by_text("of versions")).to_have_count(0)
    ada = await enter(own_server, "Ada")
    row = await _deleted_row(ada.page, "Old survey")
    await expect(ada.page.get_by_text("of 2 GB of versions")).to_be_visible()
    await row.get_by_role("button", name="Delete permanently").click()
    dialog = ada.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(
        re.compile("This deletes its flow, its history and 1 version .+ for everyone")
    )
    await assert_accessible(ada.page, "the dialog")
    await dialog.get_by_label("Type the agent's name").fill("Old surveys")
    await dialog.get_by_role("button", name="Delete permanently").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Type the agent's name to confirm: Old survey")
    await dialog.get_by_label("Type the agent's name").fill("old survey")
    await dialog.get_by_role("button", name="Delete permanently").click()
    await expect(dialog).to_have_count(0)
    await expect(row).to_have_count(0)
    await expect(bob.page.get_by_text("Old survey")).to_have_count(0)
    await expect(gone.get_by_role("button", name="Restore")).to_have_count(0)
    await expect(ann.page.get_by_text("“Old survey” was deleted permanently by Ada.")).to_be_visible()
    await expect(ann.page.get_by_role("button", name="Back to agents")).to_be_visible()


async def test_p10_k23_k25_a_full_quota_says_what_to_do_and_keeps_the_edits(
    own_server: Server, logins: Logins, open_editor: OpenEditor, enter: Enter
) -> None:
    old, agent = (own_server.import_agent(logins["Olga"], name) for name in ("Old survey", "Front"))
    api = Api(own_server, logins["Olga"])
    api.call("POST", f"/agents/{old}/versions", {"name": "Last"})
    with closing(sqlite3.connect(own_server.database, timeout=10)) as database:
        database.execute("UPDATE agents SET version_bytes = 1999999999 WHERE id = ?", (old,))
        database.commit()
    api.call("DELETE", f"/agents/{old}")
    ann = await open_editor(own_server, "Ann", agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Kept.")
    await ann.press_save()
    await ann.until(ERROR)
    await expect(ann.page.get_by_text(FULL).first).to_be_visible()
    await ann.page.get_by_test_id("panel-history").click()
    await ann.page.get_by_test_id("snapshot").click()
    await ann.page.get_by_test_id("snapshot-name").fill("Named")
    await ann.page.get_by_test_id("snapshot-confirm").click()
    await expect(ann.page.get_by_role("dialog").get_by_text(FULL)).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await ann.select("n_end")
    await ann.write("farewell_message", "This too.")
    await ann.until(SAVED)
    assert own_server.versions(agent) == 0
    ada = await enter(own_server, "Ada")
    row = await _deleted_row(ada.page, "Old survey")
    warning = ada.page.get_by_text("Versions take 2 of 2 GB. When that is full, no version can be saved.")
    await expect(warning).to_contain_text(
        "Delete old agents permanently, or raise CALLWEAVE_VERSION_QUOTA_MB."
    )
    await assert_accessible(ada.page, "the warning")
    await row.get_by_role("button", name="Delete permanently").click()
    await ada.page.get_by_label("Type the agent's name").fill("Old survey")
    await ada.page.get_by_role("dialog").get_by_role("button", name="Delete permanently").click()
    await expect(warning).to_have_count(0)
    await ann.press_save()
    await ann.until(SAVED)
    assert own_server.versions(agent) == 1
    assert await ann.value("n_talk", "prompt") == "Kept."
    assert await ann.value("n_end", "farewell_message") == "This too."
