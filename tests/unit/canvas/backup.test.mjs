import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { ASIDE, ROWS } from "./backup_store.js";
import { browser, bytes, closeAll, stored, withPut } from "./backups.mjs";
import { settle } from "./twins.mjs";

afterEach(closeAll);

test("P1.4 an edit is given to IndexedDB before add() returns", async () => {
  const { tab } = browser();
  const { backup } = tab("t1");
  await backup.ready;
  let puts = 0;
  const counting = (real) =>
    function put(...args) {
      puts += 1;
      return real.apply(this, args);
    };
  await withPut(counting, async () => {
    backup.add(1, bytes(1));
    assert.equal(puts, 1);
    await backup.idle();
  });
});

test("an edit goes when it is acknowledged, not before, and only up to that one", async () => {
  const { factory, tab } = browser();
  const { backup } = tab("t1");
  await backup.ready;
  for (const edit of [1, 2, 3]) backup.add(edit, bytes(edit));
  await backup.idle();
  const [row] = await stored(factory);
  assert.deepEqual([row.agent, row.tab, row.epoch, [...row.update]], ["ag_1", "t1", 1, [1]]);
  backup.acked(2);
  await backup.idle();
  assert.deepEqual(
    (await stored(factory)).map((one) => [...one.update]),
    [[3]],
  );
  assert.deepEqual(
    backup.waiting().map((one) => [...one]),
    [[3]],
  );
});

test("edits from before the database is open are written when it is, unless they were acknowledged", async () => {
  const { factory, tab } = browser();
  const { backup } = tab("t1");
  backup.add(1, bytes(1));
  backup.add(2, bytes(2));
  backup.acked(1);
  await backup.ready;
  await backup.idle();
  assert.deepEqual(
    (await stored(factory)).map((row) => [...row.update]),
    [[2]],
  );
});

test("a crashed tab's rows are found by the next, a living tab's are not", async () => {
  const { tab } = browser();
  const first = tab("t1");
  const second = tab("t2");
  await Promise.all([first.backup.ready, second.backup.ready]);
  first.backup.add(1, bytes(1));
  second.backup.add(1, bytes(2));
  await settle();
  const third = tab("t3");
  assert.deepEqual(await third.backup.orphans(), []);
  first.crash();
  const rows = await third.backup.orphans();
  assert.deepEqual(
    rows.map((row) => [row.tab, [...row.update]]),
    [["t1", [1]]],
  );
});

test("two tabs that open at once do not both take what a third left, and give it back when they close", async () => {
  const { factory, tab } = browser();
  const lost = tab("t1");
  await lost.backup.ready;
  lost.backup.add(1, bytes(1));
  await lost.backup.idle();
  lost.crash();
  const [one, other] = [tab("t2"), tab("t3")];
  const found = await Promise.all([one.backup.orphans(), other.backup.orphans()]);
  assert.equal(found.flat().length, 1);
  const owner = found[0].length ? one : other;
  owner.backup.adopt(found.flat()[0], 1);
  owner.backup.close();
  await settle();
  assert.equal((await stored(factory)).length, 1);
  assert.equal((await tab("t4").backup.orphans()).length, 1);
});

test("a row that was taken over goes with the acknowledgement of the edit it became", async () => {
  const { factory, tab } = browser();
  const lost = tab("t1");
  await lost.backup.ready;
  lost.backup.add(1, bytes(1));
  await lost.backup.idle();
  lost.crash();
  const { backup } = tab("t2");
  const [row] = await backup.orphans();
  backup.adopt(row, 5);
  backup.acked(4);
  await backup.idle();
  assert.equal((await stored(factory)).length, 1);
  assert.deepEqual(await backup.orphans(), [], "no more is taken over while something taken over waits");
  backup.acked(5);
  await backup.idle();
  assert.deepEqual(await stored(factory), []);
});

