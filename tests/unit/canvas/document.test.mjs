import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, meet, readJson, SPEC, twin, Y } from "./bench.mjs";
import * as document from "./document.js";
import { addNode, deleteNodes, ports, recoverNodes } from "./ops.js";

const { cases } = readJson("flow_fixture.json");

function opened(update) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Buffer.from(update, "base64"));
  return doc;
}

for (const { name, made_by: madeBy, update, expected, ports: expectedPorts } of cases) {
  test(`D14 the same projection as in Python: ${name} (${madeBy})`, () => {
    const doc = opened(update);
    const flow = document.project(doc, SPEC);
    assert.deepEqual(flow, expected);
    for (const [id, node] of Object.entries(flow.nodes)) assert.deepEqual(ports(SPEC, node), expectedPorts[id] ?? []);
  });
}

test("D14 the same projection as in Python of documents that nobody honest makes", () => {
  for (const [index, { update, expected }] of readJson("odd_documents.json").entries()) {
    assert.deepEqual(document.project(opened(update), SPEC), expected, `document ${index}`);
  }
});

test("D13 projecting changes nothing", () => {
  const doc = aFlow();
  const before = Y.encodeStateAsUpdate(doc);
  document.project(doc, SPEC);
  assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
});

test("D13 a document that is still empty has an empty flow", () => {
  const flow = document.project(new Y.Doc(), SPEC);
  assert.deepEqual([flow.nodes, flow.edges, flow.layout], [{}, {}, {}]);
  assert.equal(flow.settings.speed, 1);
});

test("one node is read as in the projection, deleted or not", () => {
  const doc = aFlow();
  const shown = document.project(doc, SPEC).nodes.n_talk;
  assert.deepEqual(document.readNode(doc, SPEC, "n_talk"), { id: "n_talk", ...shown });
  assert.ok(document.isShown(doc, "n_talk"));
  deleteNodes(doc, ["n_talk"], { by: "us_ana", at: "2030-05-01T10:00:00Z" });
  const deleted = { by: "us_ana", at: "2030-05-01T10:00:00Z" };
  assert.deepEqual(document.readNode(doc, SPEC, "n_talk"), { id: "n_talk", ...shown, deleted });
  assert.ok(!document.isShown(doc, "n_talk"));
  for (const id of ["n_gone", "", undefined, "__proto__"]) {
    assert.equal(document.readNode(doc, SPEC, id), null);
    assert.ok(!document.isShown(doc, id));
  }
});

test("D3 another node that says it is Start is neither read nor shown", () => {
  const doc = aFlow();
  doc.getMap("nodes").set("n_second", new Y.Map([["kind", "start"]]));
  assert.equal(document.readNode(doc, SPEC, "n_second"), null);
  assert.ok(!document.isShown(doc, "n_second"));
});

test("D4 what a teammate wrote into a deleted node is there after recovery", () => {
  const [ana, ben] = [aFlow(), new Y.Doc()];
  meet(ana, ben);
  deleteNodes(ana, ["n_talk"], { by: "us_ana", at: "2030" });
  document.fieldType(ben, ["nodes", "n_talk", "prompt"]).insert(4, " Kindly.");
  meet(ana, ben);
  assert.deepEqual(Object.keys(document.project(ben, SPEC).nodes), ["n_end", "start"]);
  assert.deepEqual(recoverNodes(ana, ["n_talk"]), ["n_talk"]);
  meet(ana, ben);
  const flow = document.project(ben, SPEC);
  assert.equal(flow.nodes.n_talk.fields.prompt, "Ask. Kindly.");
  assert.equal(Object.keys(flow.edges).length, 2);
});

test("the shared type at a path, or nothing", () => {
  const doc = aFlow();
  assert.ok(document.fieldType(doc, ["nodes", "n_talk", "prompt"]) instanceof Y.Text);
  assert.ok(document.fieldType(doc, ["nodes", "n_talk", "transitions"]) instanceof Y.Map);
  for (const path of [["nodes", "n_talk", "mode"], ["nodes", "n_gone", "prompt"], ["nodes", "n_talk", "mode", "x"], ["secrets", "x"]]) {
    assert.equal(document.fieldType(doc, path), null);
  }
});

test("settings and lists are read as in the projection", () => {
  const doc = opened(cases.find(({ name }) => name === "sample").update);
  const flow = document.project(doc, SPEC);
  assert.deepEqual(document.readSettings(doc, SPEC), flow.settings);
  assert.deepEqual(document.readList(doc, SPEC, "variables"), flow.variables);
  assert.deepEqual(document.readList(doc, SPEC, "pronunciations"), flow.pronunciations);
  assert.deepEqual(document.readPlace(doc, "n_reason"), flow.layout.n_reason);
});

test("ids are legal, prefixed and not repeated", () => {
  const ids = Array.from({ length: 500 }, () => document.newId("n"));
  assert.equal(new Set(ids).size, 500);
  for (const id of ids) assert.match(id, /^n_[a-z0-9]{10}$/);
});

test("there is always an order before, after and between", () => {
  assert.equal(document.orderBetween(null, null), 1);
  assert.ok(document.orderBetween(3, null) > 3);
  assert.ok(document.orderBetween(null, 3) < 3);
  const middle = document.orderBetween(1, 2);
  assert.ok(1 < middle && middle < 2);
});

test("what a node shows does not depend on who made it", () => {
  const [ana, ben] = [aFlow(), new Y.Doc()];
  meet(ana, ben);
  addNode(ben, SPEC, "booking", { id: "n_book" });
  meet(ana, ben);
  assert.deepEqual(document.project(ana, SPEC), document.project(ben, SPEC));
  assert.deepEqual(document.project(twin(ana), SPEC), document.project(ana, SPEC));
});
