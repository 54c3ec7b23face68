import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { addNode, connect, deleteNodes } from "./ops.js";
import { deleted, exitsOf, moment, nameOf, outline, raw } from "./outline.js";

const kind = (name, title, ports, fields = []) => ({ kind: name, title, placeable: true, fields, ports, preview: [] });
const fixed = (...ids) => ({ fixed: ids.map((id) => ({ id, label: `By ${id}`, optional: id === "maybe", shown_if: null, label_by: null })), each: null });
const SPEC = {
  schema: 1,
  kinds: {
    start: kind("start", "Start", fixed("out")),
    talk: kind("talk", "Talk", fixed("yes", "maybe")),
    end: kind("end", "End", fixed()),
  },
  settings: [],
  variable: [],
  pronunciation: [],
  limits: { nodes: 100, edges: 100 },
};

function flow() {
  const doc = new Y.Doc();
  addNode(doc, SPEC, "start", {});
  addNode(doc, SPEC, "talk", { id: "n_talk", name: "Greeting" });
  addNode(doc, SPEC, "end", { id: "n_end", name: "Bye" });
  return doc;
}

test("an exit tells where it leads, and may lead to every step but Start and itself", () => {
  const doc = flow();
  const edge = connect(doc, SPEC, { source: "n_talk", port: "yes", target: "n_end" });
  const { rows, targets } = exitsOf(doc, SPEC, "n_talk");
  assert.deepEqual(rows, [
    { id: "yes", label: "By yes", optional: false, edge, target: "n_end", entry: false },
    { id: "maybe", label: "By maybe", optional: true, edge: "", target: "", entry: false },
  ]);
  assert.deepEqual(targets, [{ id: "n_end", name: "Bye" }]);
});

test("an exit to a deleted step leads nowhere", () => {
  const doc = flow();
  connect(doc, SPEC, { source: "n_talk", port: "yes", target: "n_end" });
  deleteNodes(doc, ["n_end"], { by: "Anna", at: "2026-01-02T03:04:05Z" });
  const { rows, targets } = exitsOf(doc, SPEC, "n_talk");
  assert.equal(rows[0].target, "");
  assert.deepEqual(targets, []);
});

test("a step that is gone has no exits and no fields", () => {
  assert.deepEqual(exitsOf(flow(), SPEC, "n_gone"), { rows: [], targets: [] });
  assert.deepEqual(raw(flow(), SPEC, "n_gone"), []);
});

test("the outline counts steps, connections and the exits that must still be connected", () => {
  const doc = flow();
  assert.deepEqual(counts(doc), { steps: 3, connections: 0, open: 2 });
  connect(doc, SPEC, { source: "start", port: "out", target: "n_talk" });
  assert.deepEqual(counts(doc), { steps: 3, connections: 1, open: 1 });
});

const counts = (doc) => {
  const { steps, connections, open } = outline(doc, SPEC);
  return { steps, connections, open };
};

test("deleted steps say who deleted them, the latest first", () => {
  const doc = flow();
  deleteNodes(doc, ["n_end"], { by: "Anna", at: "2026-01-02T03:04:05Z" });
  deleteNodes(doc, ["n_talk"], { by: "", at: "2026-01-03T03:04:05Z" });
  const rows = deleted(doc, SPEC);
  assert.deepEqual(rows.map(({ id, name, kind_title, by }) => ({ id, name, kind_title, by })), [
    { id: "n_talk", name: "Greeting", kind_title: "Talk", by: "somebody" },
    { id: "n_end", name: "Bye", kind_title: "End", by: "Anna" },
  ]);
  assert.ok(rows.every((row) => row.when));
});

test("what is no time is shown as nothing", () => {
  assert.equal(moment("soon"), "");
  assert.equal(moment(undefined), "");
});

test("a step without a name is called by its kind", () => {
  assert.equal(nameOf(SPEC, { name: "", kind: "talk" }), "Talk");
  assert.equal(nameOf(SPEC, { name: "", kind: "of_tomorrow" }), "Unnamed step");
});

test("a step of an unknown kind shows its fields as they are", () => {
  const doc = flow();
  doc.getMap("nodes").set("n_new", new Y.Map([["kind", "of_tomorrow"], ["name", "New"], ["volume", 3], ["words", ["a"]]]));
  assert.deepEqual(raw(doc, SPEC, "n_new"), [
    { name: "kind", value: "of_tomorrow" },
    { name: "name", value: "New" },
    { name: "volume", value: "3" },
    { name: "words", value: '["a"]' },
  ]);
});
