import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Awareness } from "y-protocols/awareness";
import { aFlow, LOCAL, SPEC, twin, Y } from "./bench.mjs";
import { project, readNode } from "./document.js";
import { Losses } from "./losses.js";
import { addNode, deleteNodes, moveItem, recoverNodes, removeItem, setValue } from "./ops.js";
import { ClockTwin } from "./twins.mjs";
import { createStore, EMPTY } from "./ui.js";

const open = [];
afterEach(() => open.splice(0).forEach((stop) => stop()));

const PROMPT = ["nodes", "n_talk", "prompt"];
const LIST = ["nodes", "n_talk", "transitions"];
const ANNA = { by: "Anna", at: "2030-01-01T00:00:00Z" };

/** Anna and Ben in one flow: what one writes is at the other's at once, and each sees where the other is. */
function two({ linked = true } = {}) {
  const docs = { anna: aFlow() };
  docs.ben = twin(docs.anna);
  const make = (id, name, doc) => {
    const awareness = new Awareness(doc);
    const ui = createStore({ ...EMPTY, can_write: true, user: { id, name } });
    const clock = new ClockTwin();
    const undo = new Y.UndoManager(["nodes", "edges", "layout"].map((root) => doc.getMap(root)), { trackedOrigins: new Set([LOCAL]) });
    const losses = new Losses({ doc, spec: SPEC, awareness, ui, clock });
    open.push(() => (losses.stop(), awareness.destroy()));
    return { id, name, doc, awareness, ui, clock, undo, losses, lines: () => ui.get().losses.map(({ text }) => text) };
  };
  const anna = make("u_1", "Anna", docs.anna);
  const ben = make("u_2", "Ben", docs.ben);
  const sees = (one, other) => {
    const field = other.awareness.getLocalState()?.field ?? "";
    one.ui.set({ peers: [{ client: other.doc.clientID, id: other.id, name: other.name, selection: [], field, me: false }] });
  };
  const at = (one, other, field) => {
    one.awareness.setLocalStateField("field", field);
    sees(other, one);
  };
  sees(anna, ben);
  sees(ben, anna);
  const link = (one, other) => one.doc.on("update", (update, origin) => origin !== "wire" && Y.applyUpdate(other.doc, update, "wire"));
  if (linked) {
    link(anna, ben);
    link(ben, anna);
  }
  return { anna, ben, at: (who, field) => at(who, who === ben ? anna : ben, field) };
}

/** The server puts an older content back: an edit by nobody who is present. */
function restores(people, work) {
  const server = twin(people[0].doc);
  let made;
  server.on("update", (update) => (made = update));
  server.transact(() => work(server));
  for (const { doc } of people) Y.applyUpdate(doc, made, "wire");
}

test("P5, P6 deleting a step: who was in it is named, and whoever was in it is told and can put it back", () => {
  const { anna, ben, at } = two();
  at(ben, PROMPT.join("/"));
  deleteNodes(anna.doc, ["n_talk"], ANNA);
  assert.equal(anna.losses.sentence(), " Ben was typing in it.");
  assert.equal(anna.losses.sentence(), "", "it is said once");
  assert.deepEqual(ben.lines(), ["Anna deleted “Talk” while you were editing it."]);
  assert.equal(ben.ui.get().losses[0].restore(), true);
  assert.deepEqual(project(anna.doc, SPEC), project(ben.doc, SPEC));
  assert.equal(readNode(anna.doc, SPEC, "n_talk").deleted, undefined);
  assert.deepEqual(ben.lines(), []);
});

test("P6 the line goes by itself when the step is back", () => {
  const { anna, ben, at } = two();
  at(ben, PROMPT.join("/"));
  deleteNodes(anna.doc, ["n_talk"], ANNA);
  recoverNodes(anna.doc, ["n_talk"]);
  assert.deepEqual(ben.lines(), []);
});

test("P5, P6 nobody is told of what they were not in", () => {
  const { anna, ben, at } = two();
  at(ben, "nodes/n_end/name");
  deleteNodes(anna.doc, ["n_talk"], ANNA);
  removeItem(anna.doc, ["nodes", "n_end", "nothing"], "i_yes");
  assert.deepEqual([anna.losses.sentence(), ben.lines()], ["", []]);
});

