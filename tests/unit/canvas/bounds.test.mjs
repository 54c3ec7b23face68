/** The browser keeps within the limits of app/flows/limits.py, which come with the spec. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Y } from "./bench.mjs";
import * as limits from "./limits.js";
import { readPlace } from "./document.js";
import { addItem, addNode, copy, moveNodes, paste, pasteRefusal, setValue } from "./ops.js";

const SPEC = JSON.parse(readFileSync(new URL("./client_spec.json", import.meta.url)));

test("one table of limits: no number of the browser is above the guard's", () => {
  const table = SPEC.limits;
  assert.equal(limits.MAX_TEXT, table.prose_chars);
  assert.equal(limits.MAX_COORDINATE, table.coordinate);
  assert.equal(limits.FAR_COORDINATE, table.far);
  for (const [mine, theirs] of [
    [limits.MAX_VALUE_BYTES, table.value_bytes],
    [limits.MAX_UPDATE_BYTES, table.update_bytes],
    [limits.MAX_UPDATE_STRUCTS, table.update_structs],
    [limits.MAX_DOCUMENT_BYTES, table.document_bytes],
  ]) assert.ok(mine < theirs && mine > theirs / 2);
});

function whole() {
  const doc = new Y.Doc();
  addNode(doc, SPEC, "start", {});
  addNode(doc, SPEC, "conversation", { id: "n_1" });
  return doc;
}

test("a transition of 150,000 characters is refused before it is written", () => {
  const doc = whole();
  const row = addItem(doc, ["nodes", "n_1", "transitions"], { condition: "short" });
  assert.equal(setValue(doc, ["nodes", "n_1", "transitions", row, "condition"], "x".repeat(150_000)), false);
  assert.equal(setValue(doc, ["nodes", "n_1", "transitions", row, "condition"], "é".repeat(60_000)), false);
  assert.equal(setValue(doc, ["nodes", "n_1", "transitions", row, "condition"], "x".repeat(2_000)), true);
  assert.equal(setValue(doc, ["nodes", "n_1", "prompt"], "x".repeat(150_000)), true, "a prompt may be long");
});

test("no step is put where the server takes none", () => {
  const doc = whole();
  moveNodes(doc, { n_1: { x: 1e7 + 20, y: -1e300 } });
  assert.deepEqual(readPlace(doc, "n_1"), { x: 1e7, y: -1e7 });
  const id = addNode(doc, SPEC, "end_call", { x: 1e9, y: 0 });
  assert.deepEqual(readPlace(doc, id), { x: 1e7, y: 0 });
});

test("what does not fit is refused with the reason before it is pasted", () => {
  const doc = whole();
  const clip = copy(doc, SPEC, ["n_1"]);
  assert.equal(pasteRefusal(doc, SPEC, clip), "");
  const many = { ...clip, nodes: Array.from({ length: 5_000 }, (_, at) => ({ ...clip.nodes[0], id: `n_${at}` })) };
  assert.match(pasteRefusal(doc, SPEC, many), /no room for 5000 more steps: this flow has 2, and 5000 are allowed/);
  const tangled = { ...clip, edges: Array.from({ length: 20_001 }, () => ({})) };
  assert.match(pasteRefusal(doc, SPEC, tangled), /20001 more connections/);
  const long = structuredClone(clip);
  long.nodes[0].fields.transitions = [{ id: "i_1", condition: "x".repeat(150_000) }];
  assert.match(pasteRefusal(doc, SPEC, long), /longer than one field may be/);
  const heavy = { ...clip, nodes: Array.from({ length: 10 }, (_, at) => ({ ...clip.nodes[0], id: `n_${at}`, fields: { prompt: "x".repeat(1_900_000) } })) };
  assert.match(pasteRefusal(doc, SPEC, heavy), /larger than it may be/);
  assert.equal(paste(doc, SPEC, clip, { x: 0, y: 0 }).length, 1);
});
