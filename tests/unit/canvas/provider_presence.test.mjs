import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { MAX_PRESENCE_BYTES, modest } from "./limits.js";
import { closeAll, joined } from "./providers.mjs";
import { Network, ServerTwin, settle, until } from "./twins.mjs";
import { awarenessFrame } from "./wire.js";

afterEach(closeAll);

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
    peer.deliver(awarenessFrame(update));
  };
  const [peer] = server.peers;
  peer.deliver(awarenessFrame(update));
  await until(() => awareness.getStates().has(still.clientID));
  network.kill();
  await until(() => !awareness.getStates().has(still.clientID));
  network.restart();
  await clock.advance(2_000);
  await until(() => awareness.getStates().has(still.clientID));
  still.destroy();
});

test("P4 presence that cannot be read costs nobody the connection", async () => {
  const { server, awareness } = await joined();
  const [peer] = server.peers;
  const entry = (json) => Uint8Array.from([1, 7, 1, json.length, ...new TextEncoder().encode(json)]);
  for (const json of ['{"pointer":{"x":NaN}}', '{"pointer":{"x":Infinity}}', "{", ""]) peer.deliver(awarenessFrame(entry(json)));
  peer.deliver(awarenessFrame(Uint8Array.from([255, 255, 255, 127])));
  peer.deliver(awarenessFrame(entry('{"user":7,"pointer":{"x":1e999}}')));
  await until(() => awareness.getStates().get(7)?.user === 7);
  await settle();
  assert.deepEqual([...server.peers], [peer]);
});

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
