"""P3: axe finds nothing on the pages that people use most, light and dark; the keyboard reaches the canvas at once."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.api import Api
from tests.harness.axe import assert_accessible, contrast
from tests.harness.server import Server

OUTLINE = "one => getComputedStyle(one).outlineStyle"


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


async def test_p3_hovered_links_keep_their_contrast(
    shared_server: Server, logins: Logins, agent: str, enter: Enter
) -> None:
    Api(shared_server, logins["Olga"]).call(
        "POST", f"/agents/{agent}/versions", {"name": "Before", "note": ""}
    )
    for scheme in ("light", "dark"):
        olga = await enter(shared_server, "Olga", color_scheme=scheme)
        await olga.page.goto(f"/agents/{agent}/history")
        for link in (olga.page.locator("a.cw-version").first, olga.page.get_by_role("link", name="Live")):
            await link.hover()
            assert await contrast(link, "color") >= 4.5


async def test_p3_the_ring_of_the_focus_is_seen_on_every_control(
    shared_server: Server, agent: str, enter: Enter
) -> None:
    for scheme in ("light", "dark"):
        olga = await enter(shared_server, "Olga", color_scheme=scheme)
        await olga.page.goto(f"/agents/{agent}/history")
        await olga.page.locator(".cw-choose").first.focus()
        assert await contrast(olga.page.locator(":focus"), "outlineColor") >= 3
        await EditorPage(olga).open(agent)
        await olga.page.get_by_test_id("save").focus()
        for _ in range(6):
            await olga.page.keyboard.press("ArrowRight")
            assert await contrast(olga.page.locator(":focus"), "outlineColor") >= 3


async def test_p3_forced_colours_keep_the_borders_of_cards_and_the_switch(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent, forced_colors="active")
    await ann.select("n_talk")
    for place in (ann.step("n_talk").locator(".cw-card"), ann.field("name"), ann.page.get_by_test_id("save")):
        drawn = await place.evaluate(
            "one => { const s = getComputedStyle(one.closest('.rt-TextFieldRoot') ?? one);"
            " return parseFloat(s.borderTopWidth); }"
        )
        assert drawn >= 1
    await ann.page.keyboard.press("Escape")
    await ann.page.keyboard.press("?")
    dialog = ann.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    assert await dialog.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
    await ann.page.keyboard.press("Escape")
    await ann.panel("settings")
    switch = ann.page.get_by_test_id("active-switch")
    grounds = [
        await switch.evaluate("one => getComputedStyle(one).backgroundColor"),
        await switch.locator(".rt-SwitchThumb").evaluate("one => getComputedStyle(one).backgroundColor"),
    ]
    assert len(set(grounds)) == 2, "the switch's thumb is not seen"
    pressed = ann.page.get_by_test_id("panel-settings")
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    assert await pressed.evaluate(OUTLINE) == "solid", "which panel is open is not seen"
    await ann.page.goto("/live")
    here = ann.page.get_by_role("link", name="Live")
    chosen = ann.page.locator(".rt-SegmentedControlItem[data-state=on]")
    for marked in (here, chosen):
        assert await marked.evaluate(OUTLINE) == "solid", "what is chosen is not seen"


async def test_p3_every_checkbox_of_days_and_booking_has_its_name(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select(await ann.add_by_click("booking"))
    for box in await ann.inspector.get_by_role("checkbox").all():
        assert await box.get_attribute("aria-label")
    await expect(ann.inspector.get_by_role("checkbox", name="Check for free times")).to_be_visible()
    panel = await ann.panel("settings")
    await panel.locator('[data-add="settings.business_hours"]').click()
    await expect(panel.get_by_role("checkbox", name="Monday")).to_be_visible()
