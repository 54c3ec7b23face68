"""P10: at the wrong address, signed out, or where an agent is gone, the page says what is so and what to do."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import Enter, Logins
from tests.e2e.editor_page import SAVED, EditorPage
from tests.harness.server import PASSWORD, Server

SIGN_IN = re.compile(r"/sign-in/?\?")


async def test_p10_another_address_than_the_public_one_is_told_which_to_use(
    shared_server: Server, enter: Enter
) -> None:
    vic = await enter(shared_server, "Vic", signed_in=False)
    vic.expects("40[0-9]", "WebSocket", "ERR_")
    other = f"http://calls.localhost:{shared_server.port}"
    for path in ("/sign-in", "/agents", "/agents/ag_0000000000000000?step=start"):
        await vic.page.goto(other + path, wait_until="commit")
        await expect(vic.page.get_by_role("heading", name="Callweave is at another address")).to_be_visible()
        await expect(vic.page.get_by_text(f"CALLWEAVE_PUBLIC_URL={other}")).to_be_visible()
        link = vic.page.get_by_role("link", name=f"http://localhost:{shared_server.port}")
        await expect(link).to_have_attribute("href", re.compile(path.replace("?", "/?[?]")))


async def test_p10_the_page_of_addresses_repeats_nothing_that_it_was_not_meant_to(
    shared_server: Server, enter: Enter
) -> None:
    vic = await enter(shared_server, "Vic", signed_in=False)
    for at, next_path in (
        ("<script>alert(1)</script>", "//evil.example"),
        ("javascript:1", "/\\evil.example"),
    ):
        answer = await vic.context.request.get(
            f"{shared_server.url}/auth/address", params={"at": at, "next": next_path}
        )
        body = await answer.text()
        assert answer.ok
        assert at not in body
        assert "evil.example" not in body


async def test_p10_a_deep_link_is_come_back_to_after_signing_in_with_a_pasted_address(
    shared_server: Server, logins: Logins, agent: str, enter: Enter
) -> None:
    ann = await enter(shared_server, "Ann", signed_in=False)
    ann.expects("401", "WebSocket")
    link = f"/agents/{agent}?step=n_talk#nodes/n_talk/name"
    await ann.page.goto(link)
    await ann.page.wait_for_url(SIGN_IN)
    name, host = logins["Ann"].email.split("@")
    await ann.page.get_by_label("E-mail").fill(
        f"\u202a{name}@\u200b{host}\u2060 "
    )  # as it is pasted from a document
    await ann.page.locator("input[type=password]").fill(PASSWORD)
    await ann.page.get_by_role("button", name="Sign in").click()
    await ann.page.wait_for_url(f"**{link}")
    editor = EditorPage(ann)
    editor.agent_id = agent
    await editor.ready()
    await expect(editor.field("name")).to_be_focused()
    history = f"/agents/{agent}/history?newer=draft"
    await ann.context.clear_cookies()
    await ann.page.goto(history)
    await ann.page.wait_for_url(re.compile(r"/sign-in/?\?.*newer"))


async def test_p10_an_agent_that_is_gone_says_why(shared_server: Server, agent: str, enter: Enter) -> None:
    ann, olga = await enter(shared_server, "Ann"), await enter(shared_server, "Olga")
    ann.expects("404", "WebSocket")
    editor = await EditorPage(ann).open(agent)
    await _delete(olga.page, agent)
    await expect(olga.page.get_by_text("Ann had it open and is told.")).to_be_visible()
    gone = editor.banner("gone")
    await expect(gone).to_contain_text("was deleted by Olga")
    await gone.get_by_role("button", name="Restore").click()
    await expect(gone).to_have_count(0)
    await editor.select("n_talk")
    await editor.write("prompt", "Here again")
    await editor.until(SAVED)
    await _delete(olga.page, agent)
    await expect(gone).to_be_visible()
    await ann.page.goto(f"/agents/{agent}")
    problem = ann.page.get_by_test_id("cannot-open")
    await expect(problem).to_contain_text("was deleted by Olga. It is under Recently deleted")
    await ann.page.goto("/agents/ag_0000000000000000")
    await expect(problem).to_contain_text("There is no such agent. Check the address")


async def _delete(page: Page, agent: str) -> None:
    """Delete an agent by the menu of its row."""
    await page.goto("/agents")
    row = page.locator(f'[data-row="{agent}"]')
    await row.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(row).to_have_count(0)
