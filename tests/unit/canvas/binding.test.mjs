import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, LOCAL, readJson, SPEC, twin, Y } from "./bench.mjs";
import { createBinding } from "./binding.js";
import { project } from "./document.js";
import * as ops from "./ops.js";
import { dice } from "./twins.mjs";

/** What the arrays say, in the words of the projection. */
function shownBy(binding) {
  const nodes = binding.nodes().map(({ id, data, position }) => [id, { kind: data.kind, name: binding.card(id).name, ...position }]);
  const edges = binding.edges().map(({ id, source, sourceHandle, target }) => [id, { source, port: sourceHandle, target }]);
  return { nodes: Object.fromEntries(nodes), edges: Object.fromEntries(edges) };
}

function expectedOf(doc) {
  const { nodes, edges, layout } = project(doc, SPEC);
  const title = (node) => node.name || SPEC.kinds[node.kind]?.title || "Unnamed step";
  return {
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { kind: node.kind, name: title(node), ...layout[id] }])),
    edges,
  };
}

const nodeOf = (binding, id) => binding.nodes().find((node) => node.id === id);
const edgeFrom = (binding, source) => binding.edges().find((edge) => edge.source === source);
const remote = (doc, work) => doc.transact(work, "somebody else");

test("it shows what the projection shows, of documents that nobody honest makes", () => {
  for (const [index, { update }] of readJson("odd_documents.json").entries()) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Buffer.from(update, "base64"));
    assert.deepEqual(shownBy(createBinding(doc, SPEC)), expectedOf(doc), `document ${index}`);
  }
});

test("it shows what the projection shows after every change of two people, whole or in pieces", () => {
  const doc = aFlow();
  const other = twin(doc);
  const binding = createBinding(doc, SPEC);
  const underway = [];
  doc.on("update", (update, origin) => origin === LOCAL && Y.applyUpdate(other, update));
  other.on("update", (update, origin) => origin === LOCAL && underway.push(update));
  const { below, pick: any } = dice(2_030);
  for (let round = 0; round < 250; round += 1) {
    const at = any([doc, other]);
    const { nodes, edges } = project(at, SPEC);
    const ids = Object.keys(nodes);
    const deeds = [
      () => ops.addNode(at, SPEC, any(Object.keys(SPEC.kinds)), { x: round * 20, y: 20 }),
      () => ops.deleteNodes(at, [any(ids)], { by: "u", at: "2030" }),
      () => ops.recoverNodes(at, ops.deletedNodes(at, SPEC).map(({ id }) => id).slice(0, 1)),
      () => ops.moveNodes(at, { [any(ids)]: { x: round, y: -round } }),
      () => ops.setValue(at, ["nodes", any(ids), "name"], `Step ${round}`),
      () => ops.removeEdges(at, [any(Object.keys(edges)) ?? "e_none"]),
      () => ops.addItem(at, ["nodes", "n_talk", "transitions"], { condition: `Reason ${round}` }),
      () => ops.removeItem(at, ["nodes", "n_talk", "transitions"], any(nodes.n_talk?.fields.transitions ?? [{}])?.id),
      ...Array(4).fill(() => {
        const source = any(ids);
        const ways = ops.ports(SPEC, nodes[source]);
        if (ways.length) ops.connect(at, SPEC, { source, port: any(ways).id, target: any(ids) });
      }),
    ];
    any(deeds)();
    if (below(3) === 0 && underway.length) Y.applyUpdate(doc, Y.mergeUpdates(underway.splice(0)));
    assert.deepEqual(shownBy(binding), expectedOf(doc), `round ${round}`);
  }
  assert.ok(binding.nodes().length > 10 && binding.edges().length > 5);
});

test("moving one step leaves every other element as it was", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const [before, edges] = [binding.nodes(), binding.edges()];
  ops.moveNodes(doc, { n_talk: { x: 340, y: 20 } });
  assert.deepEqual(nodeOf(binding, "n_talk").position, { x: 340, y: 20 });
  assert.equal(binding.edges(), edges);
  for (const node of before) assert.equal(node === nodeOf(binding, node.id), node.id !== "n_talk", node.id);
});

