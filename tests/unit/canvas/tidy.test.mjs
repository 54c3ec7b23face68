import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import ELK from "elkjs/lib/elk.bundled.js";
import { aFlow, SPEC } from "./bench.mjs";
import { aCanvas, closeAll } from "./canvases.mjs";
import { tidyGesture } from "./gestures_tidy.js";
import * as ops from "./ops.js";
import { tidied } from "./tidy.js";

afterEach(closeAll);

const step = (id, more = {}) => ({ id, x: 0, y: 0, width: 240, height: 150, ranks: 2, ...more });
const elk = new ELK();

/** "Tidy up" on a canvas, with ELK in this thread. */
function aTidyCanvas(options) {
  const canvas = aCanvas(options);
  const said = [];
  const tools = { session: canvas.session, binding: canvas.binding, ui: canvas.ui };
  const mayWrite = () => Boolean(canvas.ui.get().can_write);
  const tidy = tidyGesture({ ...tools, mayWrite, say: (notice) => said.push(notice) }, () => {}, async () => ({ elk }));
  const places = () => Object.fromEntries(canvas.binding.nodes().map(({ id, position }) => [id, position]));
  return { ...canvas, tidy, said, places };
}

test("a call reads from left to right, with room for the connections between", async () => {
  const steps = ["start", "n_a", "n_b", "n_c"].map((id) => step(id));
  const ways = [["start", "n_a"], ["n_a", "n_b"], ["n_b", "n_c"], ["n_c", "n_a"]];
  const places = await tidied(elk, steps, ways.map(([source, target], at) => ({ id: `e_${at}`, source, target, rank: 0 })));
  const across = steps.map(({ id }) => places[id].x);
  for (let at = 1; at < across.length; at += 1) assert.ok(across[at] - across[at - 1] >= 320, across.join());
});

test("all of it is one step of undo, which puts every step back", async () => {
  const canvas = aTidyCanvas();
  ops.moveNodes(canvas.doc, { n_talk: { x: 900, y: 900 }, n_end: { x: 0, y: 300 } });
  canvas.undo.stopCapturing();
  const [before, steps] = [canvas.places(), canvas.undo.undoStack.length];
  assert.equal(await canvas.tidy(), true);
  assert.equal(canvas.undo.undoStack.length, steps + 1);
  assert.notDeepEqual(canvas.places(), before);
  assert.match(canvas.said.at(-1).text, /Tidied up 3 steps/);
  canvas.undo.undo();
  assert.deepEqual(canvas.places(), before);
});

test("with several steps selected only those move, and their corner stays", async () => {
  const doc = aFlow();
  for (let at = 0; at < 4; at += 1) ops.addNode(doc, SPEC, "conversation", { id: `n_${at}`, x: 1_000, y: 2_000 + 20 * at });
  const canvas = aTidyCanvas({ doc });
  canvas.binding.select(["n_0", "n_1", "n_2"]);
  const before = canvas.places();
  await canvas.tidy();
  const after = canvas.places();
  for (const id of ["start", "n_talk", "n_end", "n_3"]) assert.deepEqual(after[id], before[id], id);
  assert.deepEqual([Math.min(after.n_0.x, after.n_1.x), Math.min(after.n_0.y, after.n_1.y, after.n_2.y)], [1_000, 2_000]);
});

test("a large flow is sent in pieces that the server takes, and is still one step of undo", async () => {
  const doc = aFlow();
  doc.transact(() => {
    for (let at = 0; at < 900; at += 1) ops.addNode(doc, SPEC, "end_call", { id: `n_${at}` });
  });
  const canvas = aTidyCanvas({ doc });
  const sizes = [];
  doc.on("update", (update) => sizes.push(update.length));
  await canvas.tidy();
  assert.ok(sizes.length >= 3 && Math.max(...sizes) < 60_000, sizes.join());
  assert.equal(canvas.undo.undoStack.length, 1);
});

test("who may only watch moves nothing, and is told", async () => {
  const canvas = aTidyCanvas({ canWrite: false });
  const before = canvas.places();
  await canvas.tidy();
  assert.deepEqual(canvas.places(), before);
  assert.match(canvas.said.at(-1).text, /watch/);
});

test("a layout that cannot be loaded is said, and changes nothing", async (t) => {
  t.mock.method(console, "warn", () => {});
  const canvas = aCanvas();
  const said = [];
  const tools = { session: canvas.session, binding: canvas.binding, ui: canvas.ui, mayWrite: () => true, say: (one) => said.push(one.text) };
  const tidy = tidyGesture(tools, () => {}, () => Promise.reject(new Error("away")));
  assert.equal(await tidy(), false);
  assert.match(said.join(), /could not be loaded/);
});
