import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { Backup } from "./backup.js";
import { ASIDE, countKept, forget, openStore, readAll, ROWS } from "./backup_store.js";
import { ClockTwin, LocksTwin, settle, until } from "./twins.mjs";

const bytes = (...values) => new Uint8Array(values);
const open = [];

afterEach(() => {
  for (const backup of open.splice(0)) backup.close();
});

/** A browser: one IndexedDB, one set of locks, and tabs in it. */
function browser(factory = new IDBFactory()) {
  const locks = new LocksTwin();
  const clock = new ClockTwin();
  const tab = (name, more = {}) => {
    const own = locks.tab();
    const heard = { problem: "", aside: 0 };
    const backup = new Backup({ userId: "u_1", agentId: "ag_1", factory, locks: own, clock, tab: name, ...more });
    backup.epoch = 1;
    backup.follow({ problem: (sentence) => (heard.problem = sentence), aside: (count) => (heard.aside = count) });
    open.push(backup);
    return { backup, heard, crash: () => own.die() };
  };
  return { factory, clock, tab };
}

async function stored(factory, store = ROWS, user = "u_1") {
  const db = await openStore(factory, user);
  try {
    return await readAll(db, store, "ag_1");
  } finally {
    db.close();
  }
}

/** Run with IndexedDB's `put` replaced. */
async function withPut(put, work) {
  const { put: real } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = put(real);
  try {
    return await work();
  } finally {
    IDBObjectStore.prototype.put = real;
  }
}

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
  assert.deepEqual((await stored(factory)).map((one) => [...one.update]), [[3]]);
  assert.deepEqual(backup.waiting().map((one) => [...one]), [[3]]);
});

