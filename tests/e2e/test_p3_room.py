"""P3: what one presses stands still and in sight, and what one reads is shown whole, at every width."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import SAVED
from tests.harness.api import Api
from tests.harness.browser import People
from tests.harness.flows import every_kind, ready_flow
from tests.harness.server import Login, Server

WIDTHS = (1440, 1024)
LONG = "Mrs. Featherstonehaugh-Cholmondeley's reception desk for weekends and bank holidays"[:80]
UNBROKEN = "W" * 80
# Every place at which a button of the toolbar was drawn, by its test id.
WATCH = """() => {
  const places = (globalThis.__places = {});
  const look = () => {
    for (const one of document.querySelectorAll("[data-testid=toolbar] :is(button, a, svg)")) {
      const key = one.dataset.testid ?? (one.closest("[role=status]") ? "status icon" : "");
      if (key && one.checkVisibility()) (places[key] ??= []).push(Math.round(one.getBoundingClientRect().x));
    }
    requestAnimationFrame(look);
  };
  look();
}"""
SCROLLED = """() =>
  [...document.querySelector("[data-testid=panel]").children].some((one) => one.scrollTop > 60)"""
# What is not the cross, or what lies right under it and is neither the heading's line nor behind that.
UNDER_CROSS = """cross => {
  const { x, y, width, height } = cross.getBoundingClientRect();
  const line = cross.closest("[data-testid=panel]").querySelector("h2").parentElement;
  const spots = [[5, 5], [width - 5, 5], [width / 2, height / 2], [5, height - 5], [width - 5, height - 5]];
  return spots.flatMap(([right, down]) => {
    const [first, ...rest] = document.elementsFromPoint(x + right, y + down);
    const next = rest.find((one) => !cross.contains(one) && !one.contains(cross));
    return cross.contains(first) && next?.contains(line) ? [] : [`${first.outerHTML} over ${next?.outerHTML}`];
  });
}"""
CUT = "one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1"
# What makes the page wider than the screen.
TOO_WIDE = """() => [...document.querySelectorAll("*")]
  .filter((one) => document.documentElement.scrollWidth > innerWidth && one.scrollWidth > innerWidth)
  .map((one) => `${one.scrollWidth}: ${one.outerHTML.slice(0, 100)}`)"""


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Login, str]]:
    """A workspace of one person and two agents, all with the longest names, one of them without a space."""
    server = Server(tmp_path_factory.mktemp("long"))
    login = server.add_login(UNBROKEN, "owner")
    server.start()
    agents = [server.import_agent(login, name, ready_flow()) for name in (LONG, UNBROKEN)]
    api = Api(server, login)
    for agent in agents:
        api.give_number(agent)
        api.activate(agent)
        api.call("POST", f"/agents/{agent}/versions", {"name": UNBROKEN, "note": UNBROKEN})
    yield server, login, agents[0]
    server.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def long_named(crowd: People, long_names: tuple[Server, Login, str]) -> AsyncIterator[Page]:
    """The page of the person with the longest name, signed in."""
    server, login, _ = long_names
    async with crowd.person(server, login) as person:
        await person.sign_in_quietly()
        yield person.page


@pytest.mark.parametrize("width", WIDTHS)
async def test_p3_the_toolbar_stands_still_while_one_types(
    shared_server: Server, logins: Logins, agent: str, open_editor: OpenEditor, width: int
) -> None:
    live = shared_server.import_agent(logins["Olga"], LONG, ready_flow())
    api = Api(shared_server, logins["Paul"])
    api.give_number(live)
    api.activate(live)
    ann = await open_editor(shared_server, "Ann", live, viewport={"width": width, "height": 800})
    await ann.select("n_talk")
    await ann.until(SAVED)
    await expect(ann.page.get_by_test_id("standing")).to_be_visible()
    await ann.page.evaluate(WATCH)
    await ann.prose("prompt").click()
    await ann.page.keyboard.press("Control+a")
    await ann.page.keyboard.press("Delete")
    await expect(ann.page.get_by_test_id("panel-problems")).to_contain_text("1")
    await ann.write("prompt", "Ask what it is about.")
    await expect(ann.page.get_by_test_id("publish")).to_be_visible()
    await ann.until(SAVED)
    await ann.press_save()
    places = await ann.page.evaluate("() => globalThis.__places")
    assert {"save", "panel-problems", "active-switch", "status icon"} <= places.keys()
    moved = {key: sorted(set(seen)) for key, seen in places.items() if len(set(seen)) > 1}
    assert not moved, f"what moved while Ann typed, and where it was: {moved}"


async def test_p3_tab_reaches_the_canvas_in_few_stops_and_arrows_walk_the_toolbar(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent, viewport={"width": 1440, "height": 900})
    await ann.page.get_by_role("button", name="Skip to the canvas").focus()
    assert await _stops_to_canvas(ann.page) <= 8
    tools = ann.page.get_by_role("toolbar")
    await ann.page.get_by_test_id("save").focus()
    for key, reached in (
        ("ArrowRight", "save-with-note"),
        ("ArrowRight", "undo"),
        ("End", None),
        ("ArrowRight", "save"),
        ("ArrowLeft", None),
        ("Home", "save"),
        ("ArrowRight", "save-with-note"),
    ):
        await ann.page.keyboard.press(key)
        if reached:
            await expect(ann.page.get_by_test_id(reached)).to_be_focused()
    assert await tools.locator('[tabindex="0"]').count() == 1
    await ann.page.keyboard.press("Shift+Tab")
    await ann.page.keyboard.press("Tab")
    await expect(ann.page.get_by_test_id("save-with-note")).to_be_focused()


async def _stops_to_canvas(page: Page) -> int:
    for stop in range(1, 30):
        await page.keyboard.press("Tab")
        if await page.evaluate("() => Boolean(document.activeElement.closest('[data-focus-region=canvas]'))"):
            return stop
    raise AssertionError("Tab never reached the canvas.")


async def test_p3_a_panels_heading_and_its_cross_stay_and_nothing_lies_under_them(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Long panels", every_kind())
    ann = await open_editor(shared_server, "Ann", agent, viewport={"width": 1024, "height": 420})
    panel = ann.page.get_by_test_id("panel")
    await ann.page.evaluate("() => __callweave.get().canvas.select(['n_booking'])")
    await expect(ann.inspector).to_have_attribute("data-kind", "booking")
    await _stays(panel)
    for name in ("settings", "problems", "checklist"):
        await ann.panel(name)
        await _stays(panel)


async def _stays(panel: Locator) -> None:
    """Scroll a panel to its end and look at the corner where its cross lies."""
    heading = panel.get_by_role("heading", level=2)
    before = await heading.bounding_box()
    await heading.hover()
    await panel.page.mouse.wheel(0, 100_000)
    await panel.page.wait_for_function(SCROLLED)
    assert await heading.bounding_box() == before, "the heading went away"
    under = await panel.get_by_test_id("close-panel").evaluate(UNDER_CROSS)
    assert not under, f"what lies over or right under the cross: {under}"


@pytest.mark.parametrize("width", WIDTHS)
async def test_p3_lists_show_whole_names(
    long_names: tuple[Server, Login, str], long_named: Page, width: int
) -> None:
    page, agent = long_named, long_names[2]
    await page.set_viewport_size({"width": width, "height": 800})
    for path, mark in (
        ("/agents", ".cw-agent-link"),
        ("/live", ".cw-agent-link"),
        ("/members", ".cw-member strong"),
        (f"/agents/{agent}/history", ".cw-event-who .cw-name"),
        (f"/agents/{agent}/history", ".cw-event-version strong"),
        ("/audit", ".cw-audit-who .cw-name"),
    ):
        await page.goto(path)
        await expect(page.locator(mark).first).to_be_visible()
        for name in await page.locator(mark).all():
            assert not await name.evaluate(CUT), f"{path} at {width}: {await name.inner_text()} is cut"
    await page.goto("/agents")
    link = page.get_by_role("link", name=LONG)
    if width == max(WIDTHS):
        box = await link.bounding_box()
        assert box is not None
        assert box["height"] < 30, "a name that fits is not broken into lines"


async def test_p3_long_names_make_no_page_wider_than_360_pixels(
    long_names: tuple[Server, Login, str], long_named: Page
) -> None:
    page, agent = long_named, long_names[2]
    await page.set_viewport_size({"width": 360, "height": 640})
    history = f"/agents/{agent}/history"
    compare = f"{history}?older=1&newer=draft"
    for path in (
        "/agents",
        "/live",
        "/numbers",
        "/inbox",
        "/members",
        "/audit",
        "/account",
        history,
        compare,
    ):
        await page.goto(path)
        await expect(page.locator(".cw-bone").filter(visible=True)).to_have_count(0)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await page.evaluate(TOO_WIDE) == [], f"{path} is wider than the screen"
    await page.goto(f"/agents/{agent}")
    await expect(page.get_by_test_id("save-status")).to_have_attribute("data-save", SAVED)
    assert await page.evaluate(TOO_WIDE) == []
    for mark in ("save", "more"):
        box = await page.get_by_test_id(mark).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= 360 - box["width"], f"{mark} is outside of the screen"
