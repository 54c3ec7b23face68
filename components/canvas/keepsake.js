/** Edits as a file that a person can keep: the bytes for a program, the words for reading. */

import { toBase64 } from "lib0/buffer";
import * as Y from "yjs";

/** What the updates say: {texts: [string], values: [{name, value}]}; without what they also take away again. */
export function words(updates) {
  try {
    return read(Y.decodeUpdate(Y.mergeUpdates(updates)));
  } catch {
    return { texts: [], values: [] };
  }
}

function read({ structs, ds }) {
  const runs = [];
  const values = [];
  const inOrder = [...structs].sort((a, b) => a.id.client - b.id.client || a.id.clock - b.id.clock);
  for (const { id, content, origin, parentSub } of inOrder) {
    if (typeof content?.str === "string") {
      const kept = [...content.str.split("").keys()].filter((at) => !isGone(ds, id.client, id.clock + at));
      const text = kept.map((at) => content.str[at]).join("");
      if (goesOn(runs.at(-1), id, origin, ds)) runs.at(-1).text += text;
      else runs.push({ client: id.client, text });
      runs.at(-1).end = id.clock + content.str.length - 1;
    } else if (content?.arr && !isGone(ds, id.client, id.clock)) {
      values.push({ name: parentSub ?? "", value: content.arr.length === 1 ? content.arr[0] : content.arr });
    }
  }
  return { texts: runs.map((run) => run.text).filter(Boolean), values };
}

/** Whether this was typed right behind the run before, not counting what was deleted between. */
function goesOn(run, id, origin, ds) {
  if (!run || run.client !== id.client || origin?.client !== id.client || origin.clock > run.end) return false;
  for (let clock = origin.clock + 1; clock <= run.end; clock += 1) if (!isGone(ds, id.client, clock)) return false;
  return true;
}

const isGone = (ds, client, clock) =>
  (ds.clients.get(client) ?? []).some((gone) => gone.clock <= clock && clock < gone.clock + gone.len);

/** One part of the file. `flow` is how the whole flow looked to the person, where that is known. */
const part = ({ state, reason = "", at = "", epoch = null, updates, flow = null }) => ({
  state,
  reason,
  at,
  epoch,
  edits: updates.length,
  ...words(updates),
  updates: updates.map(toBase64),
  flow,
});

/** {name, text} of the file with what was set aside and what waits. `flow` is the flow as it is shown now. */
export function keepsake({ agent, at, epoch, entries, waiting, flow }) {
  const parts = entries.map((entry) => part({ ...entry, state: "set aside" }));
  if (waiting.length) parts.push(part({ state: "not yet sent", at, epoch, updates: waiting, flow }));
  const content = { format: "callweave.edits", version: 1, agent, made_at: at, parts };
  return { name: `callweave-edits-${agent.id}.json`, text: JSON.stringify(content, null, 2) };
}

/** Have the browser save a file. */
export function offer({ name, text }, page) {
  const link = page.document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