test("typing in a prompt tells the card of that step, and redraws nothing else", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const told = [];
  for (const id of ["start", "n_talk", "n_end"]) binding.subCard(id, () => told.push(id));
  binding.sub(() => told.push("arrays"));
  const [card, nodes] = [binding.card("n_talk"), binding.nodes()];
  remote(doc, () => doc.getMap("nodes").get("n_talk").get("prompt").insert(0, "Kindly. "));
  assert.deepEqual(told, ["n_talk"]);
  assert.equal(binding.nodes(), nodes);
  assert.equal(binding.card("n_talk").text, "Kindly. Ask.");
  assert.equal(binding.card("n_talk").ports, card.ports, "what did not change is the same object");
});

test("typing in a step leaves its lit connections as they are", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  binding.mark(["n_talk"]);
  const edges = binding.edges();
  remote(doc, () => doc.getMap("nodes").get("n_talk").get("prompt").insert(0, "Kindly. "));
  assert.equal(binding.edges(), edges);
});

test("words beyond what a card shows do not change the card", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const prompt = doc.getMap("nodes").get("n_talk").get("prompt");
  prompt.insert(0, "word ".repeat(300));
  const card = binding.card("n_talk");
  prompt.insert(prompt.length, " more");
  assert.equal(binding.card("n_talk"), card);
});

test("a new name is in the labels of what leads there", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  remote(doc, () => doc.getMap("nodes").get("n_talk").set("name", "Greeting"));
  assert.equal(nodeOf(binding, "n_talk").ariaLabel, "Greeting, Conversation, 2 outputs");
  assert.equal(edgeFrom(binding, "start").ariaLabel, "Start, Immediately, to Greeting");
  assert.equal(edgeFrom(binding, "n_talk").ariaLabel, "Greeting, They agree, to Bye");
});

test("a deleted step goes with its connections and comes back with them", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const ids = binding.edges().map(({ id }) => id).sort();
  const first = edgeFrom(binding, "start").id;
  ops.deleteNodes(doc, ["n_talk"], { by: "", at: "" });
  assert.deepEqual([binding.edges(), binding.card("n_talk")], [[], null]);
  assert.equal(binding.card("start").ports[0].edge, "");
  ops.recoverNodes(doc, ["n_talk"]);
  assert.deepEqual(binding.edges().map(({ id }) => id).sort(), ids);
  assert.equal(binding.card("start").ports[0].edge, first);
});

test("of two connections that teammates drew from one port at once, everybody sees the same one", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const edges = doc.getMap("edges");
  remote(doc, () => edges.set("e_zz", { source: "n_talk", port: "i_no", target: "start" }));
  remote(doc, () => edges.set("e_b", { source: "n_talk", port: "i_no", target: "n_end" }));
  remote(doc, () => edges.set("e_a", { source: "n_talk", port: "i_no", target: "n_talk" }));
  const shown = () => binding.edges().filter(({ sourceHandle }) => sourceHandle === "i_no").map(({ id }) => id);
  assert.deepEqual(shown(), ["e_a"]);
  remote(doc, () => edges.delete("e_a"));
  assert.deepEqual(shown(), ["e_b"]);
});

test("a step of an unknown kind is shown with the ways that lead out of it", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  remote(doc, () => {
    doc.getMap("nodes").set("n_sms", new Y.Map([["kind", "sms"], ["name", "Text them"]]));
    doc.getMap("edges").set("e_1", { source: "n_sms", port: "sent", target: "n_end" });
  });
  const { kind, title, unknown, ports } = binding.card("n_sms");
  assert.deepEqual([kind, title, unknown], ["sms", "Unknown step — made by a newer Callweave", true]);
  assert.deepEqual(ports, [{ id: "sent", label: "sent", optional: false, edge: "e_1" }]);
  assert.equal(edgeFrom(binding, "n_sms").target, "n_end");
});

test("a step is shown where a teammate holds it, and where it is stored once let go", () => {
  const binding = createBinding(aFlow(), SPEC);
  const before = nodeOf(binding, "n_talk");
  binding.hold(new Map([["n_talk", { x: 5, y: 6 }], ["n_gone", { x: 0, y: 0 }]]));
  assert.deepEqual(nodeOf(binding, "n_talk").position, { x: 5, y: 6 });
  assert.equal(nodeOf(binding, "n_gone"), undefined);
  binding.hold(new Map());
  assert.deepEqual(nodeOf(binding, "n_talk").position, before.position);
});

