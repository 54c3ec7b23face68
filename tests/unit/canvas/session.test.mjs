import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { encodeAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { IDBFactory } from "fake-indexeddb";
import { LOCAL } from "./document.js";
import { browser, byOthers, closeAll, textsOf } from "./sessions.mjs";
import { settle, until } from "./twins.mjs";
import { awarenessFrame, Message, Sync } from "./wire.js";

afterEach(closeAll);

const saves = (tab) => [tab.see("save"), tab.see("unsent")];
const updatesIn = (server) => server.messages.filter(({ kind, sub }) => kind === Message.SYNC && sub === Sync.UPDATE).length;

test("opening fills the store from the welcome, and nothing may be written before the flow is here", async () => {
  const { tab, server } = browser();
  server.doc.getMap("nodes").set("n", "theirs");
  const one = tab();
  assert.deepEqual([one.see("connection"), one.see("synced"), one.see("can_write"), one.session().canWrite()], ["connecting", false, false, false]);
  await until(() => one.see("synced"));
  assert.deepEqual([one.see("connection"), one.see("can_write"), one.see("role"), one.see("agent").name, one.see("user").name], ["online", true, "editor", "Front desk", "Anna"]);
  assert.deepEqual(textsOf(one.session().doc), { n: "theirs" });
});

test("P1.2 Unsaved, Saving…, Saved, for an edit and for one that is only a deletion", async () => {
  const { joined, server } = browser();
  const one = await joined();
  for (const edit of [() => one.write("n", "hello"), () => one.erase("n")]) {
    edit();
    assert.deepEqual(saves(one), ["unsaved", 1]);
    await settle();
    assert.deepEqual(saves(one), ["unsaved", 0]);
    server.announceSaving();
    await settle();
    assert.equal(one.see("save"), "saving");
    server.store();
    await one.clock.advance(400);
    assert.equal(one.see("save"), "saved");
  }
});

test("P1.2 another person's save does not turn mine Saved", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  one.write("n", "mine");
  await settle();
  byOthers(server, (nodes) => nodes.set("m", "theirs"));
  server.announceSaving();
  server.store();
  await one.clock.advance(500);
  assert.deepEqual(saves(one), ["unsaved", 1]);
});

test("P1.2 withheld acknowledgements are an error after 10 s, and Retry works", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  one.write("n", "mine");
  await one.clock.advance(9_000);
  assert.equal(one.see("save"), "unsaved");
  await one.clock.advance(1_500);
  assert.equal(one.see("save"), "error");
  assert.match(one.see("save_reason"), /not confirmed/);
  server.isCommitting = true;
  one.session().retry();
  await one.clock.advance(500);
  assert.deepEqual([...saves(one), textsOf(server.doc).n], ["unsaved", 0, "mine"]);
  server.store();
  await one.clock.advance(500);
  assert.equal(one.see("save"), "saved");
});

test("a proxy that withholds all frames: never Saved", async () => {
  const { joined, network } = browser();
  const one = await joined();
  const seen = new Set();
  one.ui.sub(() => one.see("unsent") && seen.add(one.see("save")));
  network.isSilent = true;
  one.write("n", "mine");
  await one.clock.advance(120_000);
  assert.deepEqual(seen, new Set(["unsaved", "error", "offline"]));
  assert.equal(one.see("save_text"), "Offline · 1 edit kept on this device");
});

test("P1.3 Save keeps a version with its note, and says so", async () => {
  const { joined, server } = browser();
  const one = await joined();
  one.write("n", "hello");
  const outcome = await one.session().save("before lunch");
  assert.deepEqual([outcome.ok, outcome.version, server.note, one.see("notice").text], [true, 1, "before lunch", "Saved as version 1."]);
  await one.clock.advance(400);
  assert.deepEqual(saves(one), ["saved", 0]);
});

test("P1.3 a save that the server refuses is an error with its reason", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  const saving = one.session().save("");
  await settle();
  assert.equal(one.see("save"), "saving");
  server.tell(Message.FAILED, { id: "s1", code: "unavailable", message: "The database is away. Try again." });
  assert.equal((await saving).ok, false);
  assert.deepEqual([one.see("save"), one.see("save_reason")], ["error", "The database is away. Try again."]);
});

