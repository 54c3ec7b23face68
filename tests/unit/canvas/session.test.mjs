import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { LOCAL } from "./document.js";
import { browser, byOthers, closeAll, textsOf } from "./sessions.mjs";
import { settle, until } from "./twins.mjs";
import { awarenessFrame, Message } from "./wire.js";

afterEach(closeAll);

const saves = (tab) => [tab.see("save"), tab.see("unsent")];

test("opening fills the store from the welcome, and nothing may be written before the flow is here", async () => {
  const { tab, server } = browser();
  server.doc.getMap("nodes").set("n", "theirs");
  const one = tab();
  assert.deepEqual(
    [one.see("connection"), one.see("synced"), one.see("can_write"), one.session().canWrite()],
    ["connecting", false, false, false],
  );
  await until(() => one.see("synced"));
  assert.deepEqual(
    [one.see("connection"), one.see("can_write"), one.see("role"), one.see("agent").name, one.see("user").name],
    ["online", true, "editor", "Front desk", "Anna"],
  );
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
  assert.deepEqual(
    [outcome.ok, outcome.version, server.note, one.see("notice").text],
    [true, 1, "before lunch", "Saved as version 1."],
  );
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
  assert.deepEqual(
    [one.see("connection"), one.see("save_text"), one.see("can_write"), one.see("synced")],
    ["offline", "Offline · 2 edits kept on this device", true, true],
  );
  network.restart();
  one.page.dispatchEvent(new Event("online"));
  await until(() => one.see("unsent") === 0);
  assert.deepEqual(textsOf(server.doc), { n: "mine", o: "mine too", m: "theirs" });
  assert.deepEqual(textsOf(one.session().doc), textsOf(server.doc));
});

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
  assert.deepEqual(
    one.see("people").map(({ name }) => name),
    ["Anna", "Ben"],
  );
  assert.deepEqual(
    new Map(one.see("peers").map(({ client, me }) => [client, me])),
    new Map([
      [tabs[0], false],
      [tabs[1], false],
      [mine, true],
    ]),
  );
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
  server.tell(Message.FINDINGS, { hash: "h", list: [{ rule: "orphan", severity: "error", message: "It cannot be reached." }] });
  const [peer] = server.peers;
  server.welcome(peer, { agent: { id: "ag_1", name: "Night desk", state: "draft" }, role: "admin" });
  await settle();
  forget();
  server.tell(Message.ANNOUNCE, { what: "state" });
  await settle();
  assert.deepEqual(
    [heard, one.see("findings").length, one.see("agent").name, one.see("role")],
    [["versions"], 1, "Night desk", "admin"],
  );
});

test("P4.1 findings are stale until the first list came, and while the server is away", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  assert.equal(one.see("findings_stale"), true);
  const list = [{ rule: "orphan", severity: "error", message: "It cannot be reached." }];
  server.tell(Message.FINDINGS, { hash: "h", list, changes: 2 });
  await settle();
  assert.deepEqual(
    ["findings_stale", "findings_hash", "changes", "errors", "warnings"].map(one.see),
    [false, "h", 2, 1, 0],
  );
  network.kill();
  await settle();
  assert.deepEqual([one.see("findings_stale"), one.see("findings").length], [true, 1]);
  network.restart();
  await one.clock.advance(5_000);
  await until(() => one.see("connection") === "online", "online again");
  assert.equal(one.see("findings_stale"), true);
  server.tell(Message.FINDINGS, { hash: "h2", list: [], changes: 0 });
  await settle();
  assert.deepEqual([one.see("findings_stale"), one.see("findings"), one.see("errors")], [false, [], 0]);
});

test("P4.1 findings that come while a button is held wait until it is let go, and the last count", async () => {
  const { joined, server } = browser();
  const one = await joined();
  const finding = (rule) => ({ rule, severity: "error", message: "It cannot be reached." });
  const tell = (hash, ...list) => server.tell(Message.FINDINGS, { hash, list, changes: 0 });
  const press = async (name) => {
    one.page.dispatchEvent(new Event(name));
    await one.clock.advance(0);
  };
  await press("pointerdown");
  tell("h1", finding("orphan"));
  tell("h2", finding("orphan"), finding("no_exit"));
  await settle();
  assert.deepEqual([one.see("findings_hash"), one.see("findings").length], ["", 0]);
  await press("pointerup");
  assert.deepEqual([one.see("findings_hash"), one.see("findings").length], ["h2", 2]);
  tell("h3");
  await settle();
  assert.equal(one.see("findings_hash"), "h3");
});

test("P4.1 findings that waited while the server went away are not shown as if they were true now", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  one.page.dispatchEvent(new Event("pointerdown"));
  server.tell(Message.FINDINGS, { hash: "h1", list: [], changes: 0 });
  await settle();
  network.kill();
  await settle();
  one.page.dispatchEvent(new Event("pointerup"));
  await one.clock.advance(0);
  assert.deepEqual([one.see("findings_stale"), one.see("findings_hash")], [true, ""]);
});

test("the file of unsent edits holds their bytes and their words", async () => {
  const { joined, server } = browser({ factory: new IDBFactory() });
  const one = await joined();
  server.isCommitting = false;
  const { doc } = one.session();
  for (const [at, letter] of [..."Hello"].entries()) doc.transact(() => doc.getText("probe").insert(at, letter), LOCAL);
  const { name, text } = one.session().keepsake();
  const { format, agent, parts } = JSON.parse(text);
  assert.deepEqual(
    [name, format, agent.name, parts.length],
    ["callweave-edits-ag_1.json", "callweave.edits", "Front desk", 1],
  );
  assert.deepEqual([parts[0].state, parts[0].edits, parts[0].texts], ["not yet sent", 5, ["Hello"]]);
  const copy = new Y.Doc();
  for (const update of parts[0].updates) Y.applyUpdate(copy, Buffer.from(update, "base64"));
  assert.equal(copy.getText("probe").toString(), "Hello");
});
