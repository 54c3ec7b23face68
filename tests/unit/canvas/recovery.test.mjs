import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { keepsake, words } from "./keepsake.js";
import { graft, isIncomplete, sift } from "./recovery.js";
import { dice } from "./twins.mjs";

/** A document that starts from another's state, and the updates that are made on it. */
function follow(base) {
  const doc = new Y.Doc();
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  const updates = [];
  doc.on("update", (update) => updates.push(update));
  return { doc, updates };
}

function flow() {
  const doc = new Y.Doc();
  const node = doc.getMap("nodes").set(
    "n",
    new Y.Map([
      ["kind", "conversation"],
      ["name", "Greeting"],
      ["prompt", new Y.Text("Say hello.")],
    ]),
  );
  node.set(
    "transitions",
    new Y.Map([
      [
        "i_1",
        new Y.Map([
          ["condition", "wants to book"],
          ["order", 1],
        ]),
      ],
    ]),
  );
  doc.getMap("layout").set("n", { x: 1, y: 2 });
  doc.getMap("settings").set("system_prompt", new Y.Text("You are kind."));
  return doc;
}

const json = (doc) => Object.fromEntries([...doc.share.keys()].map((name) => [name, doc.getMap(name).toJSON()]));
const rows = (updates) => updates.map((update, seq) => ({ seq, update }));

test("rows fit in whatever order they come, and those behind a hole do not", () => {
  const base = flow();
  const { doc, updates } = follow(base);
  const prompt = doc.getMap("nodes").get("n").get("prompt");
  for (const letter of "abcde") prompt.insert(prompt.length, letter);
  assert.deepEqual(sift(base, rows(updates).reverse()).unfit, []);
  const { fit, unfit } = sift(
    base,
    rows(updates).filter(({ seq }) => seq !== 2),
  );
  assert.deepEqual(
    [fit.map(({ seq }) => seq), unfit.map(({ seq }) => seq)],
    [
      [0, 1],
      [3, 4],
    ],
  );
});

test("bytes that are no update are unfit and harm nothing", () => {
  const base = flow();
  const { doc, updates } = follow(base);
  doc.getMap("nodes").set("m", "x");
  const { fit, unfit } = sift(base, [
    { update: new Uint8Array([1, 2, 3, 4]) },
    ...rows(updates),
    { update: new Uint8Array() },
  ]);
  assert.deepEqual([fit.length, unfit.length, isIncomplete(base)], [1, 2, false]);
  assert.deepEqual(sift(base, []), { fit: [], unfit: [] });
});

test("a deletion of what the document never had is unfit", () => {
  const { doc, updates } = follow(null);
  doc.getMap("nodes").set("m", "x");
  doc.getMap("nodes").delete("m");
  assert.equal(sift(flow(), rows(updates.slice(1))).unfit.length, 1);
});

test("a graft makes the same changes as a new edit: texts, fields, lists, new and deleted steps", () => {
  const base = flow();
  const { doc: mine, updates } = follow(base);
  const node = mine.getMap("nodes").get("n");
  node.get("prompt").insert(4, "a warm ");
  node.get("prompt").delete(0, 4);
  node.set("name", "Welcome");
  node.get("transitions").set(
    "i_2",
    new Y.Map([
      ["condition", "is angry"],
      ["order", 2],
    ]),
  );
  node.get("transitions").get("i_1").set("condition", "wants a visit");
  mine.getMap("nodes").set(
    "m",
    new Y.Map([
      ["kind", "end_call"],
      ["message", new Y.Text("Bye")],
    ]),
  );
  mine.getMap("nodes").get("m").get("message").insert(3, "!");
  mine.getMap("layout").delete("n");
  mine.getMap("settings").get("system_prompt").insert(0, "Listen. ");
  const old = new Set(Y.decodeStateVector(Y.encodeStateVector(mine)).keys());
  const { doc: target, updates: made } = follow(base);
  target.on("beforeTransaction", ({ origin }) => assert.equal(origin, "mine"));
  graft(target, updates, "mine");
  assert.deepEqual(json(target), json(mine));
  assert.equal(made.length, 1, "one edit");
  const clients = Y.decodeUpdate(made[0]).structs.map(({ id }) => id.client);
  assert.ok(
    clients.length > 0 && clients.every((client) => client === target.clientID && !old.has(client)),
    "nothing of the old bytes",
  );
});