test("what is set aside is never found again, survives the tab, and can be thrown away", async () => {
  const { factory, tab } = browser();
  const { backup, heard } = tab("t1");
  await backup.ready;
  backup.add(1, bytes(1));
  backup.add(2, bytes(2));
  assert.equal(backup.setAside("refused", { nodes: {} }), 2);
  await backup.idle();
  assert.equal(heard.aside, 2);
  assert.deepEqual(await stored(factory), []);
  const next = tab("t2");
  assert.deepEqual(await next.backup.orphans(), []);
  assert.equal(next.heard.aside, 2);
  const [entry] = next.backup.entries();
  assert.deepEqual(
    [entry.reason, entry.epoch, entry.updates.map((update) => [...update]), entry.flow],
    ["refused", 1, [[1], [2]], { nodes: {} }],
  );
  next.backup.keepOnly(entry.id, [bytes(2)]);
  assert.equal(next.heard.aside, 1);
  next.backup.keepOnly(entry.id);
  await next.backup.idle();
  assert.equal(next.heard.aside, 0);
  assert.deepEqual(await stored(factory, ASIDE), []);
});

test("setting nothing aside leaves no empty entry", async () => {
  const { backup } = browser().tab("t1");
  await backup.ready;
  assert.equal(backup.setAside("refused"), 0);
  assert.deepEqual(backup.entries(), []);
});

test("a document that is loaded anew finds what waited, even where nothing could be stored", async () => {
  for (const factory of [new IDBFactory(), null]) {
    const { backup } = browser(factory).tab("t1");
    await backup.ready;
    backup.add(1, bytes(1));
    backup.handOver();
    assert.deepEqual(backup.waiting(), []);
    const rows = await backup.orphans();
    assert.deepEqual(
      rows.map((row) => [...row.update]),
      [[1]],
    );
    backup.handBack(rows);
    assert.equal((await backup.orphans()).length, 1);
  }
});

test("two people of one browser do not see each other's edits", async () => {
  const { factory, tab } = browser();
  const anna = tab("t1");
  await anna.backup.ready;
  anna.backup.add(1, bytes(1));
  await anna.backup.idle();
  anna.crash();
  const ben = tab("t2", { userId: "u_2" });
  assert.deepEqual(await ben.backup.orphans(), []);
  assert.deepEqual([(await stored(factory)).length, (await stored(factory, ROWS, { user: "u_2" })).length], [1, 0]);
});

test("rows of another agent stay where they are", async () => {
  const { factory, tab } = browser();
  const other = tab("t1", { agentId: "ag_2" });
  await other.backup.ready;
  other.backup.add(1, bytes(1));
  await other.backup.idle();
  other.crash();
  assert.deepEqual(await tab("t2").backup.orphans(), []);
  assert.equal((await stored(factory, ROWS, { agent: "ag_2" })).length, 1);
});

test("everything that waits can be thrown away at once", async () => {
  const { factory, tab } = browser();
  const { backup } = tab("t1");
  await backup.ready;
  backup.add(1, bytes(1));
  backup.clear();
  await backup.idle();
  assert.deepEqual([await stored(factory), backup.waiting()], [[], []]);
});

test("a page without Web Locks treats every other tab as gone", async () => {
  const { tab } = browser();
  const first = tab("t1", { locks: undefined }).backup;
  await first.ready;
  first.add(1, bytes(1));
  await first.idle();
  assert.equal((await tab("t2", { locks: undefined }).backup.orphans()).length, 1);
});

test("a connection brings back at most 24 lost tabs, the others come with the next", async () => {
  const { tab } = browser();
  const tabs = Array.from({ length: 30 }, (_, at) => tab(`t${at}`));
  await Promise.all(tabs.map(({ backup }) => backup.ready));
  for (const { backup } of tabs) backup.add(1, bytes(1));
  await Promise.all(tabs.map(({ backup }) => backup.idle()));
  for (const { crash } of tabs) crash();
  const { backup } = tab("new");
  const rows = await backup.orphans();
  assert.equal(rows.length, 24);
  for (const row of rows) backup.adopt(row, 1);
  backup.acked(1);
  assert.equal((await backup.orphans()).length, 6);
});
