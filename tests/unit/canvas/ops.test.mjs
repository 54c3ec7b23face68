import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, LOCAL, meet, origins, SPEC, twin, Y } from "./bench.mjs";
import { project, readNode } from "./document.js";
import * as ops from "./ops.js";

const flow = (doc) => project(doc, SPEC);
const edgeFrom = (doc, source, port) => Object.values(flow(doc).edges).find((edge) => edge.source === source && edge.port === port);

test("a new node of every kind has all its cells and the table's defaults", () => {
  for (const [kind, { title, fields }] of Object.entries(SPEC.kinds)) {
    const doc = new Y.Doc();
    const id = ops.addNode(doc, SPEC, kind, { x: 10, y: 20 });
    const node = flow(doc).nodes[id];
    assert.equal(node.name, title);
    assert.deepEqual(flow(doc).layout[id], { x: 10, y: 20 });
    for (const field of fields) {
      const cell = doc.getMap("nodes").get(id).get(field.name);
      if (field.type === "prose") assert.ok(cell instanceof Y.Text, field.name);
      else if (field.type === "items") assert.equal(cell.size, field.born_with, field.name);
      else assert.deepEqual(cell, field.default, field.name);
    }
  }
});

test("a new node takes the fields it is given, as the projection would say them", () => {
  const doc = aFlow();
  const fields = { conditions: [{ id: "i_1", variable: "age", operator: ">", value: "18" }, { variable: "x", order: 9 }] };
  const id = ops.addNode(doc, SPEC, "if_else", { name: "Grown up?", fields });
  const node = flow(doc).nodes[id];
  assert.equal(node.name, "Grown up?");
  assert.deepEqual(node.fields.conditions[0], { id: "i_1", variable: "age", operator: ">", value: "18" });
  assert.deepEqual({ ...node.fields.conditions[1], id: "" }, { id: "", variable: "x", operator: "==", value: "" });
});

test("values of the wrong type become the default of a new node", () => {
  const doc = aFlow();
  const fields = { mode: 5, prompt: ["x"], skip_response: "yes", transitions: "none", extra: 1 };
  const id = ops.addNode(doc, SPEC, "conversation", { fields });
  const { mode, prompt, skip_response: skip, transitions, extra } = flow(doc).nodes[id].fields;
  assert.deepEqual([mode, prompt, skip, transitions.length, extra], ["prompt", "", false, 1, undefined]);
});

test("names of new nodes are told apart", () => {
  const doc = aFlow();
  const named = ["Talk", "Talk", "Bye"].map((name) => readNode(doc, SPEC, ops.addNode(doc, SPEC, "end_call", { name })).name);
  assert.deepEqual(named, ["Talk 2", "Talk 3", "Bye 2"]);
});

test("no unknown kind, no second Start, no id twice, no more than fit", () => {
  const doc = aFlow();
  assert.equal(ops.addNode(doc, SPEC, "sms"), null);
  assert.equal(ops.addNode(doc, SPEC, "__proto__"), null);
  assert.equal(ops.addNode(doc, SPEC, "start"), null);
  assert.equal(ops.addNode(doc, SPEC, "end_call", { id: "n_talk" }), null);
  assert.equal(ops.addNode(doc, SPEC, "end_call", { id: "start" }), null);
  assert.equal(ops.addNode(doc, { ...SPEC, limits: { nodes: 3 } }, "end_call"), null);
  assert.equal(Object.keys(flow(doc).nodes).length, 3);
  assert.equal(ops.addNode(new Y.Doc(), SPEC, "start"), "start");
});

