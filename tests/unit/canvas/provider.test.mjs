import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as Y from "yjs";
import { MAX_UPDATE_BYTES } from "./limits.js";
import { parcels } from "./provider.js";
import { closeAll, joined, tab, textOf } from "./providers.mjs";
import { ClockTwin, dice, Network, ServerTwin, settle, until } from "./twins.mjs";
import { Message, ownFrame, readFrame, Sync, syncFrame } from "./wire.js";

afterEach(closeAll);

const syncsOf = (server) =>
  server.messages.filter(({ kind, sub }) => kind === Message.SYNC && sub !== Sync.STEP1).map(({ sub }) => sub);

test("the first frame is a SyncStep1, and the subprotocol is ours", async () => {
  const { server, network } = await joined();
  assert.deepEqual(network.sockets[0].protocols, ["callweave.1"]);
  assert.deepEqual([server.messages[0].kind, server.messages[0].sub], [Message.SYNC, Sync.STEP1]);
});

test("SyncStep2 is message 1 of a connection, also when it brings nothing", async () => {
  const { heard, server } = await joined();
  assert.deepEqual([heard.sent, heard.acks, syncsOf(server)], [[undefined], [1], [Sync.STEP2]]);
});

test("edits of one task travel as one message, the next task's as another", async () => {
  const { type, heard, server } = await joined();
  for (const letter of "abc") type(letter);
  await settle();
  type("d");
  await settle();
  assert.deepEqual([heard.edits, heard.sent.slice(1), heard.acks], [4, [3, 1], [1, 2, 3]]);
  assert.equal(textOf(server.doc), "abcd");
});

test("P2.6 a viewer is not asked, does not answer, and sends nothing", async () => {
  const network = new Network();
  network.server.mayWrite = false;
  const { type, server } = await joined({ network });
  const [peer] = server.peers;
  peer.deliver(syncFrame(Sync.STEP1, Y.encodeStateVector(server.doc)));
  type("x");
  await settle();
  assert.deepEqual(syncsOf(server), []);
  assert.equal(textOf(server.doc), "");
});

test("nothing local is sent before the welcome, though the server should ask earlier", async () => {
  const network = new Network();
  const { server } = network;
  let late = null;
  server.welcome = (peer) => (late = peer);
  const { provider, type, heard } = tab({ network });
  type("early");
  provider.start();
  await settle();
  assert.deepEqual([syncsOf(server), heard.synced], [[], 0]);
  ServerTwin.prototype.welcome.call(server, late);
  await until(() => textOf(server.doc) === "early");
  assert.deepEqual(syncsOf(server), [Sync.STEP2]);
});

test("a welcome that is not accepted ends it: nothing of this document reaches the server", async () => {
  const one = tab({ on: { welcome: () => (one.provider.stop(), false) } });
  one.type("mine");
  one.provider.start();
  await settle();
  assert.deepEqual(syncsOf(one.server), []);
  assert.equal(one.heard.statuses.at(-1), "stopped");
});

test("P1.4 what a killed server had not committed is sent again after its restart, once", async () => {
  const { type, server, network, clock, heard } = await joined();
  type("kept ");
  await settle();
  server.isCommitting = false;
  type("lost");
  await settle();
  network.kill();
  await settle();
  type(" and offline");
  server.isCommitting = true;
  network.restart();
  await clock.advance(5_000);
  await until(() => textOf(server.doc) === "kept lost and offline");
  assert.deepEqual(heard.sent.slice(-1), [undefined], "one message brings it all");
});

test("an edit that only deletes is brought by the first message of the next connection", async () => {
  const { doc, type, server, network, clock } = await joined();
  type("hello");
  await settle();
  network.kill();
  await settle();
  const before = Y.encodeStateVector(doc);
  doc.getText("t").delete(0, 4);
  assert.deepEqual(Y.encodeStateVector(doc), before, "a deletion does not change the vector");
  network.restart();
  await clock.advance(5_000);
  await until(() => textOf(server.doc) === "o");
});

test("edits and deletes on both sides of a cut meet", async () => {
  const network = new Network();
  const [anna, ben] = [await joined({ network }), await joined({ network })];
  anna.type("Hello, this is the clinic.");
  await until(() => textOf(ben.doc) === textOf(anna.doc));
  network.kill();
  await settle();
  anna.doc.getText("t").delete(0, 5);
  ben.doc.getText("t").insert(5, " there");
  network.restart();
  await Promise.all([anna.clock.advance(5_000), ben.clock.advance(5_000)]);
  await until(() => textOf(anna.doc) === textOf(ben.doc) && textOf(anna.doc) === textOf(network.server.doc));
  assert.equal(textOf(anna.doc), " there, this is the clinic.");
});

test("an update above the limit comes as the first message of a new connection, and no other is above it", async () => {
  const { type, server, network } = await joined();
  type("x".repeat(MAX_UPDATE_BYTES + 10));
  await until(() => textOf(server.doc).length > MAX_UPDATE_BYTES);
  assert.equal(network.sockets.length, 2);
  const large = server.messages.filter(({ bytes }) => bytes > MAX_UPDATE_BYTES);
  assert.deepEqual(
    large.map(({ sub }) => sub),
    [Sync.STEP2],
  );
});

