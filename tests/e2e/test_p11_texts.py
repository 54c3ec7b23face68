"""P11: whatever is written, pasted, dropped or planted, the page goes on and says what became of it."""

from typing import Any

from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import SAVED, EditorPage
from tests.harness.flows import a_flow, every_kind, node, ready_flow
from tests.harness.node_peer import StockProvider
from tests.harness.server import Server
from tests.harness.wait import eventually

POISON: tuple[Any, ...] = (5, {}, True, [1], None, "")
HEBREW = "שלום לכולם"
DROP = """kind => {
  const data = new DataTransfer();
  data.items.add(new File(["{}"], "agent.json", { type: "application/json" }));
  const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data });
  document.querySelector("[data-testid=toolbar]").dispatchEvent(event);
  return event.defaultPrevented;
}"""
OVERLAPS = """() => {
  const all = [...document.querySelectorAll(".cw-brand, .cw-nav-link, .cw-me")];
  const boxes = all.map((one) => [one.title, one.getBoundingClientRect()]);
  return boxes.flatMap(([name, box], at) => (at && box.left < boxes[at - 1][1].right - 1 ? [name] : []));
}"""


async def test_p11_poison_planted_by_a_stock_peer_breaks_nobodys_editor(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Poisoned", every_kind())
    ann = await open_editor(shared_server, "Ann", agent)
    async with StockProvider(shared_server.port, agent, token=logins["Bob"].token) as stock:
        await stock.until_synced()
        for at, kind in enumerate(key for key in every_kind()["nodes"] if key != "start"):
            for name in ("name", "mode", "transitions", "conditions", "operations", "preview"):
                await stock.edit(
                    {"op": "set", "path": ["nodes", kind, name], "value": POISON[at % len(POISON)]}
                )
            await stock.edit({"op": "set", "path": ["nodes", kind, "name"], "value": 5 if at % 2 else {}})
        await stock.edit({"op": "set", "path": ["nodes", "start", "name"], "value": True})
        await stock.edit({"op": "set", "path": ["settings", "time_zone"], "value": 5})

        async def planted() -> bool:
            return (
                await ann.page.evaluate(
                    "() => globalThis.__callweave.get().session.doc.getMap('nodes').get('start').get('name')"
                )
            ) is True

        await eventually(planted, "the poison in Ann's browser")
    await _looks_at_everything(ann)
    await ann.open(agent)
    await _looks_at_everything(ann)


async def _looks_at_everything(ann: EditorPage) -> None:
    for step in every_kind()["nodes"]:
        await ann.select(step)
        await expect(ann.inspector).to_be_visible()
    for panel in ("settings", "variables", "problems", "deleted"):
        await ann.panel(panel)
    await expect(ann.page.get_by_test_id("toolbar")).to_be_visible()


async def test_p11_two_thousand_steps_are_duplicated_undone_and_redone(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    nodes = {f"n_{at}": node("conversation", f"Step {at}", prompt=f"Say {at}") for at in range(2_000)}
    agent = own_server.import_agent(logins["Olga"], "Large", a_flow(nodes, {}))
    ann = await open_editor(own_server, "Ann", agent)

    async def all_selected() -> bool:
        await ann.page.evaluate("() => globalThis.__callweave.get().canvas?.selectAll()")
        return len(await ann.ui("selection")) == 2_001

    await eventually(all_selected, "every step drawn and selected", 30)
    await ann.page.evaluate("() => void globalThis.__callweave.get().canvas.duplicate()")
    assert len((await ann.flow())["nodes"]) == 4_001
    await ann.until(SAVED, 60)
    for deed, steps in (("undo", 2_001), ("redo", 4_001)):
        await ann.page.evaluate("deed => globalThis.__callweave.get().session.undo[deed]()", deed)
        assert len((await ann.flow())["nodes"]) == steps
        await ann.until(SAVED, 60)
    await expect(ann.step("start")).to_be_attached()
    assert await ann.ui("refusal") is None
    async with StockProvider(own_server.port, agent, token=logins["Bob"].token) as stock:
        await stock.until_synced()
        alive = [each for each in (await stock.look())["json"]["nodes"].values() if not each.get("deleted")]
        assert len(alive) == 4_001


async def test_p11_fields_say_what_was_not_taken_and_files_do_not_replace_the_page(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    name, note = ann.field("name").first, ann.page.locator(".cw-entry-note")
    most = int(await name.get_attribute("maxlength") or 0)
    before = await name.input_value()
    await name.focus()
    await ann.page.evaluate(
        """most => {
      const data = new DataTransfer();
      data.setData("text", "x".repeat(most + 1));
      const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data });
      document.activeElement.dispatchEvent(event);
    }""",
        most,
    )
    await expect(note).to_contain_text("Nothing was pasted")
    assert await name.input_value() == before
    await name.fill("y" * (most - 1))
    await expect(note).to_have_text(f"{most - 1} of {most} characters")
    assert await ann.page.evaluate(DROP, "dragover")
    assert await ann.page.evaluate(DROP, "drop")
    await name.fill(HEBREW)
    assert await name.evaluate("field => getComputedStyle(field).direction") == "rtl"
    card = ann.step("n_talk").locator(".cw-card-name")
    await expect(card).to_have_text(HEBREW)
    assert await card.evaluate("words => getComputedStyle(words).direction") == "rtl"


async def test_p11_long_names_fit_a_narrow_screen(
    shared_server: Server, logins: Logins, enter: Enter
) -> None:
    name = "Unbreakable" * 7
    agent = shared_server.import_agent(logins["Olga"], name, ready_flow())
    vic = await enter(shared_server, "Olga", viewport={"width": 360, "height": 740})
    for path in (f"/agents/{agent}/history", "/inbox", "/agents", "/numbers"):
        await vic.page.goto(path)
        await expect(vic.page.get_by_role("heading", level=1)).to_be_visible()
        width = await vic.page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} px wide"
    for size in (360, 390):
        await vic.page.set_viewport_size({"width": size, "height": 740})
        for path in ("/agents", "/live", "/numbers", "/members", "/inbox", "/audit"):
            await vic.page.goto(path)
            heading = vic.page.get_by_role("heading", level=1)
            await expect(heading).to_be_visible()
            box = await heading.bounding_box()
            assert box is not None
            assert box["height"] < 30, f"the heading of {path} is broken into lines at {size} px"
            assert await vic.page.evaluate(OVERLAPS) == [], f"{path} at {size} px"