test("P1.3 saving offline says that the edits are kept, and is not done later", async () => {
  const { joined, network, server } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "mine");
  const outcome = await one.session().save("");
  assert.equal(outcome.ok, false);
  assert.match(one.see("notice").text, /offline.*1 edit is kept on this device/);
  network.restart();
  await one.clock.advance(5_000);
  assert.deepEqual([textsOf(server.doc).n, server.version], ["mine", 0]);
});

test("a save whose answer is cut off is told so, and not repeated", async () => {
  const { joined, network, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  const saving = one.session().save("");
  await settle();
  network.kill();
  assert.match((await saving).text, /connection was lost/);
  server.isCommitting = true;
  network.restart();
  await one.clock.advance(5_000);
  assert.equal(server.version, 0);
});

test("P2.3 offline: editing goes on, is counted, and merges on return", async () => {
  const { joined, network, server } = browser();
  const one = await joined();
  network.kill();
  byOthers(server, (nodes) => nodes.set("m", "theirs"));
  await one.clock.advance(2_000);
  one.write("n", "mine");
  one.write("o", "mine too");
  assert.deepEqual([one.see("connection"), one.see("save_text"), one.see("can_write"), one.see("synced")], ["offline", "Offline · 2 edits kept on this device", true, true]);
  network.restart();
  one.page.dispatchEvent(new Event("online"));
  await until(() => one.see("unsent") === 0);
  assert.deepEqual(textsOf(server.doc), { n: "mine", o: "mine too", m: "theirs" });
  assert.deepEqual(textsOf(one.session().doc), textsOf(server.doc));
});

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
  for (const [at, letter] of ["a", "b", "c"].entries()) one.session().doc.transact(() => one.session().doc.getText("probe").insert(at, letter), LOCAL);
  one.crash();
  await settle();
  await withRows(factory, (rows) => rows.delete(["ag_1", firstTab, 2]));
  network.restart();
  const two = await joined();
  await until(() => two.see("recovered") === 1 && two.see("quarantined") === 1);
  assert.equal(server.doc.getText("probe").toString(), "a");
  assert.equal(two.session().doc.store.pendingStructs, null);
});

let firstTab = "";

/** Change the stored rows behind everybody's back. */
async function withRows(factory, work) {
  const request = factory.open("callweave-u_anna");
  const db = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const rows = db.transaction("rows", "readwrite").objectStore("rows");
  const all = rows.getAll();
  await new Promise((resolve) => (all.onsuccess = resolve));
  firstTab = all.result[0].tab;
  work(rows);
  await settle();
  db.close();
}

test("P2.8 signed out while typing: the edits stay, and go on after signing in again in place", async () => {
  const { joined, server } = browser();
  const one = await joined();
  const { doc } = one.session();
  server.isCommitting = false;
  one.write("n", "unconfirmed");
  await settle();
  server.closeAll(4401);
  await settle();
  assert.deepEqual([one.see("connection"), one.see("refusal").action, one.see("can_write")], ["stopped", "sign-in", true]);
  assert.match(one.see("refusal").message, /1 edit is kept on this device/);
  one.write("m", "typed while signed out");
  await one.clock.advance(60_000);
  assert.equal(one.sockets.length, 1, "it does not knock while signed out");
  server.isCommitting = true;
  one.session().signedInAgain();
  await until(() => one.see("unsent") === 0);
  assert.deepEqual([one.see("refusal"), one.see("connection"), one.session().doc], [null, "online", doc]);
  assert.deepEqual(textsOf(server.doc), { n: "unconfirmed", m: "typed while signed out" });
});

test("signing in from another tab is noticed when this one is looked at", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.closeAll(4401);
  await settle();
  one.page.document.dispatchEvent(new Event("visibilitychange"));
  await until(() => one.see("connection") === "online");
  assert.equal(one.see("refusal"), null);
});

test("somebody else signed in: nothing of the first person is sent in their name", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "Anna's");
  network.restart();
  server.user = { id: "u_ben", name: "Ben", color: "#00aa00" };
  await one.clock.advance(5_000);
  assert.deepEqual([textsOf(server.doc), one.see("connection"), one.see("refusal").action], [{}, "stopped", "reload"]);
  one.end();
  server.user = { id: "u_anna", name: "Anna", color: "#aa0000" };
  await joined();
  await until(() => textsOf(server.doc).n === "Anna's");
});

