/** One open flow: document, presence, undo, connection and backup together, told to the page through the store. */

import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { Backup } from "./backup.js";
import { Course } from "./course.js";
import { LOCAL, newId, project } from "./document.js";
import { keepsake, offer } from "./keepsake.js";
import { Losses } from "./losses.js";
import { reapply } from "./returning.js";
import { Saver } from "./saver.js";
import { followPage, surroundings } from "./surroundings.js";
import { followTeammates } from "./teammates.js";
import { EMPTY, say } from "./ui.js";

/** What a person may undo; `meta` is the program's own. */
const UNDONE = ["nodes", "edges", "layout", "settings", "variables", "pronunciations", "notes"];
const UNDO_STEP_MS = 400;

/** Open an agent's flow for a person: {agentId, spec, userId}. Everything else has a default, see surroundings.js. */
export function openSession(options) {
  const whole = { ...surroundings(), ...options };
  const session = new Session(whole, new Backup({ ...whole, tab: newId("t") }), new Map());
  session.open();
  return session;
}

class Session {
  #options;
  #ui;
  #backup;
  #saver;
  #course;
  #listeners;
  #unfollow = () => {};
  #teammates = null;
  #isClosed = false;
  #successor = null;

  constructor(options, backup, listeners) {
    const { agentId, userId, spec, ui, clock } = options;
    Object.assign(this, { agentId, userId, spec });
    this.#options = options;
    this.#ui = ui;
    this.#backup = backup;
    this.#listeners = listeners;
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    const scope = UNDONE.map((name) => this.doc.getMap(name));
    this.undo = new Y.UndoManager(scope, { trackedOrigins: new Set([LOCAL]), captureTimeout: UNDO_STEP_MS });
    const saver = new Saver({ clock, ui, backup });
    this.#saver = saver;
    const on = {
      emit: (name, value) => this.#emit(name, value),
      restored: (facts) => this.losses.restored(facts),
      project: () => this.#project(),
      welcomed: () => this.#teammates.show(),
      renew: () => this.reload({ renewedAt: clock.now() }),
    };
    this.#course = new Course({ options, doc: this.doc, awareness: this.awareness, backup, saver, on });
  }

  open() {
    const { page, clock } = this.#options;
    const ui = this.#ui;
    ui.set({ ...EMPTY, session: this });
    this.#backup.follow({
      problem: (backup_problem) => {
        ui.set({ backup_problem });
        this.#saver.tell("kept", { kept: !backup_problem });
      },
      aside: (quarantined) => ui.set({ quarantined }),
    });
    this.#unfollow = followPage(page, {
      seen: () => this.#course.seen(),
      network: () => this.#course.provider.hasten(),
      leaving: (event) => this.#saver.guard(event),
    });
    this.#teammates = followTeammates({ awareness: this.awareness, userId: this.userId, ui, clock });
    this.losses = new Losses({ doc: this.doc, spec: this.spec, awareness: this.awareness, ui, clock });
    this.#course.provider.start();
  }

  /** Whether what is changed now will be taken. */
  canWrite() {
    return this.#course.canWrite();
  }

  /** How many edits the server has not acknowledged. */
  unsentCount() {
    return this.#saver.unsent;
  }

  /** Save now and keep a version, by default with the note of the last time: {ok, text, version?, is_new?}. */
  async save(note) {
    const outcome = await this.#saver.save(this.#course.provider, !this.#course.looksOnly(), note);
    if (!this.#isClosed) say(this.#ui, outcome.text);
    return outcome;
  }

  /** Do what may help now: connect, send again what was not confirmed, or save once more. */
  retry() {
    const { connection } = this.#ui.get();
    const { provider, isTainted } = this.#course;
    if (isTainted) this.reload();
    else if (connection === "stopped") provider.start();
    else if (connection !== "online") provider.hasten();
    else if (this.#saver.unsent) provider.renew();
    else this.save();
  }

  /** The cookie is a good one again: the same document goes on. */
  signedInAgain() {
    this.#course.signedInAgain();
  }

  /** The edits that did not reach the server, as {name, text} of a JSON file. */
  keepsake() {
    return keepsake({
      agent: { id: this.agentId, name: this.#ui.get().agent?.name ?? "" },
      at: this.#options.clock.iso(),
      epoch: this.#course.epoch,
      entries: this.#backup.entries(),
      waiting: this.#backup.waiting(),
      flow: this.#project(),
    });
  }

  download() {
    offer(this.keepsake(), this.#options.page);
  }

  /** Make the changes that were set aside once more as new edits: {applied, left, text}. */
  async reapply() {
    const session = this.#course.isTainted ? this.reload() : this;
    if (!(await session.#course.whenSynced())) return { applied: 0, left: 0, text: "The flow was closed." };
    const { doc } = session;
    const outcome = reapply({ doc, backup: this.#backup, mayWrite: session.canWrite() });
    say(this.#ui, outcome.text);
    return outcome;
  }

  /** Throw away what was set aside. */
  discardQuarantine() {
    for (const { id } of this.#backup.entries()) this.#backup.keepOnly(id);
  }

  /** Throw away all that this device keeps of this flow, and let the page be left without a question. */
  async discardBackup() {
    this.discardQuarantine();
    this.#backup.clear();
    this.#saver.letLeave();
    await this.#backup.idle();
  }

  /** Load the flow from the server into a fresh document; `ui.session` and the returned one is the new session. */
  reload(more = {}) {
    if (this.#isClosed) return this.#successor ?? this;
    this.#end();
    this.#backup.handOver();
    this.#successor = new Session({ ...this.#options, ...more }, this.#backup, this.#listeners);
    this.#successor.open();
    return this.#successor;
  }

  /** Close this flow; what was made and not acknowledged stays on the device. */
  close() {
    if (this.#successor) return this.#successor.close();
    if (this.#isClosed) return undefined;
    this.#end();
    this.#backup.close();
    if (this.#ui.get().session === this) this.#ui.set(EMPTY);
    return undefined;
  }

  /** Hear "announce" (what), "saved" (message), "status" (status) or "synced". Returns how to stop. */
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
    return () => this.#listeners.get(name).delete(listener);
  }

  /** The flow as it is shown; no mishap here may keep edits from being kept. */
  #project() {
    try {
      return project(this.doc, this.spec);
    } catch (error) {
      console.error("The flow could not be written down", error);
      return null;
    }
  }

  #emit(name, value) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(value);
  }

  #end() {
    this.#course.end();
    this.#isClosed = true;
    this.#saver.close();
    this.#unfollow();
    this.#teammates.stop();
    this.losses.stop();
    this.undo.destroy();
    this.doc.destroy();
  }
}
