import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, SPEC, Y } from "./bench.mjs";
import { project } from "./document.js";
import { addNode, connect, copy, deleteNodes, duplicate, paste } from "./ops.js";

const flow = (doc) => project(doc, SPEC);
const through = (clip) => JSON.parse(JSON.stringify(clip));

test("O7 copies get new ids throughout and keep what they say and how they are connected", () => {
  const doc = aFlow();
  const before = flow(doc);
  const ids = paste(doc, SPEC, through(copy(doc, SPEC, ["n_talk", "n_end"])), { x: 1000, y: 500 });
  const { nodes, edges, layout } = flow(doc);
  const [talk, end] = ids;
  assert.deepEqual([nodes[talk].name, nodes[end].name], ["Talk 2", "Bye 2"]);
  assert.equal(nodes[talk].fields.prompt, "Ask.");
  const conditions = (node) => node.fields.transitions.map(({ condition }) => condition);
  assert.deepEqual(conditions(nodes[talk]), conditions(before.nodes.n_talk));
  const items = nodes[talk].fields.transitions.map(({ id }) => id);
  assert.ok(items.every((id) => !["i_yes", "i_no"].includes(id)));
  const fresh = Object.values(edges).filter(({ source }) => source === talk);
  assert.deepEqual(fresh, [{ source: talk, port: items[0], target: end }]);
  assert.deepEqual([layout[talk], layout[end]], [{ x: 1000, y: 500 }, { x: 1300, y: 600 }]);
  for (const id of Object.keys(before.nodes)) assert.deepEqual(nodes[id], before.nodes[id]);
});

test("O7 Start, deleted nodes and unknown kinds stay behind", () => {
  const doc = aFlow();
  doc.getMap("nodes").set("n_sms", new Y.Map([["kind", "sms"]]));
  deleteNodes(doc, ["n_end"], { by: "", at: "" });
  const clip = copy(doc, SPEC, ["start", "n_sms", "n_end", "n_talk", "n_talk"]);
  assert.deepEqual(clip.nodes.map(({ id }) => id), ["n_talk"]);
  assert.deepEqual(clip.edges, []);
});

test("O7 nodes travel into another agent's flow", () => {
  const other = new Y.Doc();
  addNode(other, SPEC, "start");
  const ids = paste(other, SPEC, through(copy(aFlow(), SPEC, ["n_talk", "n_end"])), { x: 0, y: 0 });
  assert.equal(ids.length, 2);
  assert.deepEqual(Object.values(flow(other).nodes).map(({ name }) => name).sort(), ["Bye", "Start", "Talk"]);
});

test("O7 a strange clip brings nothing in that the table does not know", () => {
  const doc = aFlow();
  const size = doc.getMap("nodes").size;
  const node = { id: "n_1", kind: "end_call", name: "Odd", fields: {}, x: 0, y: 0 };
  const clip = (nodes, edges = []) => ({ format: "callweave.nodes", version: 1, nodes, edges });
  for (const strange of [null, "text", 5, [], {}, { format: "other", nodes: [node] }, clip("none"), clip([null, 5, {}])]) {
    assert.deepEqual(paste(doc, SPEC, strange, { x: 0, y: 0 }), []);
  }
  const kinds = ["sms", "start", "__proto__", "constructor", 5].map((kind, index) => ({ ...node, id: `n_${index}`, kind }));
  assert.deepEqual(paste(doc, SPEC, clip([...kinds, { ...node, id: "a b" }]), { x: 0, y: 0 }), []);
  assert.equal(doc.getMap("nodes").size, size);
  const edges = [null, 5, { source: "n_1", port: "out", target: "n_1" }, { source: "n_1", port: {}, target: "start" }];
  const odd = { ...node, name: 7, x: "far", fields: { farewell_message: 5, extra: "x", transitions: [{}] } };
  const [id] = paste(doc, SPEC, clip([odd, odd], edges), { x: 5, y: 6 });
  assert.deepEqual(flow(doc).nodes[id].fields, { farewell_message: "", end_condition_prompt: "" });
  assert.deepEqual(flow(doc).layout[id], { x: 5, y: 6 });
  assert.deepEqual([...doc.getMap("nodes").get(id).keys()].sort(), ["end_condition_prompt", "farewell_message", "kind", "name"]);
});

test("O7 a clip that does not fit is not pasted in part", () => {
  const doc = aFlow();
  const clip = copy(doc, SPEC, ["n_talk", "n_end"]);
  assert.deepEqual(paste(doc, { ...SPEC, limits: { nodes: 4 } }, clip, { x: 0, y: 0 }), []);
  assert.equal(doc.getMap("nodes").size, 3);
});

test("duplicates stand a little beside", () => {
  const doc = aFlow();
  const [talk, end] = duplicate(doc, SPEC, ["n_talk", "n_end"]);
  assert.deepEqual([flow(doc).layout[talk], flow(doc).layout[end]], [{ x: 340, y: 40 }, { x: 640, y: 140 }]);
  assert.equal(Object.values(flow(doc).edges).filter(({ source }) => source === talk).length, 1);
});

test("a copied node that leads to one left behind is loose there", () => {
  const doc = aFlow();
  connect(doc, SPEC, { source: "n_talk", port: "i_no", target: "n_end" });
  const [talk] = duplicate(doc, SPEC, ["n_talk"]);
  assert.ok(Object.values(flow(doc).edges).every(({ source }) => source !== talk));
});
