/** Keeps the truth about this page's edits (savestate.js) current and shown, and asks the server to save. */

import { Asks } from "./asks.js";
import { Timers } from "./clock.js";
import { closing, fate } from "./closing.js";
import { deadline, START, step, view } from "./savestate.js";

const LOOK_ONLY = "You can look at this flow, not change it: there is nothing to save.";

export class Saver {
  #clock;
  #ui;
  #backup;
  #timers;
  #asks = new Asks();
  #state = START;
  #mayLeave = false;
  #lastNote = "";

  constructor({ clock, ui, backup }) {
    this.#clock = clock;
    this.#ui = ui;
    this.#backup = backup;
    this.#timers = new Timers(clock);
  }

  get made() {
    return this.#state.made;
  }

  get unsent() {
    return this.#state.made - this.#state.acked;
  }

  /** Something happened: see the events of savestate.js. What is acknowledged leaves the backup. */
  tell(type, more = {}) {
    const { acked } = this.#state;
    this.#state = step(this.#state, { ...more, type, at: this.#clock.now() });
    if (this.#state.acked !== acked) this.#backup.acked(this.#state.acked);
    this.#ui.set(view(this.#state));
    const next = deadline(this.#state);
    if (next === null) this.#timers.clear("tick");
    else this.#timers.set("tick", next - this.#clock.now(), () => this.tell("tick"));
  }

  /** An edit was made; what came out of the backup is in there already. */
  edited(update, isNew) {
    this.#mayLeave = false;
    if (isNew) this.#backup.add(this.#state.made + 1, update);
    this.tell("edit");
  }

  /** Ask for a version through the provider: {ok, text, version?, is_new?}. Nothing is asked for later. */
  async save(provider, mayWrite, note = this.#lastNote) {
    this.#lastNote = note;
    if (!mayWrite) return { ok: false, text: LOOK_ONLY };
    if (!provider.isReady) return { ok: false, text: this.#away() };
    const { id, answer } = this.#asks.ask();
    this.tell("asked");
    provider.save(id, note);
    return answer;
  }

  saved({ n, at, id, version, is_new }) {
    this.tell("saved", { n, when: at, mine: this.#asks.has(id) });
    const text = is_new ? `Saved as version ${version}.` : `Saved. Nothing has changed since version ${version}.`;
    this.#asks.answer(id, { ok: true, text, version, is_new });
  }

  failed({ id, message }) {
    this.tell("failed", { message, mine: this.#asks.has(id) });
    this.#asks.answer(id, { ok: false, text: message });
  }

  /** The connection is gone, and with it the answers. */
  cut() {
    const text = `The connection was lost before the save was confirmed. ${this.#fate()}`.trim();
    this.#asks.cut({ ok: false, text });
  }

  #away() {
    const { refusal } = this.#ui.get();
    return `${refusal?.title ?? "You are offline."} No version was saved. ${this.#fate()}`.trim();
  }

  /** What becomes of the unsent edits when a connection is gone; "" if there are none. */
  #fate() {
    return fate(closing(0), this.unsent, !this.#backup.problem);
  }

  /** The next leaving of the page is meant. */
  letLeave() {
    this.#mayLeave = true;
  }

  /** Ask before the page is left while something exists only here, or is on its way. */
  guard(event) {
    const isOnlyHere = this.#backup.problem !== "" && this.#backup.entries().length > 0;
    if (this.#mayLeave || !(this.unsent || isOnlyHere)) return;
    event.preventDefault();
    event.returnValue = "";
  }

  close() {
    this.cut();
    this.#timers.clearAll();
  }
}
