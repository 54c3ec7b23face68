import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Y } from "./bench.mjs";
import { project } from "./document.js";
import { MAX_UPDATE_BYTES, MAX_UPDATE_STRUCTS } from "./limits.js";
import { addNode, copy, duplicate, LOCAL, paste } from "./ops.js";
import { divided } from "./parcels.js";

const SPEC = JSON.parse(readFileSync(new URL("./client_spec.json", import.meta.url)));

function flow(steps) {
  const doc = new Y.Doc();
  addNode(doc, SPEC, "start", {});
  doc.transact(() => {
    for (let at = 0; at < steps; at += 1) addNode(doc, SPEC, "conversation", { id: `n_${at}`, name: `Step ${at}`, fields: { prompt: `Say ${at}` } });
  }, LOCAL);
  return doc;
}

/** Hear every update of a document as parcels, and apply each to another one by itself. */
function follow(doc) {
  const other = new Y.Doc();
  const sent = [];
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  doc.on("update", (update) => {
    for (const part of divided(update)) {
      sent.push(part);
      Y.applyUpdate(other, part);
      assert.equal(other.store.pendingStructs, null, "each can be applied at once");
      assert.equal(other.store.pendingDs, null);
    }
  });
  return { other, sent };
}

const fits = (update) => update.length <= MAX_UPDATE_BYTES && Y.decodeUpdate(update).structs.length <= MAX_UPDATE_STRUCTS;

test("pasting 1,500 and duplicating 2,000 steps, undo and redo travel in updates that the server takes", () => {
  const doc = flow(2_000);
  const { other, sent } = follow(doc);
  const undo = new Y.UndoManager(["nodes", "edges", "layout"].map((name) => doc.getMap(name)), { trackedOrigins: new Set([LOCAL]) });
  const ids = Array.from({ length: 2_000 }, (_, at) => `n_${at}`);
  duplicate(doc, SPEC, ids);
  undo.stopCapturing();
  paste(doc, SPEC, copy(doc, SPEC, ids.slice(0, 900)), { x: 0, y: 0 });
  assert.equal(undo.undoStack.length, 2, "a large act is one step of undo");
  undo.undo();
  undo.undo();
  undo.redo();
  undo.redo();
  assert.deepEqual([sent.length > 5, sent.filter((each) => !fits(each)).map((each) => each.length)], [true, []], String(sent.map((each) => Y.decodeUpdate(each).structs.length)));
  assert.deepEqual(project(other, SPEC), project(doc, SPEC));
  assert.equal(Object.keys(project(other, SPEC).nodes).length, 4_901);
});

test("a small update goes as it is, and a large state of several people in parts that each stand alone", () => {
  const doc = flow(3);
  const small = Y.encodeStateAsUpdate(doc);
  assert.deepEqual(divided(small), [small]);
  const [one, two] = [flow(1_500), new Y.Doc()];
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  for (const each of [two, one, two]) {
    duplicate(each, SPEC, ["n_1", "n_2"]);
    each.transact(() => each.getMap("nodes").get("n_3").get("prompt").insert(2, `by ${each.clientID}`), LOCAL);
    Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
    Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  }
  one.getMap("nodes").delete("n_4");
  const there = new Y.Doc();
  const parts = divided(Y.encodeStateAsUpdate(one), Infinity);
  for (const part of parts) {
    Y.applyUpdate(there, part);
    assert.equal(there.store.pendingStructs, null);
    assert.equal(there.store.pendingDs, null);
  }
  assert.ok(parts.length > 1);
  assert.deepEqual(project(there, SPEC), project(one, SPEC));
});

test("only the first part may be as large as a flow", () => {
  const doc = flow(1);
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (let at = 0; at < 8; at += 1) addNode(doc, SPEC, "conversation", { id: `n_long_${at}`, fields: { prompt: "x".repeat(400_000) } });
  }, LOCAL);
  const parts = divided(Y.encodeStateAsUpdate(doc, before));
  assert.ok(parts.length >= 3 && parts.every((part) => part.length <= MAX_UPDATE_BYTES));
});
