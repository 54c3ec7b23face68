import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { MAX_PRESENCE_BYTES, MAX_UPDATE_BYTES, modest } from "./limits.js";
import { parcels, Provider } from "./provider.js";
import { ClockTwin, dice, Network, ServerTwin, settle, until } from "./twins.mjs";
import { Message, ownFrame, readFrame, Sync, syncFrame } from "./wire.js";

const open = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A browser tab's provider on a network of its own; `heard` is what it told. */
function tab({ network = new Network(), clock = new ClockTwin(), random = () => 0.5, on = {} } = {}) {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const heard = { sent: [], acks: [], statuses: [], codes: [], edits: 0, synced: 0, welcomes: [] };
  const provider = new Provider({
    doc,
    awareness,
    url: "wss://calls.example.com/sync/ag_1",
    WebSocketImpl: network.WebSocket,
    clock,
    random,
    on: {
      edit: () => (heard.edits += 1),
      welcome: (message) => (heard.welcomes.push(message), true),
      sent: (edits) => heard.sent.push(edits),
      ack: (n) => heard.acks.push(n),
      saving: () => {},
      saved: () => {},
      failed: () => {},
      findings: () => {},
      announce: () => {},
      synced: () => (heard.synced += 1),
      status: (status) => heard.statuses.push(status),
      isUrgent: () => false,
      closed: (code) => (heard.codes.push(code), true),
      ...on,
    },
  });
  open.push(() => (provider.close(), doc.destroy()));
  const type = (text) => doc.getText("t").insert(doc.getText("t").length, text);
  return { doc, awareness, provider, network, clock, heard, type, server: network.server };
}

async function joined(options) {
  const one = tab(options);
  one.provider.start();
  await until(() => one.heard.synced, "synced");
  await settle();
  return one;
}

const syncsOf = (server) => server.messages.filter(({ kind, sub }) => kind === Message.SYNC && sub !== Sync.STEP1).map(({ sub }) => sub);
const textOf = (doc) => doc.getText("t").toString();

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
  assert.deepEqual(large.map(({ sub }) => sub), [Sync.STEP2]);
});

test("parcels keep the order, stay below the limit, and count their edits", () => {
  const doc = new Y.Doc();
  const updates = [];
  doc.on("update", (update) => updates.push(update));
  for (const letter of "abcdefgh") doc.getText("t").insert(doc.getText("t").length, letter.repeat(40));
  const found = parcels(updates, 130);
  assert.equal(found.reduce((sum, parcel) => sum + parcel.edits, 0), 8);
  assert.ok(found.length > 2 && found.every(({ update }) => update.length <= 130));
  const copy = new Y.Doc();
  for (const { update } of found) Y.applyUpdate(copy, update);
  assert.equal(textOf(copy), textOf(doc));
});

test("attempts wait a random part of 0.5 s, 1 s, 2 s … and never more than 30 s", async () => {
  const { roll } = dice(7);
  const rolled = [];
  const random = () => (rolled.push(roll()), rolled.at(-1));
  const network = new Network();
  network.isDown = true;
  const { provider, clock } = tab({ network, random });
  provider.start();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await settle();
    const most = Math.min(30_000, 500 * 2 ** attempt);
    assert.ok(Math.abs(clock.next() - rolled.at(-1) * most) < 1, `attempt ${attempt}: ${clock.next()}`);
    await clock.advance(clock.next());
  }
});

test("statuses: a short loss is no offline, a failed attempt is", async () => {
  const { network, clock, heard, provider } = await joined();
  network.server.closeAll(1012);
  await settle();
  assert.equal(heard.statuses.at(-1), "connecting");
  await clock.advance(1_000);
  assert.equal(heard.statuses.at(-1), "online");
  network.kill();
  await settle();
  await clock.advance(1_600);
  assert.equal(heard.statuses.at(-1), "offline");
  await clock.advance(40_000);
  network.restart();
  provider.hasten();
  await until(() => heard.statuses.at(-1) === "online", "back at once when told that now is a good moment");
});

test("who has edits waiting waits 4 s at most, from the moment they are made", async () => {
  let isUrgent = false;
  const { network, clock, type, server } = await joined({ random: () => 1, on: { isUrgent: () => isUrgent } });
  network.kill();
  await clock.advance(70_000);
  assert.ok(clock.next() > 4_000);
  isUrgent = true;
  type("x");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    assert.ok(clock.next() <= 4_000);
    await clock.advance(clock.next());
  }
  network.restart();
  await clock.advance(4_000);
  await until(() => textOf(server.doc) === "x");
});

test("a close code that says so ends the attempts, until start", async () => {
  const { network, clock, heard, provider, server } = await joined({ on: { closed: (code) => code !== 4401 } });
  server.closeAll(4401);
  await clock.advance(120_000);
  assert.deepEqual([network.sockets.length, heard.statuses.at(-1)], [1, "stopped"]);
  provider.start();
  await until(() => heard.statuses.at(-1) === "online");
});