test("P5 of several steps that went the sentence does not say it was the one", () => {
  const { anna, ben, at } = two();
  at(ben, PROMPT.join("/"));
  deleteNodes(anna.doc, ["n_talk", "n_end"], ANNA);
  assert.equal(anna.losses.sentence("what is gone"), " Ben was typing in what is gone.");
});

test("P5, P6 removing an entry: it comes back with its words, its place and its connection", () => {
  const { anna, ben, at } = two();
  const before = project(ben.doc, SPEC);
  at(ben, [...LIST, "i_yes"].join("/"));
  at(anna, LIST.join("/"));
  setValue(ben.doc, [...LIST, "i_yes", "condition"], "They agree at once");
  removeItem(anna.doc, LIST, "i_yes");
  assert.equal(anna.losses.sentence(), " Ben was typing in it.");
  assert.deepEqual(ben.lines(), ["Anna removed the transition “Talk · They agree at once” while you were editing it."]);
  ben.ui.get().losses[0].restore();
  const after = project(anna.doc, SPEC);
  assert.deepEqual(after.edges, before.edges);
  assert.deepEqual(after.nodes.n_talk.fields.transitions.map(({ id }) => id), ["i_yes", "i_no"]);
  assert.equal(after.nodes.n_talk.fields.transitions[0].condition, "They agree at once");
});

test("P6 somebody in another entry of the list is not told, nor when it only moves", () => {
  const { anna, ben, at } = two();
  at(ben, [...LIST, "i_no"].join("/"));
  moveItem(anna.doc, LIST, "i_no", -1);
  removeItem(anna.doc, LIST, "i_yes");
  assert.deepEqual([anna.losses.sentence(), ben.lines()], ["", []]);
});

test("P5, P6 setting a field that hides the one somebody is in: both are told, and it is shown again with its text", () => {
  const { anna, ben, at } = two();
  at(ben, PROMPT.join("/"));
  setValue(ben.doc, PROMPT, "Ask kindly.");
  setValue(anna.doc, ["nodes", "n_talk", "mode"], "static");
  assert.equal(anna.losses.sentence("what that hides"), " Ben was typing in what that hides.");
  assert.deepEqual(ben.lines(), ["Anna changed “What the agent says”, which hid “Talk · Prompt” while you were editing it."]);
  assert.equal(ben.ui.get().losses[0].restore(), true);
  const { fields } = readNode(anna.doc, SPEC, "n_talk");
  assert.deepEqual([fields.mode, fields.prompt, ben.lines()], ["prompt", "Ask kindly.", []]);
});

test("P6 the line of a hidden field goes by itself when it is shown again, and nobody is told twice of what is hidden", () => {
  const { anna, ben, at } = two();
  const mode = ["nodes", "n_talk", "mode"];
  at(ben, PROMPT.join("/"));
  setValue(anna.doc, mode, "static");
  assert.equal(ben.lines().length, 1);
  setValue(anna.doc, mode, "prompt");
  assert.deepEqual(ben.lines(), []);
  setValue(ben.doc, PROMPT, "Ask.");
  setValue(ben.doc, mode, "static");
  at(ben, "nodes/n_talk/static_message");
  setValue(anna.doc, mode, "odd");
  assert.deepEqual(ben.lines().map((line) => line.includes("Message")), [true], "the prompt was hidden before, by Ben");
});

test("P6 who removed an entry is not guessed where it cannot be told", () => {
  const { anna, ben, at } = two();
  at(ben, [...LIST, "i_yes"].join("/"));
  removeItem(anna.doc, LIST, "i_yes");
  assert.match(ben.lines()[0], /^A teammate removed the transition/);
});

test("P5, P6 undoing one's own new step takes a teammate's words with it: they come back, the step is made anew", () => {
  const { anna, ben, at } = two();
  anna.undo.stopCapturing();
  const id = addNode(anna.doc, SPEC, "conversation", { name: "Fresh", x: 40, y: 60 });
  at(ben, `nodes/${id}/prompt`);
  setValue(ben.doc, ["nodes", id, "prompt"], "Ben's words");
  const row = readNode(ben.doc, SPEC, id).fields.transitions[0].id;
  anna.undo.undo();
  assert.equal(anna.doc.getMap("nodes").has(id), false);
  assert.equal(anna.losses.sentence(), " Ben was typing in it.");
  assert.equal(ben.lines().length, 1);
  ben.ui.get().losses[0].restore();
  const back = readNode(anna.doc, SPEC, id);
  assert.deepEqual([back.name, back.fields.prompt, back.fields.transitions[0].id], ["Fresh", "Ben's words", row]);
  assert.deepEqual(anna.doc.getMap("layout").get(id), { x: 40, y: 60 });
});

