/** IndexedDB in promises: one database per person, with the unacknowledged edits and what was set aside. */

export const ROWS = "rows";
export const ASIDE = "aside";

const VERSION = 1;
const nameOf = (userId) => `callweave-${userId}`;

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Open (and make, at the first time) a person's database. `onLost` is called when the browser closes it under us. */
export async function openStore(factory, userId, onLost = () => {}) {
  if (!factory) throw new Error("This browser has no IndexedDB.");
  const request = factory.open(nameOf(userId), VERSION);
  request.onupgradeneeded = () => {
    const rows = request.result.createObjectStore(ROWS, { keyPath: ["agent", "tab", "seq"] });
    rows.createIndex("agent", "agent");
    request.result.createObjectStore(ASIDE, { keyPath: "id" }).createIndex("agent", "agent");
  };
  const db = await result(request);
  db.onclose = onLost;
  db.onversionchange = () => db.close();
  return db;
}

/** Everything of one agent, in the order of its keys. */
export async function readAll(db, store, agent) {
  return result(db.transaction(store).objectStore(store).index("agent").getAll(agent));
}

/** Run `work(store)` in one transaction that has begun when this returns; resolves when the browser has taken it. */
export function write(db, names, work) {
  const transaction = db.transaction(names, "readwrite");
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser gave the transaction up."));
  });
  try {
    work((name) => transaction.objectStore(name));
    // Without this the browser waits for another turn of this page, which a crash may take from it.
    transaction.commit?.();
  } catch (error) {
    done.catch(() => {});
    transaction.abort();
    throw error;
  }
  return done;
}
