"""P3: single keys on the pages with lists take effect only where nobody writes and no dialog is open, on any layout."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Enter, Logins
from tests.harness.server import Server

CYRILLIC = {"c": "с", "j": "о", "k": "л"}
FOCUSED_ROW = "() => document.activeElement.closest('[data-row]')?.innerText.split('\\n')[0] ?? ''"
NAMES = "Anemone", "Begonia"


async def _press_cyrillic(page: Page, letter: str) -> None:
    """Press the key on which a Latin keyboard has the letter, as a keyboard that writes Russian sends it."""
    key = {"key": CYRILLIC[letter], "code": f"Key{letter.upper()}", "text": CYRILLIC[letter]}
    session = await page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        await session.send("Input.dispatchKeyEvent", {"type": kind, **key})
    await session.detach()


async def test_p3_single_keys_on_a_list_are_for_who_writes_nothing(
    shared_server: Server, logins: Logins, enter: Enter
) -> None:
    for name in NAMES:
        shared_server.import_agent(logins["Olga"], name)
    page = (await enter(shared_server, "Olga")).page
    await page.goto("/agents")
    await expect(page.locator("[data-row]").filter(has_text=NAMES[1])).to_be_visible()
    dialog, search = page.get_by_role("dialog"), page.get_by_role("searchbox")

    await page.keyboard.press("/")
    await expect(search).to_be_focused()
    await page.keyboard.type("cjk")
    await _press_cyrillic(page, "c")
    await expect(search).to_have_value("cjkс")
    await expect(dialog).to_have_count(0)
    await search.fill("onia")
    await page.keyboard.press("ArrowDown")
    assert await page.evaluate(FOCUSED_ROW) == NAMES[1]
    await search.fill("")
    await page.get_by_role("heading", level=1).click()

    await page.keyboard.press("c")
    await expect(dialog.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("cj/")
    await expect(dialog.get_by_role("textbox")).to_have_value("cj/")
    cancel = dialog.get_by_role("button", name="Cancel")
    await cancel.focus()
    for key in ("j", "c", "/", "r"):
        await page.keyboard.press(key)
        await expect(cancel).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)

    await page.get_by_role("heading", level=1).click()
    await _press_cyrillic(page, "j")
    first = await page.evaluate(FOCUSED_ROW)
    await _press_cyrillic(page, "j")
    second = await page.evaluate(FOCUSED_ROW)
    assert "" != first != second, "о is on the key of j"
    await _press_cyrillic(page, "k")
    assert await page.evaluate(FOCUSED_ROW) == first
    await page.keyboard.press("r")
    await expect(page.locator("[data-takes-focus]")).to_be_focused()
    await _press_cyrillic(page, "c")
    await page.keyboard.type("c")
    await expect(page.locator("[data-takes-focus]")).to_have_value("сc")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-takes-focus]")).to_have_count(0)
    await page.locator("[data-row]").first.get_by_role("button").last.click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.get_by_role("menu")).to_be_visible()
    await expect(dialog).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await _press_cyrillic(page, "c")
    await expect(dialog).to_be_visible()