test("edits from before the database is open are written when it is, unless they were acknowledged", async () => {
  const { factory, tab } = browser();
  const { backup } = tab("t1");
  backup.add(1, bytes(1));
  backup.add(2, bytes(2));
  backup.acked(1);
  await backup.ready;
  await backup.idle();
  assert.deepEqual((await stored(factory)).map((row) => [...row.update]), [[2]]);
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
  assert.deepEqual(rows.map((row) => [row.tab, [...row.update]]), [["t1", [1]]]);
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
  assert.deepEqual([entry.reason, entry.epoch, entry.updates.map((update) => [...update]), entry.flow], ["refused", 1, [[1], [2]], { nodes: {} }]);
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

test("F21 storage that is refused is said in a sentence, and editing goes on", async () => {
  const refused = { open: () => { throw new DOMException("no", "SecurityError"); } };
  const { backup, heard } = browser(refused).tab("t1");
  await backup.ready;
  assert.match(heard.problem, /does not let Callweave keep a copy.*Keep this tab open/);
  backup.add(1, bytes(1));
  assert.equal(backup.waiting().length, 1);
  assert.equal(backup.setAside("refused"), 1);
  assert.equal(backup.entries().length, 1, "what was set aside is at least in this page");
  assert.deepEqual(await backup.orphans(), []);
});

test("a browser without IndexedDB, and one that fails to open it later, are the same", async () => {
  const { heard, backup } = browser(null).tab("t1");
  await backup.ready;
  assert.notEqual(heard.problem, "");
});

test("F21 a full device is said, and what did not fit is written when there is space again", async () => {
  const { factory, clock, tab } = browser();
  const { backup, heard } = tab("t1");
  await backup.ready;
  const full = () => () => { throw new DOMException("full", "QuotaExceededError"); };
  await withPut(full, async () => {
    backup.add(1, bytes(1));
    await until(() => heard.problem !== "");
    assert.match(heard.problem, /no space left/);
    backup.add(2, bytes(2));
    await clock.advance(20_000);
    assert.match(heard.problem, /no space left/);
  });
  await clock.advance(10_000);
  await backup.idle();
  assert.equal(heard.problem, "");
  assert.deepEqual((await stored(factory)).map((row) => [...row.update]), [[1], [2]]);
});

test("a transaction that the browser gives up is tried again as a whole", async () => {
  const { factory, clock, tab } = browser();
  const { backup, heard } = tab("t1");
  await backup.ready;
  let refusals = 1;
  const aborting = (real) =>
    function put(...args) {
      const request = real.apply(this, args);
      if (refusals-- > 0) this.transaction.abort();
      return request;
    };
  await withPut(aborting, async () => {
    backup.add(1, bytes(1));
    await until(() => heard.problem !== "");
    await clock.advance(10_000);
    await backup.idle();
  });
  assert.equal(heard.problem, "");
  assert.equal((await stored(factory)).length, 1);
});

test("slow storage is said after 3 s and forgotten when it answers", async () => {
  const factory = new IDBFactory();
  let answer = null;
  const slow = {
    open(...args) {
      const request = {};
      answer = () => {
        const real = factory.open(...args);
        for (const name of ["onupgradeneeded", "onsuccess", "onerror"]) {
          real[name] = (event) => {
            request.result = real.result;
            request[name]?.(event);
          };
        }
      };
      return request;
    },
  };
  const { clock, tab } = browser(slow);
  const { backup, heard } = tab("t1");
  backup.add(1, bytes(1));
  await clock.advance(2_900);
  assert.equal(heard.problem, "");
  await clock.advance(200);
  assert.match(heard.problem, /slow/);
  answer();
  await backup.ready;
  await backup.idle();
  assert.equal(heard.problem, "");
  assert.equal((await stored(factory)).length, 1);
});

test("storage that the browser clears under us is written again", async () => {
  const { factory, clock, tab } = browser();
  const opened = [];
  const spying = { open: (...args) => { const request = factory.open(...args); opened.push(request); return request; } };
  const { backup, heard } = tab("t1", { factory: spying });
  await backup.ready;
  backup.add(1, bytes(1));
  await backup.idle();
  await forget("u_1", factory);
  opened[0].result.close();
  opened[0].result.onclose();
  assert.notEqual(heard.problem, "");
  await clock.advance(10_000);
  await backup.idle();
  assert.equal(heard.problem, "");
  assert.equal((await stored(factory)).length, 1);
});

test("a document that is loaded anew finds what waited, even where nothing could be stored", async () => {
  for (const factory of [new IDBFactory(), null]) {
    const { backup } = browser(factory).tab("t1");
    await backup.ready;
    backup.add(1, bytes(1));
    backup.handOver();
    assert.deepEqual(backup.waiting(), []);
    const rows = await backup.orphans();
    assert.deepEqual(rows.map((row) => [...row.update]), [[1]]);
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
  assert.deepEqual(await countKept("u_1", factory), { unsent: 1, aside: 0 });
  assert.deepEqual(await countKept("u_2", factory), { unsent: 0, aside: 0 });
});

test("rows of another agent stay where they are", async () => {
  const { factory, tab } = browser();
  const other = tab("t1", { agentId: "ag_2" });
  await other.backup.ready;
  other.backup.add(1, bytes(1));
  await other.backup.idle();
  other.crash();
  assert.deepEqual(await tab("t2").backup.orphans(), []);
  assert.equal((await countKept("u_1", factory)).unsent, 1);
});

test("signing out can count and forget everything a person has here", async () => {
  const { factory, tab } = browser();
  const { backup } = tab("t1");
  await backup.ready;
  backup.add(1, bytes(1));
  backup.setAside("refused");
  backup.add(2, bytes(2));
  await backup.idle();
  assert.deepEqual(await countKept("u_1", factory), { unsent: 1, aside: 1 });
  await forget("u_1", factory);
  assert.deepEqual(await countKept("u_1", factory), { unsent: 0, aside: 0 });
});

test("a page without Web Locks treats every other tab as gone", async () => {
  const { factory, clock } = browser();
  const make = (tab) => {
    const backup = new Backup({ userId: "u_1", agentId: "ag_1", factory, locks: undefined, clock, tab });
    open.push(backup);
    return backup;
  };
  const first = make("t1");
  await first.ready;
  first.add(1, bytes(1));
  await first.idle();
  assert.equal((await make("t2").orphans()).length, 1);
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
