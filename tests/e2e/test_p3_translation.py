"""P3: a browser's page translation takes nothing away, and what fails in one panel stays in it."""

from playwright.async_api import expect

from tests.e2e.conftest import Enter, OpenEditor
from tests.e2e.editor_page import SAVED, EditorPage
from tests.harness.server import Server

# As a translator does: the text goes, and two <font> with another text come in its place. `all` also where it must not.
TRANSLATE = """all => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    const { parentElement: around } = text;
    if (!text.data.trim() || around.closest("script, style, font")) continue;
    if (all || !around.closest("[translate=no]")) texts.push(text);
  }
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = all ? text.data : `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }
  return texts.length;
}"""


async def _edit_everywhere(ann: EditorPage, words: str) -> None:
    """Go through what adds and takes away texts: selection, lists, panels, dialogs, deleting, undoing."""
    await ann.select("n_talk")
    await ann.write("prompt", words)
    await ann.page.locator('[data-add="transitions"]').click()
    await ann.field("transitions.1.condition").fill(words)
    await ann.page.locator("[data-item]").last.get_by_role("button", name="Remove transition").click()
    await ann.select("n_end")
    await ann.field("name").fill(words)
    await expect(ann.step("n_end")).to_contain_text(words)
    for name in ("settings", "variables", "deleted", "problems"):
        await ann.panel(name)
    await ann.page.keyboard.press("Control+k")
    await expect(ann.page.get_by_test_id("command-palette")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await ann.select("start")
    await ann.delete("n_end")
    await ann.undo()
    await expect(ann.step("n_end")).to_be_visible()
    await expect(ann.page.get_by_test_id("panel-failed")).to_have_count(0)
    await expect(ann.page.get_by_test_id("page-failed")).to_have_count(0)


async def test_p3_a_translated_page_goes_on_working(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    await ann.select("n_talk")
    assert await ann.page.evaluate(TRANSLATE, False)
    await expect(
        ann.page.locator(".cw-flow font, .cm-content font, [data-testid=agent-name] font")
    ).to_have_count(0)
    await _edit_everywhere(ann, "after a translation")
    assert await ann.page.evaluate(TRANSLATE, True)
    await _edit_everywhere(ann, "and after one that minds nothing")
    await ann.until(SAVED)
    assert (await ann.value("n_talk", "prompt")).endswith("and after one that minds nothing")


async def test_p3_what_fails_in_a_panel_stays_in_it(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ann.person.expects("failed", "TypeError")
    await ann.select("n_talk")
    await ann.page.evaluate("() => globalThis.__callweave.set({ findings: [{ path: null }] })")
    await expect(ann.page.get_by_test_id("panel-failed").first).to_be_visible()
    await expect(ann.page.get_by_test_id("page-failed")).to_have_count(0)
    await ann.page.evaluate("() => globalThis.__callweave.set({ findings: [] })")
    await ann.page.locator("[data-fence=canvas]").get_by_role("button", name="Reload panel").click()
    await ann.select("n_talk")  # another step is another try of the panel
    await expect(ann.inspector).to_be_visible()
    await expect(ann.page.get_by_test_id("panel-failed")).to_have_count(0)


BREAK = """() => {
  Date.parse = () => { throw new TypeError("broken on purpose"); };
}"""


async def test_p3_a_page_that_fails_offers_to_load_it_again_and_shows_no_trace(
    shared_server: Server, agent: str, enter: Enter
) -> None:
    vic = await enter(shared_server, "Vic")
    vic.expects("broken on purpose", "Minified React error")
    await vic.page.goto("/agents")
    await expect(vic.page.locator(f'[data-row="{agent}"]')).to_be_visible()
    await vic.page.evaluate(BREAK)
    search = vic.page.locator("input[type=search]")
    await search.fill("no agent is called that")
    await expect(vic.page.locator(f'[data-row="{agent}"]')).to_have_count(0)
    await search.fill("")
    failed = vic.page.get_by_test_id("page-failed")
    await expect(failed).to_be_visible()
    await expect(vic.page.locator("body")).not_to_contain_text("broken on purpose")
    await failed.get_by_role("button", name="Reload").click()
    await expect(vic.page.locator(f'[data-row="{agent}"]')).to_be_visible()
