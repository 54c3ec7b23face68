/** One open flow: document, presence, undo, connection and backup together, told to the page through the store. */

import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { Backup } from "./backup.js";
import { closing, EPOCH_CHANGED, NEWER_SERVER, NO_RIGHT, OTHER_PERSON, OUT_OF_STEP, refusal, SIGNED_OUT, STUCK } from "./closing.js";
import { LOCAL, newId, project } from "./document.js";
import { keepsake, offer } from "./keepsake.js";
import { Provider } from "./provider.js";
import { isIncomplete, RECOVERED } from "./recovery.js";
import { reapply, recover } from "./returning.js";
import { Saver } from "./saver.js";
import { addressOf, followPage, surroundings } from "./surroundings.js";
import { followTeammates } from "./teammates.js";
import { EMPTY, say } from "./ui.js";
import { SCHEMA } from "./wire.js";

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
  #provider;
  #listeners;
  #unfollow = () => {};
  #teammates = null;
  #epoch = null;
  #mayWrite = false;
  #hasSynced = false;
  #isTainted = false;
  #isClosed = false;
  #wasStruck = false;
  #onSynced = [];
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
    this.#saver = new Saver({ clock, ui, backup });
    this.#provider = this.#makeProvider();
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
    const seen = () => this.#seen();
    const network = () => this.#provider.hasten();
    const leaving = (event) => this.#saver.guard(event);
    this.#unfollow = followPage(page, { seen, network, leaving });
    this.#teammates = followTeammates({ awareness: this.awareness, userId: this.userId, ui, clock });
    this.#provider.start();
  }

  /** Whether what is changed now will be taken. */
  canWrite() {
    return this.#mayWrite && this.#hasSynced;
  }

  /** How many edits the server has not acknowledged. */
  unsentCount() {
    return this.#saver.unsent;
  }

  /** Save now and keep a version, by default with the note of the last time. What came of it is said and returned. */
  async save(note) {
    const outcome = await this.#saver.save(this.#provider, this.#mayWrite || !this.#hasSynced, note);
    if (!this.#isClosed) say(this.#ui, outcome.text);
    return outcome;
  }

  /** Do what may help now: connect, send again what was not confirmed, or save once more. */
  retry() {
    const { connection } = this.#ui.get();
    if (this.#isTainted) this.reload();
    else if (connection === "stopped") this.#provider.start();
    else if (connection !== "online") this.#provider.hasten();
    else if (this.#saver.unsent) this.#provider.renew();
    else this.save();
  }

  /** The cookie is a good one again: the same document goes on. */
  signedInAgain() {
    if (this.#ui.get().refusal?.code !== SIGNED_OUT) return;
    this.#ui.set({ refusal: null });
    this.#provider.start();
  }

  /** The edits that did not reach the server, as {name, text} of a JSON file. */
  keepsake() {
    return keepsake({
      agent: { id: this.agentId, name: this.#ui.get().agent?.name ?? "" },
      at: this.#options.clock.iso(),
      epoch: this.#epoch,
      entries: this.#backup.entries(),
      waiting: this.#backup.waiting(),
      flow: project(this.doc, this.spec),
    });
  }

  download() {
    offer(this.keepsake(), this.#options.page);
  }

  /** Make the changes that were set aside once more as new edits: {applied, left, text}. */
  async reapply() {
    const session = this.#isTainted ? this.reload() : this;
    const outcome = (await session.#whenSynced()) ? session.#reapply() : { applied: 0, left: 0, text: "The flow was closed." };
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
  reload() {
    if (this.#isClosed) return this.#successor ?? this;
    this.#end();
    this.#backup.handOver();
    this.#successor = new Session(this.#options, this.#backup, this.#listeners);
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

  #makeProvider() {
    const { agentId, url, page, WebSocketImpl, clock, random } = this.#options;
    const saver = this.#saver;
    const on = {
      edit: (update, origin) => saver.edited(update, origin !== RECOVERED),
      welcome: (message) => this.#welcomed(message),
      sent: (edits) => saver.tell("sent", { edits }),
      ack: (n) => {
        this.#wasStruck = false;
        saver.tell("ack", { n });
      },
      saving: () => saver.tell("saving"),
      saved: (message) => {
        saver.saved(message);
        this.#emit("saved", message);
      },
      failed: (message) => saver.failed(message),
      findings: ({ list }) => this.#ui.set({ findings: list ?? EMPTY.findings }),
      announce: ({ what }) => this.#emit("announce", what),
      synced: () => this.#synced(),
      status: (status) => this.#statusChanged(status),
      isUrgent: () => saver.unsent > 0,
      closed: (code) => this.#lost(code),
    };
    const address = url ?? addressOf(agentId, page.location);
    return new Provider({ doc: this.doc, awareness: this.awareness, url: address, WebSocketImpl, clock, random, on });
  }

  #welcomed(message) {
    const { role, user, agent, epoch, can_write: mayWrite } = message;
    if (user.id !== this.userId) return this.#halt(0, OTHER_PERSON);
    if (message.schema > SCHEMA) return this.#halt(NEWER_SERVER, closing(NEWER_SERVER));
    if (this.#epoch !== null && epoch !== this.#epoch) return this.#halt(EPOCH_CHANGED, closing(EPOCH_CHANGED));
    if (!mayWrite && this.#saver.unsent) return this.#halt(NO_RIGHT, { ...closing(NO_RIGHT), message: "", renew: true });
    this.#epoch = this.#backup.epoch = epoch;
    this.#mayWrite = mayWrite;
    this.#ui.set({ role, user, agent, can_write: this.canWrite(), refusal: null });
    this.#teammates.show();
    this.#saver.tell("opened", { when: message.saved_at });
    return true;
  }

  #synced() {
    this.#hasSynced = true;
    this.#ui.set({ synced: true, can_write: this.canWrite() });
    for (const resolve of this.#onSynced.splice(0)) resolve(true);
    this.#emit("synced");
    this.#recover();
  }

  #statusChanged(status) {
    if (this.#isClosed) return;
    this.#ui.set({ connection: status });
    if (status !== "stopped") this.#saver.tell(status);
    this.#emit("status", status);
  }

  /** The connection ended; returns whether to try again. */
  #lost(code) {
    if (this.#isClosed) return false;
    this.#saver.cut();
    const rule = code === OUT_OF_STEP && this.#isStuck() ? STUCK : closing(code);
    return rule.retry || this.#halt(code, rule);
  }

  #isStuck() {
    const wasStruck = this.#wasStruck;
    this.#wasStruck = true;
    return wasStruck;
  }

  /** Stop, as this rule of closing.js says. Returns false: there is nothing to go on with. */
  #halt(code, rule) {
    const { unsent } = this.#saver;
    const said = refusal(code, rule, unsent, !this.#backup.problem);
    const words = `${said.title} ${said.message}`.trim();
    this.#provider.stop();
    this.#saver.tell("stopped", { reason: words });
    if (rule.edits === "aside") this.#setAside(rule.title);
    if (rule.renew) {
      this.reload();
      say(this.#ui, words);
      return false;
    }
    if (code !== SIGNED_OUT) this.#mayWrite = false;
    this.#ui.set({ refusal: said, can_write: this.canWrite() });
    return false;
  }

  #setAside(reason) {
    this.#isTainted = true;
    this.#backup.setAside(reason, project(this.doc, this.spec));
    this.#saver.tell("forgotten");
  }

  /** Bring back what lost tabs left, now that the document is here to put it on. */
  async #recover() {
    const rows = await this.#backup.orphans();
    if (this.#isClosed || this.#isTainted || isIncomplete(this.doc)) return this.#backup.handBack(rows);
    const brought = recover(rows, { doc: this.doc, backup: this.#backup, saver: this.#saver, mayWrite: this.#mayWrite });
    if (brought) this.#ui.set({ recovered: this.#ui.get().recovered + brought });
    return undefined;
  }

  #reapply() {
    return reapply({ doc: this.doc, backup: this.#backup, mayWrite: this.canWrite() });
  }

  #seen() {
    if (this.#ui.get().refusal?.code === SIGNED_OUT) this.#provider.start();
    else this.#provider.hasten();
  }

  #whenSynced() {
    if (this.#hasSynced) return Promise.resolve(true);
    return this.#isClosed ? Promise.resolve(false) : new Promise((resolve) => this.#onSynced.push(resolve));
  }

  #emit(name, value) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(value);
  }

  #end() {
    this.#provider.close();
    this.#isClosed = true;
    this.#saver.close();
    this.#unfollow();
    this.#teammates.stop();
    for (const resolve of this.#onSynced.splice(0)) resolve(false);
    this.undo.destroy();
    this.doc.destroy();
  }
}
