import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as Y from "yjs";
import { browser, closeAll, textsOf } from "./sessions.mjs";
import { settle, until } from "./twins.mjs";

afterEach(closeAll);

test("P2.8 signed out while typing: the edits stay, and go on after signing in again in place", async () => {
  const { joined, server } = browser();
  const one = await joined();
  const { doc } = one.session();
  server.isCommitting = false;
  one.write("n", "unconfirmed");
  await settle();
  server.closeAll(4401);
  await settle();
  assert.deepEqual(
    [one.see("connection"), one.see("refusal").action, one.see("can_write")],
    ["stopped", "sign-in", true],
  );
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
  test(`${code} sets unsent edits aside: the same bytes never come back, and can be kept or made again`, async () => {
    const { joined, server } = browser();
    const one = await joined();
    server.judge = (update) => (Buffer.from(update).includes("poison") ? code : 0);
    const words = [];
    one.ui.sub(() => words.push(one.see("save")));
    one.write("n", "poison");
    await settle();
    assert.deepEqual([...new Set(words)], ["unsaved", "error"], "not for a moment Saved");
    assert.deepEqual(
      [one.see("connection"), one.see("can_write"), one.see("quarantined"), one.see("unsent"), one.see("save")],
      ["stopped", false, 1, 0, "error"],
    );
    assert.match(one.see("refusal").message, /1 edit could not be sent and is set aside on this device/);
    assert.equal(one.see("refusal").action, "reload");
    assert.equal(one.asksBeforeLeaving(), false, "it is safe on the device");
    await one.clock.advance(120_000);
    assert.equal(one.sockets.length, 1);
    const file = JSON.parse(one.session().keepsake().text);
    assert.deepEqual(file.parts[0].values, [{ name: "n", value: "poison" }]);
    one.end();
    const two = await joined();
    assert.deepEqual(
      [two.see("quarantined"), two.see("connection"), two.see("recovered"), two.nodes().has("n")],
      [1, "online", 0, false],
    );
    assert.equal(JSON.parse(two.session().keepsake().text).parts[0].reason, file.parts[0].reason);
    server.judge = () => 0;
    const outcome = await two.session().reapply();
    assert.deepEqual([outcome.applied, outcome.left], [1, 0]);
    await until(() => two.see("unsent") === 0);
    assert.deepEqual([textsOf(server.doc), two.see("quarantined")], [{ n: "poison" }, 0]);
  });
}

test("refused edits made again at once: the flow is loaded first, a new refusal sets them aside again", async () => {
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
  assert.deepEqual(
    [one.nodes().has("n"), one.see("quarantined"), one.see("refusal"), one.see("save")],
    [false, 1, null, "saved"],
  );
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
    assert.deepEqual(
      [one.see("quarantined"), one.see("can_write"), one.see("save"), one.see("refusal")],
      [1, true, "saved", null],
    );
    assert.match(one.see("notice").text, /replaced.*1 edit could not be sent/);
    one.write("o", "of the new");
    await until(() => textsOf(server.doc).o === "of the new");
  });
}

test("a role lost while offline: the edits are set aside, and the flow is shown as it is", async () => {
  const { joined, server, network } = browser();
  const one = await joined();
  network.kill();
  await settle();
  one.write("n", "mine");
  server.mayWrite = false;
  network.restart();
  await one.clock.advance(5_000);
  assert.deepEqual(
    [one.see("connection"), one.see("can_write"), one.see("quarantined"), one.nodes().has("n")],
    ["online", false, 1, false],
  );
  assert.match(one.see("notice").text, /no longer change this agent.*set aside/);
  assert.equal((await one.session().reapply()).applied, 0);
  assert.equal(one.see("quarantined"), 1);
  assert.equal((await one.session().save()).ok, false);
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
  assert.deepEqual(
    [one.see("refusal").code, one.see("refusal").action, one.see("can_write"), one.see("unsent")],
    [4426, "reload", false, 1],
  );
  one.end();
  Object.assign(server, { schema: 1, isCommitting: true });
  await joined();
  await until(() => textsOf(server.doc).n === "mine");
});

for (const [code, action] of [
  [4404, "leave"],
  [4423, "release"],
]) {
  test(`${code} stops and keeps the edits; they go on when it is open again`, async () => {
    const { joined, server } = browser();
    const one = await joined();
    server.isCommitting = false;
    one.write("n", "mine");
    await settle();
    server.closeAll(code);
    await one.clock.advance(60_000);
    assert.deepEqual(
      [one.see("connection"), one.see("refusal").action, one.see("unsent"), one.sockets.length],
      ["stopped", action, 1, 1],
    );
    server.isCommitting = true;
    one.session().retry();
    await until(() => textsOf(server.doc).n === "mine");
    assert.deepEqual([one.see("refusal"), one.see("can_write")], [null, true]);
  });
}

test("a flow that is replaced over and over is not loaded over and over", async () => {
  const { joined, server } = browser();
  const one = await joined();
  server.closeAll(4410);
  await one.clock.advance(1_000);
  server.closeAll(4410);
  await one.clock.advance(60_000);
  assert.deepEqual([one.sockets.length, one.see("refusal").action], [2, "reload"]);
  one.session().reload();
  await until(() => one.see("connection") === "online");
});
