import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { createSource, isTyping, share, touches } from "./sources.js";

function flow() {
  const doc = new Y.Doc();
  const nodes = doc.getMap("nodes");
  for (const id of ["n_a", "n_b"]) nodes.set(id, new Y.Map([["name", id], ["prompt", new Y.Text("Hello")]]));
  return { doc, nodes };
}

const watch = (nodes, id) => createSource([nodes], touches(nodes, id), () => nodes.get(id)?.toJSON() ?? null);

test("parts that are equal keep their identity", () => {
  const before = { rows: [{ id: "1", x: 1 }, { id: "2", x: 2 }], name: "a" };
  const after = { rows: [{ id: "1", x: 1 }, { id: "2", x: 3 }], name: "a" };
  const shared = share(before, after);
  assert.deepEqual(shared, after);
  assert.equal(shared.rows[0], before.rows[0]);
  assert.notEqual(shared.rows[1], before.rows[1]);
  assert.equal(share(before, structuredClone(before)), before);
});

test("a key that went, or a list that grew, is a change", () => {
  const before = { a: 1, b: [1] };
  assert.deepEqual(share(before, { a: 1 }), { a: 1 });
  assert.deepEqual(share(before, { a: 1, b: [1, 2] }), { a: 1, b: [1, 2] });
  assert.deepEqual(share({ a: undefined }, { b: undefined }), { b: undefined });
});

test("a source is the same value until what it reads changes", () => {
  const { nodes } = flow();
  const source = watch(nodes, "n_a");
  let told = 0;
  const stop = source.sub(() => (told += 1));
  const first = source.get();
  assert.equal(source.get(), first);
  nodes.get("n_b").set("name", "other");
  assert.equal(told, 0);
  assert.equal(source.get(), first);
  nodes.get("n_a").set("name", "new");
  assert.equal(told, 1);
  assert.equal(source.get().name, "new");
  stop();
});

test("writing the same value again wakes nobody", () => {
  const { nodes } = flow();
  const source = watch(nodes, "n_a");
  let told = 0;
  source.sub(() => (told += 1));
  nodes.get("n_a").set("name", "n_a");
  assert.equal(told, 0);
});

test("keystrokes in a text wake no panel", () => {
  const { nodes } = flow();
  const source = watch(nodes, "n_a");
  let told = 0;
  source.sub(() => (told += 1));
  nodes.get("n_a").get("prompt").insert(0, "x");
  assert.equal(told, 0);
});

test("a step that is replaced or removed is noticed", () => {
  const { nodes } = flow();
  const source = watch(nodes, "n_a");
  source.sub(() => {});
  nodes.delete("n_a");
  assert.equal(source.get(), null);
});

test("without subscribers a source answers freshly and observes nothing", () => {
  const { nodes } = flow();
  let reads = 0;
  const source = createSource([nodes], () => true, () => (reads += 1));
  const stop = source.sub(() => {});
  stop();
  nodes.get("n_a").set("name", "new");
  assert.equal(reads, 1);
  assert.equal(source.get(), 2);
});

test("a listener that leaves while it is told disturbs no other", () => {
  const { nodes } = flow();
  const source = watch(nodes, "n_a");
  const told = [];
  const leave = source.sub(() => (told.push("first"), leave()));
  source.sub(() => told.push("second"));
  nodes.get("n_a").set("name", "new");
  assert.deepEqual(told, ["first", "second"]);
});

test("only events of texts are typing", () => {
  const { doc, nodes } = flow();
  const seen = [];
  nodes.observeDeep((events) => seen.push(...events.map(isTyping)));
  doc.transact(() => {
    nodes.get("n_a").get("prompt").insert(0, "x");
    nodes.get("n_a").set("name", "y");
  });
  assert.deepEqual(seen.sort(), [false, true]);
});