test("O1 every verb is one transaction of this person, and none if nothing changes", () => {
  const doc = aFlow();
  const verbs = [
    () => ops.addNode(doc, SPEC, "booking", { id: "n_book" }),
    () => ops.moveNodes(doc, { n_talk: { x: 1, y: 2 }, n_end: { x: 3, y: 4 } }),
    () => ops.connect(doc, SPEC, { source: "n_talk", port: "i_no", target: "n_end" }),
    () => ops.setValue(doc, ["nodes", "n_talk", "mode"], "static"),
    () => ops.addItem(doc, ["nodes", "n_talk", "transitions"], { condition: "Maybe" }),
    () => ops.moveItem(doc, ["nodes", "n_talk", "transitions"], "i_no", -1),
    () => ops.removeItem(doc, ["nodes", "n_talk", "transitions"], "i_yes"),
    () => ops.duplicate(doc, SPEC, ["n_talk", "n_end"]),
    () => ops.deleteNodes(doc, ["n_talk", "n_end"], { by: "Ana", at: "2030" }),
    () => ops.recoverNodes(doc, ["n_talk", "n_end"]),
    () => ops.removeEdges(doc, [...doc.getMap("edges").keys()]),
  ];
  for (const verb of verbs) assert.deepEqual(origins(doc, verb), [LOCAL], verb.toString());
  const idle = [
    () => ops.moveNodes(doc, { n_talk: { x: 1, y: 2 }, n_gone: { x: 0, y: 0 } }),
    () => ops.setValue(doc, ["nodes", "n_talk", "mode"], "static"),
    () => ops.setValue(doc, ["nodes", "n_talk", "prompt"], "Ask."),
    () => ops.recoverNodes(doc, ["n_talk"]),
    () => ops.removeEdges(doc, ["e_gone"]),
    () => ops.deleteNodes(doc, ["start", "n_gone"], { by: "Ana", at: "2030" }),
    () => ops.moveItem(doc, ["nodes", "n_talk", "transitions"], "i_no", -1),
  ];
  for (const verb of idle) assert.deepEqual(origins(doc, verb), [], verb.toString());
});

test("O2 nothing throws when what it names has vanished", () => {
  const doc = aFlow();
  const before = Y.encodeStateAsUpdate(doc);
  const gone = ["nodes", "n_gone", "transitions"];
  assert.equal(ops.setValue(doc, ["nodes", "n_gone", "mode"], "static"), false);
  assert.equal(ops.setValue(doc, ["nodes", "n_talk", "transitions", "i_gone", "condition"], "x"), false);
  assert.equal(ops.setValue(doc, ["variables", "v_gone", "name"], "x"), false);
  assert.equal(ops.addItem(doc, gone, {}), null);
  assert.equal(ops.removeItem(doc, gone, "i_1"), false);
  assert.equal(ops.moveItem(doc, gone, "i_1", 1), false);
  assert.equal(ops.connect(doc, SPEC, { source: "n_gone", port: "out", target: "n_end" }), null);
  assert.deepEqual(ops.deleteNodes(doc, ["n_gone"], { by: "", at: "" }), []);
  assert.deepEqual(ops.recoverNodes(doc, ["n_gone", "__proto__"]), []);
  assert.deepEqual(ops.duplicate(doc, SPEC, ["n_gone"]), []);
  assert.deepEqual(ops.copy(doc, SPEC, ["n_gone"]).nodes, []);
  assert.deepEqual(ops.ports(SPEC, null), []);
  ops.moveNodes(doc, { n_gone: { x: 1, y: 1 }, n_talk: null, n_end: { x: NaN, y: 1 } });
  assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
});

test("O3 a port has one edge; drawing another moves it", () => {
  const doc = aFlow();
  const before = Object.entries(flow(doc).edges).find(([, edge]) => edge.source === "start")[0];
  assert.equal(ops.connect(doc, SPEC, { source: "start", port: "out", target: "n_end" }), before);
  assert.equal(edgeFrom(doc, "start", "out").target, "n_end");
  assert.equal(Object.keys(flow(doc).edges).length, 2);
});

test("O3 also when two people drew at once, or the old one is hidden", () => {
  const ana = aFlow();
  const ben = twin(ana);
  const way = { source: "n_talk", port: "i_no" };
  ops.connect(ana, SPEC, { ...way, target: "n_end" });
  ops.connect(ben, SPEC, { ...way, target: "n_end" });
  meet(ana, ben);
  assert.equal(ana.getMap("edges").size, 4);
  assert.equal(Object.keys(flow(ana).edges).length, 3);
  ops.deleteNodes(ana, ["n_end"], { by: "", at: "" });
  const other = ops.addNode(ana, SPEC, "end_call", { name: "Other" });
  ops.connect(ana, SPEC, { ...way, target: other });
  ops.recoverNodes(ana, ["n_end"]);
  assert.equal(edgeFrom(ana, "n_talk", "i_no").target, other);
  assert.equal([...ana.getMap("edges").values()].filter((edge) => edge.port === "i_no").length, 1);
});