for (const code of [4400, 4403, 4413, 1009]) {
  test(`${code} sets the unsent edits aside: the same bytes never come back, and can be kept or made again`, async () => {
    const { joined, server } = browser();
    const one = await joined();
    server.judge = (update) => (Buffer.from(update).includes("poison") ? code : 0);
    const words = [];
    one.ui.sub(() => words.push(one.see("save")));
    one.write("n", "poison");
    await settle();
    assert.deepEqual([...new Set(words)], ["unsaved", "error"], "not for a moment Saved");
    assert.deepEqual([one.see("connection"), one.see("can_write"), one.see("quarantined"), one.see("unsent"), one.see("save")], ["stopped", false, 1, 0, "error"]);
    assert.match(one.see("refusal").message, /1 edit could not be sent and is set aside on this device/);
    assert.equal(one.see("refusal").action, "reload");
    assert.equal(one.asksBeforeLeaving(), false, "it is safe on the device");
    await one.clock.advance(120_000);
    assert.equal(one.sockets.length, 1);
    const file = JSON.parse(one.session().keepsake().text);
    assert.deepEqual(file.parts[0].values, [{ name: "n", value: "poison" }]);
    one.end();
    const two = await joined();
    assert.deepEqual([two.see("quarantined"), two.see("connection"), two.see("recovered"), two.nodes().has("n")], [1, "online", 0, false]);
    assert.equal(JSON.parse(two.session().keepsake().text).parts[0].reason, file.parts[0].reason);
    server.judge = () => 0;
    const outcome = await two.session().reapply();
    assert.deepEqual([outcome.applied, outcome.left], [1, 0]);
    await until(() => two.see("unsent") === 0);
    assert.deepEqual([textsOf(server.doc), two.see("quarantined")], [{ n: "poison" }, 0]);
  });
}

test("making refused edits again right after the refusal loads the flow first, and a new refusal sets them aside again", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.judge = (update) => (Buffer.from(update).includes("poison") ? 4400 : 0);
  one.write("n", "poison");
  await settle();
  const refused = one.session();
  await refused.reapply();
  await until(() => one.see("quarantined") === 1 && one.see("connection") === "stopped");
  assert.notEqual(one.session(), refused);
  server.judge = () => 0;
  await one.session().reapply();
  await until(() => textsOf(server.doc).n === "poison");
  assert.equal(one.see("quarantined"), 0);
});

test("Retry after a refusal loads the flow without the refused edits", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.judge = (update) => (Buffer.from(update).includes("poison") ? 4400 : 0);
  one.write("n", "poison");
  await settle();
  one.session().retry();
  await until(() => one.see("synced") && one.see("connection") === "online");
  assert.deepEqual([one.nodes().has("n"), one.see("quarantined"), one.see("refusal"), one.see("save")], [false, 1, null, "saved"]);
  one.session().discardQuarantine();
  assert.equal(one.see("quarantined"), 0);
});

test("out of step is tried again, twice without progress sets aside", async () => {
  const { joined, server } = browser();
  const one = await joined();
  let refusals = 1;
  server.judge = () => (refusals-- > 0 ? 4409 : 0);
  one.write("n", "once");
  await one.clock.advance(3_000);
  assert.deepEqual([textsOf(server.doc).n, one.see("quarantined")], ["once", 0]);
  refusals = 2;
  one.write("n", "twice");
  await one.clock.advance(5_000);
  assert.deepEqual([textsOf(server.doc).n, one.see("quarantined"), one.see("connection")], ["once", 1, "stopped"]);
});

test("an acknowledgement between two stumbles is progress", async () => {
  const { joined, server } = browser();
  const one = await joined();
  for (const word of ["one", "two", "three"]) {
    let refusals = 1;
    server.judge = () => (refusals-- > 0 ? 4409 : 0);
    one.write("n", word);
    await one.clock.advance(20_000);
    assert.deepEqual([textsOf(server.doc).n, one.see("quarantined")], [word, 0]);
  }
});

