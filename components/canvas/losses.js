/**
 * What is deleted or replaced while somebody works in it is told to both sides: who takes it away learns who was in it,
 * who was in it learns who took it away, and can put it back. Hiding a field by another one takes it away, too. Rules P5
 * to P7 of app/collab/SPEC.md.
 */

import { Timers } from "./clock.js";
import { cellLabel, hiddenBy, isThere, isTouched, look, nounOf, placeFrom, putBack, takenBy } from "./edited_places.js";
import { isPlainObject } from "./reading.js";
import { RECOVERED } from "./recovery.js";
import { say } from "./ui.js";

/** So long after one's last keystroke in a place it still counts as being worked in; without a connection, longer. */
const RECENT_MS = 60_000;
/** So far apart a restored version and the announcement of it may arrive. */
const PAIRED_MS = 5_000;
/** The field with the caret, and the places typed in last. */
const MOST_PLACES = 6;
/** A change of more places than these is no typing. */
const MOST_TYPED = 3;
const MOST_SHOWN = 20;
const MOST_KEPT = 40;
const MOST_NAME = 120;
const ROOTS = ["nodes", "settings", "variables", "pronunciations"];

let count = 0;

export class Losses {
  #doc;
  #spec;
  #awareness;
  #ui;
  #clock;
  #timers;
  #typed = new Map();
  #kept = new Map();
  #edges = [];
  #others = [];
  #last = null;
  #expected = null;
  #stops = [];

  constructor({ doc, spec, awareness, ui, clock }) {
    this.#doc = doc;
    this.#spec = spec;
    this.#awareness = awareness;
    this.#ui = ui;
    this.#clock = clock;
    this.#timers = new Timers(clock);
    this.#hear("beforeTransaction", (tr) => this.#before(tr));
    this.#hear("afterTransaction", (tr) => this.#after(tr));
    for (const name of ROOTS) {
      this.#observe(doc.getMap(name), "observeDeep", "unobserveDeep", (events, tr) => this.#noteTyping(name, events, tr));
    }
    this.#observe(doc.getMap("edges"), "observe", "unobserve", (event) => this.#noteEdges(event));
  }

