/** Subscribable readings of the document. Knows Yjs by its methods only, React not at all. */

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

/**
 * A source over some shared types: `get()` is stable until `concerns(event)` says that the reading may differ.
 * It observes only while somebody is subscribed, and answers freshly when nobody is.
 */
export function createSource(types, concerns, read) {
  const listeners = new Set();
  let current;
  let observing = false;
  const refresh = () => (current = share(current, read()));
  const onEvents = (events) => {
    const before = current;
    if (events.some(concerns) && refresh() !== before) for (const listener of [...listeners]) listener();
  };
  const start = () => {
    refresh();
    for (const type of types) type.observeDeep(onEvents);
    observing = true;
  };
  const stop = () => {
    for (const type of types) type.unobserveDeep(onEvents);
    observing = false;
  };
  return {
    get: () => (observing ? current : refresh()),
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
