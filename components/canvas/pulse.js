/** Reading again after changes: at once, then at most once in a while, and the last change is never missed. */

import { realClock, Timers } from "./clock.js";
import { ui } from "./ui.js";

export const READ_EVERY_MS = 1_000;
/** Somebody who types changes the flow with every letter; who looks at it wants the sentence, not the letters. */
export const MOVED_AFTER_MS = 500;

/** `ask()` calls `read`, at most once in `every_ms`. */
export function pulse(read, every_ms = READ_EVERY_MS, clock = realClock) {
  const timers = new Timers(clock);
  let isWanted = false;
  function go() {
    isWanted = false;
    timers.set("rest", every_ms, () => isWanted && go());
    read();
  }
  return {
    ask() {
      if (timers.has("rest")) isWanted = true;
      else go();
    },
    stop: () => timers.clearAll(),
  };
}

/**
 * Call `read` while a panel is open: when it opens, and again whenever one of the `keys` of the store has another
 * value. Nothing is read while the server is away; coming back counts as a change.
 */
export function followPanel(name, keys, read, clock = realClock) {
  const beat = pulse(read, READ_EVERY_MS, clock);
  let seen = null;
  const look = () => {
    const now = ui.get();
    const isOpen = now.panel === name && now.panel_open && !now.away && now.connection === "online";
    const values = isOpen ? keys.map((key) => now[key]) : null;
    if (values && !(seen && values.every((value, at) => Object.is(value, seen[at])))) beat.ask();
    seen = values;
  };
  const stop = ui.sub(look);
  look();
  return () => {
    stop();
    beat.stop();
  };
}

/**
 * Call `moved(ticket)` when what the open dialog shows may not be true any more: something was announced, or the flow
 * is another than the reviewed one. Once for each: if the answer brings nothing new, asking again would not either.
 */
export function followReview(moved, clock = realClock) {
  const timers = new Timers(clock);
  let told = reasonOf(ui.get());
  const tell = () => {
    const reason = reasonOf(ui.get());
    if (!isReviewing(ui.get()) || same(reason, told)) return;
    told = reason;
    moved(ui.get().ticket);
  };
  const stop = ui.sub(() => {
    if (!isReviewing(ui.get())) told = reasonOf(ui.get());
    else if (!same(reasonOf(ui.get()), told) && !timers.has("moved")) timers.set("moved", MOVED_AFTER_MS, tell);
  });
  return () => {
    stop();
    timers.clearAll();
  };
}

const isReviewing = ({ dialog, review_id, away }) => dialog === "switch" && Boolean(review_id) && !away;

/** What to ask for: the last announcement, and the flow's state if it is not the reviewed one. */
function reasonOf({ announced, reviewed, findings_hash: hash, findings_stale: isStale }) {
  return [announced, reviewed && !isStale && hash !== reviewed ? hash : ""];
}

const same = (one, other) => one.every((value, at) => Object.is(value, other[at]));
