/** Whatever a stranger's browser writes into the document, everything that is read of it can be drawn. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { aCanvas, closeAll } from "./canvases.mjs";
import { spokenEdge, spokenName, wordsOf } from "./words.js";
import { readList, readNode, readPlace, readSettings, project } from "./document.js";
import { addItem, addNode, canConnect, connect, copy, deletedNodes, deleteNodes, moveItem, moveNodes, paste, ports, recoverNodes, removeItem, setValue } from "./ops.js";
import { deleted, exitsOf, outline, raw } from "./outline.js";
import { inWords, isOpen } from "./hours.js";
import { Y } from "./bench.mjs";

const SPEC = JSON.parse(readFileSync(new URL("./client_spec.json", import.meta.url)));
const text = (words) => new Y.Text(words);
const WRONG = [
  () => 5, () => -0.5, () => true, () => false, () => null, () => "words", () => "", () => [], () => [1, {}], () => ({}),
  () => ({ toString: 1, x: "a" }), () => new Y.Map(), () => new Y.Map([["order", "first"]]), () => new Y.Array(), () => text("prose"),
  () => "constructor", () => "__proto__", () => 10n ** 30n, () => new Uint8Array(2), () => "\u0000\u202e", () => 1e300,
];

afterEach(closeAll);

function whole() {
  const doc = new Y.Doc();
  addNode(doc, SPEC, "start", {});
  for (const kind of Object.keys(SPEC.kinds).filter((each) => each !== "start")) addNode(doc, SPEC, kind, { id: `n_${kind}` });
  for (const root of ["variables", "pronunciations"]) addItem(doc, [root]);
  connect(doc, SPEC, { source: "start", port: "out", target: "n_conversation" });
  return doc;
}

/** Read, draw and answer everything there is: what a person could come to see by clicking. */
function drawEverything(doc, id) {
  const flow = project(doc, SPEC);
  for (const [each, node] of Object.entries(flow.nodes)) {
    for (const words of Object.values(wordsOf(SPEC, node))) assert.equal(typeof words, "string");
    const ways = ports(SPEC, node);
    for (const { label } of ways) assert.equal(typeof label, "string");
    assert.equal(typeof spokenName({ name: node.name, title: node.kind }, ways), "string");
    for (const target of exitsOf(doc, SPEC, each).targets) assert.equal(typeof target.name, "string");
    readPlace(doc, each);
    raw(doc, SPEC, each);
    canConnect(doc, SPEC, { source: each, port: ways[0]?.id ?? "out", target: id });
  }
  for (const step of outline(doc, SPEC).list) assert.equal(typeof step.name, "string");
  for (const row of deleted(doc, SPEC)) for (const words of Object.values(row)) assert.equal(typeof words, "string");
  const settings = readSettings(doc, SPEC);
  isOpen(settings, 0);
  inWords(settings, 0);
  for (const root of ["variables", "pronunciations"]) readList(doc, SPEC, root);
  spokenEdge("a", "b", "c");
}

function actOnEverything(doc, id) {
  paste(doc, SPEC, copy(doc, SPEC, [id, "n_conversation"]), { x: 0, y: 0 });
  moveNodes(doc, { [id]: { x: 20, y: 20 } });
  for (const field of SPEC.kinds.conversation.fields) {
    setValue(doc, ["nodes", id, field.name], "other");
    const item = addItem(doc, ["nodes", id, field.name]);
    moveItem(doc, ["nodes", id, field.name], item ?? "i", -1);
    removeItem(doc, ["nodes", id, field.name], item ?? "i");
  }
  deleteNodes(doc, [id], { by: "Ana", at: "2026-01-01" });
  deletedNodes(doc, SPEC);
  recoverNodes(doc, [id]);
}

const CELLS = ["name", "kind", "deleted"];

test("every cell of every kind may hold anything: all of it is drawn, selected and acted on", () => {
  for (const { kind, fields } of Object.values(SPEC.kinds)) {
    const id = kind === "start" ? "start" : `n_${kind}`;
    for (const name of [...CELLS, ...fields.map((field) => field.name)]) {
      const doc = whole();
      const cell = doc.getMap("nodes").get(id);
      for (const wrong of WRONG) {
        cell.set(name, wrong());
        drawEverything(doc, id);
      }
    }
  }
});

test("entries of lists, in steps, settings, variables and pronunciations, may hold anything", () => {
  const doc = whole();
  const lists = [["settings", SPEC.settings], ...Object.values(SPEC.kinds).map((kind) => [`n_${kind.kind}`, kind.fields])];
  for (const [owner, fields] of lists) {
    const cell = owner === "settings" ? doc.getMap("settings") : doc.getMap("nodes").get(owner);
    for (const field of cell ? fields.filter(({ type }) => type === "items") : []) {
      for (const wrong of WRONG) {
        const rows = [wrong(), ...field.item.map(({ name }) => new Y.Map([[name, wrong()]])), new Y.Map([["order", wrong()]])];
        cell.set(field.name, new Y.Map(rows.map((row, at) => [`i_${at}`, row])));
        drawEverything(doc, owner);
      }
    }
  }
  for (const field of SPEC.settings) for (const wrong of WRONG) doc.getMap("settings").set(field.name, wrong()), drawEverything(doc, "start");
  for (const root of ["variables", "pronunciations", "edges", "layout", "notes", "meta", "nodes"]) {
    for (const [at, wrong] of WRONG.entries()) doc.getMap(root).set(`x_${at}`, wrong());
    for (const key of ["schema", "n_conversation", "start"]) for (const wrong of WRONG) doc.getMap(root).set(key, wrong()), drawEverything(doc, "start");
  }
});

test("verbs on a step of poison do what they can and throw nothing", () => {
  for (const name of [...CELLS, ...SPEC.kinds.conversation.fields.map((field) => field.name)]) {
    for (const wrong of WRONG) {
      const doc = whole();
      doc.getMap("nodes").get("n_conversation").set(name, wrong());
      actOnEverything(doc, "n_conversation");
      drawEverything(doc, "n_conversation");
    }
  }
});

test("a canvas shows, selects and redraws a step whose every cell is wrong", () => {
  const doc = whole();
  const canvas = aCanvas({ doc, spec: SPEC });
  for (const wrong of WRONG) {
    for (const { name } of [{ name: "name" }, ...SPEC.kinds.conversation.fields]) {
      doc.getMap("nodes").get("n_conversation").set(name, wrong());
      doc.getMap("edges").set("e_odd", { source: "n_conversation", port: wrong(), target: wrong() instanceof Object ? 5 : wrong() });
      canvas.binding.select(["n_conversation"]);
      assert.equal(typeof canvas.binding.card("n_conversation").name, "string");
      assert.ok(!canvas.binding.card("n_conversation").broken);
    }
  }
  assert.equal(readNode(doc, SPEC, "n_conversation").kind, "conversation");
});