test("P6 what was typed in a moment ago counts, long ago it does not, and without a connection it always does", () => {
  for (const [wait, unsent, told] of [[30_000, 0, 1], [90_000, 0, 0], [900_000, 3, 1]]) {
    const { anna, ben } = two({ linked: false });
    setValue(ben.doc, PROMPT, "Ask kindly.");
    ben.ui.set({ unsent });
    ben.clock.advance(wait);
    deleteNodes(anna.doc, ["n_talk"], ANNA);
    const now = ben.clock.now() + wait;
    ben.clock.now = () => now;
    Y.applyUpdate(ben.doc, Y.encodeStateAsUpdate(anna.doc), "wire");
    assert.equal(ben.lines().length, told, String(wait));
  }
});

test("P6 deleted in another tab of one's own", () => {
  const { anna, ben, at } = two();
  at(ben, PROMPT.join("/"));
  ben.ui.set({ peers: ben.ui.get().peers.map((peer) => ({ ...peer, id: "u_2", me: true })) });
  deleteNodes(anna.doc, ["n_talk"], ANNA);
  assert.deepEqual(ben.lines(), ["You, in another tab, deleted “Talk” while you were editing it."]);
});

for (const isFirst of [true, false]) {
  test(`P6, P7 a restored version changes the text one is in, announced ${isFirst ? "before" : "after"} it comes`, () => {
    const { anna, ben, at } = two();
    const facts = { version: 3, former: 7, by: { id: "u_1", name: "Anna" } };
    const announce = () => [anna, ben].forEach(({ losses }) => losses.restored(facts));
    at(ben, PROMPT.join("/"));
    setValue(ben.doc, PROMPT, "Ask. And more.");
    if (isFirst) announce();
    restores([anna, ben], (doc) => setValue(doc, PROMPT, "Ask."));
    if (!isFirst) announce();
    assert.deepEqual(ben.lines(), ["Anna restored v3, which changed “Talk · Prompt” while you were editing it."]);
    assert.equal(anna.ui.get().notice?.text, "v3 changed what Ben was typing in.");
    ben.ui.get().losses[0].restore();
    assert.equal(readNode(anna.doc, SPEC, "n_talk").fields.prompt, "Ask. And more.");
  });

  test(`P6, P7 a restored version without the step one is in is one line, ${isFirst ? "before" : "after"} it comes`, () => {
    const { anna, ben, at } = two();
    const announce = () => ben.losses.restored({ version: 3, former: 7, by: { id: "u_1", name: "Anna" } });
    at(ben, PROMPT.join("/"));
    if (isFirst) announce();
    restores([anna, ben], (doc) => deleteNodes(doc, ["n_talk"], ANNA));
    if (!isFirst) announce();
    assert.deepEqual(ben.lines(), ["Anna restored v3, which removed “Talk · Prompt” while you were editing it."]);
  });
}

test("P7 a restored version that changes nothing one is in is told in passing, with the way back", async () => {
  const { ben } = two();
  ben.losses.restored({ version: 3, former: 7, by: { id: "u_1", name: "Anna" } });
  await ben.clock.advance(6_000);
  assert.equal(ben.ui.get().notice.text, "Anna restored v3. The draft before it is kept as v7.");
  assert.deepEqual(ben.lines(), []);
});

test("P6 what a stranger claims is no sentence of theirs and breaks nothing", () => {
  const { anna, ben, at } = two();
  at(ben, "nodes/__proto__/x");
  at(ben, "nowhere/1/2/3/4/5/6");
  ben.losses.restored({ version: "3", by: "Anna" });
  anna.doc.transact(() => anna.doc.getMap("nodes").set("n_odd", 5), LOCAL);
  at(ben, PROMPT.join("/"));
  anna.doc.getMap("nodes").get("n_talk").set("deleted", { by: { name: 5 } });
  assert.deepEqual(ben.lines(), ["Anna deleted “Talk” while you were editing it."]);
});
