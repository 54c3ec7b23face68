/** How a visit to a flow goes: connecting, the welcome, the first sync, losses, and the stops that closing.js knows. */

import * as close from "./closing.js";
import { readFindings } from "./findings.js";
import { followPress } from "./pressing.js";
import { Provider } from "./provider.js";
import { isIncomplete, RECOVERED } from "./recovery.js";
import { recover } from "./returning.js";
import { addressOf } from "./surroundings.js";
import { say } from "./ui.js";
import { SCHEMA } from "./wire.js";

const RENEW_GAP_MS = 5_000;

export class Course {
  #options;
  #doc;
  #ui;
  #backup;
  #saver;
  #on;
  #press;
  #mayWrite = false;
  #hasSynced = false;
  #isEnded = false;
  #wasStruck = false;
  #onSynced = [];
  /** What the server refused is in the document: it can be looked at, and must be loaded anew to go on. */
  isTainted = false;
  epoch = null;

  /** `on`: emit(name, value), restored(facts) of a version, project() → the flow as it is shown, welcomed(), renew() (load the flow anew). */
  constructor({ options, doc, awareness, backup, saver, on }) {
    this.#options = options;
    this.#doc = doc;
    this.#ui = options.ui;
    this.#backup = backup;
    this.#saver = saver;
    this.#on = on;
    const { agentId, url, page, WebSocketImpl, clock, random } = options;
    this.#press = followPress(page, clock);
    const address = url ?? addressOf(agentId, page.location);
    this.provider = new Provider({ doc, awareness, url: address, WebSocketImpl, clock, random, on: this.#ears() });
  }

  /** Whether what is changed now will be taken. */
  canWrite() {
    return this.#mayWrite && this.#hasSynced;
  }

  /** Whether the person is known to be one who only looks. */
  looksOnly() {
    return this.#hasSynced && !this.#mayWrite;
  }

  /** True at the first sync, false if it ends before. */
  whenSynced() {
    if (this.#hasSynced) return Promise.resolve(true);
    return this.#isEnded ? Promise.resolve(false) : new Promise((resolve) => this.#onSynced.push(resolve));
  }

  signedInAgain() {
    if (!this.#isSignedOut()) return;
    this.#ui.set({ refusal: null });
    this.provider.start();
  }

  /** The page is looked at again: perhaps somebody signed in from another tab. */
  seen() {
    if (this.#isSignedOut()) this.provider.start();
    else this.provider.hasten();
  }

  end() {
    this.provider.close();
    this.#press.end();
    this.#isEnded = true;
    for (const resolve of this.#onSynced.splice(0)) resolve(false);
  }

  #isSignedOut() {
    return this.#ui.get().refusal?.code === close.SIGNED_OUT;
  }

  #ears() {
    const saver = this.#saver;
    return {
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
        this.#on.emit("saved", message);
      },
      failed: (message) => saver.failed(message),
      findings: (message) => this.#press.calmly(() => this.#ui.set(readFindings(message, this.#ui.get().findings))),
      announce: ({ what, ...facts }) => (what === "restored" ? this.#on.restored(facts) : this.#on.emit("announce", what)),
      synced: () => this.#synced(),
      status: (status) => this.#statusChanged(status),
      isUrgent: () => saver.unsent > 0,
      closed: (code) => this.#lost(code),
    };
  }

  #welcomed(message) {
    const { role, user, agent, epoch, can_write: mayWrite } = message;
    if (user.id !== this.#options.userId) return this.#halt(0, close.OTHER_PERSON);
    if (message.schema > SCHEMA) return this.#halt(close.NEWER_SERVER);
    if (this.epoch !== null && epoch !== this.epoch) return this.#halt(close.EPOCH_CHANGED);
    if (!mayWrite && this.#saver.unsent) return this.#halt(close.NO_RIGHT, close.DEMOTED);
    this.epoch = this.#backup.epoch = epoch;
    this.#mayWrite = mayWrite;
    this.#ui.set({ role, user, agent, can_write: this.canWrite(), refusal: null });
    this.#saver.tell("opened", { when: message.saved_at });
    this.#on.welcomed();
    return true;
  }

  #synced() {
    this.#hasSynced = true;
    this.#ui.set({ synced: true, can_write: this.canWrite() });
    for (const resolve of this.#onSynced.splice(0)) resolve(true);
    this.#on.emit("synced");
    this.#recover();
  }

  /** Bring back what lost tabs left, now that the document is here to put it on. */
  async #recover() {
    const rows = await this.#backup.orphans();
    if (this.#isEnded || this.isTainted || isIncomplete(this.#doc)) return this.#backup.handBack(rows);
    const place = { doc: this.#doc, backup: this.#backup, saver: this.#saver, mayWrite: this.#mayWrite };
    const brought = recover(rows, place);
    if (brought) this.#ui.set({ recovered: this.#ui.get().recovered + brought });
    return undefined;
  }

  #statusChanged(status) {
    if (this.#isEnded) return;
    if (status !== "online") this.#press.forget();
    this.#ui.set({ connection: status, ...(status !== "online" && { findings_stale: true }) });
    if (status !== "stopped") this.#saver.tell(status);
    this.#on.emit("status", status);
  }

  /** The connection ended; returns whether to try again. */
  #lost(code) {
    if (this.#isEnded) return false;
    this.#saver.cut();
    const rule = code === close.OUT_OF_STEP && this.#isStuck() ? close.STUCK : close.closing(code);
    return rule.retry || this.#halt(code, rule);
  }

  #isStuck() {
    const wasStruck = this.#wasStruck;
    this.#wasStruck = true;
    return wasStruck;
  }

  /** Stop, as this rule of closing.js says. Returns false: there is nothing to go on with. */
  #halt(code, rule = close.closing(code)) {
    const said = close.refusal(code, rule, this.#saver.unsent, !this.#backup.problem);
    const words = `${said.title} ${said.message}`.trim();
    this.provider.stop();
    this.#saver.tell("stopped", { reason: words });
    if (rule.edits === "aside") this.#setAside(rule.title);
    if (rule.renew && this.#mayRenew()) {
      this.#on.renew();
      say(this.#ui, words);
      return false;
    }
    if (code !== close.SIGNED_OUT) this.#mayWrite = false;
    this.#ui.set({ refusal: said, can_write: this.canWrite() });
    return false;
  }

  /** Loading anew again and again would be a storm of our own making. */
  #mayRenew() {
    const { clock, renewedAt = -Infinity } = this.#options;
    return clock.now() - renewedAt >= RENEW_GAP_MS;
  }

  #setAside(reason) {
    this.isTainted = true;
    this.#backup.setAside(reason, this.#on.project());
    this.#saver.tell("forgotten");
  }
}