test("a graft meets what teammates did meanwhile", () => {
  const base = flow();
  const { updates, doc: mine } = follow(base);
  mine.getMap("nodes").get("n").get("prompt").insert(10, " Then listen.");
  base.getMap("nodes").get("n").get("prompt").insert(0, "Please: ");
  graft(base, updates, "mine");
  assert.equal(base.getMap("nodes").get("n").get("prompt").toString(), "Please: Say hello. Then listen.");
});

test("changes inside of something that was replaced in the same breath are not made on what is there instead", () => {
  const base = flow();
  const { updates, doc: mine } = follow(base);
  mine.getMap("nodes").get("n").get("prompt").insert(0, "lost ");
  mine.getMap("nodes").set(
    "n",
    new Y.Map([
      ["kind", "end_call"],
      ["prompt", new Y.Text("new")],
    ]),
  );
  graft(base, updates, "mine");
  assert.equal(base.getMap("nodes").get("n").get("prompt").toString(), "new");
});

test("60 random sets of edits: the graft equals the merge", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { below, pick } = dice(seed);
    const base = flow();
    const { doc: mine, updates } = follow(base);
    const nodes = mine.getMap("nodes");
    const acts = [
      () =>
        nodes.set(
          `n${below(4)}`,
          new Y.Map([
            ["prompt", new Y.Text("text")],
            ["list", new Y.Map()],
          ]),
        ),
      () => nodes.size > 1 && nodes.delete(pick([...nodes.keys()].filter((id) => id !== "n"))),
      () => nodes.get(pick([...nodes.keys()])).set("name", `name ${below(9)}`),
      () =>
        nodes
          .get(pick([...nodes.keys()]))
          .get("prompt")
          .insert(0, `<${below(9)}>`),
      () => nodes.get("n").get("prompt").delete(0, below(3)),
      () =>
        nodes
          .get(pick([...nodes.keys()]))
          .get("list")
          ?.set(`i${below(3)}`, new Y.Map([["order", below(9)]])),
      () => mine.getMap("layout").set(`n${below(4)}`, { x: below(9), y: 0 }),
    ];
    for (let count = 0; count < 25; count += 1) mine.transact(() => (pick(acts)(), below(3) && pick(acts)()));
    graft(base, updates, "mine");
    assert.deepEqual(json(base), json(mine), `seed ${seed}`);
  }
});

test("the words of edits are put together from single keys, without what was taken back", () => {
  const { doc, updates } = follow(null);
  const text = doc.getText("t");
  for (const letter of "Helxo") text.insert(text.length, letter);
  text.delete(3, 1);
  text.insert(3, "l");
  doc.getMap("nodes").set("mode", "static");
  assert.deepEqual(words(updates), { texts: ["Helo", "l"], values: [{ name: "mode", value: "static" }] });
  assert.deepEqual(words([new Uint8Array([7, 7])]), { texts: [], values: [] });
});

test("typing on behind something deleted is still one text", () => {
  const { doc, updates } = follow(null);
  const text = doc.getText("t");
  for (const letter of "Hex") text.insert(text.length, letter);
  text.delete(2, 1);
  for (const letter of "llo") text.insert(text.length, letter);
  assert.deepEqual(words(updates).texts, ["Hello"]);
});

test("the file names the agent, the reasons and the numbers", () => {
  const { doc, updates } = follow(null);
  doc.getMap("nodes").set("n", "x");
  const entries = [{ id: "t-1", epoch: 1, at: "then", reason: "refused", updates, flow: { nodes: {} } }];
  const file = keepsake({ agent: { id: "ag_1", name: "Desk" }, at: "now", epoch: 2, entries, waiting: [], flow: {} });
  const { parts, ...head } = JSON.parse(file.text);
  assert.deepEqual(head, {
    format: "callweave.edits",
    version: 1,
    agent: { id: "ag_1", name: "Desk" },
    made_at: "now",
  });
  assert.deepEqual(
    [parts.length, parts[0].state, parts[0].reason, parts[0].edits, parts[0].flow],
    [1, "set aside", "refused", 1, { nodes: {} }],
  );
  assert.deepEqual([...Buffer.from(parts[0].updates[0], "base64")], [...updates[0]]);
});
