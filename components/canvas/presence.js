/** Who is where: reads the others' presence, and writes one's own within the server's limit of 4 KB. */

import * as Y from "yjs";
import { realClock } from "./clock.js";
import { looksOf } from "./teammates.js";
import { firstOf } from "./text.js";

/** Others see the first of a very large selection; all of it moves when the drag ends. */
const SHARED_STEPS = 60;

const indexed = new WeakMap();
const NOBODY = Object.freeze({ selecting: Object.freeze([]), editing: Object.freeze([]) });

/** Who selects and who edits a step: {selecting: [peer], editing: [peer]}. */
export function presenceOn(peers, id) {
  if (!indexed.has(peers)) indexed.set(peers, indexPeers(peers));
  return indexed.get(peers).get(id) ?? NOBODY;
}

function indexPeers(peers) {
  const byStep = new Map();
  const at = (id) => {
    if (!byStep.has(id)) byStep.set(id, { selecting: [], editing: [] });
    return byStep.get(id);
  };
  for (const peer of peers) {
    if (peer.me) continue;
    const who = { client: peer.client, id: peer.id, name: peer.name, color: peer.color };
    const selected = Array.isArray(peer.selection) ? peer.selection : [];
    for (const id of new Set([...selected, ...Object.keys(dragOf(peer))])) at(id).selecting.push(who);
    const [root, id, field] = typeof peer.field === "string" ? peer.field.split("/") : [];
    if (root === "nodes" && id) at(id).editing.push({ ...who, field: field ?? "" });
  }
  return byStep;
}

const dragOf = (peer) => (peer.drag && typeof peer.drag === "object" ? peer.drag : {});

/** Where steps are held right now, by others or by this person in another tab: id → {x, y}. */
export function heldBy(peers) {
  const held = new Map();
  for (const peer of peers) {
    for (const [id, place] of Object.entries(dragOf(peer))) {
      if (Array.isArray(place) && place.every(Number.isFinite)) held.set(id, { x: place[0], y: place[1] });
    }
  }
  return held;
}

export const sharedSelection = (ids) => ids.slice(0, SHARED_STEPS);

/** React Flow's dragged nodes as the presence field `drag`. */
export const sharedDrag = (nodes) =>
  Object.fromEntries(
    nodes.slice(0, SHARED_STEPS).map(({ id, position }) => [id, [Math.round(position.x), Math.round(position.y)]]),
  );

/** Call at once, then at most every `wait_ms`, the last call never lost; `stop()` forgets a waiting one. */
export function throttle(run, wait_ms, clock = realClock) {
  let last = -Infinity;
  let forget = null;
  let waiting = null;
  const fire = () => {
    forget = null;
    last = clock.now();
    run(...waiting);
  };
  const call = (...args) => {
    waiting = args;
    if (forget) return;
    const left = last + wait_ms - clock.now();
    if (left <= 0) fire();
    else forget = clock.later(fire, left);
  };
  call.stop = () => {
    forget?.();
    forget = null;
  };
  return call;
}

/** Black or white, whichever reads better on a teammate's colour (#rrggbb). */
export function inkOn(color) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? "#111111" : "#ffffff";
}

/** "Anna Berg" → "AB" */
export const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map(firstOf)
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join("")
    .toUpperCase();

/**
 * The presence as a text editor may see it: only carets of this document that can be resolved, and news only when a
 * caret moved. A malformed caret would otherwise switch the editor's plugin off, and every pointer would redraw it.
 */
export function caretsOf(awareness, mayWrite) {
  const { doc } = awareness;
  const listeners = new Map();
  const carets = () => {
    const shown = [...awareness.getStates()].map(([client, state]) => [client, caretOf(doc, state)]);
    return new Map(shown.filter(([, state]) => state));
  };
  const said = () => JSON.stringify([...carets()].map(([client, { cursor, user }]) => [client, cursor, user]));
  return {
    doc,
    getStates: carets,
    getLocalState: () => awareness.getLocalState(),
    setLocalStateField: (name, value) => mayWrite() && awareness.setLocalStateField(name, value),
    on(event, listener) {
      let last = said();
      const heard = (...args) => {
        const next = said();
        if (next !== last) listener(...args);
        last = next;
      };
      listeners.set(listener, heard);
      awareness.on(event, heard);
    },
    off(event, listener) {
      awareness.off(event, listeners.get(listener));
      listeners.delete(listener);
    },
  };
}

/** What of a state the text editor is shown, in the form it reads without checking; null if there is no caret. */
function caretOf(doc, state) {
  try {
    const { cursor, user } = state;
    const [anchor, head] = [cursor.anchor, cursor.head].map((end) => Y.createRelativePositionFromJSON(end));
    const isThere = [anchor, head].every((end) => Y.createAbsolutePositionFromRelativePosition(end, doc));
    return isThere ? { cursor: { anchor, head }, user: looksOf(user) } : null;
  } catch {
    return null;
  }
}
