import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as Y from "yjs";
import { LOCAL } from "./document.js";
import { browser, closeAll } from "./sessions.mjs";
import { dice, settle, until } from "./twins.mjs";

afterEach(closeAll);

const SEEDS = Number(process.env.CALLWEAVE_SEEDS ?? 15);
const prompt = (doc) => doc.getMap("nodes").get("prompt");

/** What every tab must be able to show at any moment: never Saved while something of its own is not stored. */
function watch(tab, server, seed) {
  tab.ui.sub(() => {
    if (tab.see("save") !== "saved" || !tab.see("synced")) return;
    for (const mark of tab.marks) {
      const isStored = mark.isErased ? !server.stored.includes(mark.text) : server.stored.includes(mark.text);
      assert.ok(isStored, `seed ${seed}: Saved, but ${mark.text} is not stored`);
    }
  });
}

/** One person with several tabs on one device, which crash; a server that dies, forgets the uncommitted, and stores. */
async function storm(seed) {
  const { below, pick, roll } = dice(seed);
  const { tab, network, server } = browser();
  server.doc.getMap("nodes").set("prompt", new Y.Text());
  server.stored = "";
  const marks = [];
  const tabs = [];
  const visit = () => {
    const one = Object.assign(tab({ random: roll }), { marks: [] });
    watch(one, server, seed);
    tabs.push(one);
  };
  const write = (one) => {
    const mark = { text: `<${marks.length}>`, isErased: false };
    const text = prompt(one.session().doc);
    marks.push(mark);
    one.marks.push(mark);
    one.session().doc.transact(() => text.insert(roll() < 0.5 ? 0 : text.length, mark.text), LOCAL);
  };
  const erase = (one) => {
    const text = prompt(one.session().doc);
    const mark = pick(one.marks.filter((each) => !each.isErased)) ?? null;
    const at = mark ? text.toString().indexOf(mark.text) : -1;
    if (at < 0) return;
    mark.isErased = true;
    one.session().doc.transact(() => text.delete(at, mark.text.length), LOCAL);
  };
  const store = () => {
    server.stored = prompt(server.doc).toString();
    server.announceSaving();
    server.store();
  };
  const workable = () => tabs.filter((one) => one.session().canWrite());
  const acts = [
    ...Array(4).fill(() => workable().length && write(pick(workable()))),
    () => workable().length && erase(pick(workable())),
    () => tabs.length < 4 && visit(),
    () => tabs.length > 1 && tabs.splice(below(tabs.length), 1)[0].crash(),
    () => tabs.length > 1 && roll() < 0.3 && tabs.splice(below(tabs.length), 1)[0].end(),
    () => network.kill(),
    () => network.restart(),
    () => server.closeAll(pick([1012, 1013, 4408])),
    () => server.closeAll(4401),
    () => tabs.forEach((one) => one.session().signedInAgain()),
    () => (server.isCommitting = roll() < 0.7) && server.commit(),
    () => (server.sendsAcks = roll() < 0.7),
    store,
    () => Promise.all(tabs.map((one) => one.clock.advance(below(3_000)))),
  ];
  visit();
  for (let count = 0; count < 120; count += 1) {
    await pick(acts)();
    if (roll() < 0.4) await settle(1 + below(4));
  }
  network.restart();
  Object.assign(server, { isCommitting: true, sendsAcks: true });
  server.commit();
  visit();
  for (const one of tabs) one.session().signedInAgain();
  for (let round = 0; round < 3; round += 1) await Promise.all(tabs.map((one) => one.clock.advance(40_000)));
  // A server that swallowed an acknowledgement will not send it later: that is what Retry is for.
  for (const one of tabs) if (one.see("save") === "error") one.session().retry();
  visit();
  await until(
    () => tabs.every((one) => one.see("connection") === "online" && one.see("unsent") === 0),
    `seed ${seed}: all sent`,
  );
  await settle();
  store();
  await Promise.all(tabs.map((one) => one.clock.advance(1_000)));
  check(seed, { tabs, marks, server });
}

function check(seed, { tabs, marks, server }) {
  const whole = prompt(server.doc).toString();
  for (const { text, isErased } of marks) {
    const times = whole.split(text).length - 1;
    assert.equal(times, isErased ? 0 : 1, `seed ${seed}: ${text} is there ${times} times`);
  }
  for (const one of tabs) {
    assert.equal(prompt(one.session().doc).toString(), whole, `seed ${seed}: a tab shows something else`);
    assert.deepEqual(
      [one.see("save"), one.see("quarantined"), one.see("backup_problem")],
      ["saved", 0, ""],
      `seed ${seed}`,
    );
  }
  closeAll();
}

test("F1, F10, F12 random storms over several tabs: every edit comes once, and none is falsely Saved", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) await storm(seed);
});
