/** Backups of several tabs on one device, for tests. */

import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { Backup } from "./backup.js";
import { ASIDE, openStore, readAll, ROWS, write } from "./backup_store.js";
import { ClockTwin, LocksTwin } from "./twins.mjs";

const open = [];

export const bytes = (...values) => new Uint8Array(values);

/** Close what a test left open. */
export function closeAll() {
  for (const backup of open.splice(0)) backup.close();
}

/** A browser: one IndexedDB, one set of locks, and tabs in it. */
export function browser(factory = new IDBFactory()) {
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

/** The rows that are on the disk. */
export async function stored(factory, store = ROWS, { user = "u_1", agent = "ag_1" } = {}) {
  const db = await openStore(factory, user);
  try {
    return await readAll(db, store, agent);
  } finally {
    db.close();
  }
}

/** What "clear browsing data" does. */
export async function clear(factory) {
  const db = await openStore(factory, "u_1");
  await write(db, [ROWS, ASIDE], (store) => (store(ROWS).clear(), store(ASIDE).clear()));
  db.close();
}

/** Run with IndexedDB's `put` replaced. */
export async function withPut(put, work) {
  const { put: real } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = put(real);
  try {
    return await work();
  } finally {
    IDBObjectStore.prototype.put = real;
  }
}