test("O3 an edge under an illegal id gives way to a legal one", () => {
  const doc = aFlow();
  doc.getMap("edges").set("bad id", { source: "n_talk", port: "i_no", target: "n_end" });
  assert.match(ops.connect(doc, SPEC, { source: "n_talk", port: "i_no", target: "n_end" }), /^e_/);
  assert.equal(edgeFrom(doc, "n_talk", "i_no").target, "n_end");
  assert.ok(!doc.getMap("edges").has("bad id"));
});

test("O4 edges that may not be drawn are refused with a sentence", () => {
  const doc = aFlow();
  ops.addNode(doc, SPEC, "end_call", { id: "n_off" });
  ops.deleteNodes(doc, ["n_off"], { by: "", at: "" });
  doc.getMap("nodes").set("n_sms", new Y.Map([["kind", "sms"], ["name", "Text"]]));
  const refused = [
    [{ source: "n_talk", port: "i_yes", target: "start" }, /Start/],
    [{ source: "n_talk", port: "i_yes", target: "n_talk" }, /itself/],
    [{ source: "n_talk", port: "i_yes", target: "n_off" }, /lead to is no longer/],
    [{ source: "n_off", port: "out", target: "n_end" }, /come from is no longer/],
    [{ source: "n_talk", port: "i_gone", target: "n_end" }, /“Talk” no longer has/],
    [{ source: "n_end", port: "out", target: "n_talk" }, /Nothing can follow “Bye”/],
    [{ source: "n_sms", port: "sent", target: "n_end" }, /newer Callweave/],
    [{}, /no longer there/],
  ];
  for (const [way, sentence] of refused) {
    const { ok, reason } = ops.canConnect(doc, SPEC, way);
    assert.equal(ok, false);
    assert.match(reason, sentence);
    assert.equal(ops.connect(doc, SPEC, way), null);
  }
  assert.deepEqual(ops.canConnect(doc, SPEC, { source: "n_talk", port: "i_no", target: "n_end" }), { ok: true, reason: "" });
});

test("O5 deleting hides the edges and recovering brings them back; Start stays", () => {
  const doc = aFlow();
  const whole = flow(doc);
  assert.deepEqual(ops.deleteNodes(doc, ["start", "n_talk", "n_talk"], { by: "Ana", at: "2030-01-01" }), ["n_talk"]);
  assert.deepEqual(flow(doc).edges, {});
  assert.deepEqual(ops.deletedNodes(doc, SPEC), [{ id: "n_talk", kind: "conversation", name: "Talk", by: "Ana", at: "2030-01-01" }]);
  ops.recoverNodes(doc, ["n_talk"]);
  assert.deepEqual(flow(doc), whole);
  assert.deepEqual(ops.deletedNodes(doc, SPEC), []);
});

test("the deleted nodes are listed with the latest first", () => {
  const doc = aFlow();
  ops.deleteNodes(doc, ["n_talk"], { by: "Ana", at: "2030-01-01" });
  ops.deleteNodes(doc, ["n_end"], { by: "Ben", at: "2030-01-02" });
  assert.deepEqual(ops.deletedNodes(doc, SPEC).map(({ id }) => id), ["n_end", "n_talk"]);
});

test("an undo manager undoes one's own verbs and nobody else's", () => {
  const ana = aFlow();
  const ben = twin(ana);
  const roots = ["nodes", "edges", "layout"].map((name) => ana.getMap(name));
  const undo = new Y.UndoManager(roots, { trackedOrigins: new Set([LOCAL]), captureTimeout: 0 });
  ops.deleteNodes(ana, ["n_talk"], { by: "Ana", at: "" });
  ops.setValue(ben, ["nodes", "n_end", "name"], "Farewell");
  meet(ana, ben);
  undo.undo();
  assert.ok(flow(ana).nodes.n_talk);
  assert.equal(flow(ana).nodes.n_end.name, "Farewell");
});