test("a step in one's own hand stays there, whoever else moves it", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const drag = { type: "position", id: "n_talk", dragging: true, position: { x: 1, y: 2 } };
  assert.deepEqual(binding.grasp([drag]), [{ ...drag, dragging: undefined }], "React Flow would draw it out of view, too");
  binding.setNodes(binding.nodes().map((node) => (node.id === "n_talk" ? { ...node, position: drag.position } : node)));
  remote(doc, () => doc.getMap("layout").set("n_talk", { x: 900, y: 900 }));
  binding.hold(new Map([["n_talk", { x: 7, y: 7 }]]));
  assert.deepEqual(nodeOf(binding, "n_talk").position, { x: 1, y: 2 });
  binding.hold(new Map());
  binding.grasp([{ type: "position", id: "n_talk", dragging: false }]);
  binding.replace(["n_talk"]);
  assert.deepEqual(nodeOf(binding, "n_talk").position, { x: 900, y: 900 });
});

test("what React Flow keeps in its elements survives every change of the document", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  binding.setNodes(binding.nodes().map((node) => ({ ...node, measured: { width: 240, height: 90 } })));
  binding.select(["n_talk"], [edgeFrom(binding, "start").id]);
  binding.mark(["n_talk"]);
  const stop = binding.subCard("n_talk", () => {});
  ops.setValue(doc, ["nodes", "n_talk", "name"], "Other");
  ops.connect(doc, SPEC, { source: "start", port: "out", target: "n_end" });
  const node = nodeOf(binding, "n_talk");
  assert.deepEqual([node.selected, node.measured], [true, { width: 240, height: 90 }]);
  const edge = edgeFrom(binding, "start");
  assert.deepEqual([edge.target, edge.selected, edge.data.near], ["n_end", true, true]);
  stop();
});

test("the connections of what is selected are marked, and Tab reaches only those", () => {
  const binding = createBinding(aFlow(), SPEC);
  binding.mark(["n_end"]);
  const marks = () => binding.edges().map(({ source, focusable, data }) => [source, Boolean(focusable), Boolean(data.near)]);
  assert.deepEqual(marks().sort(), [["n_talk", true, true], ["start", false, false]]);
  binding.mark([]);
  assert.deepEqual(marks().sort(), [["n_talk", false, false], ["start", false, false]]);
});

test("a step outside the view is measured again when its ways change, one inside measures itself", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  const measured = { width: 240, height: 90 };
  binding.setNodes(binding.nodes().map((node) => ({ ...node, measured })));
  const stop = binding.subCard("n_talk", () => {});
  ops.addItem(doc, ["nodes", "n_talk", "transitions"], { condition: "Else" });
  assert.equal(nodeOf(binding, "n_talk").measured, measured);
  stop();
  ops.addItem(doc, ["nodes", "n_talk", "transitions"], { condition: "Or else" });
  assert.equal(nodeOf(binding, "n_talk").measured, undefined);
});

test("a step that cannot be read is shown as such, and the others as ever", (t) => {
  const said = t.mock.method(console, "error", () => {});
  const spec = { ...SPEC, kinds: { ...SPEC.kinds, end_call: { ...SPEC.kinds.end_call, preview: null } } };
  const doc = aFlow();
  const binding = createBinding(doc, spec);
  assert.equal(binding.card("n_end").broken, true);
  assert.equal(binding.card("n_talk").name, "Talk");
  ops.moveNodes(doc, { n_end: { x: 7, y: 7 } });
  assert.deepEqual(nodeOf(binding, "n_end").position, { x: 7, y: 7 });
  assert.ok(said.mock.calls.length > 0);
});

test("one transaction is one telling, and nothing is told after the end", () => {
  const doc = aFlow();
  const binding = createBinding(doc, SPEC);
  let told = 0;
  binding.sub(() => (told += 1));
  ops.deleteNodes(doc, ["n_talk", "n_end"], { by: "", at: "" });
  assert.equal(told, 1);
  binding.destroy();
  ops.recoverNodes(doc, ["n_talk"]);
  assert.equal(told, 1);
});
