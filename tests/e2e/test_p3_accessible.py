"""P3: axe finds nothing on the pages that people use most, light and dark; the keyboard reaches the canvas at once."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Enter, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.axe import assert_accessible
from tests.harness.server import Server


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_p3_axe_finds_nothing(shared_server: Server, agent: str, enter: Enter, scheme: str) -> None:
    olga = await enter(shared_server, "Olga", color_scheme=scheme, viewport={"width": 1440, "height": 900})
    olga.expects("404")
    editor = await EditorPage(olga).open(agent)
    await assert_accessible(olga.page, "the editor")
    node = await editor.add_by_click("booking")
    await editor.select(node)
    await assert_accessible(olga.page, "the inspector")
    for name in ("settings", "problems", "checklist", "history", "deleted"):
        await editor.panel(name)
        await assert_accessible(olga.page, name)
    for key in ("palette", "help"):
        await olga.page.evaluate("key => globalThis.__callweave.set({ [key]: true })", key)
        await expect(olga.page.get_by_role("dialog")).to_be_visible()
        await assert_accessible(olga.page, key)
        await olga.page.keyboard.press("Escape")
        await expect(olga.page.get_by_role("dialog")).to_have_count(0)
    for path in ("agents", "live", "numbers", "members", "account", "inbox", "audit"):
        await olga.page.goto(f"/{path}")
        await expect(olga.page.locator(".cw-bone").filter(visible=True)).to_have_count(0)
        await expect(olga.page.get_by_role("heading", level=1)).to_be_visible()
        await assert_accessible(olga.page, path)


async def test_p3_the_keyboard_reaches_canvas_and_menu_at_1024(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent, viewport={"width": 1024, "height": 768})
    skip = ann.page.get_by_role("button", name="Skip to the canvas")
    await skip.focus()
    await ann.page.keyboard.press("Enter")
    await expect(ann.page.get_by_test_id("canvas")).to_be_focused()
    entries = ann.page.get_by_test_id("palette").locator("[data-kind]")
    assert await ann.page.get_by_test_id("palette").locator('[data-kind][tabindex="0"]').count() == 1
    await entries.first.focus()
    await ann.page.keyboard.press("ArrowDown")
    await expect(entries.nth(1)).to_be_focused()
    await ann.page.get_by_test_id("more").click()
    for words in ("Undo", "Redo", "Light or dark", "Shortcuts"):
        await expect(ann.page.get_by_role("menuitem", name=words, exact=True)).to_be_visible()
