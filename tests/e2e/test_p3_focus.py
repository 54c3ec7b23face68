"""P3: the focus never falls on the page's body, so that no key meant for a text deletes a step for everybody."""

from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.e2e.conftest import OpenEditor
from tests.e2e.editor_page import EditorPage
from tests.harness.server import Server
from tests.harness.wait import eventually

FOCUS = """() => {
  const { activeElement: at } = document;
  if (!at || at === document.body) return "nowhere";
  const region = at.closest("[role=dialog], [data-focus-region]");
  return region?.dataset.focusRegion ?? region?.getAttribute("role") ?? "elsewhere";
}"""


async def _focus(editor: EditorPage) -> str:
    return str(await editor.page.evaluate(FOCUS))


async def _row(editor: EditorPage) -> str:
    """The list entry in which the focus is."""
    script = "() => document.activeElement.closest('[data-item]')?.dataset.item ?? ''"
    return str(await editor.page.evaluate(script))


async def _keys_do_no_harm(editor: EditorPage, *regions: str) -> None:
    """Press what deletes, cuts and duplicates steps on the canvas; the flow and the focus stay."""

    async def settled() -> bool:
        return await _focus(editor) in regions

    await eventually(settled, f"the focus in {regions}, not {await _focus(editor)}")
    before = set((await editor.flow())["nodes"])
    for key in ("Backspace", "Delete", "Control+x", "Control+d"):
        await editor.page.keyboard.press(key)
    assert set((await editor.flow())["nodes"]) == before
    assert await _focus(editor) in regions


async def _set(editor: EditorPage, path: str, value: object) -> None:
    script = """([path, value]) => {
      const { kit, session } = globalThis.__callweave.get();
      kit.setValue(session.doc, path.split("/"), value);
    }"""
    await editor.page.evaluate(script, [path, value])


async def _do(editor: EditorPage, name: str, *args: object) -> None:
    script = """([name, args]) => {
      const { kit, session } = globalThis.__callweave.get();
      kit[name](session.doc, ...args);
    }"""
    await editor.page.evaluate(script, [name, list(args)])


ROWS = ["nodes", "n_talk", "transitions"]


async def _after_a_palette(ann: EditorPage, bob: EditorPage) -> None:
    await ann.prose("prompt").click()
    await ann.page.keyboard.type("Hello")
    await ann.page.keyboard.press("Control+k")
    await expect(ann.page.get_by_test_id("command-palette")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.page.get_by_test_id("command-palette")).to_have_count(0)
    await expect(ann.prose("prompt")).to_be_focused()
    await ann.page.keyboard.press("Backspace")
    await ann.sees("n_talk", "prompt", "Hell")


async def _after_escape_in_the_prompt(ann: EditorPage, bob: EditorPage) -> None:
    await ann.prose("prompt").click()
    await ann.page.keyboard.press("Escape")
    await _keys_do_no_harm(ann, "panel")


async def _after_the_activate_dialog(ann: EditorPage, bob: EditorPage) -> None:
    await ann.page.get_by_test_id("active-switch").click()
    await expect(ann.dialog("switch")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.dialog("switch")).to_have_count(0)
    await expect(ann.page.get_by_test_id("active-switch")).to_be_focused()
    await _keys_do_no_harm(ann, "toolbar")


async def _after_dialogs_closed_by_a_click_beside_them(ann: EditorPage, bob: EditorPage) -> None:
    for opener, region in (("help", "panel"), ("palette", "panel"), ("save-with-note", "toolbar")):
        await ann.prose("prompt").click()
        if region == "toolbar":
            await ann.page.get_by_test_id(opener).click()
        else:
            await ann.page.evaluate("key => globalThis.__callweave.set({ [key]: true })", opener)
        await expect(ann.page.get_by_role("dialog")).to_be_visible()
        await ann.page.mouse.click(5, 5)
        await expect(ann.page.get_by_role("dialog")).to_have_count(0)
        if region == "panel":
            await expect(ann.prose("prompt")).to_be_focused()
            await ann.page.keyboard.press("Escape")
        await _keys_do_no_harm(ann, region)


async def _after_a_notice_is_answered_while_writing(ann: EditorPage, bob: EditorPage) -> None:
    notice = "{ id: Math.random(), text: 'Done', action: 'Undo', run() {} }"
    say = f"() => globalThis.__callweave.set({{ notice: {notice} }})"
    for is_by_key in (False, True):
        await ann.prose("prompt").click()
        await ann.page.evaluate(say)
        answer = ann.page.get_by_test_id("notice").get_by_role("button")
        await answer.press("Enter") if is_by_key else await answer.click()
        await expect(ann.page.get_by_test_id("notice")).to_have_count(0)
        await expect(ann.prose("prompt")).to_be_focused()
        await ann.page.keyboard.type("s")
        await ann.page.keyboard.press("Backspace")
    await ann.page.evaluate(say)
    await ann.page.get_by_test_id("notice").get_by_role("button").focus()
    for key in ("Delete", "Backspace", "Control+d"):
        await ann.page.keyboard.press(key)
    assert await ann.node("n_talk"), "what lies over the canvas is not the canvas"
    await ann.page.keyboard.press("Enter")


