"""Draws the pages and states of going live into .screenshots/, in every look."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins
from tests.e2e.editor_page import SAVED, EditorPage
from tests.e2e.looks import Look, drawer, in_every_look
from tests.e2e.switchboard import Switchboard
from tests.harness.api import Api
from tests.harness.browser import Person
from tests.harness.flows import ready_flow
from tests.harness.server import Server

pytestmark = pytest.mark.screenshots


@in_every_look
async def test_the_editor_of_an_agent_that_goes_live(
    own_server: Server, logins: Logins, enter: Enter, look: Look
) -> None:
    api = Api(own_server, logins["Olga"])
    agent = own_server.import_agent(logins["Olga"], "Front desk", ready_flow())
    paul = await enter(own_server, "Paul", **look.options)
    draw = drawer(paul, look)
    editor = await EditorPage(paul).open(agent)
    await _open_switch(editor, "activate", "This cannot go live yet.")
    await draw("live-dialog-not-ready")
    await paul.page.keyboard.press("Escape")
    api.give_number(agent)
    api.activate(agent)
    await expect(Switchboard(editor).banner).to_be_visible()
    ann = await EditorPage(await enter(own_server, "Ann")).open(agent)
    await ann.select("n_talk")
    await ann.write("prompt", " Keep it short, and never promise a time.")
    await ann.add_by_click("end_call")
    await ann.until(SAVED)
    await expect(editor.page.locator(".cw-card-marks").get_by_role("img").first).to_be_visible()
    await draw("live-editor")
    for panel in ("problems", "checklist", "history"):
        await _panel(editor, panel)
        await draw(f"live-{panel}")
    await _open_switch(editor, "publish", "This cannot go live yet.")
    await draw("live-dialog-publish")
    await paul.page.keyboard.press("Escape")
    await _open_switch(editor, "deactivate", "in progress")
    await draw("live-dialog-deactivate")
    await paul.page.goto(f"/agents/{agent}/versions/live")
    await expect(paul.page.get_by_test_id("version-banner")).to_contain_text("v1")
    await expect(editor.step("start")).to_be_visible()
    await draw("live-version")


@in_every_look
async def test_the_pages_around_it(own_server: Server, logins: Logins, enter: Enter, look: Look) -> None:
    api = Api(own_server, logins["Paul"])
    agents = [
        own_server.import_agent(logins["Olga"], name, ready_flow())
        for name in ("Front desk", "After hours", "Pharmacy")
    ]
    olga = await enter(own_server, "Olga", **look.options)
    await olga.page.goto("/numbers")
    await expect(olga.page.get_by_role("button", name="Add a number").first).to_be_visible()
    await drawer(olga, look)("numbers-empty")
    for agent in agents[:2]:
        api.give_number(agent)
        api.activate(agent)
    api.deactivate(agents[1])
    await _edit(await enter(own_server, "Ann"), agents[0])
    api.call("POST", f"/agents/{agents[0]}/versions", {"name": "Before the holidays", "note": "As agreed"})
    await _draw_pages(olga, agents[0], look)
    await _draw_dialogs(olga, agents[0], look)


async def _draw_pages(olga: Person, agent: str, look: Look) -> None:
    draw = drawer(olga, look)
    for path, mark, name in (
        ("/agents", ".cw-agent", "agents-live"),
        ("/live", "[data-row][data-state]", "live"),
        ("/live?wall=1", ".cw-wall [data-row]", "live-wall"),
        ("/numbers", ".cw-row", "numbers"),
        (f"/agents/{agent}/history", ".cw-event", "history"),
        (f"/agents/{agent}/history?older=1&newer=draft", ".cw-change", "history-compare"),
        ("/inbox", ".cw-item", "inbox"),
        ("/audit", ".cw-body time", "audit"),
    ):
        await olga.page.goto(path)
        await expect(olga.page.locator(mark).first).to_be_visible()
        await draw(name)


async def _draw_dialogs(olga: Person, agent: str, look: Look) -> None:
    draw, dialog = drawer(olga, look), olga.page.get_by_role("dialog")
    await olga.page.goto(f"/agents/{agent}/history")
    for entry, name in (
        ("Name it", "name"),
        ("Restore to the draft", "restore"),
        ("Make it live", "make-live"),
    ):
        await olga.page.get_by_role("button", name="More for v2").click()
        await olga.page.get_by_role("menuitem", name=entry).click()
        await expect(dialog).to_be_visible()
        await draw(f"history-{name}")
        await olga.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


async def _edit(ann: Person, agent: str) -> None:
    editor = await EditorPage(ann).open(agent)
    await editor.select("n_talk")
    await editor.write("prompt", " Keep it short.")
    await editor.until(SAVED)


async def _panel(editor: EditorPage, panel: str) -> None:
    await editor.page.evaluate(
        "panel => globalThis.__callweave.set({ panel, panel_open: true, sheet: true })", panel
    )
    await expect(editor.page.get_by_test_id(f"{panel}-panel")).to_be_visible()


async def _open_switch(editor: EditorPage, verb: str, words: str) -> None:
    """Open the dialog by the command palette, which every width has."""
    label = {"activate": "Activate", "publish": "Publish changes", "deactivate": "Deactivate"}[verb]
    await editor.page.evaluate("() => globalThis.__callweave.set({ palette: true })")
    await editor.page.get_by_role("option", name=label).first.click()
    await expect(Switchboard(editor).dialog).to_contain_text(words)
