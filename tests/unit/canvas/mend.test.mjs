import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, SPEC, Y } from "./bench.mjs";
import { LOCAL, project, roots } from "./document.js";
import { applyFix } from "./mend.js";
import { addItem, connect, deletedNodes } from "./ops.js";

const MARK = { by: "Ana", at: "2030-01-01T00:00:00Z" };

test("P4.1 every op does what it says, all in one step of undo", () => {
  const doc = aFlow();
  const edge = connect(doc, SPEC, { source: "start", port: "out", target: "n_talk" }) ?? [...roots(doc).edges.keys()][0];
  const item = addItem(doc, ["variables"], { name: "old" });
  const undo = new Y.UndoManager(Object.values(roots(doc)), { trackedOrigins: new Set([LOCAL]) });
  const before = JSON.stringify(project(doc, SPEC));
  const ops = [
    { op: "delete_nodes", ids: ["n_talk"] },
    { op: "remove_edges", ids: [edge] },
    { op: "set", path: ["settings", "voice"], value: "Katie" },
    { op: "remove_item", path: ["variables"], id: item },
  ];
  assert.equal(applyFix(doc, SPEC, ops, MARK), true);
  const after = project(doc, SPEC);
  assert.deepEqual([after.nodes.n_talk, after.edges[edge], after.settings.voice], [undefined, undefined, "Katie"]);
  assert.ok(!after.variables.some(({ id }) => id === item));
  assert.deepEqual(deletedNodes(doc, SPEC).map(({ id, by }) => [id, by]), [["n_talk", "Ana"]]);
  assert.equal(undo.undoStack.length, 1);
  undo.undo();
  assert.equal(JSON.stringify(project(doc, SPEC)), before);
});

test("what has vanished, and what nobody here knows, is passed over without a word in the document", () => {
  const doc = aFlow();
  const before = Y.encodeStateAsUpdate(doc);
  const ops = [
    { op: "delete_nodes", ids: ["n_gone", "start"] },
    { op: "remove_edges", ids: ["e_gone"] },
    { op: "set", path: ["nodes", "n_gone", "prompt"], value: "x" },
    { op: "set", path: ["settings", "voice"], value: { a: 1 } },
    { op: "set", path: ["constructor", "voice"], value: "x" },
    { op: "set", path: ["__proto__"], value: "x" },
    { op: "set", path: "settings", value: "x" },
    { op: "remove_item", path: ["nodes", "n_talk", "transitions"], id: "i_gone" },
    { op: "remove_item", path: [], id: "i_gone" },
    { op: "toString" },
    { op: "explode" },
    {},
    null,
    "delete_nodes",
  ];
  assert.equal(applyFix(doc, SPEC, ops, MARK), false);
  for (const odd of [null, undefined, "x", {}]) assert.equal(applyFix(doc, SPEC, odd), false);
  assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
});