  stop() {
    this.#timers.clearAll();
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Whom the last change of one's own took something from: " Ben was typing in it.", or "". */
  sentence(what = "it") {
    const others = this.#others;
    this.#others = [];
    if (!others.length) return "";
    return ` ${namesOf(others)} ${was(others)} typing in ${what}.`;
  }

  /** What a place is called: “Greeting · Prompt”. */
  labelAt(key) {
    return look(this.#doc, this.#spec, placeFrom(key))?.label ?? "";
  }

  /** What stands at a place, and how to put it back should it be gone: {noun, back()}. */
  keep(key) {
    const place = placeFrom(key);
    const before = look(this.#doc, this.#spec, place);
    const noun = nounOf(this.#doc, this.#spec, place);
    const edges = [...this.#doc.getMap("edges").entries()].filter(([, edge]) => edge?.port === place.item);
    return { noun, back: () => putBack(this.#doc, this.#spec, place, before, edges) };
  }

  /** A version came back into the draft: {version, former, by: {id, name}}. */
  restored(facts) {
    if (!isPlainObject(facts.by) || !Number.isSafeInteger(facts.version)) return;
    const isPaired = this.#last && this.#clock.now() - this.#last.at <= PAIRED_MS;
    if (isPaired) return this.#tellRestored(facts, this.#last);
    this.#timers.set("restored", PAIRED_MS, () => this.#tellRestored(facts, { mine: [], others: [] }));
    this.#expected = facts;
  }

  #hear(name, run) {
    this.#doc.on(name, run);
    this.#stops.push(() => this.#doc.off(name, run));
  }

  #observe(type, start, end, run) {
    type[start](run);
    this.#stops.push(() => type[end](run));
  }

  /** Remember what stands where this person works, as long as it stands there. */
  #before(tr) {
    this.#edges = [];
    if (isOwn(tr) || !this.#ui.get().can_write) return;
    if (this.#kept.size > MOST_KEPT) this.#kept.clear();
    for (const place of this.#mine()) {
      if (!this.#kept.has(place.key)) this.#kept.set(place.key, look(this.#doc, this.#spec, place));
    }
  }

  #after(tr) {
    if (isOwn(tr)) this.#others = this.#workingIn((place) => this.#takenBy(tr, place));
    else this.#compare(tr);
    for (const [key, kept] of this.#kept) {
      if (isTouched(tr, this.#doc, placeFrom(key), Boolean(kept?.node))) this.#kept.delete(key);
    }
    const { losses } = this.#ui.get();
    const back = losses.filter(({ place, taken }) => taken && isThere(this.#doc, this.#spec, place));
    if (back.length) this.#drop(back.map(({ id }) => id));
  }

  /** Somebody else changed the flow. */
  #compare(tr) {
    const { writers, isStrange } = this.#writersOf(tr);
    const lost = this.#mine()
      .map((place) => ({ place, before: this.#kept.get(place.key), taken: this.#takenBy(tr, place), edges: this.#edges }))
      .filter(({ before }) => before);
    const shown = lost.filter(({ taken }) => taken).map((one) => this.#tellLost(one, this.#nameOf(one, writers), tr));
    if (!isStrange) return;
    const mine = lost.filter(({ place, taken }) => taken || isTouched(tr, this.#doc, place));
    const others = this.#workingIn((place) => this.#takenBy(tr, place) || isTouched(tr, this.#doc, place));
    if (!mine.length && !others.length) return;
    this.#last = { at: this.#clock.now(), mine, others, shown };
    if (this.#expected) this.#tellRestored(this.#expected, this.#last);
  }

  #takenBy(tr, place) {
    return takenBy(tr, this.#doc, this.#spec, place);
  }

  #tellRestored({ version, former, by }, { mine, others, shown = [] }) {
    this.#timers.clear("restored");
    this.#expected = this.#last = null;
    const name = String(by.name ?? "Somebody").slice(0, MOST_NAME);
    if (by.id === this.#ui.get().user?.id) {
      if (others.length) say(this.#ui, `v${version} changed what ${namesOf(others)} ${was(others)} typing in.`);
      return;
    }
    if (!mine.length) {
      const kept = Number.isSafeInteger(former) ? ` The draft before it is kept as v${former}.` : "";
      return say(this.#ui, `${name} restored v${version}.${kept}`);
    }
    this.#drop(shown);
    for (const one of mine) {
      const did = one.taken === "field" ? "hid" : one.taken ? "removed" : "changed";
      this.#show(one, `${name} restored v${version}, which ${did} ${one.before.label} while you were editing it.`);
    }
  }

  #tellLost(one, name, tr) {
    return this.#show(one, `${name} ${this.#deed(one, tr)} while you were editing it.`);
  }

  /** What was done to a place: deleted “Greeting”, changed “Type”, which hid Choices of “Reasons · reason”. */
  #deed({ place, before, taken }, tr) {
    const [doc, spec] = [this.#doc, this.#spec];
    if (taken === "step") return `deleted ${stepOnly(before)}`;
    if (taken === "entry") return `removed the ${nounOf(doc, spec, place)} ${before.label}`;
    const cell = cellLabel(doc, spec, place);
    return `changed “${hiddenBy(tr, doc, spec, place)}”, which hid ${cell && `${cell} of `}${before.label}`;
  }

  /** One line for each step or entry, however many of its fields were worked in. Returns its id. */
  #show({ place, before, taken, edges }, text) {
    const { losses } = this.#ui.get();
    const of = taken === "step" ? place.step : taken === "entry" ? [...place.path, place.item].join("/") : place.key;
    const old = losses.find((one) => one.of === of);
    if (old) return old.id;
    const id = (count += 1);
    const dismiss = () => this.#drop([id]);
    const restore = () => {
      dismiss();
      const isBack = putBack(this.#doc, this.#spec, place, before, edges);
      if (!isBack) say(this.#ui, "It cannot be put back: what it stood in is gone.");
      return isBack;
    };
    this.#ui.set({ losses: [...losses, { id, of, place, taken, text, restore, dismiss }].slice(-MOST_SHOWN) });
    return id;
  }

  #drop(ids) {
    const { losses } = this.#ui.get();
    this.#ui.set({ losses: losses.filter(({ id }) => !ids.includes(id)) });
  }

  /** Where this person works: the field with the caret first, then what was typed in last. */
  #mine() {
    const field = placeFrom(this.#awareness.getLocalState()?.field);
    const [now, { unsent }] = [this.#clock.now(), this.#ui.get()];
    if (!unsent) for (const [key, at] of this.#typed) if (now - at > RECENT_MS) this.#typed.delete(key);
    const typed = [...this.#typed.keys()].reverse().filter((key) => key !== field?.key);
    return [field, ...typed.map(placeFrom)].filter(Boolean).slice(0, MOST_PLACES);
  }

  /** The names of others who have the caret in a place that `isGone` says is gone. */
  #workingIn(isGone) {
    const { peers } = this.#ui.get();
    const inside = peers.filter(({ me, field }) => {
      const place = me || !field ? null : placeFrom(field);
      return place && isGone(place);
    });
    return [...new Map(inside.map(({ id, name }) => [id, name])).values()];
  }

  #noteTyping(root, events, tr) {
    if (!tr.local) return;
    const keys = new Set(events.flatMap((event) => keysOf(root, event)));
    if (keys.size > MOST_TYPED) return;
    for (const key of keys) {
      this.#typed.delete(key);
      this.#typed.set(key, this.#clock.now());
    }
  }

  #noteEdges({ changes }) {
    for (const [id, { action, oldValue }] of changes.keys) {
      if (action === "delete" && isPlainObject(oldValue)) this.#edges.push([id, oldValue]);
    }
  }

  /** Who made a change: names of those present, and whether somebody who is not present may have. */
  #writersOf({ beforeState, afterState }) {
    const clients = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) ?? 0)).map(([client]) => client);
    const { peers } = this.#ui.get();
    const writers = clients.map((client) => peers.find((peer) => peer.client === client)).filter(Boolean);
    return { writers, isStrange: writers.length < clients.length || !clients.length };
  }

  /** Who took it away, as far as it can be told. An entry goes without a trace of who removed it but their caret. */
  #nameOf({ place }, writers) {
    const { peers } = this.#ui.get();
    const inside = (peer) => Boolean(peer.field) && peer.field.startsWith(place.path.join("/"));
    const near = writers.length ? writers : peers.filter(inside);
    const there = near.length ? near : peers.filter(({ selection }) => place.step && selection.includes(place.step));
    const ids = new Set(there.map(({ id }) => id));
    if (ids.size === 1) return there[0].me ? "You, in another tab," : there[0].name;
    const mark = place.step ? this.#doc.getMap("nodes").get(place.step)?.get?.("deleted") : null;
    return (isPlainObject(mark) && typeof mark.by === "string" && mark.by.slice(0, MOST_NAME)) || "A teammate";
  }
}

/** The step's own name: “Greeting · Prompt” is where the caret was. */
const stepOnly = ({ label }) => label.replace(/ · .*”$/, "”");

/** What a lost tab of one's own left is put into the document as if somebody else had made it. */
const isOwn = ({ local, origin }) => local || origin === RECOVERED;

const was = (names) => (names.length === 1 ? "was" : "were");

const namesOf = (names) => (names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

/** The places that an event is about, as presence names them. */
function keysOf(root, event) {
  const path = [root, ...event.path];
  const own = typeof event.target.toDelta === "function" ? [path] : [...event.keysChanged].map((key) => [...path, key]);
  const depth = root === "nodes" ? 5 : root === "settings" ? 4 : 3;
  const least = root === "nodes" ? 3 : 2;
  return own.filter((keys) => keys.length >= least && keys[2] !== "deleted").map((keys) => keys.slice(0, depth).join("/"));
}
