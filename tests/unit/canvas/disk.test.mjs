import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { browser, bytes, clear, closeAll, stored, withPut } from "./backups.mjs";
import { until } from "./twins.mjs";

afterEach(closeAll);

test("F21 storage that is refused is said in a sentence, and editing goes on", async () => {
  const refused = {
    open: () => {
      throw new DOMException("no", "SecurityError");
    },
  };
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
  const full = () => () => {
    throw new DOMException("full", "QuotaExceededError");
  };
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
  assert.deepEqual(
    (await stored(factory)).map((row) => [...row.update]),
    [[1], [2]],
  );
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
  const spying = {
    open: (...args) => {
      const request = factory.open(...args);
      opened.push(request);
      return request;
    },
  };
  const { backup, heard } = tab("t1", { factory: spying });
  await backup.ready;
  backup.add(1, bytes(1));
  await backup.idle();
  await clear(factory);
  opened[0].result.close();
  opened[0].result.onclose();
  assert.notEqual(heard.problem, "");
  await clock.advance(10_000);
  await backup.idle();
  assert.equal(heard.problem, "");
  assert.equal((await stored(factory)).length, 1);
});
