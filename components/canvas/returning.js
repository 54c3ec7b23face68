/** What was kept on this device comes back: from lost tabs by itself, from the quarantine when somebody asks for it. */

import * as Y from "yjs";
import { closing, EPOCH_CHANGED, NO_RIGHT } from "./closing.js";
import { LOCAL } from "./document.js";
import { graft, RECOVERED, sift } from "./recovery.js";

const HOLED = "They continue edits that this device no longer has.";
const LOOK_ONLY = "Your role allows you to look at this flow, not to change it.";

/**
 * Put rows of lost tabs onto the document, each as an edit that is sent; set aside what cannot be. Returns how many
 * brought something.
 */
export function recover(rows, { doc, backup, saver, mayWrite }) {
  const [ours, others] = split(rows, (row) => row.epoch === backup.epoch);
  backup.setAside(closing(EPOCH_CHANGED).title, null, others);
  if (!mayWrite) {
    backup.setAside(closing(NO_RIGHT).title, null, ours);
    return 0;
  }
  const { fit, unfit } = sift(doc, ours);
  backup.setAside(HOLED, null, unfit);
  return fit.filter((row) => bringBack(row, { doc, backup, saver })).length;
}

function bringBack(row, { doc, backup, saver }) {
  const { made } = saver;
  try {
    Y.applyUpdate(doc, row.update, RECOVERED);
  } catch (error) {
    // Thrown by whoever watches the document: the change itself is in, it was tried on a copy.
    console.error("A recovered edit could not be shown", error);
  }
  const isNew = saver.made > made;
  // What is in the document already may be there by edits that still wait: then it waits with them.
  if (isNew || saver.unsent) backup.adopt(row, saver.made);
  else backup.drop([row]);
  return isNew;
}

/** Make the changes in the quarantine once more as new edits, where they still fit: {applied, left, text}. */
export function reapply({ doc, backup, mayWrite }) {
  const all = backup.entries().reduce((sum, entry) => sum + entry.updates.length, 0);
  if (!mayWrite) return { applied: 0, left: all, text: LOOK_ONLY };
  let left = 0;
  for (const { id, updates } of backup.entries()) {
    const { fit, unfit } = sift(
      doc,
      updates.map((update) => ({ update })),
    );
    if (fit.length)
      graft(
        doc,
        fit.map((row) => row.update),
        LOCAL,
      );
    backup.keepOnly(
      id,
      unfit.map((row) => row.update),
    );
    left += unfit.length;
  }
  const rest = left ? ` ${left} no longer fit: download them to keep them.` : "";
  return { applied: all - left, left, text: `${all - left} of ${all} edits were made again.${rest}` };
}

function split(rows, isLeft) {
  return [rows.filter(isLeft), rows.filter((row) => !isLeft(row))];
}
