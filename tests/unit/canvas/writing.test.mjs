import assert from "node:assert/strict";
import { test } from "node:test";
import { aFlow, meet, SPEC, twin, Y } from "./bench.mjs";
import { fieldType, project } from "./document.js";
import { addItem, connect, moveItem, removeItem, setValue } from "./ops.js";

const LIST = ["nodes", "n_talk", "transitions"];
const flow = (doc) => project(doc, SPEC);
const rows = (doc) => flow(doc).nodes.n_talk.fields.transitions;
const ids = (doc) => rows(doc).map(({ id }) => id);

test("a plain value is written at every path there is", () => {
  const doc = aFlow();
  const variable = addItem(doc, ["variables"], { name: "clinic", type: "string", value: "Harbour" });
  const filler = addItem(doc, ["settings", "fillers"], { phrase: "Hm" });
  for (const [path, value] of [
    [["nodes", "n_talk", "name"], "Greeting"],
    [["nodes", "n_talk", "skip_response"], true],
    [[...LIST, "i_yes", "condition"], "They say yes"],
    [["settings", "speed"], 1.25],
    [["settings", "fillers", filler, "phrase"], "One moment"],
    [["variables", variable, "value"], "Lane"],
  ]) assert.equal(setValue(doc, path, value), true, path.join("/"));
  const { nodes, settings, variables } = flow(doc);
  assert.deepEqual([nodes.n_talk.name, nodes.n_talk.fields.skip_response, rows(doc)[0].condition], ["Greeting", true, "They say yes"]);
  assert.deepEqual([settings.speed, settings.fillers[0].phrase, variables[0].value], [1.25, "One moment", "Lane"]);
});

test("a list of chosen ones is one value", () => {
  const doc = aFlow();
  doc.getMap("nodes").set("n_book", new Y.Map([["kind", "booking"]]));
  assert.ok(setValue(doc, ["nodes", "n_book", "operations"], ["find", "cancel"]));
  assert.deepEqual(flow(doc).nodes.n_book.fields.operations, ["find", "cancel"]);
});

test("what may not be written is not", () => {
  const doc = aFlow();
  const before = Y.encodeStateAsUpdate(doc);
  for (const [path, value] of [
    [["nodes", "n_talk", "kind"], "end_call"],
    [["nodes", "n_talk", "deleted"], true],
    [[...LIST, "i_yes", "order"], 9],
    [[...LIST, "i_yes", "id"], "x"],
    [["nodes", "n_talk", "Bad Name"], 1],
    [["nodes", "n_talk", "__proto__"], "x"],
    [LIST, "a string over a list"],
    [["nodes", "n_talk", "prompt"], 5],
    [["nodes", "n_talk", "name"], { deep: 1 }],
    [["nodes", "n_talk", "name"], NaN],
    [["nodes", "n_talk", "name"], undefined],
    [["nodes", "n_talk"], "x"],
    [["meta", "schema"], 2],
    [["edges", "e_1", "source"], "x"],
    [[], "x"],
  ]) assert.equal(setValue(doc, path, value), false, path.join("/"));
  assert.deepEqual(Y.encodeStateAsUpdate(doc), before);
});

test("a string for a prose cell is the smallest edit, so a teammate's words survive", () => {
  const ana = aFlow();
  const prompt = ["nodes", "n_talk", "prompt"];
  setValue(ana, prompt, "Ask for the name. Be kind.");
  const ben = twin(ana);
  setValue(ana, prompt, "Ask for the full name. Be kind.");
  fieldType(ben, prompt).insert(26, " Thank them.");
  meet(ana, ben);
  assert.equal(flow(ana).nodes.n_talk.fields.prompt, "Ask for the full name. Be kind. Thank them.");
});

test("replacing one emoji by its neighbour never leaves half of it", () => {
  const doc = aFlow();
  const prompt = ["nodes", "n_talk", "prompt"];
  for (const text of ["a 😀 b", "a 😁 b", "😁", "x😁", "😁y", "", "half \uD83D of it"]) {
    setValue(doc, prompt, text);
    const expected = text.replace("\uD83D of", "\uFFFD of");
    assert.equal(flow(doc).nodes.n_talk.fields.prompt, expected);
    assert.equal(flow(twin(doc)).nodes.n_talk.fields.prompt, expected);
  }
});