for (const [how, cut] of [
  ["told by a close code", (server) => server.closeAll(4410)],
  ["found at the next welcome", (server) => server.closeAll(1012)],
]) {
  test(`a replaced flow, ${how}: it is loaded anew at once, and what was not confirmed is set aside`, async () => {
    const { joined, server } = browser();
    const one = await joined();
    const old = one.session();
    server.isCommitting = false;
    one.write("n", "of the old");
    await settle();
    server.doc = new Y.Doc();
    server.doc.getMap("nodes").set("m", "restored");
    server.epoch = 2;
    server.isCommitting = true;
    cut(server);
    await one.clock.advance(3_000);
    assert.notEqual(one.session(), old);
    assert.deepEqual([textsOf(one.session().doc), textsOf(server.doc)], [{ m: "restored" }, { m: "restored" }]);
    assert.deepEqual([one.see("quarantined"), one.see("can_write"), one.see("save"), one.see("refusal")], [1, true, "saved", null]);
    assert.match(one.see("notice").text, /replaced.*1 edit could not be sent/);
    one.write("o", "of the new");
    await until(() => textsOf(server.doc).o === "of the new");
  });
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

test("a role lost while offline: the edits are set aside, and the flow is shown as it is", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "mine");
  server.mayWrite = false;
  network.restart();
  await one.clock.advance(5_000);
  assert.deepEqual([one.see("connection"), one.see("can_write"), one.see("quarantined"), one.nodes().has("n")], ["online", false, 1, false]);
  assert.match(one.see("notice").text, /no longer change this agent.*set aside/);
  assert.equal((await one.session().reapply()).applied, 0);
  assert.equal(one.see("quarantined"), 1);
  assert.equal((await one.session().save()).ok, false);
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

test("a newer server: the edits stay on the device, and nothing is written with an old page", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.isCommitting = false;
  one.write("n", "mine");
  await settle();
  server.schema = 2;
  server.closeAll(1012);
  await one.clock.advance(5_000);
  assert.deepEqual([one.see("refusal").code, one.see("refusal").action, one.see("can_write"), one.see("unsent")], [4426, "reload", false, 1]);
  one.end();
  Object.assign(server, { schema: 1, isCommitting: true });
  await joined();
  await until(() => textsOf(server.doc).n === "mine");
});

for (const code of [4404, 4423]) {
  test(`${code} stops and keeps the edits; they go on when it is open again`, async () => {
    const { joined, server } = browser();
    const one = await joined();
    server.isCommitting = false;
    one.write("n", "mine");
    await settle();
    server.closeAll(code);
    await one.clock.advance(60_000);
    assert.deepEqual([one.see("connection"), one.see("refusal").action, one.see("unsent"), one.sockets.length], ["stopped", "leave", 1, 1]);
    server.isCommitting = true;
    one.session().retry();
    await until(() => textsOf(server.doc).n === "mine");
    assert.deepEqual([one.see("refusal"), one.see("can_write")], [null, true]);
  });
}

