"""P3: connections that can be followed, "Tidy up", and large flows that open piece by piece."""

from typing import Any

from playwright.async_api import expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.harness.large_flows import large_flow
from tests.harness.server import Server
from tests.harness.wait import eventually

STEPS = 400
# How the opening went: what the progress said, and how many cards were drawn at most.
_WATCH = """(() => {
  const seen = (globalThis.__opening = { progress: [], most: 0 });
  const look = () => {
    const words = document.querySelector("[data-testid=canvas-progress]")?.textContent;
    if (words && seen.progress.at(-1) !== words) seen.progress.push(words);
    seen.most = Math.max(seen.most, document.querySelectorAll(".react-flow__node").length);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})()"""
_PLACES = "() => globalThis.__callweave.get().session.doc.getMap('layout').toJSON()"


async def test_p3_connections_enter_a_step_at_the_left_and_leave_it_at_the_right(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    card = await ann.step("n_talk").bounding_box()
    entry = await ann.page.locator('[data-testid="target"][data-node-id="n_talk"]').bounding_box()
    way_out = await ann.page.locator('[data-testid="port"][data-node-id="n_talk"]').bounding_box()
    assert card is not None
    assert entry is not None
    assert way_out is not None
    assert abs(entry["x"] + entry["width"] / 2 - card["x"]) < entry["width"]
    assert abs(way_out["x"] + way_out["width"] / 2 - card["x"] - card["width"]) < way_out["width"]


async def test_p3_the_selected_steps_connections_are_lit_and_labelled(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ways, labels = ann.page.get_by_test_id("way"), ann.page.get_by_test_id("way-label")
    await expect(ways).to_have_count(2)
    await expect(labels).to_have_count(0)
    await ann.select("n_end")
    await expect(ann.page.locator("[data-testid=way][data-near]")).to_have_attribute("data-target", "n_end")
    await expect(labels).to_have_text(["Talk · All is said"])
    dim = ann.page.locator('[data-testid=way][data-target="n_talk"]')
    await expect(dim).to_have_css("opacity", "0.35")


async def test_p3_tidy_up_is_one_step_of_undo_and_teammates_see_it(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "To be tidied", large_flow(12))
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    before = await ann.page.evaluate(_PLACES)
    await ann.page.get_by_test_id("tidy").click()
    await expect(ann.page.get_by_test_id("notice")).to_contain_text("Tidied up 13 steps")
    after = await ann.page.evaluate(_PLACES)
    assert after["n_0005"] != before["n_0005"]

    async def bob_sees(places: Any) -> bool:
        return bool(await bob.page.evaluate(_PLACES) == places)

    await eventually(lambda: bob_sees(after), "the tidy flow at Bob's")
    await ann.undo()
    await eventually(lambda: bob_sees(before), "every step where it was, after one undo")
    await ann.page.locator(".react-flow__pane").click(position={"x": 5, "y": 5})
    await ann.page.keyboard.press("Control+Shift+l")
    await eventually(lambda: bob_sees(after), "the same by the keyboard")


async def test_p3_a_viewer_is_not_offered_to_tidy_up(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    vic = await open_editor(shared_server, "Vic", agent)
    await expect(vic.page.get_by_role("button", name="Show the whole flow")).to_be_visible()
    await expect(vic.page.get_by_test_id("tidy")).to_have_count(0)


async def test_p3_a_large_flow_opens_piece_by_piece_and_only_what_is_seen_is_drawn(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Large", large_flow(STEPS))
    ann = await open_editor(shared_server, "Ann", agent, scripts=[_WATCH])
    await expect(ann.page.get_by_test_id("canvas-progress")).to_have_count(0)
    await eventually(lambda: ann.ui("can_write"), "a flow that can be edited")
    opening = await ann.page.evaluate("() => globalThis.__opening")
    assert len(opening["progress"]) >= 2, "progress was shown"
    assert opening["progress"][0].endswith(f"of {STEPS + 1} steps")
    assert 0 < opening["most"] < STEPS / 4, "only what is in view has cards"
    far = f"n_{STEPS - 1:04}"
    await ann.page.evaluate("id => globalThis.__callweave.get().canvas.reveal(id)", far)
    await expect(ann.step(far)).to_be_visible()


async def test_p3_dragging_many_selected_steps_draws_only_those_in_view_and_all_of_them_move(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Dragged", large_flow(STEPS))
    ann = await open_editor(shared_server, "Ann", agent, scripts=[_WATCH])
    await expect(ann.page.get_by_test_id("canvas-progress")).to_have_count(0)
    await eventually(lambda: ann.ui("can_write"), "a flow that can be edited")
    ids = [f"n_{at:04}" for at in range(STEPS)]
    await ann.page.evaluate("ids => globalThis.__callweave.get().canvas.select(ids)", ids)
    before = await ann.page.evaluate(_PLACES)
    await ann.page.evaluate("() => (globalThis.__opening.most = 0)")
    await ann.drag_step(ids[0], 60, 40)

    async def all_moved() -> bool:
        now = await ann.page.evaluate(_PLACES)
        shift = [now[ids[0]][axis] - before[ids[0]][axis] for axis in "xy"]
        far = [[now[one][axis] - before[one][axis] for axis in "xy"] for one in ids]
        return shift[0] > 0 and shift[1] > 0 and all(each == shift for each in far)

    await eventually(all_moved, "every selected step moved alike")
    assert await ann.page.evaluate("() => globalThis.__opening.most") < STEPS / 4
    view = "() => document.querySelector('.react-flow__viewport').style.transform"
    seen = await ann.page.evaluate(view)
    await ann.page.get_by_test_id("minimap").hover()
    await ann.page.mouse.down()
    await ann.page.mouse.move(1_200, 800, steps=3)
    await ann.page.mouse.up()
    assert await ann.page.evaluate(view) != seen, "dragging in the overview moves the view"
