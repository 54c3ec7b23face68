"""P3: adding, connecting, copying and deleting on the canvas, by mouse and by keyboard."""

from playwright.async_api import expect

from tests.e2e.conftest import OpenEditor
from tests.e2e.editor_page import SAVED
from tests.harness.flows import EVERY_KIND
from tests.harness.server import Server
from tests.harness.wait import always, eventually


async def test_p3_every_kind_can_be_added_and_shows_its_inspector(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    for kind in EVERY_KIND:
        node = await ann.add_by_click(kind)
        await expect(ann.step(node)).to_be_visible()
        await expect(ann.inspector).to_have_attribute("data-kind", kind)
    await ann.until(SAVED)


async def test_p3_an_edge_cannot_be_drawn_where_it_may_not_be(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    before = (await ann.flow())["edges"]
    await ann.connect("n_talk", "i_done", "n_talk")

    async def unchanged() -> bool:
        return (await ann.flow())["edges"] == before

    await always(unchanged, "the edges as they were", 0.3)
    assert await ann.page.locator('[data-testid="port"][data-node-id="n_end"]').count() == 0


async def test_p3_connecting_works_without_a_mouse(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    node = await ann.add_by_click("end_call")
    await ann.select("n_talk")
    row = ann.page.locator('[data-items="transitions"] [data-item="i_done"]')
    await row.get_by_test_id("connect-to").select_option(value=node)

    async def connected() -> bool:
        edges = (await ann.flow())["edges"].values()
        return {"source": "n_talk", "port": "i_done", "target": node} in edges

    await eventually(connected, "the edge to the new step")


async def test_p3_copy_and_paste_brings_steps_with_their_edges(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Copied words")
    await ann.step("n_talk").locator(".cw-card-head").click()
    await ann.page.keyboard.press("Control+a")
    await ann.page.keyboard.press("Control+c")
    await ann.page.keyboard.press("Control+v")

    async def doubled() -> bool:
        flow = await ann.flow()
        names = sorted(node["name"] for node in flow["nodes"].values())
        return len(names) == 5 and len(flow["edges"]) == 3

    await eventually(doubled, "two more steps and the edge between them")
    texts = [node["fields"].get("prompt") for node in (await ann.flow())["nodes"].values()]
    assert texts.count("Copied words") == 2


async def test_p3_start_cannot_be_deleted(shared_server: Server, agent: str, open_editor: OpenEditor) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("start")
    await ann.page.locator(".react-flow__pane").press("Delete")
    await always(lambda: ann.step("start").is_visible(), "Start on the canvas", 0.3)


async def test_p3_the_tab_says_where_one_is(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    name = await ann.page.get_by_test_id("agent-name").inner_text()
    await expect(ann.page).to_have_title(f"{name} · Callweave")
    await expect(ann.page.get_by_test_id("toolbar")).to_contain_text("Draft")


async def test_p3_a_number_out_of_its_limits_stays_out_of_the_flow(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    node = await ann.add_by_click("extract")
    await ann.field("max_attempts").fill("99")
    await expect(ann.row("max_attempts").get_by_role("alert")).to_be_visible()
    assert await ann.value(node, "max_attempts") == 3
    await ann.field("name").click()
    await expect(ann.field("max_attempts")).to_have_value("3")
