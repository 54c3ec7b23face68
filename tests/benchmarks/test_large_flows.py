"""Measures how a browser bears large flows: opening, typing, undoing a large deletion. On demand: make benchmark."""

import statistics
from typing import Any

import pytest
from playwright.async_api import Page

from tests.benchmarks.results import write
from tests.e2e.editor_page import EditorPage
from tests.harness.browser import people
from tests.harness.large_flows import fan, large_flow, star
from tests.harness.server import Login, Server
from tests.harness.wait import eventually

STEPS, CONNECTIONS, GONE, KEYS, TIMES = 2_000, 1_000, 1_003, 40, 3
DRAGGED, SEEN, MOVES, PIXELS = 500, 390, 20, 6
_SPENT = "ScriptDuration", "Style", "TaskDuration"
# Where a selected step can be grasped: away from the edges, where the view would move along.
_GRIP = """() => {
  const pane = document.querySelector(".react-flow__pane").getBoundingClientRect();
  for (const one of document.querySelectorAll(".react-flow__node.selected")) {
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    const isInside = left > pane.left + 60 && top > pane.top + 60;
    const isFree = isInside && right < pane.right - 200 && bottom < pane.bottom - 200;
    if (isFree) return [left + width / 2, top + Math.min(8, height / 3)];
  }
}"""
_WATCH = """(() => {
  const seen = (globalThis.__seen = { tasks: [], first: 0, usable: 0 });
  const note = (list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration]);
  };
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
  const look = () => {
    if (!seen.first && document.querySelector(".react-flow__node .cw-card")) seen.first = performance.now();
    const flow = document.querySelector("[data-testid=canvas]");
    const ui = globalThis.__callweave?.get();
    const isComing = document.querySelector("[data-testid=canvas-progress]");
    const isHere = flow && ui?.kit && ui.canvas && ui.can_write && !isComing;
    if (isHere && !seen.usable) seen.usable = performance.now();
    if (!seen.usable) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
_KEYS = """() => {
  const waits = (globalThis.__waits = []);
  addEventListener("keydown", () => {
    const began = performance.now();
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => waits.push(performance.now() - began);
      channel.port2.postMessage(0); });
  }, true);
}"""
_DEED = """([name, arg]) => {
  const { canvas, session } = globalThis.__callweave.get();
  if (name === "select") canvas.select(arg);
  if (name === "remove") canvas.remove();
  if (name === "undo") session.undo.undo();
}"""
pytestmark = pytest.mark.benchmark


async def test_opening_a_flow_of_two_thousand_steps(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Large", large_flow(STEPS))
    opened = [await _opened(server, login, agent) for _ in range(TIMES)]
    first, usable, longest = ([round(one[key]) for one in opened] for key in ("first", "usable", "longest"))
    write(
        f"opening {STEPS} steps in a fresh browser: first steps {first} ms, usable {usable} ms, longest task "
        f"{longest} ms ({TIMES} runs, from the start of the navigation)"
    )


async def test_typing_in_a_step_with_a_thousand_connections(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Star", star(CONNECTIONS))
    async with people() as found, found.person(server, login, [_WATCH]) as olga:
        await olga.sign_in_quietly()
        editor = await _ready(EditorPage(olga), agent)
        await olga.page.evaluate(_DEED, ["select", ["n_hub"]])
        await olga.page.evaluate(_KEYS)
        await editor.prose("prompt").click()
        prompt = await _typed(olga.page)
        await editor.field("name").click()
        name = await _typed(olga.page)
    write(
        f"typing in a step with {CONNECTIONS} connections, key to paint, median / most: in the prompt "
        f"{_spread(prompt)}, in the name {_spread(name)} ms ({KEYS} keys each)"
    )


async def test_typing_in_a_step_with_a_thousand_outputs(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Fan", fan(CONNECTIONS))
    async with people() as found, found.person(server, login, [_WATCH]) as olga:
        await olga.sign_in_quietly()
        editor = await _ready(EditorPage(olga), agent)
        selected = await _done(olga.page, "select", ["n_hub"])
        await olga.page.evaluate(_KEYS)
        typed = []
        for place in (editor.prose("prompt"), editor.field("name"), editor.field("transitions.0.condition")):
            await place.click()
            typed.append(_spread(await _typed(olga.page)))
    write(
        f"a step with {CONNECTIONS} outputs: selecting it, all long tasks / the longest: {_both(selected)} ms; typing, "
        f"key to paint, median / most: in the prompt {typed[0]}, the name {typed[1]}, a transition {typed[2]} ms"
    )


async def test_undoing_the_deletion_of_a_thousand_steps(house: tuple[Server, Login]) -> None:
    server, login = house
    agent = server.import_agent(login, "Undo", large_flow(STEPS))
    async with people() as found, found.person(server, login, [_WATCH]) as olga:
        await olga.sign_in_quietly()
        await _ready(EditorPage(olga), agent)
        page = olga.page
        ids = [f"n_{at:04}" for at in range(GONE)]
        selected = await _done(page, "select", ids)
        deleted = await _done(page, "remove", [])
        undone = await _done(page, "undo", [])
    write(
        f"{GONE} of {STEPS} steps, all long tasks / the longest: selecting {_both(selected)}, deleting "
        f"{_both(deleted)}, undoing {_both(undone)} ms"
    )


async def test_dragging_many_selected_steps(house: tuple[Server, Login]) -> None:
    server, login = house
    lines: list[str] = []
    for steps, dragged, is_whole in ((STEPS, DRAGGED, False), (SEEN, SEEN, True)):
        agent = server.import_agent(login, f"Drag {steps}", large_flow(steps))
        async with people() as found, found.person(server, login, [_WATCH]) as olga:
            await olga.sign_in_quietly()
            await _ready(EditorPage(olga), agent)
            await olga.page.evaluate(_DEED, ["select", [f"n_{at:04}" for at in range(dragged)]])
            if is_whole:
                await olga.page.evaluate("globalThis.__callweave.get().canvas.fit()")
            await olga.page.wait_for_timeout(1_500)
            lines.append(
                f"{dragged} of {steps}{', all in view,' if is_whole else ''} {await _dragged(olga.page)}"
            )
    write(f"dragging selected steps by {MOVES * PIXELS} pixels: {'; '.join(lines)} ms")


async def _dragged(page: Page) -> str:
    """Drag a selected step; the longest task, and how much of all the time was script, style and the rest."""
    x, y = await page.evaluate(_GRIP)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    await page.evaluate("globalThis.__seen.tasks.length = 0")
    before = await _spent(session)
    await page.mouse.move(x, y)
    await page.mouse.down()
    for at in range(1, MOVES + 1):
        await page.mouse.move(x + PIXELS * at, y + PIXELS * at)
        await page.wait_for_timeout(30)
    await page.mouse.up()
    await page.wait_for_timeout(1_500)
    after = await _spent(session)
    tasks = [length for _, length in await page.evaluate("globalThis.__seen.tasks")]
    script, style, whole = (round(after[key] - before[key]) for key in _SPENT)
    return f"longest task {max(tasks, default=0):.0f}, in all {whole}, of it script {script}, style and layout {style}"


async def _spent(session: Any) -> dict[str, float]:
    found = {
        one["name"]: one["value"] * 1_000 for one in (await session.send("Performance.getMetrics"))["metrics"]
    }
    return {**found, "Style": found["RecalcStyleDuration"] + found["LayoutDuration"]}


def _spread(waits: list[float]) -> str:
    return f"{statistics.median(waits):.0f} / {max(waits):.0f}"


def _both(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.0f} / {pair[1]:.0f}"


async def _opened(server: Server, login: Login, agent: str) -> dict[str, float]:
    async with people() as found, found.person(server, login, [_WATCH]) as olga:
        await olga.sign_in_quietly()
        await _ready(EditorPage(olga), agent)
        seen = await olga.page.evaluate("globalThis.__seen")
    return {**seen, "longest": max([length for _, length in seen["tasks"]], default=0)}


async def _ready(editor: EditorPage, agent: str) -> EditorPage:
    await editor.page.goto(f"/agents/{agent}")

    async def usable() -> Any:
        return await editor.page.evaluate("globalThis.__seen.usable")

    await eventually(usable, "a usable editor", 60)
    await editor.page.wait_for_timeout(1_500)  # what follows the opening counts, too
    return editor


async def _typed(page: Page) -> list[float]:
    for _ in range(KEYS):
        await page.keyboard.press("x")
    await page.wait_for_timeout(300)
    return list(await page.evaluate("globalThis.__waits.splice(0)"))


async def _done(page: Page, deed: str, ids: list[str]) -> tuple[float, float]:
    """The sum of the long tasks (above 50 ms) that a deed causes, and the longest of them."""
    await page.evaluate("globalThis.__seen.tasks.length = 0")
    await page.evaluate(_DEED, [deed, ids])
    await page.wait_for_timeout(5_000)
    tasks = [length for _, length in await page.evaluate("globalThis.__seen.tasks")]
    return sum(tasks), max(tasks, default=0)
