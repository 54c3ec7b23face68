"""P2: an agent whose stored document breaks the server's work: everybody is told, an admin releases it (SPEC D3)."""

from playwright.async_api import Page, expect

from tests import hostile
from tests.e2e.conftest import Enter, Logins
from tests.harness.poison import set_aside, slow_to_load
from tests.harness.server import Server
from tests.integration.test_hostile_sockets import plant

WHY = "because reading it took too long."


async def test_d3_an_agent_that_is_set_aside_says_why_and_comes_back_where_an_admin_releases_it(
    shared_server: Server, logins: Logins, enter: Enter
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Poisoned")
    plant(shared_server, agent, slow_to_load())
    ann, ada = await enter(shared_server, "Ann"), await enter(shared_server, "Ada")
    for one in (ann, ada):
        one.expects("WebSocket")
        await one.page.goto(f"/agents/{agent}")
        line = one.page.get_by_test_id("banner-set-aside")
        await expect(line).to_contain_text("Set aside since", timeout=40_000)
        await expect(line).to_contain_text(WHY)
        await expect(line).to_contain_text("An admin can release it.")
    await expect(ann.page.get_by_test_id("set-aside-release")).to_have_count(0)
    plant(shared_server, agent, hostile.small_state())
    await _release(ada.page)
    for one in (ann, ada):
        await expect(one.page.locator('.react-flow__node[data-id="start"]')).to_be_visible(timeout=20_000)
        await expect(one.page.get_by_test_id("banner-set-aside")).to_have_count(0)


async def test_d3_the_list_of_agents_names_what_is_set_aside_and_releases_it(
    shared_server: Server, logins: Logins, enter: Enter
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Poisoned in the list")
    set_aside(shared_server, agent, "merge: it took more than 20 s")
    vic, ada = await enter(shared_server, "Vic"), await enter(shared_server, "Ada")
    for one in (vic, ada):
        await one.page.goto("/agents")
        row = one.page.locator(f'[data-row="{agent}"]')
        await expect(row).to_contain_text("Set aside since")
        await expect(row).to_contain_text(WHY)
    await expect(vic.page.get_by_role("button", name="Release")).to_have_count(0)
    await _release(ada.page)
    for one in (vic, ada):
        row = one.page.locator(f'[data-row="{agent}"]')
        await expect(row).not_to_contain_text("Set aside", timeout=15_000)


async def _release(page: Page) -> None:
    await page.get_by_role("button", name="Release").click()
    dialog = page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("If that fails twice more, it is set aside again.")
    await dialog.get_by_role("button", name="Release").click()
    await expect(dialog).to_have_count(0)
