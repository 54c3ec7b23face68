/** Keeps one Yjs document and its awareness in step with the server, and tells of every message what became of it. */

import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { Connection } from "./connection.js";
import { MAX_UPDATE_BYTES, modest } from "./limits.js";
import { divided } from "./parcels.js";
import { awarenessFrame, Message, ownFrame, readFrame, Sync, syncFrame } from "./wire.js";

/** Merge neighbours as long as the sum stays below the limit: [{update, edits}], in order. */
export function parcels(updates, most_bytes = MAX_UPDATE_BYTES) {
  const found = [];
  let size = 0;
  for (const update of updates) {
    size += update.length;
    if (!found.length || size > most_bytes) {
      found.push([]);
      size = update.length;
    }
    found.at(-1).push(update);
  }
  return found.map((group) => ({ update: Y.mergeUpdates(group), edits: group.length }));
}

/** Whether an update is one that only the first message of a connection may be. */
const isWhole = (update) => update.length > MAX_UPDATE_BYTES;

export class Provider {
  #doc;
  #awareness;
  #on;
  #connection;
  #outbox = [];
  #question = null;
  #isWelcome = false;
  #isAnswered = false;
  #isSynced = false;
  #isFlushing = false;
  #mayWrite = false;

  /**
   * `on`: edit(update, origin), welcome(message) → whether to go on, sent(how many edits, undefined for all), ack(n),
   * saving(), saved(message), failed(message), findings(message), announce(message), synced(), status(status),
   * isUrgent() → whether edits wait, closed(code) → whether to try again.
   */
  constructor({ doc, awareness, url, WebSocketImpl, clock, random, on }) {
    this.#doc = doc;
    this.#awareness = awareness;
    this.#on = on;
    this.#connection = new Connection({
      url,
      WebSocketImpl,
      clock,
      random,
      on: {
        opened: () => this.#ask(),
        quiet: () => this.#ask(),
        frame: (bytes) => this.#receive(bytes),
        isUrgent: on.isUrgent,
        status: (status) => on.status(status),
        closed: (code) => {
          this.#reset();
          return on.closed(code);
        },
      },
    });
    doc.on("update", this.#onUpdate);
    awareness.on("update", this.#onAwareness);
  }

  start = () => this.#connection.start();
  stop = () => {
    this.#reset();
    this.#connection.stop();
  };
  hasten = () => this.#connection.hasten();
  renew = () => this.#connection.renew();

  /** Whether what is sent now counts: the server has asked for our state and has it. */
  get isReady() {
    return this.#isAnswered;
  }

  save(id, note) {
    this.#flush();
    this.#connection.send(ownFrame(Message.SAVE, { id, note }));
  }

  /** Say goodbye: what was made is sent, the others see us leave, and nothing is listened to any more. */
  close() {
    this.#flush();
    this.#awareness.setLocalState(null);
    this.#doc.off("update", this.#onUpdate);
    this.#awareness.off("update", this.#onAwareness);
    this.stop();
  }

  #onUpdate = (update, origin) => {
    if (origin === this) return;
    // Before the server has asked for our state there is nothing to queue: the answer will bring it.
    if (this.#isAnswered) this.#outbox.push(update);
    if (this.#isAnswered && !this.#isFlushing) {
      this.#isFlushing = true;
      queueMicrotask(() => this.#flush());
    }
    this.#on.edit(update, origin);
    this.#connection.nudge();
  };

  #onAwareness = ({ added, updated, removed }, origin) => {
    if (origin === this) return;
    const { clientID } = this.#awareness;
    if ([...added, ...updated, ...removed].includes(clientID)) this.#sendPresence();
  };

  #sendPresence() {
    if (!this.#isWelcome) return;
    const { clientID } = this.#awareness;
    const states = new Map([[clientID, modest(this.#awareness.getLocalState())]]);
    this.#connection.send(awarenessFrame(encodeAwarenessUpdate(this.#awareness, [clientID], states)));
  }

  #ask() {
    this.#connection.send(syncFrame(Sync.STEP1, Y.encodeStateVector(this.#doc)));
  }

  #flush() {
    this.#isFlushing = false;
    if (!this.#isAnswered || !this.#outbox.length) return;
    const waiting = this.#outbox;
    this.#outbox = [];
    // Only the first message of a connection may be as large as a whole flow.
    const all = parcels(waiting).map(({ update, edits }) => ({ parts: divided(update), edits }));
    if (all.some(({ parts }) => parts.some(isWhole))) return this.#connection.renew();
    for (const { parts, edits } of all) {
      parts.forEach((part, at) => {
        this.#connection.send(syncFrame(Sync.UPDATE, part));
        this.#on.sent(at === parts.length - 1 ? edits : 0);
      });
    }
  }

  /** The server told what it has: send the rest. Whatever was made so far is in there, deletions too. */
  #answer(vector) {
    if (!this.#mayWrite) return;
    const rest = Y.encodeStateAsUpdate(this.#doc, vector);
    this.#outbox = [];
    this.#isAnswered = true;
    const [first, ...more] = divided(rest, Infinity);
    this.#connection.send(syncFrame(Sync.STEP2, first));
    for (const part of more) {
      this.#on.sent(0);
      if (isWhole(part)) return this.#connection.renew();
      this.#connection.send(syncFrame(Sync.UPDATE, part));
    }
    this.#on.sent();
  }

  #receive(bytes) {
    try {
      const { kind, sub, payload } = readFrame(bytes);
      if (kind === Message.SYNC) this.#receiveSync(sub, payload);
      else if (kind === Message.AWARENESS) this.#receivePresence(payload);
      else if (kind === Message.QUERY_AWARENESS) this.#sendPresence();
      else this.#receiveOwn(kind, payload);
    } catch (error) {
      console.warn("A message of the server could not be read", error);
      this.#connection.drop();
    }
  }

  /** Presence is never worth a connection: what cannot be read is passed over. */
  #receivePresence(payload) {
    try {
      applyAwarenessUpdate(this.#awareness, payload, this);
    } catch (error) {
      console.warn("Where the others are could not be read", error);
    }
  }

  #receiveSync(sub, payload) {
    if (sub === Sync.STEP1) {
      if (this.#isWelcome) this.#answer(payload);
      else this.#question = payload.slice();
      return;
    }
    this.#apply(sub, payload);
    if (sub !== Sync.STEP2 || this.#isSynced || !this.#isWelcome) return;
    this.#isSynced = true;
    this.#on.synced();
  }

  /** What an observer of the document throws must not cost the connection; what was missed is asked for again. */
  #apply(sub, update) {
    try {
      Y.applyUpdate(this.#doc, update, this);
    } catch (error) {
      console.error("A change of the flow could not be shown", error);
      if (sub === Sync.UPDATE) this.#ask();
    }
  }

  #receiveOwn(kind, message) {
    if (kind === Message.WELCOME) this.#welcome(message);
    else if (kind === Message.ACK) this.#on.ack(message.n);
    else if (kind === Message.SAVING) this.#on.saving();
    else if (kind === Message.SAVED) this.#on.saved(message);
    else if (kind === Message.FAILED) this.#on.failed(message);
    else if (kind === Message.FINDINGS) this.#on.findings(message);
    else if (kind === Message.ANNOUNCE) this.#on.announce(message);
  }

  #welcome(message) {
    const wasPromoted = this.#isWelcome && !this.#mayWrite && message.can_write;
    this.#mayWrite = message.can_write;
    if (!this.#on.welcome(message)) return;
    // Who may write only now was never asked for the own state: a new connection is.
    if (wasPromoted) return this.#connection.renew();
    if (!this.#isWelcome) {
      this.#isWelcome = true;
      this.#connection.established();
      this.#awareness.setLocalState(this.#awareness.getLocalState() ?? {});
    }
    const question = this.#question;
    this.#question = null;
    if (question) this.#answer(question);
  }

  #reset() {
    this.#isWelcome = this.#isAnswered = this.#isSynced = this.#mayWrite = false;
    this.#question = null;
    const { states, meta, clientID } = this.#awareness;
    const others = [...states.keys()].filter((client) => client !== clientID);
    removeAwarenessStates(this.#awareness, others, this);
    // A remembered clock would hide a teammate who has not moved in the meantime.
    for (const client of others) meta.delete(client);
  }
}
