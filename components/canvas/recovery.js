/** Bringing back edits that a lost tab, or an earlier state of this page, kept on the device. */

import * as Y from "yjs";

/** Origin of transactions that bring edits back: they are sent like an edit, and were kept before. */
export const RECOVERED = "callweave:recovered";

/** Whether the document holds changes that wait for others it never got. */
export const isIncomplete = (doc) => doc.store.pendingStructs !== null || doc.store.pendingDs !== null;

function copyOf(state) {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, state);
  return copy;
}

function fits(copy, update) {
  try {
    Y.applyUpdate(copy, update);
    return !isIncomplete(copy);
  } catch {
    return false;
  }
}

/**
 * Which of these rows (anything with `update`) fit onto the document, whatever their order: {fit, unfit}. Tried on a
 * copy: an update with a hole before it would stay in a document as something that is never shown and never sent.
 */
export function sift(doc, rows) {
  const fit = [];
  let state = Y.encodeStateAsUpdate(doc);
  let copy = copyOf(state);
  let unfit = rows;
  for (let hasHope = unfit.length > 0; hasHope;) {
    const left = [];
    for (const row of unfit) {
      if (fits(copy, row.update)) {
        fit.push(row);
        state = null;
      } else {
        left.push(row);
        state ??= Y.encodeStateAsUpdate(withAll(doc, fit));
        copy = copyOf(state);
      }
    }
    hasHope = left.length > 0 && left.length < unfit.length;
    unfit = left;
  }
  return { fit, unfit };
}

function withAll(doc, rows) {
  const copy = copyOf(Y.encodeStateAsUpdate(doc));
  for (const row of rows) Y.applyUpdate(copy, row.update);
  return copy;
}

/** The same changes once more, as a new edit of `doc` by this person: nothing of the old bytes is in it. */
export function graft(doc, updates, origin) {
  const copy = copyOf(Y.encodeStateAsUpdate(doc));
  const events = [];
  for (const name of doc.share.keys()) {
    copy.getMap(name).observeDeep((heard) => events.push(...heard.map((event) => read(name, event))));
  }
  Y.applyUpdate(copy, Y.mergeUpdates(updates));
  doc.transact(() => events.forEach((event) => replay(doc, event)), origin);
  copy.destroy();
  return events.length;
}

/**
 * What an event says, as values that no longer belong to the copy. There are none for what is inside of something new
 * or gone: the event of what holds it says it all.
 */
function read(name, event) {
  const { target } = event;
  const path = [name, ...event.path];
  if (target instanceof Y.Text) return { path, delta: event.changes.delta };
  const keys = [...event.changes.keys.keys()].map((key) => [key, copied(target.get(key))]);
  return { path, keys };
}

const copied = (value) => (value instanceof Y.AbstractType ? value.clone() : value);

function replay(doc, { path: [root, ...rest], delta, keys }) {
  const target = rest.reduce((type, key) => type?.get?.(key), doc.getMap(root));
  if (delta && target instanceof Y.Text) target.applyDelta(delta);
  if (!keys || !(target instanceof Y.Map)) return;
  for (const [key, value] of keys) {
    if (value === undefined) target.delete(key);
    else target.set(key, value);
  }
}
