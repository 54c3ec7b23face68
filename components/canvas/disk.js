/** Writes to IndexedDB that begin at once, are tried again, and say in a sentence why this device keeps nothing. */

import { ASIDE, openStore, readAll, ROWS, write } from "./backup_store.js";
import { Timers } from "./clock.js";

const SLOW_MS = 3_000;
const RETRY_MS = 5_000;

const KEEP_OPEN = "Keep this tab open until your edits are saved.";
const REFUSED = `This browser does not let Callweave keep a copy of your edits on this device. ${KEEP_OPEN}`;
const FULL = `This device has no space left for a copy of your edits. Free some space. ${KEEP_OPEN}`;
const SLOW = `This browser is slow to keep a copy of your edits on this device. ${KEEP_OPEN}`;

const sentenceFor = (error) => (error?.name === "QuotaExceededError" ? FULL : REFUSED);

export class Disk {
  #options;
  #timers;
  #db = null;
  #isClosed = false;
  #problem = "";
  #pending = new Map();
  #inFlight = 0;
  #idle = [];

  /** `onProblem(sentence)`: "" when all is well again. `onWiped()`: the data may be gone, put it again. */
  constructor({ factory, userId, clock, onProblem, onWiped }) {
    this.#options = { factory, userId, onProblem, onWiped };
    this.#timers = new Timers(clock);
  }

  get isOpen() {
    return this.#db !== null;
  }

  /** Resolves when the database is open, or refused; the latter is tried again. */
  async open() {
    const { factory, userId } = this.#options;
    this.#timers.set("slow", SLOW_MS, () => this.#say(SLOW));
    try {
      const db = await openStore(factory, userId, () => this.#lost());
      if (this.#isClosed) return db.close();
      this.#db = db;
      this.#timers.clear("retry");
      this.flush();
      if (!this.#inFlight) this.#say("");
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#timers.clear("slow");
    }
  }

  async read(store, agent) {
    return readAll(this.#db, store, agent);
  }

  put(store, key, value) {
    this.#pending.set(JSON.stringify([store, key]), { store, value });
  }

  delete(store, key) {
    const name = JSON.stringify([store, key]);
    if (!this.#db && this.#pending.get(name)?.value) this.#pending.delete(name);
    else this.#pending.set(name, { store, key });
  }

  /** Give the browser what waits, in one transaction that has begun when this returns. */
  flush() {
    if (!this.#db || !this.#pending.size || this.#timers.has("retry")) return;
    const batch = this.#pending;
    this.#pending = new Map();
    this.#inFlight += 1;
    this.#carryOut(batch).then(
      () => this.#landed(null),
      (error) => {
        this.#pending = new Map([...batch, ...this.#pending]);
        this.#landed(error);
      },
    );
  }

  /** Resolves when nothing is on its way to the disk. */
  idle() {
    if (!this.#inFlight) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  close() {
    this.#isClosed = true;
    this.#timers.clearAll();
    this.#db?.close();
  }

  async #carryOut(batch) {
    return write(this.#db, [ROWS, ASIDE], (store) => {
      for (const { store: name, key, value } of batch.values()) {
        if (value) store(name).put(value);
        else store(name).delete(key);
      }
    });
  }

  #landed(error) {
    this.#inFlight -= 1;
    if (error) this.#failed(error);
    else if (!this.#pending.size) this.#say("");
    if (!this.#inFlight) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** The browser closed the database, perhaps because its data was cleared. */
  #lost() {
    this.#db = null;
    this.#options.onWiped();
    this.#failed(new Error("The browser closed its storage."));
  }

  /** Try again soon: with the same database, or with a new one if this one can no longer be used. */
  #failed(error) {
    if (this.#isClosed) return;
    if (error?.name === "InvalidStateError") this.#db = null;
    this.#say(sentenceFor(error));
    this.#timers.set("retry", RETRY_MS, () => (this.#db ? this.flush() : this.open()));
  }

  #say(problem) {
    if (this.#isClosed || problem === this.#problem) return;
    this.#problem = problem;
    this.#options.onProblem(problem);
  }
}