test("entries are added at the end, with plain values only", () => {
  const doc = aFlow();
  const id = addItem(doc, LIST, { condition: "Maybe", order: -5, id: "x", "Bad Name": 1, deep: {} });
  assert.match(id, /^i_/);
  assert.deepEqual(ids(doc), ["i_yes", "i_no", id]);
  assert.deepEqual([...doc.getMap("nodes").get("n_talk").get("transitions").get(id).keys()].sort(), ["condition", "order"]);
  assert.match(addItem(doc, ["variables"]), /^v_/);
  assert.match(addItem(doc, ["pronunciations"], { word: "copay" }), /^p_/);
});

test("a list that a node was not born with is made; what is no list stays", () => {
  const doc = aFlow();
  assert.match(addItem(doc, ["settings", "fillers"], { phrase: "Hm" }), /^i_/);
  assert.equal(flow(doc).settings.fillers.length, 1);
  assert.equal(addItem(doc, ["nodes", "n_talk", "mode"], {}), null);
  assert.equal(addItem(doc, ["nodes", "n_talk", "prompt"], {}), null);
  assert.equal(addItem(doc, ["edges"], {}), null);
  assert.equal(addItem(doc, ["nodes", "n_talk"], {}), null);
});

test("O6 removing an entry removes the edge that leaves by it", () => {
  const doc = aFlow();
  connect(doc, SPEC, { source: "n_talk", port: "i_no", target: "n_end" });
  assert.equal(removeItem(doc, LIST, "i_yes"), true);
  assert.deepEqual(ids(doc), ["i_no"]);
  assert.deepEqual([...doc.getMap("edges").values()].map(({ port }) => port).sort(), ["i_no", "out"]);
  assert.equal(removeItem(doc, LIST, "i_yes"), false);
});

test("an entry moves as far as there is room", () => {
  const doc = aFlow();
  const third = addItem(doc, LIST, { condition: "Maybe" });
  assert.equal(moveItem(doc, LIST, third, -1), true);
  assert.deepEqual(ids(doc), ["i_yes", third, "i_no"]);
  moveItem(doc, LIST, "i_no", -99);
  assert.deepEqual(ids(doc), ["i_no", "i_yes", third]);
  moveItem(doc, LIST, "i_no", 1);
  assert.deepEqual(ids(doc), ["i_yes", "i_no", third]);
  for (const delta of [1, 0, NaN, undefined]) assert.equal(moveItem(doc, LIST, third, delta), false);
  assert.equal(moveItem(doc, LIST, "i_gone", 1), false);
});

test("entries can be moved between ties, and for ever", () => {
  const doc = aFlow();
  const list = doc.getMap("nodes").get("n_talk").get("transitions");
  for (const id of ["i_a", "i_b", "i_c"]) list.set(id, new Y.Map([["order", 7], ["condition", id]]));
  moveItem(doc, LIST, "i_yes", 3);
  assert.deepEqual(ids(doc), ["i_no", "i_a", "i_b", "i_yes", "i_c"]);
  for (let turn = 0; turn < 200; turn += 1) moveItem(doc, LIST, ids(doc)[2], -1);
  assert.equal(new Set(ids(doc)).size, 5);
  const before = ids(doc);
  moveItem(doc, LIST, before[4], -1);
  assert.deepEqual(ids(doc), [before[0], before[1], before[2], before[4], before[3]]);
});

test("O8 one person moves an entry while another edits it, and a third adds one", () => {
  const ana = aFlow();
  const [ben, cleo] = [twin(ana), twin(ana)];
  moveItem(ana, LIST, "i_no", -1);
  setValue(ben, [...LIST, "i_no", "condition"], "They refuse");
  const added = addItem(cleo, LIST, { condition: "Maybe" });
  meet(ana, ben);
  meet(ana, cleo);
  meet(ana, ben);
  for (const doc of [ana, ben, cleo]) assert.deepEqual(rows(doc), rows(ana));
  assert.deepEqual(ids(ana), ["i_no", "i_yes", added]);
  assert.equal(rows(ana)[0].condition, "They refuse");
});
