/** Carries out the mend that a finding offers: several ops, one transaction of this person. */

import { LOCAL } from "./document.js";
import { deleteNodes, removeEdges } from "./ops.js";
import { removeItem, setValue } from "./writing.js";

const ROOTS = new Set(["nodes", "settings", "variables", "pronunciations"]);

const OPS = {
  delete_nodes: (doc, { ids }, mark) => deleteNodes(doc, ids, mark).length > 0,
  remove_edges: (doc, { ids }) => removeEdges(doc, ids).length > 0,
  set: (doc, { path, value }) => ROOTS.has(path[0]) && setValue(doc, path, value),
  remove_item: (doc, { path, id }) => ROOTS.has(path[0]) && removeItem(doc, path, id),
};

/**
 * Apply a finding's ops and return whether any of them found its place. What has vanished meanwhile is passed over, and
 * so is an op of a newer server; never throws. `mark` {by, at} is who deletes and when.
 */
export function applyFix(doc, _spec, ops, mark = { by: "", at: "" }) {
  if (!Array.isArray(ops)) return false;
  return doc.transact(() => ops.filter((op) => applyOne(doc, op, mark)).length > 0, LOCAL);
}

function applyOne(doc, op, mark) {
  const run = Object.hasOwn(OPS, String(op?.op)) ? OPS[op.op] : null;
  const { ids = [], path = [] } = op ?? {};
  if (!run || !Array.isArray(ids) || !Array.isArray(path)) return false;
  return run(doc, { ...op, ids, path }, mark);
}
