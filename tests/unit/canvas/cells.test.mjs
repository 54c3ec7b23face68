import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { pathOf, sourceOf } from "./cells.js";
import * as document from "./document.js";
import * as ops from "./ops.js";
import * as outline from "./outline.js";
import { ui } from "./ui.js";

const line = (name) => ({ name, label: name, type: "line", default: "", options: [], item: [] });
const prose = (name) => ({ ...line(name), type: "prose" });
const SPEC = {
  schema: 1,
  kinds: {
    talk: { kind: "talk", title: "Talk", placeable: true, fields: [prose("prompt"), line("tone")], ports: { fixed: [], each: null }, preview: [] },
  },
  settings: [line("voice")],
  variable: [line("name")],
  pronunciation: [line("word")],
  limits: { nodes: 10, edges: 10 },
};
ui.set({ kit: { ...document, ...ops, ...outline } });

function open() {
  const doc = new Y.Doc();
  ops.addNode(doc, SPEC, "talk", { id: "n_a", name: "Greeting" });
  return { doc, spec: SPEC };
}

function watched(session, key) {
  const source = sourceOf(session, key);
  const told = { times: 0 };
  source.sub(() => (told.times += 1));
  return { source, told };
}

test("before a document is open every reading is nothing", () => {
  assert.equal(sourceOf(null, "settings").get(), null);
  assert.equal(sourceOf(open(), "").get(), null);
});

test("everybody who reads the same thing shares one source", () => {
  const session = open();
  assert.equal(sourceOf(session, "nodes/n_a"), sourceOf(session, "nodes/n_a"));
  assert.notEqual(sourceOf(session, "nodes/n_a"), sourceOf(open(), "nodes/n_a"));
});

test("a field that is written reaches the step's panel, another step's does not", () => {
  const session = open();
  ops.addNode(session.doc, SPEC, "talk", { id: "n_b" });
  const { source, told } = watched(session, "nodes/n_a");
  ops.setValue(session.doc, ["nodes", "n_a", "tone"], "warm");
  assert.equal(source.get().fields.tone, "warm");
  ops.setValue(session.doc, ["nodes", "n_b", "tone"], "cold");
  assert.equal(told.times, 1);
});

test("settings are read with their defaults and followed", () => {
  const session = open();
  const { source, told } = watched(session, "settings");
  assert.deepEqual(source.get(), { fields: { voice: "" } });
  ops.setValue(session.doc, ["settings", "voice"], "Katie");
  assert.deepEqual(source.get(), { fields: { voice: "Katie" } });
  assert.equal(told.times, 1);
});

test("variables and pronunciations are lists of their own", () => {
  const session = open();
  const { source } = watched(session, "variables");
  const id = ops.addItem(session.doc, ["variables"], { name: "caller" });
  assert.deepEqual(source.get(), [{ id, name: "caller" }]);
  assert.deepEqual(sourceOf(session, "pronunciations").get(), []);
});

test("the deleted steps come and go", () => {
  const session = open();
  const { source } = watched(session, "deleted");
  ops.deleteNodes(session.doc, ["n_a"], { by: "Anna", at: "2026-01-02T03:04:05Z" });
  assert.deepEqual(source.get().map((row) => [row.id, row.by]), [["n_a", "Anna"]]);
  ops.recoverNodes(session.doc, ["n_a"]);
  assert.deepEqual(source.get(), []);
});

test("a path names the field of the selected step, or of the settings", () => {
  assert.deepEqual(pathOf("nodes", "n_a", "tone"), ["nodes", "n_a", "tone"]);
  assert.deepEqual(pathOf("settings", "n_a", "voice"), ["settings", "voice"]);
});

test("of a large flow the outline is read in slices, a moment after it changed", async () => {
  const session = { ...open(), spec: { ...SPEC, limits: { nodes: 1_000, edges: 1_000 } } };
  session.doc.transact(() => {
    for (let at = 0; at < 400; at += 1) ops.addNode(session.doc, session.spec, "talk", { id: `n_${at}` });
  });
  const source = sourceOf(session, "outline");
  const told = new Promise((resolve) => source.sub(resolve));
  assert.equal(source.get(), undefined, "nobody waits for it");
  await told;
  const expected = outline.outline(session.doc, session.spec);
  assert.deepEqual(source.get(), expected);
  assert.ok(expected.steps >= 400);
});
