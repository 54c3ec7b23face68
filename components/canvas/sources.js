/** Subscribable readings of the document. Knows Yjs by its methods only, React not at all. */

import { inSlices } from "./slices.js";

/** `after`, but with every part that equals its counterpart in `before` replaced by it: identity means equality. */
export function share(before, after) {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const merged = after.map((value, index) => share(before[index], value));
    const same = before.length === after.length && merged.every((value, index) => value === before[index]);
    return same ? before : merged;
  }
  if (isPlain(before) && isPlain(after)) {
    const keys = Object.keys(after);
    const merged = Object.fromEntries(keys.map((key) => [key, share(before[key], after[key])]));
    const same =
      keys.length === Object.keys(before).length &&
      keys.every((key) => Object.hasOwn(before, key) && merged[key] === before[key]);
    return same ? before : merged;
  }
  return after;
}

const isPlain = (value) => value !== null && typeof value === "object" && value.constructor === Object;

/** Whether an event is a keystroke inside a shared text: panels draw those through their own editor. */
export const isTyping = (event) => typeof event.target.toDelta === "function";

/** So long after the last change, in ms, what is large is read anew. */
const CALM_MS = 150;

/**
 * A source over some shared types: `get()` is stable until `concerns(event)` says that the reading may differ.
 * It observes only while somebody is subscribed, and answers freshly when nobody is. While `isLarge()`, it is read in
 * slices by the generator `reading`, once it has been calm, and `get()` is what it was until then.
 */
export function createSource(types, concerns, read, { isLarge = () => false, reading, later = inSlices } = {}) {
  const listeners = new Set();
  let current;
  let observing = false;
  let [timer, turn] = [0, 0];
  const take = (value) => (current = share(current, value));
  const tell = () => [...listeners].forEach((listener) => listener());
  const refresh = () => take(read());
  const refreshLater = () => {
    clearTimeout(timer);
    const mine = (turn += 1);
    const isOver = () => mine !== turn || !observing;
    timer = setTimeout(async () => {
      const value = await later(reading, { isOver });
      const before = current;
      if (value && !isOver() && take(value) !== before) tell();
    }, CALM_MS);
  };
  const onEvents = (events) => {
    if (!events.some(concerns)) return;
    if (isLarge()) return refreshLater();
    const before = current;
    if (refresh() !== before) tell();
  };
  const start = () => {
    observing = true;
    if (isLarge()) refreshLater();
    else refresh();
    for (const type of types) type.observeDeep(onEvents);
  };
  const stop = () => {
    clearTimeout(timer);
    for (const type of types) type.unobserveDeep(onEvents);
    observing = false;
  };
  return {
    get: () => (observing || isLarge() ? current : refresh()),
    sub(listener) {
      if (!listeners.size) start();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (!listeners.size && observing) stop();
      };
    },
  };
}

/** Whether an event of the nodes' root touches this node. */
export const touches = (root, id) => (event) =>
  !isTyping(event) && (event.target === root ? event.keysChanged.has(id) : event.path[0] === id);
