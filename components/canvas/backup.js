/**
 * The copy on this device of every edit that the server has not acknowledged, one row each, and the quarantine of
 * those that it refused. Rows belong to a tab; whoever holds a tab's lock may take over what it left.
 */

import { ASIDE, ROWS } from "./backup_store.js";
import { Disk } from "./disk.js";
import { take } from "./locks.js";

/** The server takes 32 new client ids from one connection at most; each lost tab brings one. */
const MAX_LOST_TABS = 24;

const keyOf = (row) => [row.agent, row.tab, row.seq];

export class Backup {
  #options;
  #disk;
  #isClosed = false;
  #seq = 0;
  #mine = [];
  #adopted = [];
  #leftovers = [];
  #aside = new Map();
  #locks = new Map();
  #listener = { problem: () => {}, aside: () => {} };
  /** The state of the document that edits belong to from now on. */
  epoch = null;
  /** Why this device keeps nothing, in a sentence; "" when it does. */
  problem = "";

  constructor({ userId, agentId, factory, locks, clock, tab }) {
    this.#options = { userId, agentId, locks, clock, tab };
    const onProblem = (sentence) => {
      this.problem = sentence;
      this.#listener.problem(sentence);
    };
    this.#disk = new Disk({ factory, userId, clock, onProblem, onWiped: () => this.#putAll() });
    /** Resolves when it is known whether this device keeps anything. */
    this.ready = Promise.all([this.#hold(tab), this.#disk.open().then(() => this.#readAside())]);
  }

  /** Tell one listener, now and when it changes: problem(sentence), and aside(how many edits are set aside). */
  follow(listener) {
    this.#listener = listener;
    listener.problem(this.problem);
    this.#tellAside();
  }

  /** Keep an edit. The browser has been told when this returns. */
  add(edit, update) {
    const { agentId: agent, tab, clock } = this.#options;
    this.#seq += 1;
    const row = { agent, tab, seq: this.#seq, epoch: this.epoch, update, at: clock.iso() };
    this.#mine.push({ row, edit });
    this.#disk.put(ROWS, keyOf(row), row);
    this.#disk.flush();
  }

  /** The server has everything up to this edit. */
  acked(edit) {
    const done = [...this.#mine, ...this.#adopted].filter((kept) => kept.edit <= edit);
    if (!done.length) return;
    this.#mine = this.#mine.filter((kept) => kept.edit > edit);
    this.#adopted = this.#adopted.filter((kept) => kept.edit > edit);
    this.drop(done.map((kept) => kept.row));
  }

  /**
   * Rows that closed or crashed tabs of this person left for this agent. Their tabs' locks are held from now on; each
   * row must be handed to `adopt`, `drop`, `setAside` or `handBack`.
   */
  async orphans() {
    await this.ready;
    const left = this.#leftovers;
    this.#leftovers = [];
    if (!this.#disk.isOpen || this.#isClosed || this.#adopted.length) return left;
    try {
      return [...left, ...(await this.#readLost())];
    } catch (error) {
      console.warn("What other tabs left could not be read", error);
      return left;
    }
  }

  /** This row's content is in the document again, as this edit: it goes when the edit is acknowledged. */
  adopt(row, edit) {
    this.#adopted.push({ row, edit });
  }

  /** These rows are not needed any more. */
  drop(rows) {
    for (const row of rows) this.#disk.delete(ROWS, keyOf(row));
    this.#disk.flush();
  }

  handBack(rows) {
    this.#leftovers.push(...rows);
  }

  /** Move rows, by default all that wait, to the quarantine: they are not sent again as they are. Returns how many. */
  setAside(reason, flow = null, rows = this.#takeAll()) {
    if (!rows.length) return 0;
    const { agentId: agent, tab, clock } = this.#options;
    this.#seq += 1;
    const updates = rows.map((row) => row.update);
    this.#keepAside({ id: `${tab}-${this.#seq}`, agent, epoch: rows[0].epoch, at: clock.iso(), reason, updates, flow });
    this.drop(rows);
    return rows.length;
  }

  /** The quarantine: [{id, epoch, at, reason, updates, flow}]. */
  entries() {
    return [...this.#aside.values()];
  }

  /** What waits for an acknowledgement: [update]. */
  waiting() {
    return [...this.#adopted, ...this.#mine].map((kept) => kept.row.update);
  }

  /** Leave only these updates in an entry of the quarantine; without any, the entry is gone. */
  keepOnly(id, updates = []) {
    const entry = this.#aside.get(id);
    if (!entry) return;
    if (updates.length) return this.#keepAside({ ...entry, updates });
    this.#aside.delete(id);
    this.#disk.delete(ASIDE, id);
    this.#disk.flush();
    this.#tellAside();
  }

  /** Throw away what waits. */
  clear() {
    this.drop(this.#takeAll());
  }

  /** The document is loaded anew: what waits will be found by `orphans`, like that of a lost tab. */
  handOver() {
    this.#leftovers = this.#takeAll();
  }

  /** Resolves when nothing is on its way to the disk. */
  idle() {
    return this.#disk.idle();
  }

  close() {
    this.#isClosed = true;
    this.#disk.close();
    for (const release of this.#locks.values()) release();
    this.#locks.clear();
  }

  #takeAll() {
    const rows = [...this.#leftovers, ...[...this.#adopted, ...this.#mine].map((kept) => kept.row)];
    this.#leftovers = [];
    this.#adopted = [];
    this.#mine = [];
    return rows;
  }

  async #hold(tab) {
    if (this.#locks.has(tab)) return true;
    const release = await take(this.#options.locks, `callweave/${this.#options.userId}/${tab}`);
    if (!release) return false;
    if (this.#isClosed) release();
    else this.#locks.set(tab, release);
    return true;
  }

  async #readLost() {
    const { agentId, tab } = this.#options;
    const tabs = new Set((await this.#disk.read(ROWS, agentId)).map((row) => row.tab));
    const lost = new Set();
    for (const other of tabs) {
      if (lost.size < MAX_LOST_TABS && other !== tab && (await this.#hold(other))) lost.add(other);
    }
    if (this.#isClosed) return [];
    // Read again now that they are ours: another tab may have been quicker.
    return lost.size ? (await this.#disk.read(ROWS, agentId)).filter((row) => lost.has(row.tab)) : [];
  }

  async #readAside() {
    if (!this.#disk.isOpen) return;
    try {
      for (const entry of await this.#disk.read(ASIDE, this.#options.agentId)) {
        if (!this.#aside.has(entry.id)) this.#aside.set(entry.id, entry);
      }
      this.#tellAside();
    } catch (error) {
      console.warn("What was set aside could not be read", error);
    }
  }

  #keepAside(entry) {
    this.#aside.set(entry.id, entry);
    this.#disk.put(ASIDE, entry.id, entry);
    this.#disk.flush();
    this.#tellAside();
  }

  #putAll() {
    for (const { row } of [...this.#adopted, ...this.#mine]) this.#disk.put(ROWS, keyOf(row), row);
    for (const entry of this.#aside.values()) this.#disk.put(ASIDE, entry.id, entry);
  }

  #tellAside() {
    if (!this.#isClosed) this.#listener.aside(this.entries().reduce((sum, entry) => sum + entry.updates.length, 0));
  }
}
