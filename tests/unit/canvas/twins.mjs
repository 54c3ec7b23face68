/** Stand-ins for what the browser half leans on: a clock, a network with a server on it, locks, a page. */

import * as Y from "yjs";
import { createStore, EMPTY } from "./ui.js";
import { awarenessFrame, Message, ownFrame, readFrame, Sync, syncFrame } from "./wire.js";

/** Let everything run that is ready to run, IndexedDB's twin included. */
export const settle = async (turns = 12) => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Wait for something to become true; fails instead of waiting for ever. */
export async function until(isTrue, what = String(isTrue)) {
  for (let turn = 0; turn < 2_000; turn += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`never happened: ${what}`);
}

export class ClockTwin {
  #timers = [];
  #now = 1_000;

  now = () => this.#now;
  iso = () => new Date(Date.UTC(2030, 0, 1) + this.#now).toISOString();

  later = (run, wait_ms) => {
    const timer = { at: this.#now + Math.max(0, wait_ms), run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  };

  /** How long until the next timer, Infinity without one. */
  next = () => Math.min(...this.#timers.map((timer) => timer.at)) - this.#now;

  async advance(wait_ms) {
    const end = this.#now + wait_ms;
    for (;;) {
      await settle();
      const [timer] = this.#timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at);
      if (!timer) break;
      this.#timers = this.#timers.filter((one) => one !== timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
    }
    this.#now = end;
  }
}

/** Numbers from a seed, so that a failing run can be had again. */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { roll, below: (most) => Math.floor(roll() * most), pick: (list) => list[Math.floor(roll() * list.length)] };
}

/** One person's end of a socket, and the server's hold on it. */
class SocketTwin {
  constructor(network, url, protocols) {
    Object.assign(this, { network, url, protocols, readyState: 0, peer: null });
    network.sockets.push(this);
    queueMicrotask(() => {
      if (this.readyState !== 0 || network.isSilent) return;
      if (network.isDown) return this.end(1006);
      this.readyState = 1;
      this.onopen?.();
      network.server.join(this);
    });
  }

  send(frame) {
    if (this.readyState !== 1) throw new Error("not open");
    const copy = frame.slice();
    queueMicrotask(() => !this.network.isSilent && this.network.server.hear(this, copy));
  }

  close() {
    this.readyState = 3;
    queueMicrotask(() => this.network.server.leave(this));
  }

  /** What the server does. */
  deliver(frame) {
    const copy = frame.slice();
    queueMicrotask(() => {
      if (this.readyState === 1 && !this.network.isSilent) this.onmessage?.({ data: copy.buffer });
    });
  }

  end(code) {
    queueMicrotask(() => {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.network.server.leave(this);
      this.onclose?.({ code });
    });
  }
}

/** `isDown`: connections are refused. `isSilent`: nothing passes, and nobody is told. */
export class Network {
  sockets = [];
  isDown = false;
  isSilent = false;

  constructor(server = new ServerTwin()) {
    this.server = server;
    const network = this;
    this.WebSocket = class extends SocketTwin {
      constructor(url, protocols) {
        super(network, url, protocols);
      }
    };
  }

  /** The machine dies: what was not committed is gone. */
  kill() {
    this.isDown = true;
    for (const peer of [...this.server.peers]) peer.end(1006);
  }

  restart() {
    this.isDown = false;
    this.isSilent = false;
  }
}

/** The sync server's contract on one document. */
export class ServerTwin {
  doc = new Y.Doc();
  peers = new Set();
  epoch = 1;
  schema = 1;
  version = 0;
  /** Commits and answers wait while this is false. */
  isCommitting = true;
  sendsAcks = true;
  user = { id: "u_anna", name: "Anna", color: "#aa0000" };
  mayWrite = true;
  /** (update) → close code, or 0 to accept. */
  judge = () => 0;
  messages = [];
  presence = [];
  #late = [];

  join(peer) {
    Object.assign(peer, { heard: 0, stored: 0, mayWrite: this.mayWrite, user: this.user });
    this.peers.add(peer);
    this.welcome(peer);
    if (this.mayWrite) peer.deliver(syncFrame(Sync.STEP1, Y.encodeStateVector(this.doc)));
  }

  welcome(peer, more = {}) {
    const { user, epoch, schema } = this;
    const agent = { id: "ag_1", name: "Front desk", state: "draft" };
    const message = {
      agent,
      role: "editor",
      can_write: this.mayWrite,
      epoch,
      schema,
      user,
      client_ids: [],
      saved_at: "",
      build: "1",
    };
    peer.deliver(ownFrame(Message.WELCOME, { ...message, ...more }));
  }

  leave(peer) {
    this.peers.delete(peer);
    this.#late = this.#late.filter((late) => late.peer !== peer);
  }

  hear(peer, bytes) {
    if (!this.peers.has(peer)) return;
    const { kind, sub, payload } = readFrame(bytes);
    this.messages.push({ kind, sub, bytes: bytes.length });
    if (kind === Message.SYNC && sub === Sync.STEP1) {
      peer.deliver(syncFrame(Sync.STEP2, Y.encodeStateAsUpdate(this.doc, payload)));
    } else if (kind === Message.SYNC) this.#hearUpdate(peer, payload);
    else if (kind === Message.AWARENESS) {
      this.presence.push(payload);
      for (const one of this.peers) one.deliver(awarenessFrame(payload));
    } else if (kind === Message.SAVE) this.#save(peer, payload);
  }

  #hearUpdate(peer, update) {
    const code = peer.mayWrite ? this.judge(update) : 4403;
    if (code) return this.close(peer, code);
    peer.heard += 1;
    this.#late.push({ peer, n: peer.heard, update });
    if (this.isCommitting) this.commit();
    return undefined;
  }

  /** Commit what was heard, then relay and acknowledge it. */
  commit() {
    for (const { peer, n, update } of this.#late.splice(0)) {
      Y.applyUpdate(this.doc, update);
      peer.committed = n;
      for (const other of this.peers) if (other !== peer) other.deliver(syncFrame(Sync.UPDATE, update));
      if (this.sendsAcks) peer.deliver(ownFrame(Message.ACK, { n }));
    }
  }

  /** Somebody else's change, from a document that follows this one. */
  change(work) {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(work);
    const update = Y.encodeStateAsUpdate(this.doc, before);
    for (const peer of this.peers) peer.deliver(syncFrame(Sync.UPDATE, update));
  }

  announceSaving() {
    for (const peer of this.peers) peer.deliver(ownFrame(Message.SAVING, {}));
  }

  /** A merge is stored: everybody is told how far it covers them. */
  store(at = "2030-01-01T10:00:00Z") {
    for (const peer of this.peers) peer.deliver(ownFrame(Message.SAVED, { n: peer.committed ?? 0, at, hash: "h" }));
  }

  #save(peer, { id, note }) {
    this.note = note;
    if (!this.isCommitting) return;
    this.version += 1;
    const at = "2030-01-01T11:00:00Z";
    peer.deliver(
      ownFrame(Message.SAVED, { n: peer.committed ?? 0, at, hash: "h", version: this.version, is_new: true, id }),
    );
  }

  tell(kind, content) {
    for (const peer of this.peers) peer.deliver(ownFrame(kind, content));
  }

  close(peer, code) {
    this.leave(peer);
    peer.end(code);
  }

  closeAll(code) {
    for (const peer of [...this.peers]) this.close(peer, code);
  }
}

/** Web Locks as several tabs of one browser share them. */
export class LocksTwin {
  #held = new Map();

  /** What one tab sees; `die()` lets go of all it holds, as a crash does. */
  tab() {
    const mine = new Set();
    let isDead = false;
    return {
      request: async (name, { ifAvailable }, work) => {
        if (!ifAvailable) throw new Error("only ifAvailable is used");
        if (isDead) return new Promise(() => {});
        if (this.#held.has(name)) return work(null);
        this.#held.set(name, mine);
        mine.add(name);
        try {
          return await work({ name });
        } finally {
          if (this.#held.get(name) === mine) this.#held.delete(name);
        }
      },
      die: () => {
        isDead = true;
        for (const name of mine) if (this.#held.get(name) === mine) this.#held.delete(name);
      },
    };
  }
}

/** A browser window: listeners, a document that is seen, and files that were offered. */
export function pageTwin() {
  const page = new EventTarget();
  page.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  page.location = { protocol: "https:", host: "calls.example.com" };
  return page;
}

export const storeTwin = () => createStore({ ...EMPTY });

/** A document spec with nothing in it: enough to read raw documents. */
export const SPEC = { schema: 1, kinds: {}, settings: [], variable: [], pronunciation: [], limits: {} };