test("leaving the page is asked about only while something waits", async () => {
  const { joined, server } = browser();
  const one = await joined();
  assert.equal(one.asksBeforeLeaving(), false);
  server.isCommitting = false;
  one.write("n", "mine");
  await settle();
  assert.deepEqual([one.asksBeforeLeaving(), one.session().unsentCount()], [true, 1]);
  server.commit();
  await settle();
  assert.equal(one.asksBeforeLeaving(), false);
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

test("F21 storage refused: a warning stands, editing and saving go on, and nothing is claimed that is not so", async () => {
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

test("P2.5 undo is mine alone, and survives a reconnect", async () => {
  const { joined, server, network } = browser();
  const [one, other] = [await joined(), await joined()];
  one.write("n", "mine");
  await until(() => other.nodes().get("n") === "mine");
  other.write("m", "of my other tab");
  await until(() => one.nodes().has("m"));
  network.kill();
  await settle();
  network.restart();
  await one.clock.advance(5_000);
  await other.clock.advance(5_000);
  one.session().undo.undo();
  await until(() => !server.doc.getMap("nodes").has("n"));
  assert.deepEqual(textsOf(server.doc), { m: "of my other tab" });
  one.session().undo.undo();
  assert.equal(one.nodes().has("m"), true);
  one.session().undo.redo();
  await until(() => textsOf(server.doc).n === "mine");
});

/** A teammate's presence as the server relays it. */
function greet(server, user, more = {}) {
  const theirs = new Awareness(new Y.Doc());
  theirs.setLocalState({ user, ...more });
  for (const peer of server.peers) peer.deliver(awarenessFrame(encodeAwarenessUpdate(theirs, [theirs.clientID])));
  theirs.destroy();
  return theirs.clientID;
}

test("P2.2 people are told once each, oneself first; every other tab is a peer, my own marked as me", async () => {
  const { joined, server } = browser();
  const one = await joined();
  assert.deepEqual(one.see("people"), [{ id: "u_anna", name: "Anna", color: "#aa0000", me: true }]);
  const ben = { id: "u_ben", name: "Ben", color: "#00aa00", colorLight: "#00aa0033" };
  const tabs = [greet(server, ben, { selection: ["n"], field: "nodes/n/prompt" }), greet(server, ben)];
  const mine = greet(server, { id: "u_anna", name: "Anna", color: "#aa0000" });
  await one.clock.advance(20);
  assert.deepEqual(one.see("people").map(({ name }) => name), ["Anna", "Ben"]);
  assert.deepEqual(new Map(one.see("peers").map(({ client, me }) => [client, me])), new Map([[tabs[0], false], [tabs[1], false], [mine, true]]));
  const seen = one.see("peers").find(({ client }) => client === tabs[0]);
  assert.deepEqual([seen.selection, seen.field, seen.color], [["n"], "nodes/n/prompt", "#00aa00"]);
  server.closeAll(1012);
  await one.clock.advance(20);
  assert.deepEqual(one.see("peers"), []);
});

test("a second opening at once, as React's strict mode does, leaves one session and loses nothing", async () => {
  const { tab, factory, server, network } = browser();
  const first = tab();
  first.end();
  assert.equal(first.see("session"), null);
  const second = tab({ factory });
  await until(() => second.see("synced"));
  second.write("n", "x");
  await until(() => textsOf(server.doc).n === "x");
  assert.equal([...network.sockets].filter((socket) => socket.readyState === 1).length, 1);
});

test("closing sends what was made in the same moment", async () => {
  const { joined, server } = browser();
  const one = await joined();
  one.write("n", "last words");
  one.end();
  await until(() => textsOf(server.doc).n === "last words");
});

test("what the server announces, finds and renames reaches the page", async () => {
  const { joined, server } = browser();
  const one = await joined();
  const heard = [];
  const forget = one.session().on("announce", (what) => heard.push(what));
  server.tell(Message.ANNOUNCE, { what: "versions" });
  server.tell(Message.FINDINGS, { hash: "h", list: [{ rule: "orphan" }] });
  const [peer] = server.peers;
  server.welcome(peer, { agent: { id: "ag_1", name: "Night desk", state: "draft" }, role: "admin" });
  await settle();
  forget();
  server.tell(Message.ANNOUNCE, { what: "state" });
  await settle();
  assert.deepEqual([heard, one.see("findings").length, one.see("agent").name, one.see("role")], [["versions"], 1, "Night desk", "admin"]);
});

test("IndexedDB that never answers holds nothing up", async () => {
  const { joined, server } = browser({ factory: { open: () => ({}) } });
  const one = await joined();
  await one.clock.advance(3_500);
  assert.match(one.see("backup_problem"), /slow/);
  one.write("n", "mine");
  await until(() => textsOf(server.doc).n === "mine");
});

test("the file of unsent edits holds their bytes and their words", async () => {
  const { joined, server } = browser({ factory: new IDBFactory() });
  const one = await joined();
  server.isCommitting = false;
  const { doc } = one.session();
  for (const [at, letter] of [..."Hello"].entries()) doc.transact(() => doc.getText("probe").insert(at, letter), LOCAL);
  const { name, text } = one.session().keepsake();
  const { format, agent, parts } = JSON.parse(text);
  assert.deepEqual([name, format, agent.name, parts.length], ["callweave-edits-ag_1.json", "callweave.edits", "Front desk", 1]);
  assert.deepEqual([parts[0].state, parts[0].edits, parts[0].texts], ["not yet sent", 5, ["Hello"]]);
  const copy = new Y.Doc();
  for (const update of parts[0].updates) Y.applyUpdate(copy, Buffer.from(update, "base64"));
  assert.equal(copy.getText("probe").toString(), "Hello");
});
