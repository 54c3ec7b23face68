"""P2.2: who is here, where they are, what they are writing in; gone as soon as they leave."""

from playwright.async_api import expect

from tests.e2e.conftest import Enter, OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.server import Server


async def test_p2_2_teammates_see_each_other_come_and_go(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    for editor in (ann, bob):
        await editor.sees_people("Ann", "Bob")
    await bob.person.context.close()
    await ann.sees_people("Ann", seconds=5)


async def test_p2_2_a_teammate_whose_line_went_dead_is_gone_within_30_seconds(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    bob.person.expects_network_errors()
    await ann.sees_people("Ann", "Bob")
    bob.person.wire.blackhole()
    await ann.sees_people("Ann", seconds=30)
    bob.person.wire.resume()


async def test_p2_2_selection_and_field_are_shown_where_they_are(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await bob.select("n_talk")
    await expect(ann.step("n_talk").get_by_test_id("ring")).to_be_visible()
    await ann.select("n_talk")
    await bob.prose("prompt").click()
    await expect(ann.row("prompt").get_by_test_id("is-editing")).to_have_text("Bob is editing this")
    await expect(ann.step("n_talk").get_by_test_id("editing")).to_be_visible()
    await bob.page.keyboard.type("Here I am")
    await expect(ann.row("prompt").locator(".cm-ySelectionInfo")).to_have_text("Bob")
    await bob.field("name").click()
    await expect(ann.row("prompt").get_by_test_id("is-editing")).to_have_count(0)


async def test_p2_2_a_pointer_on_the_canvas_is_seen(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await bob.page.locator(".react-flow__pane").hover(position={"x": 200, "y": 300})
    pointer = ann.page.get_by_test_id("pointer")
    await expect(pointer).to_be_visible()
    await expect(pointer).to_contain_text("Bob")


async def test_p2_2_the_agents_page_shows_who_is_in_it(
    shared_server: Server, agent: str, enter: Enter
) -> None:
    ann = EditorPage(await enter(shared_server, "Ann"))
    vic = await enter(shared_server, "Vic")
    await vic.page.goto("/agents")
    row = vic.page.locator(f'[data-row="{agent}"]')
    await expect(row).to_be_visible()
    await ann.open(agent)
    await expect(row.get_by_label("Ann")).to_be_visible()