test("F19 a link that says nothing is asked after 20 s and given up after 45 s", async () => {
  const { network, clock, heard, server } = await joined();
  const asked = () => server.messages.filter(({ sub }) => sub === Sync.STEP1).length;
  await clock.advance(26_000);
  assert.equal(asked(), 2, "an idle link is asked, and its answer is a sign of life");
  await clock.advance(120_000);
  assert.equal(network.sockets.length, 1);
  network.isSilent = true;
  await clock.advance(50_000);
  assert.ok(network.sockets.length > 1);
  assert.ok(heard.statuses.includes("offline"));
  network.restart();
  await clock.advance(40_000);
  assert.equal(heard.statuses.at(-1), "online");
});

test("after a sleep or a change of network the link is doubted for 5 s only", async () => {
  const { network, clock, provider, heard } = await joined();
  network.isSilent = true;
  provider.hasten();
  await clock.advance(5_100);
  assert.equal(heard.codes.length, 1);
});

test("a server that opens the socket and never welcomes is given up after 10 s", async () => {
  const network = new Network();
  network.server.welcome = () => {};
  const { provider, clock } = tab({ network });
  provider.start();
  await clock.advance(9_000);
  assert.equal(network.sockets.length, 1);
  await clock.advance(3_000);
  assert.equal(network.sockets.length, 2);
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

test("P2.2 presence is told after the welcome, of oneself alone, and taken back on closing", async () => {
  const network = new Network();
  const one = await joined({ network });
  const other = await joined({ network });
  const told = () => other.awareness.getStates().get(one.doc.clientID);
  one.awareness.setLocalStateField("pointer", { x: 1, y: 2 });
  await until(() => told()?.pointer?.x === 1);
  applyAwarenessUpdate(one.awareness, encodeAwarenessUpdate(other.awareness, [other.doc.clientID]), "elsewhere");
  await settle();
  const speakers = network.server.presence.map((update) => readFirstClient(update));
  assert.deepEqual(new Set(speakers), new Set([one.doc.clientID, other.doc.clientID]));
  one.provider.close();
  await until(() => told() === undefined);
});

function readFirstClient(update) {
  const probe = new Awareness(new Y.Doc());
  applyAwarenessUpdate(probe, update, "probe");
  const [client] = [...probe.meta.keys()].filter((id) => id !== probe.clientID);
  probe.destroy();
  return client;
}

test("teammates vanish with the connection, and are there again though they did not move", async () => {
  const { server, awareness, network, clock } = await joined();
  const still = new Awareness(new Y.Doc());
  still.setLocalState({ user: { id: "u_ben" } });
  const update = encodeAwarenessUpdate(still, [still.clientID]);
  const greet = ServerTwin.prototype.join;
  server.join = function join(peer) {
    greet.call(this, peer);
    peer.deliver(presenceFrame(update));
  };
  const [peer] = server.peers;
  peer.deliver(presenceFrame(update));
  await until(() => awareness.getStates().has(still.clientID));
  network.kill();
  await until(() => !awareness.getStates().has(still.clientID));
  network.restart();
  await clock.advance(2_000);
  await until(() => awareness.getStates().has(still.clientID));
  still.destroy();
});

const presenceFrame = (update) => {
  const frame = new Uint8Array(update.length + 2);
  frame.set([Message.AWARENESS, update.length]);
  frame.set(update, 2);
  return frame;
};

test("presence that is too large to be sent is cut down instead", async () => {
  const ids = Array.from({ length: 600 }, (_, at) => `n_${String(at).padStart(10, "0")}`);
  const drag = Object.fromEntries(ids.map((id) => [id, [100, 200]]));
  const size = (state) => JSON.stringify(state).length;
  const small = { pointer: { x: 1, y: 1 }, selection: ids.slice(0, 3) };
  assert.equal(modest(small), small);
  assert.equal(modest(null), null);
  const dragging = modest({ ...small, drag });
  assert.deepEqual(dragging, small);
  const selecting = modest({ ...small, selection: ids });
  assert.ok(size(selecting) <= MAX_PRESENCE_BYTES && selecting.selection.length > 0);
  assert.deepEqual(modest({ pointer: null, other: "x".repeat(9_000) }), { pointer: null });
  const { awareness, server } = await joined();
  awareness.setLocalStateField("drag", drag);
  await settle();
  assert.ok(server.presence.every((update) => update.length < 4_096));
});

test("a save goes out behind the edits that were made before it", async () => {
  const { type, provider, server } = await joined();
  type("x");
  provider.save("s1", "before lunch");
  await settle();
  const order = server.messages.slice(-2).map(({ kind, sub }) => [kind, sub]);
  assert.deepEqual(order, [[Message.SYNC, Sync.UPDATE], [Message.SAVE, null]]);
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
  for (const close of open.splice(0)) close();
}

test("F22 twelve random storms of cuts, kills and restarts: nothing is lost and nothing comes twice", async () => {
  for (let seed = 1; seed <= 12; seed += 1) await storm(seed);
});
