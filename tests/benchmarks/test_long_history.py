"""Measures how soon a history of 1,000 versions is on the screen. Run on demand: make benchmark."""

import asyncio
import time

import pytest
from playwright.async_api import Page, expect

from tests.benchmarks.crowd import Figures
from tests.benchmarks.results import write
from tests.e2e.editor_page import EditorPage
from tests.harness.api import Api
from tests.harness.browser import people
from tests.harness.flows import ready_flow
from tests.harness.peer import Teammate
from tests.harness.server import Login, Server

VERSIONS = 1_000
TIMES = 10
_FIRST_SEEN = """([selector, since]) => new Promise((resolve) => {
  const look = () => document.querySelector(selector)
    ? resolve(performance.timeOrigin + performance.now() - since)
    : requestAnimationFrame(look);
  look();
})"""
pytestmark = pytest.mark.benchmark


async def test_a_history_of_a_thousand_versions(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Long history", ready_flow())
    await _thousand_versions(server, login, agent)
    api = Api(server, login)
    answered = [
        await asyncio.to_thread(_timed_ms, api, f"/agents/{agent}/versions?limit=50") for _ in range(TIMES)
    ]
    async with people() as found, found.person(server, login) as olga:
        await olga.sign_in_quietly()
        page = [await _page_ms(olga.page, agent) for _ in range(TIMES)]
        panel = [await _panel_ms(await EditorPage(olga).open(agent)) for _ in range(TIMES)]
    write(
        f"history of an agent with {server.versions(agent)} versions: from the click in the agents list to the first "
        f"events {Figures.line(page)} ms, in the editor's panel {Figures.line(panel)} ms, a page of 50 from the API "
        f"{Figures.line(answered)} ms (p50 / p95 / p99; {TIMES} samples each)"
    )
    assert server.versions(agent) >= VERSIONS


async def _thousand_versions(server: Server, login: Login, agent: str) -> None:
    # One person alone is slowed down after sixty.
    savers = [Api(server, server.add_login(f"Editor {number}", "editor")) for number in range(VERSIONS // 50)]
    async with Teammate(server.sync_url(agent), login.token) as mate:
        text = mate.text("nodes", "n_talk", "prompt")
        for number in range(VERSIONS):
            await mate.edit({"n": number}, lambda n=number: text.insert(0, f"{n} "))
            await mate.until_acked(20)
            await asyncio.to_thread(
                savers[number % len(savers)].call,
                "POST",
                f"/agents/{agent}/versions",
                {"name": f"Number {number}"},
            )


def _timed_ms(api: Api, path: str) -> float:
    began = time.perf_counter()
    api.call("GET", path)
    return (time.perf_counter() - began) * 1000


async def _page_ms(page: Page, agent: str) -> float:
    """From the agents page, as one goes there by hand: the click is the beginning."""
    await page.goto("/agents/")
    await page.get_by_role("button", name="More for Long history").click()
    entry = page.get_by_role("menuitem", name="History")
    await expect(entry).to_be_visible()
    since = await page.evaluate("performance.timeOrigin + performance.now()")
    await entry.click()
    await page.wait_for_url(f"**/agents/{agent}/history*")
    return float(await page.evaluate(_FIRST_SEEN, [".cw-event time", since]))


async def _panel_ms(editor: EditorPage) -> float:
    since = await editor.page.evaluate("performance.timeOrigin + performance.now()")
    await editor.page.get_by_test_id("panel-history").click()
    return float(await editor.page.evaluate(_FIRST_SEEN, ['[data-testid="history-panel"] time', since]))
