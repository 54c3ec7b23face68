import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Y } from "./bench.mjs";
import { aCanvas, closeAll } from "./canvases.mjs";
import { addNode } from "./ops.js";

afterEach(closeAll);

function copied(canvas, ...ids) {
  canvas.commands.select(ids);
  return canvas.clipboard.take();
}

test("copied steps come back under new ids, selected, in one step of undo", () => {
  const canvas = aCanvas();
  const text = copied(canvas, "n_talk", "n_end");
  const ids = canvas.clipboard.put(text);
  assert.equal(ids.length, 2);
  assert.deepEqual(new Set(canvas.ui.get().selection), new Set(ids));
  assert.deepEqual(canvas.edges().filter(([source]) => ids.includes(source)).map(([, , target]) => target), [ids[1]]);
  assert.equal(canvas.undo.undoStack.length, 1);
});

test("they are put where the pointer is, else beside what was pasted before", () => {
  const canvas = aCanvas();
  const text = copied(canvas, "n_talk");
  const paste = () => canvas.placeOf(canvas.clipboard.put(text)[0]);
  const [first, second] = [paste(), paste()];
  assert.deepEqual([second.x - first.x, second.y - first.y], [20, 20]);
  canvas.pointer.at = { x: 991, y: 449 };
  assert.deepEqual([paste(), paste()], [{ x: 1_000, y: 440 }, { x: 1_000, y: 440 }]);
});

test("steps travel to another agent's canvas as text", () => {
  const doc = new Y.Doc();
  const text = copied(aCanvas(), "n_talk");
  const canvas = aCanvas({ doc });
  addNode(doc, canvas.session.spec, "start");
  const [id] = canvas.clipboard.put(text);
  assert.deepEqual([canvas.binding.card(id).name, canvas.binding.card(id).text], ["Talk", "Ask."]);
});

test("without a readable system clipboard the last copy of this page is pasted", () => {
  const canvas = aCanvas();
  copied(canvas, "n_end");
  assert.equal(canvas.clipboard.put("").length, 1);
});

test("other text on the clipboard is not taken for steps", () => {
  const canvas = aCanvas();
  copied(canvas, "n_end");
  for (const text of ["Dear all,", "{}", "null", "[1]", '{"format":"other","nodes":[{"id":"a","kind":"end_call"}]}']) {
    assert.equal(canvas.writes(() => canvas.clipboard.put(text)), 0, text);
    assert.ok(canvas.said().text);
  }
});

test("Start is not copied, and with nothing selected the clipboard is left alone", () => {
  const canvas = aCanvas();
  assert.deepEqual([copied(canvas, "start"), copied(canvas)], ["", ""]);
  const clip = JSON.parse(copied(canvas, "start", "n_end"));
  assert.deepEqual(clip.nodes.map(({ id }) => id), ["n_end"]);
});

test("duplicating selects the copies, and with nothing selected does nothing", () => {
  const canvas = aCanvas();
  canvas.commands.select(["n_talk"]);
  const [id] = canvas.commands.duplicate();
  assert.deepEqual(canvas.ui.get().selection, [id]);
  canvas.commands.clear();
  assert.equal(canvas.writes(() => canvas.commands.duplicate()), 0);
});