test("parcels keep the order, stay below the limit, and count their edits", () => {
  const doc = new Y.Doc();
  const updates = [];
  doc.on("update", (update) => updates.push(update));
  for (const letter of "abcdefgh") doc.getText("t").insert(doc.getText("t").length, letter.repeat(40));
  const found = parcels(updates, 130);
  assert.equal(
    found.reduce((sum, parcel) => sum + parcel.edits, 0),
    8,
  );
  assert.ok(found.length > 2 && found.every(({ update }) => update.length <= 130));
  const copy = new Y.Doc();
  for (const { update } of found) Y.applyUpdate(copy, update);
  assert.equal(textOf(copy), textOf(doc));
});

test("a frame that cannot be read costs the connection, not the page", async (t) => {
  t.mock.method(console, "warn", () => {});
  const { server, clock, heard, type } = await joined();
  const [peer] = server.peers;
  peer.deliver(new Uint8Array([100, 9, 1]));
  await settle();
  assert.deepEqual(heard.codes, [1006]);
  await clock.advance(2_000);
  type("x");
  await until(() => textOf(server.doc) === "x");
});

test("kinds of a newer server are passed over", async () => {
  const { server, heard } = await joined();
  server.tell(190, { what: "ever" });
  await settle();
  assert.deepEqual(heard.codes, []);
});

test("an error of whoever watches the document does not cost the connection", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const { server, doc, heard } = await joined();
  const stumble = () => {
    doc.getText("t").unobserve(stumble);
    throw new Error("a bug of the canvas");
  };
  doc.getText("t").observe(stumble);
  server.change(() => server.doc.getText("t").insert(0, "x"));
  await until(() => logged.mock.callCount() === 1);
  server.change(() => server.doc.getText("t").insert(1, "y"));
  await until(() => textOf(doc) === "xy");
  assert.deepEqual(heard.codes, []);
});

test("who may write only now connects anew and is asked for what they have", async () => {
  const network = new Network();
  network.server.mayWrite = false;
  const { server, type, heard } = await joined({ network });
  server.mayWrite = true;
  const [peer] = server.peers;
  server.welcome(peer);
  await until(() => heard.acks.length === 1);
  type("x");
  await until(() => textOf(server.doc) === "x");
});

test("a save goes out behind the edits that were made before it", async () => {
  const { type, provider, server } = await joined();
  type("x");
  provider.save("s1", "before lunch");
  await settle();
  const order = server.messages.slice(-2).map(({ kind, sub }) => [kind, sub]);
  assert.deepEqual(order, [
    [Message.SYNC, Sync.UPDATE],
    [Message.SAVE, null],
  ]);
  assert.equal(server.note, "before lunch");
});

test("frames are what the server's protocol.py reads and writes", () => {
  assert.deepEqual([...syncFrame(Sync.UPDATE, new Uint8Array([9, 8]))], [0, 2, 2, 9, 8]);
  assert.deepEqual([...ownFrame(Message.ACK, { n: 1 })], [101, 7, ...new TextEncoder().encode('{"n":1}')]);
  assert.deepEqual(readFrame(ownFrame(Message.SAVED, { n: 3 })), { kind: 102, sub: null, payload: { n: 3 } });
  assert.throws(() => readFrame(new Uint8Array([0, 2, 9, 1])));
});

/** Several people, a server that commits when it likes and dies when it likes: all edits arrive, each once. */
async function storm(seed) {
  const { below, pick, roll } = dice(seed);
  const network = new Network();
  const clock = new ClockTwin();
  const people = await Promise.all([1, 2, 3].map(() => joined({ network, clock, random: roll })));
  let made = 0;
  const acts = [
    () => pick(people).type(`<${(made += 1)}>`),
    () => pick(people).type(`<${(made += 1)}>`),
    () => (network.server.isCommitting = !network.server.isCommitting),
    () => network.server.isCommitting && network.server.commit(),
    () => pick(people).provider.hasten(),
    () => network.server.closeAll(pick([1012, 1013, 4408])),
    () => network.kill(),
    () => network.restart(),
    () => clock.advance(below(2_000)),
  ];
  for (let count = 0; count < 60; count += 1) {
    await pick(acts)();
    if (roll() < 0.5) await settle(1 + below(3));
  }
  network.restart();
  network.server.isCommitting = true;
  network.server.commit();
  await clock.advance(60_000);
  const whole = textOf(network.server.doc);
  for (const { doc } of people) assert.equal(textOf(doc), whole, `seed ${seed}: not the same everywhere`);
  const found = whole.match(/<\d+>/g) ?? [];
  assert.deepEqual([found.length, new Set(found).size], [made, made], `seed ${seed}: edits lost or doubled`);
  closeAll();
}

test("F22 twelve random storms of cuts, kills and restarts: nothing is lost and nothing comes twice", async () => {
  for (let seed = 1; seed <= 12; seed += 1) await storm(seed);
});
