"""The switch as a person meets it: badge, toggle, dialog, banner."""

import time

from playwright.async_api import Locator, expect

from tests.e2e.editor_page import EditorPage

DRAFT, ACTIVE, INACTIVE = "draft", "active", "inactive"


class Switchboard:
    """One person's toolbar and dialog of going live."""

    def __init__(self, editor: EditorPage) -> None:
        self.editor = editor
        self.page = editor.page

    @property
    def badge(self) -> Locator:
        return self.page.get_by_test_id("standing")

    @property
    def toggle(self) -> Locator:
        return self.page.get_by_test_id("active-switch")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_test_id("dialog-switch")

    @property
    def confirm(self) -> Locator:
        return self.page.get_by_test_id("switch-confirm")

    @property
    def since(self) -> Locator:
        return self.page.get_by_test_id("switch-since")

    @property
    def banner(self) -> Locator:
        return self.page.get_by_test_id("banner-news")

    async def stands(self, words: str) -> None:
        """Wait until the badge says so, and the toggle with it."""
        await expect(self.badge).to_have_text(words)
        is_on = await self.badge.get_attribute("data-state") == ACTIVE
        await expect(self.toggle).to_have_attribute("aria-checked", "true" if is_on else "false")

    async def turn(self) -> Locator:
        """Press the toggle; return the dialog once it shows what it is about."""
        await self.toggle.click()
        await expect(self.confirm).to_be_enabled()
        return self.dialog

    async def switch(self) -> float:
        """Press the button of the open dialog; return when that was, in monotonic seconds."""
        at = time.monotonic()
        await self.confirm.click()
        await expect(self.dialog).to_have_count(0)
        return at

    async def turn_and_switch(self) -> float:
        await self.turn()
        return await self.switch()

    async def publish(self) -> Locator:
        """Press "Publish changes"; return the dialog once it can be confirmed."""
        await self.page.get_by_test_id("publish").click()
        await expect(self.confirm).to_be_enabled()
        return self.dialog

    async def told(self, words: str) -> None:
        """Wait until the banner says so."""
        await expect(self.banner).to_contain_text(words)