async def _after_removing_a_transition(ann: EditorPage, bob: EditorPage) -> None:
    first = ann.page.locator('[data-item="i_done"]')
    await first.get_by_role("button", name="Remove transition").click()
    await expect(first).to_have_count(0)
    await expect(ann.page.locator("[data-item] button").last).to_be_focused()
    await _keys_do_no_harm(ann, "panel")
    await ann.page.keyboard.press("Enter")  # the last one: what adds a new one is next
    await expect(ann.page.locator("[data-item]")).to_have_count(0)
    await expect(ann.page.locator('[data-add="transitions"]')).to_be_focused()
    await ann.undo()
    await ann.undo()
    await expect(ann.page.locator("[data-item]")).to_have_count(2)


async def _after_an_undo_that_takes_the_row(ann: EditorPage, bob: EditorPage) -> None:
    await ann.page.locator('[data-add="transitions"]').click()
    await expect(ann.field("transitions.2.condition")).to_be_focused()
    await ann.undo()
    await expect(ann.field("transitions.2.condition")).to_have_count(0)
    await _keys_do_no_harm(ann, "panel")


async def _when_a_teammate_removes_the_row(ann: EditorPage, bob: EditorPage) -> None:
    await ann.field("transitions.0.condition").click()
    await _do(bob, "removeItem", ROWS, "i_done")
    await expect(ann.page.locator('[data-item="i_done"]')).to_have_count(0)
    await _keys_do_no_harm(ann, "panel")
    next_row = await ann.page.locator("[data-item]").first.get_attribute("data-item")
    assert await _row(ann) == next_row, "the next row has the focus"
    await ann.page.keyboard.type("typed on")  # and not the text in it
    assert (await ann.value("n_talk", "transitions"))[0]["condition"] == "There is more"
    await bob.undo()
    await expect(ann.page.locator("[data-item]")).to_have_count(2)


async def _when_a_teammate_moves_the_row(ann: EditorPage, bob: EditorPage) -> None:
    await ann.field("transitions.0.condition").click()
    await _do(bob, "moveItem", ROWS, "i_done", 1)
    await expect(ann.field("transitions.1.condition")).to_be_focused()
    await _do(bob, "moveItem", ROWS, "i_done", -1)
    await expect(ann.field("transitions.0.condition")).to_be_focused()


async def _when_a_teammate_switches_the_mode(ann: EditorPage, bob: EditorPage) -> None:
    await ann.prose("prompt").click()
    await _set(bob, "nodes/n_talk/mode", "static")
    await expect(ann.row("prompt")).to_have_count(0)
    await _keys_do_no_harm(ann, "panel")
    await _set(bob, "nodes/n_talk/mode", "prompt")
    await expect(ann.row("prompt")).to_be_visible()


async def _when_the_panel_is_hidden(ann: EditorPage, bob: EditorPage) -> None:
    await ann.page.get_by_test_id("close-panel").click()

    async def on_canvas() -> bool:
        return await _focus(ann) == "canvas"

    await eventually(on_canvas, "the focus on the canvas")
    await ann.page.get_by_test_id("open-panel").click()
    await _keys_do_no_harm(ann, "panel")


async def _when_a_teammate_deletes_the_step(ann: EditorPage, bob: EditorPage) -> None:
    await ann.prose("prompt").click()
    await bob.delete("n_talk")
    await expect(ann.inspector).to_have_count(0)
    await ann.step("n_end").wait_for()
    await _keys_do_no_harm(ann, "panel")


CASES: tuple[Callable[[EditorPage, EditorPage], Awaitable[None]], ...] = (
    _after_a_palette,
    _after_escape_in_the_prompt,
    _after_the_activate_dialog,
    _after_dialogs_closed_by_a_click_beside_them,
    _after_a_notice_is_answered_while_writing,
    _after_removing_a_transition,
    _after_an_undo_that_takes_the_row,
    _when_a_teammate_removes_the_row,
    _when_a_teammate_moves_the_row,
    _when_a_teammate_switches_the_mode,
    _when_the_panel_is_hidden,
    _when_a_teammate_deletes_the_step,
)


async def test_p3_a_key_meant_for_a_text_deletes_no_step(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    """One visit of two people for every way in which what has the focus goes."""
    ann, bob = await open_editor(shared_server, "Ann", agent), await open_editor(shared_server, "Bob", agent)
    await _do(ann, "addItem", ROWS, {"condition": "There is more"})
    await ann.select("n_talk")
    for case in CASES:
        await case(ann, bob)


async def test_p3_the_canvas_takes_keys_while_it_has_the_focus(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.page.keyboard.press("Control+a")
    assert await ann.ui("selection") == [], "the page's body is not the canvas"
    await ann.select("n_end")
    await ann.page.locator(".react-flow__pane").click(position={"x": 500, "y": 600})
    await ann.page.keyboard.press("Control+a")
    await eventually(lambda: ann.ui("selection"), "everything selected")
    await ann.page.locator(".react-flow__pane").click(position={"x": 500, "y": 600})
    await ann.select("n_talk")
    await ann.page.keyboard.press("Backspace")
    await expect(ann.step("n_talk")).to_have_count(0)
    await ann.page.keyboard.press("Control+z")
    await expect(ann.step("n_talk")).to_be_visible()
