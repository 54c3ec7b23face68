import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as Y from "yjs";
import { LOCAL } from "./document.js";
import { browser, closeAll, textsOf } from "./sessions.mjs";
import { settle, until } from "./twins.mjs";
import { Message, Sync } from "./wire.js";

afterEach(closeAll);

const updatesIn = (server) =>
  server.messages.filter(({ kind, sub }) => kind === Message.SYNC && sub === Sync.UPDATE).length;

test("F10 a tab that crashes right after a keystroke loses nothing; the next says how many came back", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  one.write("n", "typed");
  one.write("m", "and more");
  one.crash();
  await settle();
  server.isCommitting = true;
  assert.deepEqual(textsOf(server.doc), {});
  const two = await joined();
  await until(() => two.see("unsent") === 0 && two.see("recovered") === 2);
  assert.deepEqual(textsOf(server.doc), { n: "typed", m: "and more" });
  two.end();
  assert.equal((await joined()).see("recovered"), 0, "once is enough");
});

test("what the server has already is not counted as recovered, and its copy goes", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.sendsAcks = false;
  one.write("n", "typed");
  await settle();
  one.crash();
  server.sendsAcks = true;
  const two = await joined();
  await settle();
  assert.deepEqual([two.see("recovered"), textsOf(server.doc).n], [0, "typed"]);
  two.crash();
  const sent = updatesIn(server);
  await joined();
  assert.equal(updatesIn(server), sent);
});

test("a recovered deletion is an edit like any other", async () => {
  const { joined, server, network } = browser();
  server.doc.getMap("nodes").set("n", "theirs");
  const one = await joined();
  network.kill();
  await settle();
  one.erase("n");
  one.crash();
  network.restart();
  const two = await joined();
  await until(() => two.see("recovered") === 1 && two.see("unsent") === 0);
  assert.deepEqual(textsOf(server.doc), {});
});

test("a closed tab leaves its unsent edits to the next, and a living one keeps its own", async () => {
  const { joined, server, network } = browser();
  const [one, living] = [await joined(), await joined()];
  network.kill();
  await settle();
  one.write("n", "closed");
  living.write("m", "living");
  one.end();
  network.restart();
  const two = await joined();
  await until(() => two.see("recovered") === 1 && two.see("unsent") === 0);
  assert.deepEqual(textsOf(server.doc), { n: "closed" });
  await living.clock.advance(5_000);
  assert.deepEqual(textsOf(server.doc), { n: "closed", m: "living" });
  assert.equal(living.see("recovered"), 0);
});

test("rows with a hole before them are set aside, the others come back", async () => {
  const { joined, server, network, factory } = browser();
  const one = await joined();
  network.kill();
  await settle();
  for (const [at, letter] of ["a", "b", "c"].entries())
    one.session().doc.transact(() => one.session().doc.getText("probe").insert(at, letter), LOCAL);
  one.crash();
  await settle();
  await withRows(factory, (rows, [first]) => rows.delete(["ag_1", first.tab, 2]));
  network.restart();
  const two = await joined();
  await until(() => two.see("recovered") === 1 && two.see("quarantined") === 1);
  assert.equal(server.doc.getText("probe").toString(), "a");
  assert.equal(two.session().doc.store.pendingStructs, null);
});

/** Change the stored rows behind everybody's back. */
async function withRows(factory, work) {
  const request = factory.open("callweave-u_anna");
  const db = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const rows = db.transaction("rows", "readwrite").objectStore("rows");
  const all = rows.getAll();
  await new Promise((resolve) => (all.onsuccess = resolve));
  work(rows, all.result);
  await settle();
  db.close();
}

test("rows of another epoch that a lost tab left are set aside, not merged", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "of the old");
  one.crash();
  server.doc = new Y.Doc();
  server.epoch = 2;
  network.restart();
  const two = await joined();
  await until(() => two.see("quarantined") === 1);
  assert.deepEqual([textsOf(server.doc), two.see("recovered")], [{}, 0]);
});

test("a role lost while the page was closed: what a lost tab left is set aside for download", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "mine");
  one.crash();
  server.mayWrite = false;
  network.restart();
  const two = await joined();
  await until(() => two.see("quarantined") === 1);
  assert.deepEqual(textsOf(server.doc), {});
});

test("P1.4 signing out can discard what waits: then nothing is asked and nothing comes back", async () => {
  const { joined, network, server } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "mine");
  await one.session().discardBackup();
  assert.equal(one.asksBeforeLeaving(), false);
  one.crash();
  network.restart();
  const two = await joined();
  await settle();
  assert.deepEqual([two.see("recovered"), textsOf(server.doc)], [0, {}]);
});

test("F21 storage refused: a warning stands, editing goes on, and nothing is claimed that is not so", async () => {
  const { joined, server, network } = browser({ factory: null });
  const one = await joined();
  assert.match(one.see("backup_problem"), /does not let Callweave keep a copy/);
  one.write("n", "mine");
  await until(() => textsOf(server.doc).n === "mine");
  network.kill();
  await one.clock.advance(2_000);
  one.write("m", "offline");
  assert.equal(one.see("save_text"), "Offline · 1 edit only in this tab");
  server.judge = (update) => (Buffer.from(update).includes("offline") ? 4400 : 0);
  network.restart();
  await one.clock.advance(10_000);
  assert.deepEqual([one.see("refusal").action, one.see("quarantined"), one.asksBeforeLeaving()], ["download", 1, true]);
  server.judge = () => 0;
  await one.session().reapply();
  await until(() => textsOf(server.doc).m === "offline");
});

test("IndexedDB that never answers holds nothing up", async () => {
  const { joined, server } = browser({ factory: { open: () => ({}) } });
  const one = await joined();
  await one.clock.advance(3_500);
  assert.match(one.see("backup_problem"), /slow/);
  one.write("n", "mine");
  await until(() => textsOf(server.doc).n === "mine");
});

test("recovered edits that the server refuses are set aside, and do not come back with every visit", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "poison");
  one.crash();
  network.restart();
  server.judge = (update) => (Buffer.from(update).includes("poison") ? 4400 : 0);
  const two = await joined();
  await until(() => two.see("quarantined") === 1 && two.see("connection") === "stopped");
  two.end();
  const three = await joined();
  await settle();
  assert.deepEqual([three.see("connection"), three.see("recovered"), three.see("quarantined")], ["online", 0, 1]);
});
